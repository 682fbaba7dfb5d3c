import pytest

from handlers import dialogs
from handlers.dialogs import Ask
from handlers.turns import about_somebody
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


def standing(tx, house):
    return kept.find(tx, people.find_by_ref(tx, "mette").id, house.now)


async def answered(house, who, step, answer="30", **how):
    """Let somebody answer what Mette was asked, and return what was said of it."""
    worker = await house.person(who)
    dialog = await house.run(standing, house)
    take = about_somebody(step, **how)
    await house.run(take, house.office, worker, dialog, answer, house.now)
    await house.deliver()


def never(turn, _answer):
    pytest.fail(f"{turn.worker.name} may not go on")


async def test_a_step_is_told_about_whom_it_is_and_what_was_said_so_far(begun):
    taken = []

    await answered(begun, "mette", lambda turn, answer: taken.append((turn, answer)))

    ((turn, answer),) = taken
    assert (turn.client.name, turn.step, answer) == ("Alma", "minutes", "30")
    assert turn.state["words"] == "a walk"
    assert "a walk" not in repr(turn)


async def test_who_may_not_go_on_is_told_so_and_is_done_with_it(begun):
    await answered(begun, "kirsten", never)

    assert begun.texts("kirsten") == ["You have nobody to write with here yet."]


async def test_a_dialog_says_itself_who_may_go_on_and_what_is_said_if_not(begun):
    def nobody(_tx, _office, _worker, _client, _now):
        return False

    await answered(begun, "mette", never, may=nobody, refusal="steer_none")

    assert await begun.run(standing, begun) is None
    assert begun.texts("mette")[-1] == begun.office.say("steer_none", "en")


async def test_the_answer_to_one_step_says_about_whom_it_is(begun):
    taken = []
    bo = await begun.person("bo")

    def take(turn, _answer):
        taken.append(turn.client.name)

    await answered(begun, "mette", take, bo.id, chosen_at="minutes")
    await answered(begun, "mette", take, bo.id, chosen_at="whom")
    await answered(begun, "mette", never, "nobody", chosen_at="minutes")

    assert taken == ["Bo", "Alma"]


async def test_what_is_added_to_a_turn_is_kept_with_its_next_question(begun):
    def goes_on(turn, answer):
        turn.state["minutes"] = int(answer)
        turn.ask("line", Ask(turn.text("dialog_press"), takes_words=True))

    await answered(begun, "mette", goes_on)

    dialog = await begun.run(standing, begun)
    assert (dialog.step, dialog.state["minutes"]) == ("line", 30)
