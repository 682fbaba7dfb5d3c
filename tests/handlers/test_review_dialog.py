"""Noting a review step by step: when, who, the two questions, and what came of it."""

from datetime import date

import pytest

from casework.follow_ups import FollowUp, Outcome, Party
from handlers import daily_look, review_dialog
from storage import assignments, cases, dialogs, follow_ups
from tests.handlers.outreach import alias_of, reply
from tests.storage.stores import read_case


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


NO_DAY = (
    "It cannot have been on that day."
    " Write a day from 23/11/2026 until today, such as 15/2."
)


async def test_it_begins_with_the_button_under_the_reminder(due):
    shown = [each for each in due.chat("mette") if "K1 Alma" in each.text][-1]

    await due.press("mette", "Note the review", shown)
    await due.deliver()

    assert due.texts("mette")[-1].startswith("Review with K1 Alma: on which day")


async def test_a_day_to_come_or_before_the_beginning_is_asked_for_again(due):
    await due.talk("mette", "/followup K1")

    for said in ("tomorrow", "25:00", "1/1/2020", "next Tuesdayish", "friday or so"):
        await reply(due, said, "mette")
        assert due.texts("mette")[-1].startswith(NO_DAY)
    await reply(due, "Friday.", "mette")

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

    assert "write /end." in due.texts("mette")[-1]


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


async def test_by_sms_a_review_is_noted_in_one_line_and_said_back(due):
    await due.talk(
        "kirsten",
        "FOLLOWUP K3 friday with mother and caseworker, it changes: yes / every week",
    )

    (found,) = await held(due, "cleo")
    assert found == FollowUp(
        found.assignment, date(2027, 2, 12), frozenset(Party), Outcome.CHANGED
    )
    assert due.texts("kirsten")[-1].splitlines() == [
        "Fri 12 Feb: K3 Cleo, Guardians, Caseworker, Contact person",
        "It changes",
        "The review with K3 Cleo is noted. The next one is due Wed 12 May.",
    ]
    kind, words = (await due.record("cleo"))[-1]
    assert kind == "follow_up"
    assert (words["need"], words["how"]) == ("yes", "every week")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Opfølgning K3 i dag, fortsætter", Outcome.GOES_ON),
        ("UPPFÖLJNING k3: idag, det slutar", Outcome.ENDS),
        ("follow-up K3 ends", Outcome.ENDS),
        ("/followup K3 today goes on", Outcome.GOES_ON),
    ],
)
async def test_by_sms_it_is_noted_in_three_languages(due, said, outcome):
    await due.talk("kirsten", said)

    (found,) = await held(due, "cleo")
    assert (found.held_on, found.outcome) == (date(2027, 2, 15), outcome)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("FOLLOWUP K3", "Write the day, who was there"),
        ("FOLLOWUP K3 next Tuesdayish goes on", "Write the day, who was there"),
        ("FOLLOWUP K3 tomorrow, goes on", NO_DAY),
        ("FOLLOWUP K3 1/1/2020 goes on", NO_DAY),
        ("FOLLOWUP K1 today goes on", "You have nobody with the short name K1."),
    ],
)
async def test_by_sms_what_is_unclear_is_asked_back_and_noted_nowhere(
    due, said, answer
):
    await due.talk("kirsten", said)

    assert due.texts("kirsten")[-1].startswith(answer)
    assert await held(due, "cleo") == []
    assert await held(due, "alma") == []


@pytest.mark.parametrize(
    "said", ["Followup on Friday goes on", "Opfølgning", "follow up on K3: ends"]
)
async def test_words_by_sms_that_only_begin_so_are_words_to_somebody(due, said):
    await due.talk("kirsten", f"K3 {said}")
    await due.talk("kirsten", said)
    due.move(seconds=9)
    await due.deliver()

    assert due.texts("cleo")[-1] == f"Kirsten: {said}"
    assert await held(due, "cleo") == []


async def test_by_sms_the_reminder_names_the_words_that_note_it(due):
    (told,) = [each for each in due.texts("kirsten") if "Follow-up with K3" in each]

    assert "Held? Reply FOLLOWUP K3 and the day. Done? Reply DONE" in told


async def test_by_sms_words_are_left_out_where_none_are_kept_and_that_is_said(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)
    sofie = await street.person("sofie")

    await street.run(
        review_dialog.by_sms,
        street.office,
        sofie,
        f"FOLLOWUP {ali.alias} today, goes on: needs a bed / no",
        street.now,
    )
    await street.deliver()

    answer = street.texts("sofie")[-1]
    assert answer.endswith("Words are not kept in this kind of help.")
    one = await street.run(assignments.current, ali.id)
    assert len(await street.run(follow_ups.of_assignment, one.id)) == 1
    case = await street.run(cases.of_client, ali.id)
    assert "needs a bed" not in str(await street.run(read_case, case, street.shares))
