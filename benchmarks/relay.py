"""Relaying a backlog, sealed and durable, beside bare bots that only copy."""

import shutil
import sys
import time
from collections import defaultdict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.far_end import TOKEN, FarEnd, far_end
from benchmarks.installation import NO_RECEIPTS, UNLIMITED, Installation
from benchmarks.processes import Process
from benchmarks.tables import Gate, Table, median, spread

OURS = "Fastkontakt, receipts off"
OURS_RECEIPTS = "Fastkontakt, receipts on"
BARE = "bare bot, default"
BARE_OUR_HTTP = "bare bot, our HTTP"
BARE_OUR_HTTP_16 = "bare bot, our HTTP, 16 at once"

KINDS = {
    BARE: peers.DEFAULT,
    BARE_OUR_HTTP: peers.OUR_HTTP,
    BARE_OUR_HTTP_16: peers.OUR_HTTP_16,
}
ALL = (BARE, OURS, BARE_OUR_HTTP, BARE_OUR_HTTP_16, OURS_RECEIPTS)
SETTLING = 0.7
"""Seconds in which a bot that just started gets its first things done."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """On which cores the bot and the fake Bot API run."""

    name: str
    bot: set[int] | None
    telegram: set[int] | None


ON_ONE = Arrangement("bot on one core, Telegram on the other", {0}, {1})
ON_TWO = Arrangement("both free on two cores", {0, 1}, {0, 1})


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    per_second: float
    micros: float
    """Processor time for a message, of all threads."""


def measure(directory: Path, messages: int, rounds: int) -> list[Gate]:
    """Print both tables; return the targets, of the run on two cores."""
    made = Installation.made(directory / "template", clients=300, staff=30)
    gates: list[Gate] = []
    for arrangement in (ON_ONE, ON_TWO):
        runs: dict[str, list[Run]] = defaultdict(list)
        for _ in range(rounds):
            for name in ALL:
                runs[name].append(once(made, directory, name, messages, arrangement))
        gates = _told(runs, messages, arrangement)
    return gates


def once(
    made: Installation,
    directory: Path,
    name: str,
    messages: int,
    arrangement: Arrangement = ON_TWO,
) -> Run:
    """Have one bot work off a backlog and make sure that it did."""
    with far_end(arrangement.telegram) as telegram:
        if name in KINDS:
            return _peer(telegram, KINDS[name], made, messages, arrangement)
        fresh = made.copied(directory / "run")
        try:
            has_receipts = name == OURS_RECEIPTS
            settings = UNLIMITED | ({} if has_receipts else NO_RECEIPTS)
            before = fresh.entries()
            with fresh.running(telegram, settings, arrangement.bot) as process:
                run = drained(
                    telegram, process, fresh, messages, has_receipts=has_receipts
                )
            assert fresh.entries() - before == messages
        finally:
            shutil.rmtree(fresh.directory)
    return run


def drained(
    telegram: FarEnd,
    process: Process,
    made: Installation,
    messages: int,
    *,
    has_receipts: bool = False,
) -> Run:
    """Have a running bot work off a backlog."""
    telegram.wait()
    time.sleep(SETTLING)
    before = process.cpu_seconds()
    telegram.load(messages, clients=made.clients, staff=made.staff)
    telegram.wait(sends=messages, reactions=messages if has_receipts else 0)
    spent = process.cpu_seconds() - before
    result = telegram.result()
    result.require_whole()
    return Run(messages / result.seconds_all, spent / messages * 1e6)


def _peer(
    telegram: FarEnd,
    kind: str,
    made: Installation,
    messages: int,
    arrangement: Arrangement,
) -> Run:
    with started_peer(telegram, kind, made.staff, arrangement.bot) as process:
        return drained(telegram, process, made, messages)


def started_peer(
    telegram: FarEnd, kind: str, staff: int, cores: set[int] | None
) -> AbstractContextManager[Process]:
    """Start a bare bot."""
    command = [sys.executable, "-m", "benchmarks.peers", kind, "--token", TOKEN]
    command += ["--url", telegram.url, "--staff", str(staff)]
    return Process.started(command, cores=cores)


def _told(
    runs: dict[str, list[Run]], messages: int, arrangement: Arrangement
) -> list[Gate]:
    rates = {
        name: [run.per_second for run in measured] for name, measured in runs.items()
    }
    middle = {name: median(measured) for name, measured in rates.items()}
    table = Table(
        f"Relaying {messages} waiting messages: {arrangement.name}",
        [
            "bot",
            "messages/s",
            "spread",
            "to default",
            "to our HTTP",
            "to 16 at once",
            "CPU µs/message",
        ],
    )
    for name, rate in middle.items():
        cpu = median(run.micros for run in runs[name])
        peers_of_ours = (BARE, BARE_OUR_HTTP, BARE_OUR_HTTP_16)
        ratios = [rate / middle[peer] for peer in peers_of_ours]
        table.add(name, rate, spread(rates[name]), *ratios, cpu)
    print(table, flush=True)
    return [
        Gate("relay / bare bot, default", middle[OURS] / middle[BARE], 1.5),
        # The same bot: one update at a time, as python-telegram-bot does by default.
        # The table shows beside it what it does with 16 at once, in no order.
        Gate("relay / it with our HTTP", middle[OURS] / middle[BARE_OUR_HTTP], 0.6),
    ]
