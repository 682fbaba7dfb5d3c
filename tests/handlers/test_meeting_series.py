"""Meetings that come again and again: agreed on once, each movable by itself."""

from datetime import datetime, timedelta

from handlers import lifecycle, meeting_series
from storage import appointments as kept
from storage import assignments, rules
from storage import meeting_series as stored
from tests.handlers.house import MORNING
from tests.handlers.meetings import WHERE, at, labels, move, tick

LINE = "K1 every other tuesday 14 1h at the library until 30/6"
TUESDAY = datetime(2026, 11, 24, 14)
TWO_WEEKS = timedelta(weeks=2)
PROPOSED = (
    "Hi Alma. Can you meet Mette Tue every other week at 14:00, from Tue 24 Nov? "
    "Reply OK, NO or MOVE." + WHERE
)


async def meetings(house, who="alma"):
    """Return when somebody meets, and how each stands."""
    person = await house.person(who)
    found = await house.run(kept.of_client, person.id)
    return [(f"{each.starts:%d/%m %H:%M}", str(each.state)) for each in found]


async def series_of(house, who="alma"):
    person = await house.person(who)
    return await house.run(stored.of_client, person.id)


async def propose(house, line=LINE):
    await house.talk("mette", f"/meet {line}")
    await house.press("mette", "Send")
    await house.deliver()


async def agreed(house, line=LINE, who="alma"):
    await propose(house, line)
    await house.talk(who, "OK")
    (one,) = await series_of(house, who)
    return one


async def test_a_rhythm_in_the_line_is_shown_and_asked_once(house):
    await house.talk("mette", f"/meet {LINE}")
    assert house.last("mette").text == (
        "K1 Alma: Tue every other week at 14:00, from Tue 24 Nov, 60 min each (Out "
        "somewhere)\nLast day: Wed 30 Jun\nWhere: the library"
    )
    await house.press("mette", "Send")
    await house.deliver()

    assert house.texts("alma") == [PROPOSED]
    assert labels(house.last("alma"))[:2] == ["Yes", "No"]
    assert house.texts("mette")[-1].startswith("K1 Alma is asked once for all: Tue")
    assert await meetings(house) == []


async def test_a_yes_lets_the_meetings_of_four_weeks_be_there(house):
    await agreed(house)

    assert await meetings(house) == [
        ("24/11 14:00", "confirmed"),
        ("08/12 14:00", "confirmed"),
    ]
    assert house.texts("alma")[-1] == (
        "Good! You meet Tue every other week at 14:00, first Tue 24 Nov. You get a "
        "reminder each time. Send MOVE if one does not fit." + WHERE
    )
    assert house.texts("mette")[-1].startswith("K1 Alma says yes to Tue every other")


async def test_as_each_begins_the_next_is_added_over_new_year(house):
    await agreed(house)

    for k in range(4):
        await at(house, TUESDAY + k * TWO_WEEKS)
        await tick(house)

    assert [day for day, _ in await meetings(house)] == [
        *("24/11 14:00", "08/12 14:00", "22/12 14:00", "05/01 14:00"),
        *("19/01 14:00", "02/02 14:00"),
    ]


async def test_clock_change_leaves_every_meeting_at_its_hour(house):
    await at(house, datetime(2027, 3, 15, 10))
    await agreed(house, "K1 every tuesday 14 1h")

    person = await house.person("alma")
    found = await house.run(kept.of_client, person.id)

    assert {each.starts.hour for each in found} == {14}
    assert [each.starts_at.hour for each in found][:3] == [13, 13, 12]


async def test_three_days_without_the_service_leave_none_out(house):
    await agreed(house)

    await at(house, TUESDAY + timedelta(days=3))

    assert ("22/12 14:00", "confirmed") in await meetings(house)
    days = [day for day, _ in await meetings(house)]
    assert len(days) == len(set(days))


async def test_looked_at_twice_nothing_comes_twice(house):
    one = await agreed(house)

    again = [
        await house.run(meeting_series.extend, house.office, one, house.now)
        for _ in range(2)
    ]

    assert again == [0, 0]
    assert len(await meetings(house)) == 2


async def test_each_meeting_is_moved_or_called_off_alone(house):
    await agreed(house)
    person = await house.person("alma")
    first, second = await house.run(kept.of_client, person.id)

    await move(house, first, TUESDAY + timedelta(days=1))
    await house.talk("alma", "OK")
    await at(house, TUESDAY + timedelta(days=1))

    assert dict(await meetings(house)) == {
        "25/11 14:00": "confirmed",
        "08/12 14:00": "confirmed",
        "22/12 14:00": "confirmed",
    }
    assert second.rule == first.rule is not None


async def test_one_that_was_never_seen_ends_without_a_word(house):
    house.telegram.will_no_more()
    await house.talk("mette", f"/meet {LINE}")
    await house.press("mette", "Send")  # and nothing is delivered yet
    (one,) = await series_of(house)
    mette = await house.person("mette")

    await house.run(meeting_series.end, house.office, one, mette, house.now)
    await house.deliver()

    assert house.texts("alma") == []


async def test_it_ends_with_the_help(house):
    one = await agreed(house)
    alma, mette = await house.person("alma"), await house.person("mette")
    await propose(house, "K1 every friday 10")
    await house.run(lifecycle.end, house.office, alma, mette, house.now)
    await house.deliver()

    assert await series_of(house) == []
    rule = await house.run(rules.find, one.rule)
    assert rule.ended_at is not None
    assert [state for _, state in await meetings(house)] == ["cancelled"] * 2
    await house.talk("alma", "OK")
    assert len(await meetings(house)) == 2


async def test_one_whose_help_ended_otherwise_ends_as_it_comes_due(house):
    one = await agreed(house)
    alma = await house.person("alma")
    await house.run(_end_help, alma.id)

    await at(house, TUESDAY + timedelta(days=1))

    rule = await house.run(rules.find, one.rule)
    assert rule.ended_at is not None
    assert len(await meetings(house)) == 2


def _end_help(tx, client):
    assignments.end(tx, assignments.current(tx, client).id, MORNING)


async def test_a_human_hears_that_somebody_does_not_know_that_they_are_off(house):
    one = await agreed(house)
    await house.talk("alma", "STOP")
    mette = await house.person("mette")

    await house.run(meeting_series.end, house.office, one, mette, house.now)
    await house.deliver()

    assert {state for _, state in await meetings(house)} == {"cancelled"}
    assert house.texts("mette")[-1].startswith(
        "K1 Alma was not reached about Tue 24 Nov at 14:00"
    )
