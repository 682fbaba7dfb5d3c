"""Beside the relay: commits, a long list of people, and looking for damage."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import aiosqlite

from benchmarks.installation import HEADER, Installation
from benchmarks.million import fill
from benchmarks.tables import Gate, Table, median
from casework.people import Address, AddressState, Channel, PersonId
from storage import addresses, inbox
from storage.connection import open_file
from storage.engine import Store
from storage.inbox_rows import Raw
from storage.service_keys import ServiceKeys
from storage.transaction import Transaction

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALLERS = 10
EACH = 300
BODY = b"x" * 400
MOVED_IN = """
    INSERT INTO person (id, role, alias, ref_fingerprint, sealed_ref, sealed_name,
                        language, profile, created_at)
    VALUES (:id, 'client', :alias, :fingerprint, :sealed, :sealed, 'da', 'dk_youth', 0)
"""
BARE_TABLE = "CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"


def measure(directory: Path, rounds: int, rows: int) -> list[Gate]:
    """Print the tables; return the target."""
    gates = _commits(directory, rounds)
    gates.append(_people(directory))
    gates.append(_look_up(directory))
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


def _people(directory: Path, count: int = 10_000) -> Gate:
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
    return Gate(f"importing {count:,} people", seconds, 30, at_most=True, unit="s")


def _look_up(directory: Path, people: int = 100_000) -> Gate:
    """Find the people behind numbers, known and unknown, with nothing remembered."""
    made = Installation(directory / "look-up", clients=people, staff=0)
    made.command("init", str(made.directory), config=False)
    took = asyncio.run(_looked_up(made))
    p50, p99 = (quantiles(took, n=100)[place] for place in (49, 98))
    table = Table(
        f"looking up an address among {people:,} people", ["", "milliseconds"]
    )
    table.add("p50", p50)
    table.add("p99", p99)
    table.add("slowest", max(took))
    print(table, flush=True)
    return Gate("p99 of a look-up by address", p99, 1, at_most=True, unit="ms")


async def _looked_up(made: Installation) -> list[float]:
    keys = ServiceKeys.load(made.directory / "keys")
    async with await Store.open(made.directory / "data", keys) as store:
        for first in range(0, made.clients, 10_000):
            await store.run(_move_in, range(first, first + 10_000))
        return await store.run(_find_some, made.clients)


def _move_in(tx: Transaction, numbers: range) -> None:
    """Write people with a number each, without the rest of what an import does."""
    for number in numbers:
        person = PersonId(f"c-{number}")
        tx.run(
            MOVED_IN,
            id=person,
            alias=f"K{number}",
            fingerprint=tx.vault.fingerprint("ref", person),
            sealed=tx.seal("person", "sealed_name", person, "Alma"),
        )
        address = _number(number)
        addresses.add(tx, person, address, AddressState.VERIFIED, NOW)


def _find_some(tx: Transaction, people: int) -> list[float]:
    """Return how many milliseconds each of many look-ups took; a tenth is in vain."""
    picked = random.Random(7)
    took = []
    for _ in range(20_000):
        number = picked.randrange(people * 10 // 9)
        tx.forget()
        begun = time.perf_counter()
        found = addresses.find(tx, _number(number))
        took.append((time.perf_counter() - begun) * 1000)
        assert (found is not None) == (number < people)
    return took


def _number(number: int) -> Address:
    return Address(Channel.SMS, f"+45{20_000_000 + number}")


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
