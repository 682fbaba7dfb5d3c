from datetime import datetime, timedelta

import pytest

from casework.appointments import NewAppointment
from casework.tasks import TaskKind
from handlers import digest, tasks, working_hours
from storage import absences, appointments
from storage.appointments import Between
from tests.handlers.test_tasks import close, of, put

HEAD = "Good morning. This is your day."


async def pass_by(house, step=timedelta(minutes=30), **by):
    """Let time go by in small steps, as the service looks; return every digest."""
    told = []
    seen = {who: len(house.texts(who)) for who in ("mette", "kirsten", "sanne")}
    until = house.now + timedelta(**by)
    while house.now < until:
        house.now += step
        await house.look_after(digest.DIGEST)
        await house.deliver()
        for who, count in seen.items():
            new = house.texts(who)[count:]
            told += [(house.now, who, text) for text in new if HEAD in text]
            seen[who] = count + len(new)
    return told


async def when(house, **by):
    return [
        (f"{at.astimezone(house.office.zone):%a %H:%M}", who)
        for at, who, _ in await pass_by(house, **by)
    ]


async def test_as_a_day_begins_each_reads_once_what_it_brings(house):
    await house.look_after(digest.DIGEST)
    await put(house)
    house.move(minutes=30)
    await put(house, "bo", TaskKind.CALL)
    await house.deliver()

    told = await pass_by(house, hours=23)

    ((at, who, text),) = told
    assert who == "mette"
    assert f"{at.astimezone(house.office.zone):%a %H:%M}" == "Tue 09:00"
    assert text == (
        f"{HEAD}\n\n"
        "Tasks:\n"
        "1. K1 Alma wants to talk. By today at 10:00\n"
        "2. K2 Bo would like a call. Safe time: any time. By today at 10:30"
    )


async def test_it_is_one_quiet_message(house):
    await house.look_after(digest.DIGEST)
    await put(house)
    await pass_by(house, hours=23, minutes=30)

    (sent,) = [each for each in house.telegram.sent if HEAD in each.text]
    assert sent.silent


async def test_the_meetings_of_the_day_stand_in_it(house):
    await house.look_after(digest.DIGEST)
    mette, alma = await house.person("mette"), await house.person("alma")
    between = Between(alma.id, await house.case_of("alma"), mette.id)
    for day, hour in ((23, 20), (24, 8), (24, 14), (24, 23), (25, 10)):
        starts = datetime(2026, 11, day, hour, 30)
        await house.run(
            appointments.add,
            NewAppointment(starts),
            between,
            house.office.zone,
            by=mette.id,
            now=house.now,
        )

    told = await pass_by(house, hours=23)

    ((_, who, text),) = told
    assert who == "mette"
    head, *lines = text.partition("\n\n")[2].split("\n")
    assert head == "Meetings today:"
    assert [("K1 Alma" in line, "Tue 24 Nov" in line) for line in lines] == [
        (True, True)
    ] * 2
    assert ["14:30" in lines[0], "23:30" in lines[1]] == [True, True]


async def test_every_working_day_has_its_own_and_no_other_day_has_one(house):
    await house.look_after(digest.DIGEST)
    task = await put(house)

    until_monday = await when(house, days=7, step=timedelta(hours=1))
    await close(house, task)
    after = await when(house, days=3, step=timedelta(hours=1))

    days = ("Tue", "Wed", "Thu", "Fri", "Mon")
    assert [at for at, who in until_monday if who == "mette"] == [
        f"{day} 09:00" for day in days
    ]
    assert after == []


async def test_nothing_is_said_where_there_is_nothing(house):
    await house.look_after(digest.DIGEST)

    assert await pass_by(house, days=3) == []


async def test_it_comes_when_their_own_hours_begin(house):
    mette = await house.person("mette")
    await house.run(
        working_hours.begin, house.office, mette, "tue-thu 12-20", house.now
    )
    await house.look_after(digest.DIGEST)
    await put(house)

    told = await when(house, days=2, hours=4)

    assert told == [("Tue 12:00", "mette"), ("Wed 12:00", "mette")]


async def test_hours_that_change_in_the_day_bring_no_second_one(house):
    mette = await house.person("mette")
    await house.look_after(digest.DIGEST)
    await put(house)
    assert await when(house, hours=23) == [("Tue 09:00", "mette")]

    await house.run(
        working_hours.begin, house.office, mette, "mon-fri 13-17", house.now
    )

    assert await when(house, days=1, hours=6) == [("Wed 13:00", "mette")]


@pytest.mark.parametrize(
    ("hours", "is_told"), [(23, True), (26.5, True), (28, False), (72 + 23, True)]
)
async def test_after_a_stop_it_is_told_while_it_is_still_morning(house, hours, is_told):
    await house.look_after(digest.DIGEST)
    await put(house)
    await house.deliver()
    seen = len(house.texts("mette"))

    house.move(hours=hours)
    await house.restart()
    for _ in range(3):
        await house.look_after(digest.DIGEST)
    await house.deliver()

    told = [text for text in house.texts("mette")[seen:] if HEAD in text]
    assert len(told) == is_told


async def test_a_second_window_in_a_day_brings_no_second_one(house):
    mette = await house.person("mette")
    await house.run(
        working_hours.begin, house.office, mette, "mon-fri 8-11 15-17", house.now
    )
    await house.look_after(digest.DIGEST)
    await pass_by(house, hours=23)
    await put(house)

    assert await when(house, days=1) == [("Wed 08:00", "mette")]


async def test_supervisors_read_which_promises_nobody_has_kept(house):
    await house.look_after(digest.DIGEST)
    await put(house)
    await house.deliver()

    told = await pass_by(house, days=3, step=timedelta(hours=1))

    to_sanne = [text for _, who, text in told if who == "sanne"]
    assert to_sanne == [
        f"{HEAD}\n\nStill open with Mette: K1 Alma wants to talk. "
        f"It was promised by {when} at 10:00."
        for when in ("Tue 24 Nov",)
    ]


async def test_who_is_away_is_not_woken(house):
    await house.look_after(digest.DIGEST)
    await put(house)
    mette = await house.person("mette")
    back = house.now + timedelta(days=2)
    await house.run(absences.add, mette.id, None, house.now, back, house.now)

    assert await when(house, days=2, step=timedelta(hours=1)) == []
    assert await when(house, days=1, step=timedelta(hours=1)) == [
        ("Thu 09:00", "mette")
    ]


async def test_who_has_left_is_told_nothing_more(house):
    await house.look_after(digest.DIGEST)
    await put(house)
    mette = await house.person("mette")
    await house.run(_leave, mette.id)

    assert await pass_by(house, days=2) == []


def _leave(tx, person):
    tx.forget()
    tx.run("UPDATE person SET left_at = 1 WHERE id = :id", id=person)


async def test_who_answers_many_reads_it_all_in_as_few_messages_as_hold_it(house):
    await house.look_after(digest.DIGEST)
    for number in range(60):
        await put(house, subject=str(number), note="x" * tasks.LONGEST_NOTE)

    await house.deliver()
    before = len(house.texts("mette"))
    await pass_by(house, hours=23)
    texts = house.texts("mette")[before:]

    assert len(texts) == 2
    assert all(len(text) <= digest.MOST_SIGNS for text in texts)
    lines = "\n".join(texts).splitlines()
    assert [line for line in lines if line.startswith("30. ")] != []
    assert lines[-1] == "+ 30"
    assert len(await of(house, "mette")) == 60
