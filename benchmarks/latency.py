"""How long one message takes, when 200 come every second and nothing piles up."""

import os
import shutil
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Self

from benchmarks.far_end import FarEnd, far_end
from benchmarks.installation import NO_RECEIPTS, UNLIMITED, Installation
from benchmarks.relay import (
    BARE,
    BARE_OUR_HTTP_16,
    KINDS,
    ON_TWO,
    OURS,
    OURS_RECEIPTS,
    SETTLING,
    started_peer,
)
from benchmarks.tables import Gate, Table, median, percentile

RATE = 200.0
ALL = (BARE, OURS, BARE_OUR_HTTP_16, OURS_RECEIPTS)
ALLOWANCE = 25.0
"""Milliseconds that the slowest hundredth may take longer than the bare bot's."""

PROBE_PAUSE = 0.05


class Disk:
    """How long the disk takes to keep 4 KB, asked all through a run."""

    def __init__(self, directory: Path) -> None:
        self.milliseconds: list[float] = []
        self._path = directory / "probe"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Self:
        """Begin to ask."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask no more."""
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        block = os.urandom(4096)
        with self._path.open("wb", buffering=0) as file:
            while not self._over.wait(PROBE_PAUSE):
                begun = time.perf_counter()
                file.write(block)
                os.fdatasync(file.fileno())
                self.milliseconds.append((time.perf_counter() - begun) * 1e3)


def measure(directory: Path, seconds: int, rounds: int) -> list[Gate]:
    """Print the table; return the targets."""
    made = Installation.made(directory / "template", clients=300, staff=30)
    middles: dict[str, list[float]] = defaultdict(list)
    slowest: dict[str, list[float]] = defaultdict(list)
    with Disk(directory) as disk:
        for _ in range(rounds):
            for name in ALL:
                waits = _once(made, directory, name, int(RATE * seconds))
                middles[name].append(percentile(waits, 50) * 1e3)
                slowest[name].append(percentile(waits, 99) * 1e3)
    sync = percentile(disk.milliseconds, 99)
    usual = percentile(disk.milliseconds, 50)
    table = Table(
        f"{RATE:.0f} messages/s, from due to sent, both free on two cores "
        f"(fdatasync p50 {usual:.2f} ms, p99 {sync:.2f} ms)",
        ["bot", "p50 ms", "p99 ms", "p50 to default", "p99 of each run"],
    )
    for name in ALL:
        table.add(
            name,
            median(middles[name]),
            median(slowest[name]),
            median(middles[name]) / median(middles[BARE]),
            " ".join(f"{each:.1f}" for each in slowest[name]),
        )
    print(table, flush=True)
    above = median(slowest[OURS]) - median(slowest[BARE])
    return [
        Gate(
            "p50 at 200/s / bare bot's",
            median(middles[OURS]) / median(middles[BARE]),
            3,
            at_most=True,
        ),
        Gate(
            "p99 at 200/s above the bare bot's",
            above,
            max(ALLOWANCE, 3 * sync),
            at_most=True,
            unit=" ms",
        ),
    ]


def _once(made: Installation, directory: Path, name: str, messages: int) -> list[float]:
    with far_end(ON_TWO.telegram) as telegram:
        if name in KINDS:
            with started_peer(telegram, KINDS[name], made.staff, ON_TWO.bot):
                return _waits(telegram, made, messages)
        fresh = made.copied(directory / "run")
        try:
            settings = UNLIMITED | ({} if name == OURS_RECEIPTS else NO_RECEIPTS)
            before = fresh.entries()
            with fresh.running(telegram, settings, ON_TWO.bot):
                waits = _waits(telegram, fresh, messages)
            assert fresh.entries() - before == messages
        finally:
            shutil.rmtree(fresh.directory)
    return waits


def _waits(telegram: FarEnd, made: Installation, messages: int) -> list[float]:
    telegram.wait()
    time.sleep(SETTLING)
    telegram.load(messages, clients=made.clients, staff=made.staff, rate=RATE)
    telegram.wait(sends=messages)
    result = telegram.result()
    result.require_whole()
    assert len(result.latencies) == messages
    return result.latencies
