"""`/handover`: mette hands over her own, sanne anybody's."""

import pytest

from handlers import dialogs
from tests.handlers.test_absences import away
from tests.handlers.test_away import answer, labels, press
from tests.handlers.test_handover import contact_person, jonas  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("jonas")

PREVIEW = (
    "From Mette to Jonas:\n"
    "K1 Alma: 1 without an answer\n"
    "Note: Jonas has no key to read the record yet.\n"
    "They are told at once. Jonas gets what is without an answer, and reads the record "
    "from then on. Confirm?"
)


async def is_with(house, client, worker):
    return await contact_person(house, client) == (await house.person(worker)).id


async def test_it_is_asked_step_by_step_and_done_after_a_yes(house):
    await house.talk("alma", "hello?")
    await house.talk("mette", "/handover")
    assert labels(house.last("mette")) == ["K1 Alma", "K2 Bo", "All of them", "Cancel"]
    await press(house, "mette", "K1 Alma")
    assert labels(house.last("mette")) == ["M2 Kirsten", "M4 Jonas", "Cancel"]
    await press(house, "mette", "Jonas")
    assert house.texts("mette")[-1] == PREVIEW
    assert await is_with(house, "alma", "mette")

    await press(house, "mette", "Confirm")

    assert await is_with(house, "alma", "jonas")
    assert await is_with(house, "bo", "mette")
    assert "Done: 1 handed over to Jonas." in house.texts("mette")


@pytest.mark.parametrize("said", ["K1 Jonas", "alma M4", "k1 jonas"])
async def test_one_line_leads_straight_to_the_preview(house, said):
    await house.talk("alma", "hello?")

    await house.talk("mette", f"/handover {said}")

    assert house.texts("mette")[-1] == PREVIEW


async def test_all_of_them_go_at_once(house):
    await house.talk("mette", "/handover all Kirsten")
    await press(house, "mette", "Confirm")

    assert await is_with(house, "alma", "kirsten")
    assert await is_with(house, "bo", "kirsten")


async def test_cancel_changes_nothing(house):
    await house.talk("mette", "/handover all Kirsten")

    await press(house, "mette", "Cancel")

    assert await is_with(house, "alma", "mette")


async def test_nobody_hands_over_somebody_elses(house):
    await house.talk("mette", "/handover K3 Jonas")

    assert "K3" in house.texts("mette")[-1]
    assert await is_with(house, "cleo", "kirsten")


async def test_a_substitute_hands_nobody_over(house):
    await away(house, substitute="sanne")
    await away(house, "kirsten", "mette")

    await house.talk("mette", "/handover K3 Jonas")

    assert await is_with(house, "cleo", "kirsten")
    assert not labels(house.last("mette"))


async def test_a_supervisor_hands_over_anybodys(house):
    await house.talk("sanne", "/handover")
    assert labels(house.last("sanne")) == ["M1 Mette", "M2 Kirsten", "Cancel"]
    await press(house, "sanne", "Kirsten")
    await press(house, "sanne", "All of them")
    await press(house, "sanne", "Jonas")
    await press(house, "sanne", "Confirm")

    assert await is_with(house, "cleo", "jonas")
    assert await is_with(house, "dan", "jonas")


async def test_a_supervisor_may_name_both_in_a_line(house):
    await house.talk("sanne", "/handover Kirsten Jonas")
    await press(house, "sanne", "K4 Dan")
    await press(house, "sanne", "Confirm")

    assert await is_with(house, "dan", "jonas")
    assert await is_with(house, "cleo", "kirsten")


async def test_who_is_not_known_is_asked_about(house):
    await house.talk("mette", "/handover K1 Birgit")
    assert house.texts("mette")[-1].startswith("I know nobody here called Birgit")

    await answer(house, "mette", "Kirsten")

    assert house.texts("mette")[-1].startswith("From Mette to Kirsten:\nK1 Alma")


async def test_a_supervisor_takes_nobody_over(house):
    await house.talk("mette", "/handover K1 Sanne")

    assert house.texts("mette")[-1] == "This person cannot be a contact person."


async def test_who_has_nobody_has_nobody_to_hand_over(house):
    await house.talk("jonas", "/handover")

    assert house.texts("jonas")[-1] == "There is nobody to hand over."


async def test_the_preview_says_who_is_away(house):
    await away(house, "jonas", "kirsten")

    await house.talk("mette", "/handover K1 Jonas")

    assert (
        "Note: Jonas is away, and Kirsten answers meanwhile."
        in (house.texts("mette")[-1])
    )


async def test_what_changed_since_the_preview_is_not_done(house):
    await house.talk("mette", "/handover K1 Jonas")
    await house.talk("sanne", "/handover K1 Kirsten")
    await press(house, "sanne", "Confirm")

    await press(house, "mette", "Confirm")

    assert house.texts("mette")[-1] == "There is nobody to hand over."
    assert await is_with(house, "alma", "kirsten")


async def test_who_may_not_hand_somebody_over_is_refused_at_the_last_moment(house):
    mette, kirsten, new = [
        await house.person(each) for each in ("mette", "kirsten", "jonas")
    ]
    cleo = await house.person("cleo")
    state = {"worker": kirsten.id, "clients": [cleo.id], "to": new.id}
    question = dialogs.Ask("forged", [[("confirm", "Confirm")]])
    await house.run(
        dialogs.ask, mette, "handover", "preview", state, question, house.now
    )
    await house.deliver()

    await press(house, "mette", "Confirm")

    assert house.texts("mette")[-1].startswith("Only the contact person or a superv")
    assert await is_with(house, "cleo", "kirsten")
