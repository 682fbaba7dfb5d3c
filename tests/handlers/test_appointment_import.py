"""Meetings from the organisation's list: all of it, or nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from casework.appointments import AppointmentKind
from casework.local_time import instant
from handlers import appointment_import, appointment_news, appointments
from handlers.appointment_import import Listed, What
from handlers.enrolment import RefusedError
from storage import appointment_lists
from storage import appointments as kept
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    WHERE,
    call_off,
    fresh,
    log,
    new,
    planned,
)

ALMAS = Listed(2, "A-1", "alma", new())
BOS = Listed(3, "A-2", "bo", new(THURSDAY + A_DAY, place=""))
NOTED = (
    "Hi Alma. Noted: you meet Mette Thu 26 Nov at 14:30. Send MOVE if it does not fit."
    + WHERE
)


async def take_in(house, *listed, **more):
    taken = await house.run(
        appointment_import.take_in, house.office, listed, house.now, **more
    )
    await house.deliver()
    return [(each.what, each.client) for each in taken]


async def of(house, key="A-1"):
    return await house.run(kept.find_imported, key)


async def refused(house, *listed, **more):
    with pytest.raises(RefusedError) as error:
        await take_in(house, *listed, **more)
    return [(each.line, each.sentence) for each in error.value.refused]


async def upcoming(house):
    return await house.run(appointment_lists.upcoming, house.now)


def at(one, starts=None, **more):
    """Return a line with another time, or otherwise another one."""
    changed = replace(one.new, starts=starts or one.new.starts, **more)
    return replace(one, new=changed)


async def test_new_meetings_count_as_agreed_on_and_are_told(house):
    assert await take_in(house, ALMAS, BOS) == [("new", "alma"), ("new", "bo")]

    one = await of(house)
    assert (one.state, one.starts, one.place) == ("confirmed", THURSDAY, "the library")
    assert house.texts("alma") == [NOTED]
    assert house.texts("bo")[-1].startswith("Hi Bo. Noted: you meet Mette Fri 27 Nov")
    assert house.texts("mette") == [
        "From your calendar: 2 new meetings, 0 changed, 0 off. /meetings shows them."
    ]
    assert await planned(house, one) == [("day_before", "25/11 14:30")]
    assert await log(house, "alma") == ["Meeting proposed: Thu 26 Nov at 14:30"]


async def test_the_same_list_again_changes_nothing_and_tells_nobody(house):
    await take_in(house, ALMAS, BOS)

    again = await take_in(house, ALMAS, BOS, remove_missing=True)

    assert again == [("unchanged", "alma"), ("unchanged", "bo")]
    assert house.texts("alma") == [NOTED]
    assert len(house.texts("mette")) == 1
    assert (await of(house)).revision == 0


async def test_another_time_moves_the_meeting_and_asks_nothing(house):
    await take_in(house, ALMAS)

    assert await take_in(house, at(ALMAS, THURSDAY + A_DAY)) == [("moved", "alma")]

    one = await of(house)
    assert (one.state, one.revision, one.starts) == (
        *("confirmed", 1),
        THURSDAY + A_DAY,
    )
    assert house.texts("alma")[-1].startswith("Hi Alma. A new time for meeting Mette")
    assert await planned(house, one) == [("day_before", "26/11 14:30")]


async def test_another_place_is_a_change_and_the_wish_for_a_second_word_stays(house):
    await take_in(house, at(ALMAS, remind_before_2h=True))

    changed = at(ALMAS, place="Nygade 1", kind=AppointmentKind.HOME_VISIT)
    assert await take_in(house, changed) == [("changed", "alma")]

    one = await of(house)
    assert (one.place, one.kind, one.revision) == ("Nygade 1", "home_visit", 1)
    assert one.remind_before_2h
    assert house.texts("alma")[-1] == NOTED.removesuffix(WHERE)


async def test_what_the_list_calls_off_is_off_and_told_once(house):
    await take_in(house, ALMAS)
    off = replace(ALMAS, is_off=True)

    assert await take_in(house, off) == [("cancelled", "alma")]
    assert await take_in(house, off) == [("unchanged", "alma")]

    assert (await of(house)).state == "cancelled"
    assert sum("is off" in text for text in house.texts("alma")) == 1
    assert await planned(house, await of(house)) == []


async def test_what_was_off_from_the_beginning_never_was(house):
    off = replace(ALMAS, is_off=True)

    assert await take_in(house, off) == [("unchanged", "alma")]
    assert await of(house) is None
    assert house.texts("alma") == []


async def test_what_is_missing_is_called_off_only_if_that_is_wanted(house):
    await take_in(house, ALMAS, BOS)

    kept_back = await take_in(house, ALMAS)
    bos = await of(house, "A-2")
    removed = await take_in(house, ALMAS, remove_missing=True)

    assert kept_back == [("unchanged", "alma"), ("missing", "bo")]
    assert bos.state == "confirmed"
    assert removed == [("unchanged", "alma"), ("removed", "bo")]
    assert (await of(house, "A-2")).state == "cancelled"
    assert "is off" in house.texts("bo")[-1]


async def test_what_people_proposed_by_themselves_is_never_missing(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    args = (house.office, mette, alma, new(), house.now)
    by_hand = await house.run(appointments.propose, *args)

    assert await take_in(house, BOS, remove_missing=True) == [("new", "bo")]

    assert (await fresh(house, by_hand)).state == "proposed"


async def test_nothing_is_kept_of_a_list_with_a_bad_line(house):
    past = at(replace(BOS, line=3), datetime(2026, 11, 20, 10))
    far = at(replace(BOS, line=4, key="A-3"), datetime(2028, 11, 20, 10))
    nobody = replace(BOS, line=5, key="A-4", client="nobody")
    worker = replace(BOS, line=6, key="A-5", client="mette")

    found = await refused(house, ALMAS, past, far, nobody, worker)

    assert found == [
        (3, "starts: in the past"),
        (4, "starts: more than a year ahead"),
        (5, appointment_import.NOBODY),
        (6, appointment_import.NOBODY),
    ]
    assert await upcoming(house) == []
    assert house.texts("alma") == house.texts("mette") == []


async def test_whom_nobody_helps_here_can_be_left_out(house):
    nobody = replace(BOS, client="nobody")

    taken = await take_in(house, ALMAS, nobody, skip_unmatched=True)

    assert taken == [("new", "alma"), ("unmatched", "nobody")]
    assert len(await upcoming(house)) == 1


async def test_a_key_stays_with_whom_it_was_first(house):
    await take_in(house, ALMAS)

    assert await refused(house, replace(BOS, key="A-1")) == [
        (3, appointment_import.OF_ANOTHER)
    ]


async def test_what_they_called_off_themselves_does_not_come_back(house):
    await take_in(house, ALMAS)
    await call_off(house, await of(house), "alma")

    same = await take_in(house, ALMAS)
    moved = await take_in(house, at(ALMAS, THURSDAY + A_DAY))

    assert (same, moved) == ([("over", "alma")], [("over", "alma")])
    assert (await of(house)).state == "cancelled"


async def test_a_wish_for_another_time_is_not_undone_by_the_same_list(house):
    await take_in(house, ALMAS)
    alma = await house.person("alma")
    args = (house.office, await of(house), alma, house.now)
    await house.run(appointments.ask_to_move, *args)

    assert await take_in(house, ALMAS) == [("unchanged", "alma")]
    assert (await of(house)).state == "move_asked"


async def test_what_has_passed_stays_as_it_was(house):
    await take_in(house, ALMAS)
    house.move(days=10)

    changed = at(ALMAS, place="elsewhere")
    assert await take_in(house, changed, remove_missing=True) == [("unchanged", "alma")]


async def test_calendars_are_put_right_by_the_list_as_well_and_in_the_morning(house):
    await take_in(house, ALMAS)
    await house.press("alma", "Calendar file")
    await house.deliver()
    house.now = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)

    await take_in(house, at(ALMAS, THURSDAY + A_DAY))
    in_the_night = len(house.texts("alma"))
    house.move(hours=7, minutes=1)
    await house.deliver()

    assert in_the_night == 2
    assert house.texts("alma")[2].startswith("Hi Alma. A new time")
    assert len([each for each in house.telegram.sent if each.file]) == 2


async def test_in_the_night_a_list_is_taken_in_and_told_in_the_morning(house):
    house.now = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    await take_in(house, ALMAS)
    await take_in(house, replace(ALMAS, is_off=True), BOS)
    in_the_night = [house.texts(who) for who in ("alma", "bo", "mette")]

    house.move(hours=7, minutes=1)
    await house.deliver()

    assert in_the_night == [[], [], []]
    assert house.texts("alma") == []  # it is off, and they never heard of it
    assert len(house.texts("bo")) == 1
    assert len(house.texts("mette")) == 2


async def test_a_crash_in_the_middle_leaves_nothing_behind(house):
    class CrashError(Exception):
        pass

    def crashing(tx):
        appointment_import.take_in(tx, house.office, [ALMAS], house.now)
        raise CrashError

    with pytest.raises(CrashError):
        await house.run(crashing)
    await house.deliver()

    assert await upcoming(house) == []
    assert house.texts("alma") == []
    assert await take_in(house, ALMAS) == [("new", "alma")]


async def test_a_long_list_is_one_word_to_each_whom_it_is_about(house):
    many = [
        Listed(2 + number, f"A-{number}", "bo", new(THURSDAY + timedelta(hours=number)))
        for number in range(100)
    ]

    taken = await take_in(house, *many)

    assert set(taken) == {(What.NEW, "bo")}
    assert house.texts("mette") == [
        "From your calendar: 100 new meetings, 0 changed, 0 off. /meetings shows them."
    ]
    (told,) = house.texts("bo")
    assert told.startswith("Hi Bo. Your meetings are now: Thu 26 Nov at 14:30 with")
    assert told.count(" with Mette") == appointment_news.MOST_LISTED


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_lists_come_what_is_ahead_is_what_the_last_one_has(house, seed):
    chance = Random(seed)
    ahead, dead = {}, set()
    for _ in range(6):
        listed = []
        for number in chance.sample(range(6), chance.randint(1, 6)):
            starts = THURSDAY + timedelta(hours=chance.randint(0, 4))
            who = "alma" if number % 2 else "bo"
            is_off = chance.random() < 0.2
            one = Listed(2 + number, f"A-{number}", who, new(starts), is_off)
            listed.append(one)
        standing = {one.key: one.new.starts for one in listed if not one.is_off}
        dead |= ahead.keys() - standing.keys()
        ahead = {key: at for key, at in standing.items() if key not in dead}

        await take_in(house, *listed, remove_missing=True)

        assert {each.starts_at for each in await upcoming(house)} == {
            instant(starts, house.office.zone) for starts in ahead.values()
        }
        again = await take_in(house, *listed, remove_missing=True)
        assert {what for what, _ in again} <= {What.UNCHANGED, What.OVER}
