"""What goes wrong for one stops nobody else."""

from datetime import timedelta

import pytest

from bot.alarms import Alarms
from bot.looking_after import LookingAfter
from handlers import absences, ages, questions, standing_in
from handlers.duty import Duty, once
from storage import assignments
from storage import questions as asked
from storage.errors import StoreUnwritableError
from tests.bot.living import empty_store, house, linked_store, read_only

__all__ = ["empty_store", "house", "linked_store"]

FAILED = "duty failed"


@pytest.fixture
def alarms():
    return Alarms({})


@pytest.fixture
def looking_after(house, alarms):
    return LookingAfter(house.store, house.office, alarms.switch)


async def ids(house, *refs):
    return {ref: (await house.person(ref)).id for ref in refs}


async def damage(house, who):
    """Let the row of somebody not open any more; return what mends it."""
    person = await house.person(who)

    def swap(tx, sealed):
        found = tx.value("SELECT sealed_name FROM person WHERE id = :id", id=person.id)
        tx.run(
            "UPDATE person SET sealed_name = :sealed WHERE id = :id",
            sealed=sealed,
            id=person.id,
        )
        tx.forget()
        return found

    whole = await house.run(swap, bytes(60))
    return lambda: house.run(swap, whole)


def of(*keys, broken=()):
    """Return a duty for these, the list of whom it was done for, and what breaks it."""
    done, broken = [], set(broken)

    def do(_tx, _office, due, _now):
        if broken & set(due):
            raise ValueError("kanarie")
        done.extend(due)

    def due(_tx, _office, _now):
        return [each for each in keys if each not in done]

    return Duty("example", due, do), done, broken


async def test_who_fails_stops_nobody_else(house, looking_after):
    duty, done, _ = of("alma", "bo", "cleo", broken=["bo"])

    count = await looking_after.do(duty, house.now)

    assert (count, set(done)) == (2, {"alma", "cleo"})


async def test_it_is_an_alarm_until_it_works_again(house, looking_after, alarms):
    duty, done, broken = of("alma", "bo", broken=["bo"])
    other = once("other", lambda _tx, _office, _now: None)
    await looking_after.do(duty, house.now)
    await looking_after.do(other, house.now)
    before = alarms.raised
    broken.clear()

    await looking_after.do(duty, house.now)

    assert (before, alarms.raised) == (("duty",), ())
    assert set(done) == {"alma", "bo"}


async def test_it_is_logged_once_and_without_its_words(house, looking_after, caplog):
    duty, _, _ = of("alma", broken=["alma"])

    for _ in range(3):
        await looking_after.do(duty, house.now)

    (record,) = [each for each in caplog.records if each.message == FAILED]
    assert (record.duty, record.error) == ("example", "ValueError")
    assert "kanarie" not in caplog.text


async def test_a_store_that_takes_nothing_is_no_fault_of_a_duty(
    house, looking_after, alarms
):
    duty = once("writes", lambda tx, _office, _now: tx.run("DELETE FROM dialog"))
    await read_only(house.store, on=True)

    with pytest.raises(StoreUnwritableError):
        await looking_after.do(duty, house.now)

    await read_only(house.store, on=False)
    assert alarms.raised == ()


async def test_a_duty_that_cannot_tell_who_is_due_is_an_alarm_as_well(
    house, looking_after, alarms
):
    def broken(_tx, _office, _now):
        raise ValueError("kanarie")

    duty = Duty("example", broken, broken)

    assert await looking_after.do(duty, house.now) == 0
    assert alarms.raised == ("duty",)


async def test_a_row_that_does_not_open_keeps_no_question_from_others(
    house, looking_after, alarms
):
    clients = await ids(house, "alma", "bo", "cleo")
    later = house.now + timedelta(hours=1)
    for person in clients.values():
        await house.run(asked.withdraw, person)
        await house.run(asked.add, person, "safe_contact", "", later, house.now)
    house.move(hours=1)
    mend = await damage(house, "alma")
    await looking_after.do(questions.ASK, house.now)
    before, told = await are_asked(house, clients), alarms.raised

    await mend()
    await looking_after.do(questions.ASK, house.now)

    assert (before, told) == ({"bo", "cleo"}, ("duty",))
    assert await are_asked(house, clients) == {"alma", "bo", "cleo"}
    assert alarms.raised == ()


async def are_asked(house, clients):
    return {
        who
        for who, person in clients.items()
        if await house.run(asked.open_of, person) is not None
    }


async def test_a_row_that_does_not_open_keeps_no_substitute_from_others(
    house, looking_after, alarms
):
    mette = await house.person("mette")
    known = await ids(house, "alma", "bo", "kirsten")
    start, end = house.now + timedelta(days=1), house.now + timedelta(days=8)
    away = (mette, known["kirsten"], start, end, {})
    await house.run(absences.plan, house.office, *away, house.now)
    await damage(house, "alma")

    for duty in (absences.ANNOUNCE, absences.BEGIN_AND_END, standing_in.SETTLE):
        house.move(hours=12)
        await looking_after.do(duty, house.now)

    assert await house.run(answering, known["bo"]) == known["kirsten"]
    assert await house.run(answering, known["alma"]) == mette.id
    assert alarms.raised == ("duty",)


def answering(tx, client):
    return assignments.current(tx, client).answering


async def test_a_row_that_does_not_open_keeps_no_birthday_from_others(
    house, looking_after, alarms
):
    house.move(hours=3)
    mend = await damage(house, "alma")
    looked = await looking_after.do(ages.LOOK, house.now)
    for _ in range(2):
        assert await looking_after.do(ages.LOOK, house.now) == 0
    told = alarms.raised

    await mend()

    assert (looked, told) == (3, ("duty",))
    assert await looking_after.do(ages.LOOK, house.now) == 1
    assert alarms.raised == ()


async def test_each_is_done_once_whatever_breaks_beside_it(house, looking_after):
    done = []

    def unit(tx, _office, number, now):
        if number % 40 == 7:
            raise ValueError("kanarie")
        tx.run(
            "INSERT INTO store_fact (name, value) VALUES (:name, :now)",
            name=f"did-{number}",
            now=now.isoformat(),
        )
        done.append(number)

    errors = await looking_after.each(range(120), unit, house.now)

    kept = await house.run(
        lambda tx: tx.value("SELECT count(*) FROM store_fact WHERE name LIKE 'did-%'")
    )
    assert errors == ["ValueError"] * 3
    assert set(done) == {number for number in range(120) if number % 40 != 7}
    assert kept == 117


async def test_what_cannot_be_kept_is_nobodys_fault(house, looking_after):
    def unit(tx, _office, number, _now):
        tx.touch(str(number))
        tx.run("DELETE FROM store_fact WHERE name = 'nothing'")

    await read_only(house.store, on=True)
    try:
        with pytest.raises(StoreUnwritableError):
            await looking_after.each([1, 2], unit, house.now)
    finally:
        await read_only(house.store, on=False)
