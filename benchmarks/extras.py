"""Beside the relay: commits, a long list of people, and looking for damage."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite

from benchmarks.installation import HEADER, Installation
from benchmarks.million import fill
from benchmarks.tables import Gate, Table, median
from casework.people import Channel
from storage import inbox
from storage.connection import open_file
from storage.engine import Store
from storage.inbox_rows import Raw
from storage.service_keys import ServiceKeys

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALLERS = 10
EACH = 300
BODY = b"x" * 400
BARE_TABLE = "CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"


def measure(directory: Path, rounds: int, rows: int) -> list[Gate]:
    """Print the tables; return the target."""
    gates = _commits(directory, rounds)
    _people(directory)
    _verify(directory, rows)
    return gates


def _commits(directory: Path, rounds: int) -> list[Gate]:
    """Ten callers at once: sharing commits, and one commit each as aiosqlite does."""
    made = Installation.made(directory / "commits", clients=1, staff=1)
    grouped, alone = [], []
    for number in range(max(rounds, 3)):
        alone.append(asyncio.run(_one_each(directory / f"bare-{number}.db")))
        grouped.append(asyncio.run(_shared(made, number)))
    table = Table(
        f"Durable rows of 400 bytes, {CALLERS} callers, each waiting for its commit",
        ["way", "rows/s", "ratio"],
    )
    base = median(alone)
    table.add("aiosqlite, a lock, one commit each", base, 1.0)
    table.add(
        "our store: sealed, deduplicated, shared",
        median(grouped),
        median(grouped) / base,
    )
    print(table, flush=True)
    return [
        Gate("10 callers sharing commits / one commit each", median(grouped) / base, 5)
    ]


async def _shared(made: Installation, number: int) -> float:
    keys = ServiceKeys.load(made.directory / "keys")
    async with await Store.open(made.directory / "data", keys) as store:

        async def keep(caller: int, place: int) -> None:
            identity = f"{number}-{caller}-{place}"
            raw = Raw(Channel.TELEGRAM, identity, str(caller), BODY)
            assert await store.run(inbox.take_in, [raw], NOW) == 1

        return await _rate(keep)


async def _one_each(path: Path) -> float:
    raw = open_file(path)
    raw.execute(BARE_TABLE)
    raw.close()
    lock = asyncio.Lock()
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA synchronous=FULL")

        async def keep(_caller: int, _place: int) -> None:
            async with lock:
                await connection.execute("BEGIN IMMEDIATE")
                await connection.execute("INSERT INTO kept (body) VALUES (?)", (BODY,))
                await connection.execute("COMMIT")

        return await _rate(keep)


async def _rate(keep: Callable[[int, int], Awaitable[None]]) -> float:
    async def call(caller: int) -> None:
        for place in range(EACH):
            await keep(caller, place)

    begun = time.perf_counter()
    await asyncio.gather(*(call(caller) for caller in range(CALLERS)))
    return CALLERS * EACH / (time.perf_counter() - begun)


def _people(directory: Path, count: int = 10_000) -> None:
    made = Installation(directory / "people", clients=count, staff=0)
    made.command("init", str(made.directory), config=False)
    listed = made.directory / "people.csv"
    lines = [f"w{n},contact_person,Mette,da,,,," for n in range(count // 10)]
    lines += [
        f"c{n},client,Alma,da,2005,,w{n % (count // 10)},dk_youth"
        for n in range(count - len(lines))
    ]
    listed.write_text("\n".join([HEADER, *lines]) + "\n")
    begun = time.perf_counter()
    printed = made.command("people", "import", str(listed))
    seconds = time.perf_counter() - begun
    assert len(printed.splitlines()) == count + 1
    table = Table("people import", ["people", "seconds", "people/s"])
    table.add(count, seconds, count / seconds)
    print(table, flush=True)


def _verify(directory: Path, rows: int) -> None:
    made = Installation.made(directory / "verify", clients=300, staff=30)
    fill(made, rows)
    table = Table("record verify", ["how", "entries", "seconds", "entries/s"])
    for words in (["--quick"], []):
        begun = time.perf_counter()
        said = json.loads(made.command("record", "verify", "--json", *words))
        seconds = time.perf_counter() - begun
        assert said, "record verify says nothing"
        table.add(" ".join(words) or "with signatures", rows, seconds, rows / seconds)
    print(table, flush=True)
