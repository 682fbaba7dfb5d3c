"""Years in one run: memory after many messages, and how soon a full store is ready."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.far_end import FarEnd, far_end
from benchmarks.installation import UNLIMITED, Installation
from benchmarks.processes import Process
from benchmarks.relay import SETTLING
from benchmarks.tables import Gate, Table, median

FEW = 10_000
MANY = 100_000
LARGEST = 110.0
"""Megabytes."""
GROWTH = 1.05
"""What counts as none: the allocator's own ups and downs."""
READY = 1.5
"""Seconds."""
LISTED = ("telegram", "twilio", "aiohttp", "apscheduler", "pydantic", "cryptography")


def measure(
    directory: Path, rounds: int, few: int = FEW, many: int = MANY
) -> list[Gate]:
    """Print both tables; return the targets."""
    made = Installation.made(directory / "template", clients=300, staff=30)
    memory = Table(
        "Resident memory of the service, receipts on, everything waiting at once",
        ["after", "MB", "highest so far MB"],
    )
    with far_end() as telegram, made.running(telegram, UNLIMITED) as process:
        telegram.wait()
        time.sleep(SETTLING)
        memory.add("start", process.megabytes(), process.megabytes("VmHWM"))
        after_few = _fed(telegram, process, made, few, memory, few)
        after_many = _fed(telegram, process, made, many - few, memory, many)
    assert made.entries() == many
    print(memory, flush=True)
    if after_many > LARGEST:
        print(_imports(), flush=True)
    return [
        Gate(
            f"memory after {many} messages",
            after_many,
            LARGEST,
            at_most=True,
            unit=" MB",
        ),
        Gate(
            f"memory after {many} / after {few}",
            after_many / after_few,
            GROWTH,
            at_most=True,
        ),
        *_starts(made, rounds),
    ]


def _fed(
    telegram: FarEnd,
    process: Process,
    made: Installation,
    count: int,
    table: Table,
    total: int,
) -> float:
    telegram.load(count, clients=made.clients, staff=made.staff)
    telegram.wait(sends=count, reactions=count, patience=1200)
    telegram.result().require_whole()
    time.sleep(1)
    megabytes = process.megabytes()
    table.add(f"{total} messages", megabytes, process.megabytes("VmHWM"))
    return megabytes


def _starts(made: Installation, rounds: int) -> list[Gate]:
    seconds = []
    for _ in range(max(rounds, 3)):
        with far_end() as telegram:
            begun = time.perf_counter()
            with made.running(telegram, UNLIMITED):
                seconds.append(time.perf_counter() - begun)
                telegram.wait()
    entries = made.entries()
    table = Table(
        "From starting the program to GET /health/ready = 200",
        ["entries in the store", "seconds", "each"],
    )
    each = " ".join(f"{one:.2f}" for one in seconds)
    table.add(entries, median(seconds), each)
    print(table, flush=True)
    return [
        Gate(
            f"ready with {entries} entries",
            median(seconds),
            READY,
            at_most=True,
            unit=" s",
        )
    ]


def _imports() -> Table:
    """Return what the large libraries cost, each imported alone."""
    table = Table("What imports take", ["import", "MB above bare Python"])
    base = _megabytes_of("")
    for name in LISTED:
        table.add(name, _megabytes_of(f"import {name}") - base)
    table.add("bot.app", _megabytes_of("import bot.app") - base)
    return table


def _megabytes_of(statement: str) -> float:
    script = (
        f"{statement}\n"
        "for line in open('/proc/self/status'):\n"
        "    if line.startswith('VmRSS'): print(line.split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024
