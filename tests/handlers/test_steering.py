import pytest

from casework.people import AssignmentState, Role
from handlers import lifecycle
from storage import assignments, people
from tests.handlers.family import with_family
from tests.handlers.house import Shown

GOODBYE = (
    "Hi Alma. The messages with Mette end Mon 23 Nov. Thank you for the time together."
    " Need help again? Call +4533112233."
)


def labels(shown: Shown):
    return [button.label for row in shown.buttons for button in row]


async def press(house, who, label):
    await house.press(who, label)
    await house.deliver()


async def state_of(house, who="alma"):
    client = await house.person(who)
    return await house.run(lifecycle.standing, client.id)


async def test_it_is_asked_step_by_step_and_shown_before_it_is_done(house):
    await house.talk("mette", "/end")
    whom = labels(house.last("mette"))
    await press(house, "mette", "K1 Alma")
    what = (house.last("mette").text, labels(house.last("mette")))
    await press(house, "mette", "End")
    how_long = labels(house.last("mette"))
    await press(house, "mette", "30 days")
    preview = house.last("mette").text
    before = await state_of(house)
    await press(house, "mette", "End the contact")

    assert whom == ["K1 Alma", "K2 Bo", "Cancel"]
    assert what == (
        "K1 Alma: the contact is active. What shall happen?",
        ["Pause", "End", "Cancel"],
    )
    assert how_long == ["Not at all", "30 days", "90 days", "Cancel"]
    assert f"K1 Alma gets this goodbye:\n\n{GOODBYE}" in preview
    assert before is AssignmentState.ACTIVE
    assert await state_of(house) is AssignmentState.ENDED
    assert house.texts("alma")[-1] == GOODBYE
    assert house.texts("mette")[-1].startswith(
        "K1 Alma: the contact has ended. What they write until Wed 23 Dec is kept"
    )


async def test_a_pause_and_its_end_are_two_taps(house):
    await house.talk("mette", "/end alma")
    await press(house, "mette", "Pause")
    paused = await state_of(house)
    await house.talk("mette", "/end K1")
    await press(house, "mette", "Go on")

    assert paused is AssignmentState.PAUSED
    assert await state_of(house) is AssignmentState.ACTIVE


async def test_a_supervisor_may_end_it_and_both_are_told(house):
    await house.talk("sanne", "/end k1")
    await press(house, "sanne", "End")
    await press(house, "sanne", "Not at all")
    await press(house, "sanne", "End the contact")

    told = "K1 Alma: the contact is now ended."
    assert await state_of(house) is AssignmentState.ENDED
    assert house.texts("sanne")[-1] == told
    assert house.texts("mette")[-1] == told


@pytest.mark.parametrize("words", ["/end K3", "/end M2", "/end nobody", "/end cleo"])
async def test_nobody_elses_contact_can_be_ended(house, words):
    await house.talk("mette", words)

    assert labels(house.last("mette")) == []
    assert await state_of(house, "cleo") is AssignmentState.ACTIVE


async def test_who_hands_it_over_meanwhile_cannot_end_it_any_more(house):
    await house.talk("mette", "/end K1")
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    current = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_contact_person, current.id, kirsten.id)

    await press(house, "mette", "End")

    assert house.texts("mette")[-1] == (
        "There is nobody whose contact you can end or pause."
    )
    assert await state_of(house) is AssignmentState.ACTIVE


async def test_it_can_be_given_up_at_every_step(house):
    for taps in ((), ("K1 Alma",), ("K1 Alma", "End"), ("K1 Alma", "End", "90 days")):
        await house.talk("mette", "/end")
        for label in taps:
            await press(house, "mette", label)
        await press(house, "mette", "Cancel")

    assert await state_of(house) is AssignmentState.ACTIVE
    assert GOODBYE not in house.texts("alma")


async def test_a_confirmation_pressed_twice_ends_it_once(house):
    await house.talk("mette", "/end K1")
    for label in ("End", "Not at all"):
        await press(house, "mette", label)
    shown = house.last("mette")
    button = shown.buttons
    await press(house, "mette", "End the contact")
    shown.buttons = button
    house.move(minutes=1)
    await house.press("mette", "End the contact", on=shown)
    await house.deliver()

    assert house.texts("alma").count(GOODBYE) == 1


async def test_who_takes_part_is_not_ended_like_a_client(house):
    alma = await house.person("alma")
    await house.run(
        people.update,
        alma.id,
        name=alma.name,
        language=alma.language,
        profile=alma.profile,
        born_before=alma.born_before.replace(year=2012),
    )
    await with_family(house)

    await house.talk("mette", "/end")

    assert labels(house.last("mette")) == ["K1 Alma", "K2 Bo", "Cancel"]


async def test_who_answers_nobody_is_told_so(house):
    await house.talk("sanne", "/end")

    assert house.texts("sanne")[-1] == (
        "There is nobody whose contact you can end or pause."
    )
    assert (await house.person("sanne")).role is Role.SUPERVISOR


@pytest.mark.parametrize("words", ["no, not yet", "confirm", "end", "pause"])
async def test_typed_words_end_nobodys_contact(house, words):
    await house.talk("mette", "/end K1")
    for step in (None, "End", "Not at all"):
        if step is not None:
            await house.press("mette", step)
            await house.deliver()
        await house.talk("mette", words, reply_to=house.last("mette"))

    assert await state_of(house) is AssignmentState.ACTIVE
    assert house.texts("alma") == []
