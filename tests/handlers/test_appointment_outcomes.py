"""What became of a meeting is asked once it is over, and written down by one tap."""

import re
from datetime import datetime, timedelta

import pytest

from casework.appointments import Outcome
from casework.tasks import TaskKind
from handlers import appointment_outcomes, lifecycle
from storage import assignments, people, tasks
from tests.handlers.house import OFFICE
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    at,
    call_off,
    fresh,
    history,
    labels,
    log,
    move,
    new,
    propose,
    tick,
)

ASKED = "K1 Alma Thu 26 Nov at 14:30: how did it go?"
OVER = THURSDAY + timedelta(minutes=45)


async def over(house, who="alma", **more):
    """Let somebody say yes to a meeting, and let its time pass."""
    one = await propose(house, who, **more)
    await house.talk(who, "OK")
    await at(house, OVER)
    return one


def asked(house, who="mette", text=ASKED):
    return house.texts(who).count(text)


async def test_at_its_end_the_contact_person_is_asked_once(house):
    await propose(house, "alma")
    await house.talk("alma", "OK")

    await at(house, OVER - timedelta(minutes=1))
    assert asked(house) == 0
    await at(house, OVER)
    await tick(house)

    assert asked(house) == 1
    assert labels(house.last("mette")) == [
        *("We met", "Met, but late", "Did not come", "Called off by them"),
        *("Called off by us", "I tried"),
    ]


async def test_one_tap_writes_it_into_the_case_and_the_history_without_the_place(house):
    one = await over(house)

    await house.press("mette", "We met")
    await house.deliver()

    now = await fresh(house, one)
    assert (now.outcome, now.state) == (Outcome.MET, "over")
    assert (await history(house, one))[-1] == ("met", "Mette")
    assert (await log(house, "alma"))[-1] == "Meeting Thu 26 Nov at 14:30: We met"
    entry = [words for kind, words in await house.record("alma")][-1]
    assert (entry["form"], entry["minutes"], entry["outcome"]) == (
        *("public_space", 45),
        "met",
    )
    assert "library" not in str(entry)
    noted, asked = house.texts("mette")[-2:]
    assert noted == "Noted: K1 Alma Thu 26 Nov at 14:30: We met."
    assert asked.startswith("A line about it for the record of K1 Alma?")


async def test_a_meeting_that_ends_after_hours_is_asked_about_the_next_morning(house):
    late = THURSDAY.replace(hour=20, minute=0)
    await propose(house, "alma", new(late))
    text = "K1 Alma Thu 26 Nov at 20:00: how did it go?"

    await at(house, late + timedelta(hours=1))
    assert asked(house, text=text) == 0
    await at(house, datetime(2026, 11, 27, 9, 0))

    assert asked(house, text=text) == 1


async def test_unanswered_it_is_asked_once_more_and_then_a_task(house):
    one = await over(house)
    alma = await house.person("alma")

    await at(house, datetime(2026, 11, 27, 9, 0))
    assert asked(house) == 2
    await at(house, datetime(2026, 11, 30, 9, 0))  # not at the weekend
    await at(house, datetime(2026, 12, 1, 9, 0))

    assert asked(house) == 2
    task = await house.run(tasks.find_open, alma.id, TaskKind.OUTCOME, str(one.id))
    assert task.note == "Thu 26 Nov at 14:30"
    await house.press("mette", "We met")
    await house.deliver()
    assert not await house.run(tasks.find_open, alma.id, TaskKind.OUTCOME, str(one.id))


async def test_an_answer_ends_the_asking(house):
    await over(house)
    await house.press("mette", "Met, but late")
    await house.deliver()

    await at(house, datetime(2026, 11, 30, 9, 0))

    assert asked(house) <= 1


async def test_what_did_not_take_place_is_not_asked_about(house):
    off = await propose(house, "alma")
    await call_off(house, off)
    moved = await propose(house, "alma")
    await move(house, moved, THURSDAY + A_DAY)
    no = await propose(house, "bo")
    await house.talk("bo", "NO")

    await at(house, OVER)

    assert asked(house) == 0
    assert (await fresh(house, no)).outcome is None
    await at(house, OVER + A_DAY)
    assert asked(house, text="K1 Alma Fri 27 Nov at 14:30: how did it go?") == 1


async def test_after_three_days_without_the_service_it_is_still_asked(house):
    await propose(house, "alma")

    await at(house, OVER + 4 * A_DAY)

    assert asked(house) == 1


async def test_said_again_the_last_word_counts_and_both_stand_in_the_history(house):
    one = await over(house, "cleo", by="kirsten")

    await house.talk("kirsten", f"MET {one.id}")
    await house.talk("kirsten", f"LATE {one.id}")

    assert (await fresh(house, one)).outcome is Outcome.LATE
    assert [what for what, _ in await history(house, one)][-2:] == ["met", "late"]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("MET", "met"),
        ("late", "late"),
        ("ingen", "did_not_come"),
        ("Försökt", "attempted"),
    ],
)
async def test_by_sms_it_is_a_word_and_the_number(house, word, outcome):
    one = await over(house, "cleo", by="kirsten")
    assert house.last("kirsten").text == (
        f"K3 Cleo Thu 26 Nov at 14:30: how did it go? Answer MET {one.id}, LATE "
        f"{one.id}, NOBODY {one.id} or ATTEMPTED {one.id}."
    )

    await house.talk("kirsten", f"{word} {one.id}")

    assert (await fresh(house, one)).outcome == outcome


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_every_word_that_is_taught_is_understood(language):
    hint = OFFICE.say("appt_after_hint", language, number=7)
    words = re.findall(r"[^\W\d_]+ 7", hint)

    found = [appointment_outcomes.SAID.fullmatch(each).groupdict() for each in words]

    assert [next(key for key, said in each.items() if said) for each in found] == [
        *("met", "late"),
        *("did_not_come", "attempted"),
    ]


async def test_nobody_says_what_became_of_another_s_meeting_or_one_to_come(house):
    mine = await over(house, "cleo", by="kirsten")
    await house.talk("kirsten", "MET 999")
    assert house.last("kirsten").text == "You have no meeting 999 that has begun."
    ahead = await propose(house, "alma", new(THURSDAY + 7 * A_DAY))

    await house.talk("kirsten", f"MET {ahead.id}")

    assert (await fresh(house, ahead)).outcome is None
    assert (await fresh(house, mine)).outcome is None


async def test_a_button_of_a_meeting_that_is_gone_says_so(house):
    one = await over(house)
    await house.run(_hand_over, one)

    await house.press("mette", "We met")
    await house.deliver()

    assert (await fresh(house, one)).outcome is None


def _hand_over(tx, one):
    kirsten = people.find_by_ref(tx, "kirsten")
    assignment = assignments.current(tx, one.client)
    assignments.set_contact_person(tx, assignment.id, kirsten.id)


@pytest.mark.parametrize("said", ["We met", "Did not come"])
async def test_of_the_last_meeting_it_can_be_said_after_the_end_of_the_help(
    house, said
):
    one = await propose(house, "alma", agreed=True)
    await at(house, THURSDAY + timedelta(minutes=10))
    alma, mette = await house.person("alma"), await house.person("mette")
    await house.run(lifecycle.end, house.office, alma, mette, house.now)
    await at(house, OVER)
    heard = house.texts("alma")

    await house.press("mette", said)
    await house.deliver()

    assert house.texts("mette")[-1] == f"Noted: {ASKED.partition(':')[0]}:30: {said}."
    assert (await fresh(house, one)).state == "over"
    assert house.texts("alma") == heard
