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

from benchmarks import due, extras, growth, latency, reading, relay, sealed, size
from benchmarks.tables import Gate

Measure = Callable[[Path, argparse.Namespace], list[Gate]]

BENCHMARKS: dict[str, Measure] = {
    "relay": lambda path, given: relay.measure(path, given.messages, given.rounds),
    "latency": lambda path, given: latency.measure(path, given.seconds, given.rounds),
    "growth": lambda path, given: growth.measure(path, given.rounds),
    "size": lambda path, given: size.measure(
        path, given.messages, max(given.rounds, 5), given.entries
    ),
    "due": lambda path, given: due.measure(path, given.seconds * 4),
    "sealed": sealed.measure,
    "reading": lambda path, given: reading.measure(path, 10_000, given.rounds),
    "extras": lambda path, given: extras.measure(path, given.rounds, given.rows),
}


def main() -> int:
    """Measure what was asked for; the exit code says whether all targets were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(BENCHMARKS))
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=15, help="of 200 messages each")
    parser.add_argument(
        "--entries", type=int, default=1_000_000, help="in a full store"
    )
    parser.add_argument(
        "--rows", type=int, default=100_000, help="to look for damage in"
    )
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
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
