"""Whether a million entries in the store slow the next message down."""

import shutil
from collections import defaultdict
from pathlib import Path

from benchmarks.far_end import far_end
from benchmarks.installation import NO_RECEIPTS, UNLIMITED, Installation
from benchmarks.million import fill
from benchmarks.relay import ON_TWO, Run, drained
from benchmarks.tables import Gate, Table, median, spread

LEAST = 0.8


def measure(directory: Path, messages: int, rounds: int, entries: int) -> list[Gate]:
    """Print the table; return the target."""
    empty = Installation.made(directory / "template", clients=300, staff=30)
    full = empty.copied(directory / "full")
    seconds = fill(full, entries)
    megabytes = (full.directory / "data" / "store.db").stat().st_size / 1e6
    runs: dict[str, list[Run]] = defaultdict(list)
    names = ("empty store", f"{entries} entries")
    for _ in range(rounds):
        fresh = empty.copied(directory / "run")
        runs[names[0]].append(_once(fresh, messages))
        shutil.rmtree(fresh.directory)
        runs[names[1]].append(_once(full, messages))
    table = Table(
        f"Relaying {messages} waiting messages, receipts off "
        f"(the full store: {megabytes:.0f} MB, made in {seconds:.0f} s)",
        ["store", "messages/s", "spread", "CPU µs/message"],
    )
    middle = {}
    for name in names:
        rates = [run.per_second for run in runs[name]]
        middle[name] = median(rates)
        cpu = median(run.micros for run in runs[name])
        table.add(name, middle[name], spread(rates), cpu)
    print(table, flush=True)
    return [
        Gate(
            f"messages/s with {entries} entries / with none",
            middle[names[1]] / middle[names[0]],
            LEAST,
        )
    ]


def _once(made: Installation, messages: int) -> Run:
    before = made.entries()
    with far_end(ON_TWO.telegram) as telegram:
        settings = UNLIMITED | NO_RECEIPTS
        with made.running(telegram, settings, ON_TWO.bot) as process:
            run = drained(telegram, process, made, messages)
    assert made.entries() - before == messages
    return run
