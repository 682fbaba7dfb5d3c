"""Run the benchmarks and print their tables: `python -m benchmarks [NAME ...]`."""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import relay
from benchmarks.tables import Gate

Measure = Callable[[Path, argparse.Namespace], list[Gate]]

BENCHMARKS: dict[str, Measure] = {
    "relay": lambda path, given: relay.measure(path, given.messages, given.rounds),
}


def main() -> int:
    """Measure what was asked for; the exit code says whether all targets were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []])
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        print("two cores are needed")
        return 2
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"
    )
    gates: list[Gate] = []
    for name in given.names or BENCHMARKS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="fastkontakt-bench-") as directory:
            gates += BENCHMARKS[name](Path(directory), given)
        print(f"\n({name} took {time.monotonic() - begun:.0f} s)", flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} after\n")
    for gate in gates:
        print(gate)
    return 0 if all(gate.is_met for gate in gates) else 1


if __name__ == "__main__":
    sys.exit(main())
