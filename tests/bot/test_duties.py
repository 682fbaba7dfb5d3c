"""What is done from time to time."""

import asyncio
from datetime import time, timedelta
from time import monotonic

import pytest

from bot.alarms import Alarms
from bot.duties import EVERY, Duties
from bot.health import StoreHealth
from bot.metrics import Metrics
from casework.people import Channel
from sms_gateway.failures import TransportError
from sms_gateway.listing import Listed
from storage import alarms as alarm_rows
from storage import attachments, inbox
from storage.beside import alone
from storage.inbox_rows import Raw
from storage.unneeded_files import STILL_ARRIVING
from tests.bot.living import (
    at_work,
    empty_store,
    house,
    linked_store,
    read_only,
    until,
)
from tests.handlers.probes import Probe, register

__all__ = ["empty_store", "house", "linked_store"]

BO = "+4520303030"


class Twilio:
    """A list of SMS, or none."""

    def __init__(self) -> None:
        self.messages = []
        self.asked = []
        self.is_there = True

    async def received(self, since):
        self.asked.append(since)
        if not self.is_there:
            raise TransportError(written=False)
        return list(reversed(self.messages))

    def has(self, sid, at, body="hello"):
        self.messages.append(
            Listed(sid, "inbound", "received", BO, "+4591000000", "", body, 0, "", at)
        )


@pytest.fixture
def duties(house, empty_store):
    house.sms_list = Twilio()
    house.alarms = Alarms({})
    house.health = StoreHealth(house.alarms.switch)
    house.metrics = Metrics()

    async def take_in(raws):
        await house.run(inbox.take_in, raws, house.now)

    return Duties(
        house.store,
        house.office,
        house.alarms,
        house.health,
        house.metrics,
        sms=house.sms_list,
        take_in=take_in,
        now=lambda: house.now,
        keys=empty_store.directory.parent / "keys",
    )


def raised(house):
    return set(house.alarms.raised)


async def taken_in(house):
    return await house.run(
        lambda tx: [
            row["external_id"]
            for row in tx.all("SELECT external_id FROM inbox WHERE state = 'new'")
        ]
    )


async def test_looking_around_tells_whether_the_store_takes_anything(house, duties):
    await read_only(house.store, on=True)
    await duties.look_around()
    failing = (house.health.fails, raised(house))
    await read_only(house.store, on=False)
    await duties.look_around()

    assert failing == (True, {"store"})
    assert (house.health.fails, raised(house)) == (False, set())


async def test_looking_around_counts_what_waits(house, duties):
    await house.run(inbox.take_in, [Raw(Channel.SMS, "SM1", BO, b"{}")], house.now)
    await house.write("alma", "waits")
    house.move(seconds=90)
    await duties.look_around()

    numbers = dict(
        line.split()
        for line in house.metrics.render().splitlines()
        if not line.startswith("#")
    )
    assert numbers["fastkontakt_inbox_new"] == "1"
    assert int(numbers["fastkontakt_outbox_waiting"]) >= 1
    assert float(numbers["fastkontakt_outbox_oldest_seconds"]) == 90


async def test_looking_around_tells_of_what_the_handlers_wrote_down(house, duties):
    await house.run(alarm_rows.raise_alarm, "poison", house.now)

    await duties.look_around()

    assert raised(house) == {"poison"}


async def test_a_line_for_nobody_is_asked_about_again(house, duties):
    await house.talk("mette", "whose is this?")
    house.move(minutes=6)

    await duties.look_around()
    await house.deliver()

    assert house.last("mette").text != "Who is this for?"
    assert house.last("mette").buttons


async def test_what_twilio_has_and_we_have_not_is_taken_in_once(house, duties):
    for number in range(3):
        house.sms_list.has(f"SM{number}", house.now + timedelta(seconds=number))
    await house.run(inbox.take_in, [Raw(Channel.SMS, "SM1", BO, b"{}")], house.now)

    listed = await duties.look_for_missed_sms()
    again = await duties.look_for_missed_sms()

    assert listed == again == ["SM0", "SM1", "SM2"]
    assert sorted(await taken_in(house)) == ["SM0", "SM1", "SM2"]


async def test_the_list_is_read_from_where_it_was_complete(house, duties):
    first = house.now
    await duties.look_for_missed_sms()
    house.sms_list.is_there = False
    for _ in range(3):
        house.move(hours=5)
        await duties.look_for_missed_sms()
    house.sms_list.is_there = True
    await duties.look_for_missed_sms()
    house.move(minutes=5)
    await duties.look_for_missed_sms()

    *_, after_the_outage, at_last = house.sms_list.asked
    assert after_the_outage <= first
    assert at_last <= house.now - timedelta(hours=1)
    assert at_last > house.now - timedelta(hours=2)


async def test_a_list_that_cannot_be_read_is_told_until_it_can(house, duties):
    house.sms_list.is_there = False
    await duties.look_for_missed_sms()
    told = raised(house)
    house.sms_list.is_there = True
    await duties.look_for_missed_sms()

    assert (told, raised(house)) == ({"missed_sms"}, set())


async def test_without_sms_there_is_nothing_to_look_for(house, duties):
    duties._sms = None

    assert await duties.look_for_missed_sms() == []


async def test_each_duty_is_done_when_its_time_has_come(house, duties):
    await duties.look_again()
    early = len(house.sms_list.asked)
    house.move(minutes=5)
    await duties.look_again()
    await duties.look_again()

    assert (early, len(house.sms_list.asked)) == (0, 1)


async def test_a_duty_that_breaks_ends_nothing(house, duties, monkeypatch, caplog):
    async def breaks():
        raise ValueError("kanarie")

    monkeypatch.setattr(Duties, "look_around", lambda _self: breaks())
    monkeypatch.setitem(EVERY, "look_for_missed_sms", timedelta(seconds=0.05))
    async with at_work(duties):
        await until(lambda: len(house.sms_list.asked) >= 2)

    assert "duty failed" in caplog.text
    assert "kanarie" not in caplog.text


async def test_the_record_is_looked_over(house, duties):
    await house.talk("alma", "something to keep")
    await duties.verify_record()
    sound = raised(house)
    await house.run(_change_a_row)
    await duties.verify_record()

    assert (sound, raised(house)) == (set(), {"record"})


def _change_a_row(tx):
    tx.run(
        "UPDATE contact_entry SET sealed = zeroblob(length(sealed)) "
        "WHERE global_sequence = (SELECT max(global_sequence) FROM contact_entry)"
    )


async def test_files_that_nothing_needs_go_but_not_while_a_backup_is_taken(
    house, duties
):
    async def photo():
        yield b"one photo"

    kept = await attachments.keep(
        house.store,
        photo(),
        bound_to="w-1",
        name="a.jpg",
        media_type="image/jpeg",
        now=house.now - STILL_ARRIVING,
    )
    path = house.store.path / "attachments" / kept.id
    with alone(house.store.path):
        await duties.remove_files()
    assert path.exists()

    await duties.remove_files()

    assert not path.exists()
    assert raised(house) == set()


async def test_a_record_that_cannot_be_looked_at_is_no_alarm(house, duties, tmp_path):
    duties._keys = tmp_path

    await duties.verify_record()

    assert raised(house) == set()


async def test_a_long_look_ends_with_the_service(house, duties, monkeypatch):
    looked = []

    def verify(_path, _key, *, progress, **_how):
        while True:
            looked.append(1)
            progress(0)

    monkeypatch.setattr("bot.duties.verify.verify", verify)
    looking = asyncio.ensure_future(duties.verify_record())
    async with at_work(duties):
        await until(lambda: looked)

    await asyncio.wait_for(looking, 5)
    assert raised(house) == set()


# What is due


@pytest.fixture
def probe(monkeypatch):
    made = Probe()
    register(monkeypatch, made)
    return made


async def test_what_is_due_is_planned_and_done(house, duties, probe):
    await probe.add_rule(house, time(10, 30))
    await duties.do_what_is_due()
    assert [each.state for each in await probe.rows(house)] == ["planned"] * 2

    house.move(minutes=31)
    await duties.do_what_is_due()
    await duties.do_what_is_due()
    await house.deliver()

    assert list(probe.did.values()) == [1]
    assert house.texts("alma")[-1] == "probe 1 23.11. 10:30"


async def test_one_that_breaks_holds_up_none_of_the_others(
    house, duties, probe, monkeypatch
):
    broken = Probe("broken")
    broken.breaks = True
    register(monkeypatch, broken)
    for subject in range(60):
        await (broken if subject == 30 else probe).put(house, subject)

    await duties.do_what_is_due()

    assert len(probe.did) == 59
    assert [each.attempts for each in await broken.rows(house, 30)] == [1]
    assert raised(house) == set()


async def test_a_rule_that_nobody_can_read_stops_no_other_and_is_an_alarm(
    house, duties, probe
):
    bad, good = [
        await probe.add_rule(house, time(12), who=who) for who in ("bo", "alma")
    ]
    await house.run(
        lambda tx: tx.run("UPDATE rule SET rhythm = 'x' WHERE id = :id", id=bad.id)
    )

    await duties.do_what_is_due()

    assert len(await probe.rows(house, good.id)) == 2
    assert raised(house) == {"duty"}


async def test_it_is_counted_what_is_due_and_not_done(house, duties, probe):
    await probe.put(house)
    house.move(seconds=40)

    await duties.look_around()

    assert "fastkontakt_due_behind 1" in house.metrics.render()
    assert "fastkontakt_due_behind_seconds 40" in house.metrics.render()


async def test_who_looks_at_nothing_due_for_two_minutes_stands_still(
    duties, monkeypatch
):
    assert not duties.stand_still

    later = monotonic() + 121
    monkeypatch.setattr("bot.duties.monotonic", lambda: later)
    assert duties.stand_still

    await duties.do_what_is_due()
    assert not duties.stand_still
