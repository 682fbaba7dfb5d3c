import pytest

from handlers import dialogs, turns
from handlers.dialogs import Ask
from storage import dialogs as kept
from storage import people


@pytest.fixture
async def begun(house):
    """Mette is in the middle of something about Alma."""
    alma = await house.person("alma")
    mette = await house.person("mette")
    question = Ask("How long?")
    state = {"client": alma.id, "words": "a walk"}
    await house.run(dialogs.ask, mette, "log", "minutes", state, question, house.now)
    return house


def standing(tx, house, who):
    worker = people.find_by_ref(tx, who)
    return worker, kept.find(tx, worker.id, house.now)


def take(tx, house, who, **how):
    worker, dialog = standing(tx, house, "mette")
    if who != "mette":
        worker = people.find_by_ref(tx, who)
    return turns.take(tx, house.office, worker, dialog, house.now, **how)


async def test_a_turn_knows_about_whom_it_is_and_what_was_said_so_far(begun):
    turn = await begun.run(take, begun, "mette")

    assert turn.client.name == "Alma"
    assert turn.state["words"] == "a walk"
    assert "a walk" not in repr(turn)


async def test_who_may_not_go_on_is_told_so_and_is_done_with_it(begun):
    turn = await begun.run(take, begun, "kirsten")
    await begun.deliver()

    assert turn is None
    assert begun.texts("kirsten") == ["You have nobody to write with here yet."]


async def test_a_dialog_says_itself_who_may_go_on_and_what_is_said_if_not(begun):
    def nobody(_tx, _office, _worker, _client, _now):
        return False

    turn = await begun.run(take, begun, "mette", may=nobody, refusal="steer_none")
    _, dialog = await begun.run(standing, begun, "mette")
    await begun.deliver()

    assert turn is None
    assert dialog is None
    assert begun.texts("mette")[-1] == begun.office.say("steer_none", "en")


async def test_what_is_added_to_a_turn_is_kept_with_its_next_question(begun):
    def goes_on(tx):
        turn = take(tx, begun, "mette")
        turn.state["minutes"] = 30
        turn.ask("line", Ask(turn.text("dialog_press"), takes_words=True))

    await begun.run(goes_on)
    _, dialog = await begun.run(standing, begun, "mette")

    assert (dialog.step, dialog.state["minutes"]) == ("line", 30)
