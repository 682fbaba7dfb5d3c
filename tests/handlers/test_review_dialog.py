"""Noting a review step by step: when, who, the two questions, and what came of it."""

from datetime import date

import pytest

from casework.follow_ups import FollowUp, Outcome, Party
from handlers import daily_look
from storage import assignments, dialogs, follow_ups
from tests.handlers.outreach import alias_of, reply


async def held(house, who="alma"):
    client = await house.person(who)
    one = await house.run(assignments.current, client.id)
    return await house.run(follow_ups.of_assignment, one.id)


async def press(house, label, who="mette"):
    await house.press(who, label)
    await house.deliver()


async def walk(house, outcome="It goes on"):
    """Note a review of today with Alma, her guardians and Mette."""
    await house.talk("mette", "/followup K1")
    await press(house, "Mon 15 Feb")
    await press(house, "Guardians")
    await press(house, "Go on")
    await reply(house, "yes, she says", "mette")
    await reply(house, "they meet every week", "mette")
    await press(house, outcome)


@pytest.fixture
async def due(house):
    """A house in which Alma's review is near."""
    house.move(days=84)
    await house.look_after(daily_look.DAILY_LOOK)
    await house.deliver()
    return house


async def test_a_review_is_noted_and_stands_in_the_case(due):
    await walk(due)

    (found,) = await held(due)
    assert found == FollowUp(
        found.assignment,
        date(2027, 2, 15),
        frozenset({Party.CLIENT, Party.GUARDIANS, Party.CONTACT_PERSON}),
        Outcome.GOES_ON,
    )
    assert due.texts("mette")[-1] == (
        "The review with K1 Alma is noted. The next one is due Sat 15 May."
    )
    entries = [words for kind, words in await due.record("alma") if kind == "follow_up"]
    assert len(entries) == 1
    assert entries[0]["need"] == "yes, she says"
    assert entries[0]["how"] == "they meet every week"
    assert entries[0]["outcome"] == "goes_on"
    assert "yes, she says" in entries[0]["text"]


async def test_nobody_is_reminded_of_one_that_was_held(due):
    await walk(due)
    before = {who: len(due.texts(who)) for who in ("mette", "sanne")}

    for _ in range(12):
        due.move(days=1)
        await due.look_after(daily_look.DAILY_LOOK)
        await due.deliver()

    for who, count in before.items():
        news = due.texts(who)[count:]
        assert [each for each in news if "ollow" in each and "Alma" in each] == []


async def test_it_begins_with_the_button_under_the_reminder(due):
    shown = [each for each in due.chat("mette") if "K1 Alma" in each.text][-1]

    await due.press("mette", "Note the review", shown)
    await due.deliver()

    assert due.texts("mette")[-1].startswith("Review with K1 Alma: on which day")


async def test_a_day_to_come_or_before_the_beginning_is_asked_for_again(due):
    await due.talk("mette", "/followup K1")

    for said in ("tomorrow", "25:00", "1/1/2020", "next Tuesdayish"):
        await reply(due, said, "mette")
        assert due.texts("mette")[-1].startswith("It cannot have been on that day.")
    await reply(due, "friday", "mette")

    assert due.texts("mette")[-1].startswith("Who took part?")
    assert await held(due) == []


async def test_somebody_must_have_taken_part(due):
    await due.talk("mette", "/followup K1")
    await press(due, "Mon 15 Feb")
    await press(due, "K1 Alma")
    await press(due, "Contact person")

    await press(due, "Go on")

    assert due.texts("mette")[-1].startswith("Who took part?")


async def test_one_after_which_it_ends_points_to_the_goodbye(due):
    await walk(due, "It ends")

    assert due.texts("mette")[-1].endswith("write /end.")


async def test_who_is_no_longer_there_for_somebody_notes_nothing(due):
    await due.talk("mette", "/followup K1")
    kirsten, alma = await due.person("kirsten"), await due.person("alma")
    one = await due.run(assignments.current, alma.id)
    await due.run(assignments.set_contact_person, one.id, kirsten.id)

    await press(due, "Mon 15 Feb")

    assert await held(due) == []
    assert "Who took part?" not in due.texts("mette")[-1]


async def test_where_no_words_are_kept_none_are_asked_for(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)

    await street.talk("sofie", f"/followup {ali.alias}")
    await press(street, "Mon 23 Nov", "sofie")
    await press(street, "Go on", "sofie")

    assert street.texts("sofie")[-1] == "What came of it?"


async def test_a_colleague_of_another_case_is_refused(due):
    await due.talk("mette", "/followup K3")

    assert "K3" in due.texts("mette")[-1]
    assert (await due.record("cleo"))[-1][0] == "denied"


async def test_it_can_be_broken_off_where_words_are_asked_for(due):
    await due.talk("mette", "/followup K1")
    await press(due, "Mon 15 Feb")
    await press(due, "Go on")
    asked = due.last("mette")

    await due.press("mette", "Cancel", asked)
    await due.deliver()

    mette = await due.person("mette")
    assert await due.run(dialogs.find, mette.id, due.now) is None
    assert await held(due) == []
