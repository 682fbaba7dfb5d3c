"""What is due at its hour: a tick over a million rows, and a morning of reminders."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch
from zoneinfo import ZoneInfo

from benchmarks.installation import Installation
from benchmarks.tables import Gate, Table, median, percentile
from bot.alarms import Alarms
from bot.clock import now as real_now
from bot.limits import Limits
from bot.looking_after import LookingAfter
from bot.sender import Sender
from casework.drafts import DeliveryKind, Draft
from casework.messages import File, Incoming, Kind, Never, NotThere, Outgoing, Sent
from casework.people import (
    Address,
    AddressState,
    Agreement,
    CaseId,
    Channel,
    Language,
    PersonId,
    Role,
)
from handlers import due_kinds, due_work, enrolment, messages
from handlers.due_work import Done, DueKind
from handlers.enrolment import NewPerson
from handlers.office import Office
from handlers.texts import Texts
from storage import addresses, cases, due, inbox, outbox, people
from storage.due import Due
from storage.engine import Store
from storage.inbox_rows import Raw
from storage.service_keys import ServiceKeys
from storage.times import to_ms
from storage.transaction import Transaction

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
REMINDERS = 100_000
CLIENTS, WORKERS = 2_500, 50
ON_THE_WAY = 0.05  # seconds that the provider takes
KIND, NOTHING = "benchmark", "nothing"
OFFICE = Office(
    texts=Texts.load("en"),
    zone=ZoneInfo("Europe/Copenhagen"),
    language=Language.ENGLISH,
    phone="+4533112233",
    opening_hours="9-15",
    sms_number="",
    bot_name="@kontakt_bot",
)
NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
PLANNED = """
    WITH RECURSIVE numbers (number) AS (
        SELECT :first UNION ALL SELECT number + 1 FROM numbers WHERE number < :last
    )
    INSERT INTO due (kind, subject, revision, local_time, person_id, due_at, not_before,
                     state)
    SELECT 'nothing', number, 0, '2027-01-12T10:00', 'c-' || (number % 5000),
           :begins + number * 150, :begins + number * 150, 'planned'
    FROM numbers
"""


def measure(directory: Path, seconds: int) -> list[Gate]:
    """Print the tables; return the targets."""
    made = Installation(directory / "due", clients=0, staff=0)
    made.command("init", str(made.directory), config=False)
    with _kinds():
        gates = asyncio.run(_ticks(made))
        gates += asyncio.run(_morning(made, seconds))
    return gates


@contextmanager
def _kinds() -> Iterator[None]:
    """Let there be a kind that does nothing, and one that reminds."""
    known = {
        NOTHING: DueKind(lambda *_: Done()),
        KIND: DueKind(_remind, lateness=timedelta(hours=6)),
    }
    with patch.object(due_kinds, "KINDS", MappingProxyType(known)):
        yield


def _remind(tx: Transaction, _office: Office, what: Due, now: datetime) -> Done:
    draft = Draft(
        what.person,
        DeliveryKind.AUTOMATIC,
        f"reminder {what.subject}",
        case_id=cases.of_client(tx, what.person),
        until=due_work.until(what),
    )
    return Done(outbox.add(tx, draft, now))


@asynccontextmanager
async def _opened(made: Installation) -> AsyncIterator[Store]:
    keys = ServiceKeys.load(made.directory / "keys")
    async with await Store.open(made.directory / "data", keys) as store:
        yield store


async def _ticks(made: Installation) -> list[Gate]:
    """Measure the same ticks with ever more rows."""
    empty, claims, whole = {}, {}, {}
    rows = 0
    for size in SIZES:
        begins = to_ms(NOW + timedelta(hours=1))
        async with _opened(made) as store:
            await store.run(_plan_many, rows + 1, size, begins)
        rows = size
        # Opened anew: what was planned lies in the file, not in its log.
        async with _opened(made) as store:
            looking_after = LookingAfter(store, OFFICE, Alarms({}).switch)
            empty[size] = median([await _empty(store) for _ in range(ROUNDS * 4)])
            took = [await _full(store, looking_after, size, n) for n in range(ROUNDS)]
            claims[size] = median([claim for claim, _ in took])
            whole[size] = median([claim + doing for claim, doing in took])
    table = Table(
        "a tick, in milliseconds, medians",
        ["planned rows", "nothing due", "claiming 1,000", "claiming and doing 1,000"],
    )
    for size in SIZES:
        table.add(f"{size:,}", empty[size], claims[size], whole[size])
    print(table, flush=True)
    few, many = SIZES[0], SIZES[-1]
    return [
        Gate("an empty tick over 1,000,000", empty[many], 2, at_most=True, unit="ms"),
        Gate("claiming 1,000", claims[many], 100, at_most=True, unit="ms"),
        Gate(
            "an empty tick with 1,000,000 / with 10,000 rows",
            empty[many] / empty[few],
            1.5,
            at_most=True,
        ),
        Gate(
            "claiming with 1,000,000 / with 10,000 rows",
            claims[many] / claims[few],
            1.5,
            at_most=True,
        ),
    ]


def _plan_many(tx: Transaction, first: int, last: int, begins: int) -> None:
    tx.run(PLANNED, first=first, last=last, begins=begins)


async def _empty(store: Store) -> float:
    begun = time.perf_counter()
    assert await store.run(due_work.to_plan, NOW) == []
    assert await store.run(due_work.claim, NOW) == []
    return (time.perf_counter() - begun) * 1000


async def _full(
    store: Store, looking_after: LookingAfter, size: int, number: int
) -> tuple[float, float]:
    """Return how long it took to claim a thousand, and to do them."""

    def plan(tx: Transaction) -> None:
        for place in range(1000):
            subject = -(size + number * 1000 + place)
            local = NOW.replace(tzinfo=None)
            due.plan(tx, NOTHING, subject, PersonId("c-1"), local, NOW)

    await store.run(plan)
    begun = time.perf_counter()
    held = await store.run(due_work.claim, NOW)
    claimed = time.perf_counter()
    assert len(held) == 1000
    assert await looking_after.each(held, due_work.do, NOW) == []
    done = time.perf_counter()
    return (claimed - begun) * 1000, (done - claimed) * 1000


class _Provider:
    """Takes whatever comes after a moment, and notes when that was."""

    channel = Channel.TELEGRAM

    def __init__(self) -> None:
        self.reminders: list[tuple[float, int]] = []
        self.words: dict[str, float] = {}

    async def send(self, outgoing: Outgoing) -> Sent:
        """Take it."""
        at = time.perf_counter()
        first, _, number = outgoing.text.rpartition(" ")
        if first == "reminder":
            self.reminders.append((at, int(number)))
        elif "words" in first:
            self.words[number] = at
        await asyncio.sleep(ON_THE_WAY)
        return Sent((str(outgoing.delivery),))

    async def look_up(
        self, _outgoing: Outgoing, _since: datetime, _taken: Collection[str] = ()
    ) -> NotThere:
        """Say that it is not there."""
        return NotThere()

    async def fetch(self, _file: File) -> AsyncIterator[bytes]:
        """Yield nothing."""
        yield b""


def _settle_in(tx: Transaction, now: datetime) -> None:
    """Let people be known, linked and in agreement."""
    listed = [
        NewPerson(2, f"w{n}", Role.CONTACT_PERSON, "Mette", Language.ENGLISH, "")
        for n in range(WORKERS)
    ]
    listed += [
        NewPerson(
            *(2, f"c{n}", Role.CLIENT, "Alma", Language.ENGLISH, "dk_youth"),
            born_before=date(2005, 12, 31),
            contact_person=f"w{n % WORKERS}",
        )
        for n in range(CLIENTS)
    ]
    enrolment.enrol(tx, OFFICE, listed, now)
    for each in people.everybody(tx):
        ref = people.ref_of(tx, each.id)
        address = _address(ref)
        addresses.add(tx, each.id, address, AddressState.VERIFIED, now)
        people.set_agreement(tx, each.id, Agreement.GIVEN, now)


def _address(ref: str) -> Address:
    first = 9_000_000 if ref.startswith("w") else 8_000_000
    return Address(Channel.TELEGRAM, str(first + int(ref[1:])))


def _plan_morning(tx: Transaction, now: datetime) -> None:
    """Let a hundred thousand reminders be due over the last hour."""
    clients = [each.id for each in people.with_role(tx, Role.CLIENT)]
    for number in range(REMINDERS):
        at = now - timedelta(hours=1) + number * timedelta(milliseconds=36)
        who = clients[number % len(clients)]
        due_work.put(tx, OFFICE, KIND, number, who, at)


async def _morning(made: Installation, seconds: int) -> list[Gate]:
    """Let reminders leave at the provider's rate while humans write to each other."""
    provider = _Provider()
    async with _opened(made) as store:
        now = real_now()
        await store.run(_settle_in, now)
        await store.run(_plan_morning, now)
        limits = Limits(per_chat=1, burst=3, overall=25)
        sender = Sender(
            store,
            OFFICE,
            {Channel.TELEGRAM: provider},
            limits,
            now=real_now,
            switch=Alarms({}).switch,
            case_file=_no_case,
        )
        store.listener = sender.wake
        working = [
            asyncio.ensure_future(sender.run()),
            asyncio.ensure_future(_tick_on(store)),
        ]
        await asyncio.sleep(5)
        written = await _talk(store, seconds)
        await asyncio.sleep(2)
        for each in working:
            each.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        store.listener = None
    return _report(provider, written)


async def _no_case(_case: CaseId) -> Never:
    raise AssertionError("no case leaves here")


async def _tick_on(store: Store) -> None:
    """Do what is due every five seconds, as the service does."""
    looking_after = LookingAfter(store, OFFICE, Alarms({}).switch)
    while True:
        while held := await store.run(due_work.claim, real_now()):
            now = real_now()
            assert await looking_after.each(held, due_work.do, now) == []
        await asyncio.sleep(5)


async def _talk(store: Store, seconds: int) -> dict[str, float]:
    """Let a client write to their contact person four times a second."""
    written = {}
    for number in range(seconds * 4):
        written[str(number)] = time.perf_counter()
        sender = _address(f"c{number % CLIENTS}")
        event = Incoming(
            f"update-{number}",
            sender,
            str(number),
            real_now(),
            f"words {number}",
            kind=Kind.TEXT,
        )
        raw = Raw(Channel.TELEGRAM, event.external_id, sender.value, b"{}")
        await store.run(_taken_in, raw, event)
        await asyncio.sleep(0.25)
    return written


def _taken_in(tx: Transaction, raw: Raw, event: Incoming) -> None:
    now = real_now()
    inbox.take_in(tx, [raw], now)
    row = tx.value("SELECT max(id) FROM inbox")
    messages.receive(tx, OFFICE, row, event, now)


def _report(provider: _Provider, written: dict[str, float]) -> list[Gate]:
    delays = [provider.words[number] - at for number, at in written.items()]
    first, last = provider.reminders[0][0], provider.reminders[-1][0]
    rate = len(provider.reminders) / (last - first)
    places = [number for _, number in provider.reminders]
    moved = max(abs(place - number) for place, number in enumerate(places))
    table = Table(
        f"{REMINDERS:,} reminders due in one morning, 25 messages a second",
        ["", "measured"],
    )
    table.add("reminders a second", rate)
    table.add("furthest from its turn, places", moved)
    table.add("human's words: p50, ms", percentile(delays, 50) * 1000)
    table.add("human's words: p99, ms", percentile(delays, 99) * 1000)
    table.add("human's words: slowest, ms", max(delays) * 1000)
    print(table, flush=True)
    assert len(places) == len(set(places)), "a reminder left twice"
    return [
        Gate("slowest of a human's words", max(delays), 1, at_most=True, unit="s"),
        Gate("reminders a second beside it", rate, 12),
        Gate("furthest from its turn", moved, 50, at_most=True),
    ]
