"""Mette (Telegram) goes away; Kirsten writes by SMS; Sanne supervises, by Telegram."""

import pytest

from casework.people import Role
from storage import absences, assignments
from tests.handlers.house import Shown, listed

PREVIEW = (
    "You are away Tue 1 Dec to Tue 8 Dec, and Kirsten answers:\n"
    "K1 Alma\n"
    "K2 Bo\n"
    "Note: Kirsten reads it as a text message, which is open.\n"
    "Press a name to write in one line what matters in these days; only Kirsten reads "
    "it. They are told two days before, and may choose to wait. Confirm?"
)
DONE = (
    "Noted: away Tue 1 Dec to Tue 8 Dec, and Kirsten answers. Back earlier: send BACK."
)


async def planned(house, who):
    person = await house.person(who)
    return await house.run(absences.open_of, person.id)


async def answer(house, who, text):
    """Answer the question that stands, as the app does that opened a reply."""
    await house.talk(who, text, reply_to=house.last(who))


async def press(house, who, label):
    await house.press(who, label)
    await house.deliver()


def labels(shown: Shown):
    return [button.label for row in shown.buttons for button in row]


async def test_it_is_asked_step_by_step(house):
    await house.talk("mette", "/away")
    assert house.texts("mette")[-1].startswith("From when to when are you away?")
    await answer(house, "mette", "1/12-8/12")
    assert labels(house.last("mette")) == [
        "M2 Kirsten",
        "M3 Sanne",
        "A supervisor",
        "Cancel",
    ]
    await press(house, "mette", "Kirsten")
    assert house.texts("mette")[-1] == PREVIEW
    assert await planned(house, "mette") == []

    await press(house, "mette", "Confirm")

    assert house.texts("mette")[-1] == DONE
    (found,) = await planned(house, "mette")
    assert found.substitute == (await house.person("kirsten")).id
    assert (str(found.starts_at), str(found.ends_at)) == (
        "2026-12-01 07:00:00+00:00",
        "2026-12-09 07:00:00+00:00",
    )
    assert house.texts("kirsten")[-1] == (
        "Mette is away Tue 1 Dec to Tue 8 Dec and you stand in. You hear from me when "
        "it begins."
    )


@pytest.mark.parametrize("who", ["Kirsten", "M2", "kirsten", "m2 kirsten"])
async def test_one_line_leads_straight_to_the_preview(house, who):
    await house.talk("mette", f"/away 1/12-8/12 {who}")

    assert house.texts("mette")[-1] == PREVIEW


async def test_what_matters_is_asked_by_name_and_shown_to_the_substitute_alone(house):
    await house.talk("mette", "/away 1/12-8/12 Kirsten")
    await press(house, "mette", "K1 Alma")
    assert house.texts("mette")[-1].startswith("What matters of K1 Alma")
    await answer(house, "mette", "court on\nThursday")
    assert "K1 Alma: court on Thursday\nK2 Bo\n" in house.texts("mette")[-1]
    await answer(house, "mette", "k2 likes to be called\nK9 nobody")
    assert "K2 Bo: likes to be called\n" in house.texts("mette")[-1]
    await press(house, "mette", "Confirm")
    assert not any("court" in text for text in house.texts("kirsten"))

    house.move(days=8)
    await house.look_after()
    await house.deliver()

    assert house.texts("kirsten")[-1].endswith(
        "K1 Alma: court on Thursday\nK2 Bo: likes to be called"
    )
    for who in ("alma", "bo", "sanne", "cleo"):
        assert not any("court" in text for text in house.texts(who))


async def test_a_dash_clears_a_line(house):
    await house.talk("mette", "/away 1/12-8/12 Kirsten")
    await press(house, "mette", "K1 Alma")
    await answer(house, "mette", "court")
    await press(house, "mette", "K1 Alma")
    await answer(house, "mette", "-")

    assert house.texts("mette")[-1] == PREVIEW


@pytest.mark.parametrize("whose", ["cleo", "sanne", "nobody"])
async def test_no_line_is_asked_for_of_who_is_not_theirs(house, whose):
    identity = "c-nobody" if whose == "nobody" else (await house.person(whose)).id
    await house.talk("mette", "/away 1/12-8/12 Kirsten")

    await answer(house, "mette", f"about:{identity}")

    assert house.texts("mette")[-1] == PREVIEW


async def test_no_line_is_asked_for_of_who_was_handed_over_meanwhile(house):
    await house.talk("mette", "/away 1/12-8/12 Kirsten")
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    one = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_contact_person, one.id, kirsten.id)

    await press(house, "mette", "K1 Alma")

    assert house.texts("mette")[-1] == PREVIEW.replace("K1 Alma\n", "")


async def test_cancel_leaves_nothing(house):
    await house.talk("mette", "/away 1/12-8/12 Kirsten")

    await press(house, "mette", "Cancel")
    house.move(days=20)
    await house.look_after()

    assert await planned(house, "mette") == []
    assert not any("away" in text for text in house.texts("alma"))


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("31/2", "There is no such day."),
        ("8/12-1/12", "The last day comes before the first."),
        ("1/11-8/11", "Those days are over."),
        ("1/12/2026-1/12/2029", "That is more than a year."),
        ("next week or so", "I see no day in that."),
    ],
)
async def test_an_impossible_day_is_answered_in_words_and_asked_again(
    house, said, fault
):
    await house.talk("mette", f"/away {said}")
    assert house.texts("mette")[-1].startswith(fault)

    await answer(house, "mette", "1/12-8/12 Kirsten")

    assert house.texts("mette")[-1] == PREVIEW


async def test_a_name_that_nobody_has_is_asked_about(house):
    await house.talk("mette", "/away 1/12-8/12 Birgit")
    assert house.texts("mette")[-1].startswith("I know nobody here called Birgit")

    await answer(house, "mette", "Kirsten")

    assert house.texts("mette")[-1] == PREVIEW


async def test_nobody_stands_in_for_themself(house):
    await house.talk("mette", "/away 1/12-8/12 Mette")

    assert house.texts("mette")[-1].startswith("I know nobody here called Mette")


async def test_without_a_substitute_a_supervisor_answers(house):
    await house.talk("mette", "/away today-8/12")
    await press(house, "mette", "A supervisor")
    assert "and a supervisor answers:" in house.texts("mette")[-1]

    await press(house, "mette", "Confirm")
    await house.talk("alma", "hello?")

    assert house.texts("sanne")[-1] == "K1 Alma\nhello?"


async def test_the_preview_says_who_is_away_as_well(house):
    await house.talk("kirsten", "AWAY 1/12-3/12 M3")

    await house.talk("mette", "/away 1/12-8/12 Kirsten")

    assert "Kirsten cannot answer then: Sanne does." in house.texts("mette")[-1]


async def test_the_preview_says_who_is_out_of_reach(house):
    await house.enrol(listed("jonas", Role.CONTACT_PERSON))

    await house.talk("mette", "/away 1/12-8/12 Jonas")

    assert "Note: Jonas cannot be reached here yet." in house.texts("mette")[-1]


async def test_days_that_are_taken_are_not_taken_twice(house):
    await house.talk("mette", "/away 1/12-8/12 Kirsten")
    await press(house, "mette", "Confirm")

    await house.talk("mette", "/away 8/12-10/12 Sanne")

    assert house.texts("mette")[-1] == (
        "You are away Tue 1 Dec to Tue 8 Dec already. Send BACK to end that first."
    )
    assert len(await planned(house, "mette")) == 1


async def test_back_ends_it_early_and_calls_off_a_plan(house):
    await house.talk("mette", "/back")
    assert house.texts("mette")[-1].startswith("You are not away")
    await house.talk("mette", "/away today-8/12 Sanne")
    await press(house, "mette", "Confirm")

    await house.talk("mette", "/back")
    assert house.texts("mette")[-1].startswith("Welcome back.")
    await house.talk("mette", "/away 1/12-8/12 Sanne")
    await press(house, "mette", "Confirm")
    await house.talk("mette", "/back")

    assert house.texts("mette")[-1] == "Called off: you are not away then."
    assert await planned(house, "mette") == []


async def test_a_supervisor_says_it_for_who_is_ill(house):
    await house.talk("sanne", "/away Mette today-8/12 Kirsten")
    assert house.texts("sanne")[-1].startswith(
        "Mette is away Mon 23 Nov to Tue 8 Dec, and Kirsten answers:\nK1 Alma\nK2 Bo\n"
    )

    await press(house, "sanne", "Confirm")

    alma = await house.run(assignments.current, (await house.person("alma")).id)
    assert alma.substitute == (await house.person("kirsten")).id
    assert house.texts("mette")[-1].startswith("You are away up to and including")


async def test_nobody_else_says_it_for_a_colleague(house):
    await house.talk("mette", "/away Kirsten 1/12-8/12 Sanne")

    assert house.texts("mette")[-1].startswith("I see no day in that.")
    assert await planned(house, "kirsten") == []


async def test_by_sms_it_is_one_line(house):
    await house.talk("kirsten", "AWAY 1/12-8/12 M3")

    assert house.texts("kirsten")[-1] == (
        "Noted: away Tue 1 Dec to Tue 8 Dec, and Sanne answers. Back earlier: send "
        "BACK."
    )
    (found,) = await planned(house, "kirsten")
    assert found.substitute == (await house.person("sanne")).id
    await house.talk("kirsten", "tilbage")
    assert house.texts("kirsten")[-1] == "Called off: you are not away then."


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("AWAY", "Send AWAY 1/12-8/12 M4"),
        ("VÆK 31/2", "There is no such day."),
        ("borta 1/12-8/12 M99", "I know nobody here called M99"),
        ("away 8/12-1/12", "The last day comes before the first."),
    ],
)
async def test_by_sms_what_is_wrong_is_said_in_words(house, said, answer):
    await house.talk("kirsten", said)

    assert house.texts("kirsten")[-1].startswith(answer)
    assert await planned(house, "kirsten") == []


async def test_words_that_only_begin_like_it_are_words_to_the_client(house):
    await house.talk("kirsten", "K3 hello")
    for words in ("away we go", "back"):
        house.move(seconds=8)
        await house.talk("kirsten", words)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("cleo")[-2:] == ["Kirsten: away we go", "Kirsten: back"]
    assert await planned(house, "kirsten") == []
