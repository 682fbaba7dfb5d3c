"""What somebody reads who wrote words that may mean danger, or why nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from casework.danger import Outside, Plan
from casework.people import Language
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import danger_answer
from storage import danger, people, safe_contacts
from tests.handlers.asking import agree, later
from tests.handlers.family import with_family

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
HIT = "I want to die"
ADULT = (
    "This is an automatic answer. If you are in danger, call 112 now. You can also "
    "talk to Livslinien 70 201 201. Mette has been told."
)
AGAIN = "Automatic answer: Mette has been told. In danger? Call 112 now."


@pytest.fixture
def lines(house):
    """A house that names its help lines."""
    house.office = replace(
        house.office,
        child_line="BørneTelefonen 116 111",
        adult_line="Livslinien 70 201 201",
    )
    return house


async def said_to(house, who, words=HIT):
    """Return what the phone shows more, once somebody has written."""
    before = len(house.chat(who))
    await house.talk(who, words)
    return house.texts(who)[before:]


async def is_safe(house, who, safe):
    person = await house.person(who)
    await house.run(safe_contacts.set_profile, person.id, safe, person.id, house.now)


async def close(house, who):
    person = await house.person(who)
    flag = await house.run(danger.find_open, person.id)
    await house.run(danger.close, flag, None, house.now)


async def born(house, who, day):
    person = await house.person(who)
    await house.run(
        people.update,
        person.id,
        name=person.name,
        language=Language.ENGLISH,
        profile=person.profile,
        born_before=day,
    )


async def test_an_adult_reads_of_112_and_a_line_for_adults(lines):
    assert await said_to(lines, "bo") == [ADULT]


async def test_a_child_reads_of_a_line_for_children(lines):
    await born(lines, "bo", date(2010, 1, 1))

    assert await said_to(lines, "bo") == [
        ADULT.replace("Livslinien 70 201 201", "BørneTelefonen 116 111")
    ]


async def test_of_unknown_age_the_kind_of_help_says_who_is_a_child(lines):
    await born(lines, "bo", None)
    bo = await lines.person("bo")
    of_age = await lines.run(danger_answer.is_child, lines.office, bo, lines.now)
    only_children = {"dk_youth": {"youngest": 10, "oldest": 17}}
    lines.office = replace(lines.office, profiles=only_children)
    child = await lines.run(danger_answer.is_child, lines.office, bo, lines.now)

    assert (of_age, child) == (False, True)


@pytest.mark.parametrize("outside", [Outside.UNDECIDED, Outside.DUTY])
async def test_at_night_it_says_when_the_contact_person_reads_it(lines, outside):
    lines.now = NIGHT
    lines.office = replace(lines.office, danger=Plan(outside=outside))

    assert await said_to(lines, "bo") == [
        (
            "This is an automatic answer. In danger? Call 112 now. You can talk to "
            "Livslinien 70 201 201. Mette is off and reads this tomorrow at 9:00."
        )
    ]


async def test_where_nobody_reads_at_night_it_says_so_plainly(lines):
    lines.now = NIGHT
    lines.office = replace(lines.office, danger=Plan(outside=Outside.NOBODY))

    first = await said_to(lines, "bo")
    await close(lines, "bo")
    again = await said_to(lines, "bo")

    assert first == [
        (
            "Automatic answer. Nobody reads this now. In danger? Call 112. You can "
            "talk to Livslinien 70 201 201. Mette reads it tomorrow at 9:00."
        )
    ]
    assert again[0].startswith("Automatic answer: nobody reads this now. Mette reads")


async def test_the_help_lines_are_named_once_in_two_weeks(lines):
    await said_to(lines, "bo")
    await close(lines, "bo")
    lines.move(days=11)
    soon = await said_to(lines, "bo")
    await close(lines, "bo")
    lines.move(days=3)

    assert soon == [AGAIN]
    assert await said_to(lines, "bo") == [ADULT]


async def test_numbers_and_lines_are_those_of_the_settings(lines):
    lines.office = replace(lines.office, emergency="999", adult_line="Samaritans")

    [said] = await said_to(lines, "bo")

    assert "call 999 now" in said
    assert "Samaritans" in said
    assert "112" not in said


async def test_a_discreet_phone_shows_nothing_but_the_number(lines):
    await is_safe(lines, "bo", SafeContact(discreet=Discreet.DISCREET))

    assert await said_to(lines, "bo") == ["Automatic answer. In danger? Call 112 now"]
    bo = await lines.person("bo")
    assert await lines.run(danger.lines_named_at, bo.id) is None


async def test_outside_safe_hours_the_phone_stays_dark_and_a_human_is_told(lines):
    morning = SafeContact(hours=every_day(Window(7 * 60, 8 * 60)))
    await is_safe(lines, "bo", morning)

    assert await said_to(lines, "bo") == []
    assert lines.texts("mette")[-1].startswith("READ NOW: a message from K2 Bo")


async def test_whoever_left_the_talk_reads_nothing(lines):
    await is_safe(lines, "bo", SafeContact(exit_word="help me"))

    assert await said_to(lines, "bo", "help me") == []


async def test_whoever_asked_for_a_pause_and_writes_is_answered(lines):
    paused = SafeContact(paused_until=lines.now + timedelta(days=3))
    await is_safe(lines, "bo", paused)

    assert await said_to(lines, "bo") == [ADULT]


async def test_whoever_said_stop_is_written_to_by_humans_alone(lines):
    await lines.talk("bo", "STOP")

    assert await said_to(lines, "bo") == []
    assert lines.texts("mette")[-1].startswith("READ NOW")


async def test_a_guardian_who_takes_part_is_looked_after_as_well(lines):
    await born(lines, "alma", date(2011, 1, 1))
    await with_family(lines)

    said = await said_to(lines, "karin", "min mand slår mig")

    assert said == [ADULT]
    assert lines.texts("mette")[-1].startswith("READ NOW: a message from K5 Karin")
    alma = await lines.person("alma")
    assert not await lines.run(danger.is_open, alma.id)


async def test_lines_that_a_check_in_named_are_not_named_again(lines):
    await agree(lines, "bo")
    await later(lines, hours=1)
    [low] = await said_to(lines, "bo", "3")

    said = await said_to(lines, "bo")

    assert "Livslinien 70 201 201" in low
    assert said == [AGAIN]


async def test_where_others_see_the_phone_no_line_is_named(lines):
    await is_safe(lines, "bo", SafeContact(others_see_phone=True))

    assert await said_to(lines, "bo") == ["Automatic answer. In danger? Call 112 now"]


async def test_whoever_asks_for_help_is_named_a_line_however_often(lines):
    said = [await said_to(lines, "bo", "hjælp") for _ in range(2)]

    for menu, line in said:
        assert menu.startswith("You can write freely.")
        assert line == (
            "Want to talk to somebody now? Livslinien 70 201 201. In danger? Call 112."
        )


@pytest.mark.parametrize(
    "safe",
    [SafeContact(others_see_phone=True), SafeContact(discreet=Discreet.DISCREET)],
)
async def test_on_a_phone_that_others_see_no_line_is_named_on_request(lines, safe):
    await is_safe(lines, "bo", safe)

    assert len(await said_to(lines, "bo", "hjælp")) == 1


async def test_where_no_help_line_is_set_none_is_named(house):
    (said,) = await said_to(house, "alma", HIT)

    assert said == AGAIN
