"""Step by step: what answers a question, and what never does."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handlers import dialog_steps, dialogs
from handlers.dialogs import Ask
from storage import dialogs as rows
from tests.handlers.conftest import house_of

ANSWERS = []


def two_steps(tx, office, person, dialog, answer, now):
    """Ask for a colour, then for a number; be done after that."""
    ANSWERS.append((dialog.step, answer))
    if answer == "break":
        raise ZeroDivisionError
    if dialog.step == "colour":
        again = Ask("Which number?", [[("1", "One"), ("2", "Two")]])
        dialogs.ask(tx, person, dialog.name, "number", {"colour": answer}, again, now)
    else:
        dialogs.end(tx, person)


@pytest.fixture(autouse=True)
def steps(monkeypatch):
    ANSWERS.clear()
    known = {**dialog_steps.STEPS, "paint": two_steps, "repaint": two_steps}
    monkeypatch.setattr(dialog_steps, "STEPS", known)


async def ask(house, name="paint", text="Which colour?"):
    mette = await house.person("mette")
    question = Ask(text, takes_words=True)
    await house.run(dialogs.ask, mette, name, "colour", {}, question, house.now)
    await house.deliver()
    return house.last("mette")


async def standing(house):
    mette = await house.person("mette")
    return await house.run(rows.find, mette.id, house.now)


def to_clients(house):
    return [*house.texts("alma"), *house.texts("bo")]


async def test_a_reply_answers_and_the_next_question_takes_a_button(house):
    question = await ask(house)
    assert house.telegram.sent[-1].asks

    await house.talk("mette", " red ", reply_to=question)
    assert (await standing(house)).state == {"colour": "red"}
    await house.press("mette", "Two")
    await house.deliver()

    assert ANSWERS == [("colour", "red"), ("number", "2")]
    assert await standing(house) is None
    assert house.last("mette").buttons == ()


async def test_only_a_reply_to_the_question_answers_it(house):
    await house.talk("alma", "hello?")
    hers = house.last("mette")
    await ask(house)

    await house.talk("mette", "hi Alma", reply_to=hers)
    await house.talk("mette", "and one more line")

    assert ANSWERS == []
    assert any(text.endswith("hi Alma") for text in house.texts("alma"))
    assert await standing(house) is not None


async def test_who_was_chosen_before_gets_nothing_that_is_typed_meanwhile(house):
    await house.talk("alma", "hello?")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    before = to_clients(house)

    await ask(house)
    await house.talk("mette", "red")

    assert to_clients(house) == before
    assert house.last("mette").text == "Who is this for?"


async def test_an_answer_comes_too_late_after_half_an_hour_and_goes_to_nobody(house):
    question = await ask(house)
    before = to_clients(house)
    house.move(minutes=30)

    await house.talk("mette", "red", reply_to=question)

    assert ANSWERS == []
    assert house.last("mette").text.startswith("That question is over")
    assert to_clients(house) == before


async def test_an_answer_that_is_changed_changes_nothing_and_goes_to_nobody(house):
    question = await ask(house)
    written = await house.talk("mette", "red", reply_to=question)
    before = to_clients(house)

    await house.talk("mette", "blue", reply_to=question, edit_of=written)

    assert ANSWERS == [("colour", "red")]
    assert to_clients(house) == before
    assert house.last("mette").text == "Which number?"


async def test_a_second_dialog_gives_up_the_first(house):
    first = await ask(house)
    second = await ask(house, "repaint", "Which new colour?")

    await house.talk("mette", "red", reply_to=first)
    assert ANSWERS == []
    await house.talk("mette", "green", reply_to=second)

    assert ANSWERS == [("colour", "green")]
    assert (await standing(house)).name == "repaint"


async def test_a_button_of_a_question_that_is_over_does_nothing(house):
    question = await ask(house)
    await house.talk("mette", "red", reply_to=question)
    old = house.last("mette")
    await ask(house, "repaint", "Which new colour?")

    await house.press("mette", "One", on=old)
    await house.deliver()

    assert ANSWERS == [("colour", "red")]
    assert (await standing(house)).name == "repaint"


@pytest.mark.parametrize("typed_into_the_reply", [True, False])
async def test_cancel_gives_it_up_wherever_it_is_typed(house, typed_into_the_reply):
    question = await ask(house)
    reply_to = question if typed_into_the_reply else None

    await house.talk("mette", "/cancel", reply_to=reply_to)

    assert ANSWERS == []
    assert await standing(house) is None
    assert house.last("mette").text.startswith("Stopped.")
    await house.talk("mette", "/cancel")
    assert house.last("mette").text == "There is nothing to stop."
    await house.talk("mette", "red", reply_to=question)
    assert house.last("mette").text.startswith("That question is over")


async def test_a_crash_in_a_step_leaves_the_question_standing(house):
    question = await ask(house)

    with pytest.raises(ZeroDivisionError):
        await house.write("mette", "break", reply_to=question)
    await house.restart()
    await house.talk("mette", "red", reply_to=question)

    assert ANSWERS == [("colour", "break"), ("colour", "red")]


async def test_what_somebody_else_types_answers_nothing(house):
    question = await ask(house)

    await house.talk("alma", "red", reply_to=question.id)

    assert ANSWERS == []


DOINGS = st.lists(
    st.sampled_from(
        [
            "ask",
            "answer",
            "answer an old one",
            "press",
            "cancel",
            "edit an answer",
            "alma writes",
            "reply to alma",
            "go on",
            "undo",
            "wait",
            "wait long",
        ]
    ),
    min_size=3,
    max_size=25,
)


class Desk:
    """A contact person in the middle of things, and what each line was meant as."""

    def __init__(self, house) -> None:
        self.house = house
        self.number = 0
        self.asked = []
        self.answered = []
        self.answers = set()
        self.words = set()

    def line(self, kind):
        self.number += 1
        said = f"{kind}-{self.number}-q"
        (self.answers if kind == "answer" else self.words).add(said)
        return said

    async def do(self, doing):  # noqa: C901 - one branch for each thing one can do
        house = self.house
        match doing:
            case "ask":
                self.asked.append(await ask(house))
            case "answer" | "answer an old one" if self.asked:
                to = self.asked[-1 if doing == "answer" else 0]
                written = await house.talk("mette", self.line("answer"), reply_to=to)
                self.answered.append((written, to))
            case "press":
                shown = [e for e in house.chat("mette") if house._button(e, "One")]
                if shown:
                    await house.press("mette", "One", on=shown[-1])
                    await house.deliver()
            case "cancel":
                await house.talk("mette", "/cancel")
            case "edit an answer" if self.answered:
                written, to = self.answered[-1]
                changed = self.line("answer")
                await house.talk("mette", changed, reply_to=to, edit_of=written)
            case "alma writes":
                await house.talk("alma", f"from-alma-{self.number}")
            case "reply to alma":
                hers = [e for e in house.chat("mette") if "from-alma" in e.text]
                if hers:
                    words = self.line("words")
                    await house.talk("mette", words, reply_to=hers[-1])
            case "go on":
                await house.talk("mette", self.line("words"))
            case "undo":
                await house.talk("mette", "/undo")
            case "wait" | "wait long":
                house.move(minutes=3 if doing == "wait" else 31)
                await house.deliver()


async def live(made, directory, doings):
    """Do all that on a store of one's own, and return what it came to."""
    async with house_of(made, directory) as house:
        desk = Desk(house)
        for doing in doings:
            await desk.do(doing)
        taken = {answer for _, answer in ANSWERS} - {"1", "2"}
        return desk, taken, "\n".join(to_clients(house))


@pytest.mark.parametrize(
    "doings",
    [
        ("ask", "answer", "edit an answer", "press", "go on"),
        ("alma writes", "ask", "reply to alma", "answer", "ask", "answer an old one"),
        ("ask", "wait long", "answer", "alma writes", "reply to alma", "undo"),
        ("alma writes", "reply to alma", "ask", "cancel", "answer", "go on"),
    ],
)
def test_words_and_answers_keep_their_places(linked_store, tmp_path, doings):
    _prove(*asyncio.run(live(linked_store, tmp_path, doings)))


FINDING = [Phase.explicit, Phase.reuse, Phase.generate]
"""Each example takes a store of its own: a short failing list is found soon enough."""


@settings(max_examples=40, phases=FINDING)
@given(doings=DOINGS)
def test_words_never_end_in_a_dialog_nor_answers_at_a_client(linked_store, doings):
    _live_and_prove(linked_store, doings)


@pytest.mark.counts
@settings(max_examples=500, phases=FINDING)
@given(doings=DOINGS)
def test_in_five_hundred_afternoons_no_answer_is_astray(linked_store, doings):
    _live_and_prove(linked_store, doings)


def _live_and_prove(made, doings):
    ANSWERS.clear()
    with TemporaryDirectory() as directory:
        _prove(*asyncio.run(live(made, Path(directory), doings)))


def _prove(desk, taken, read_by_clients):
    assert taken <= desk.answers
    assert not [answer for answer in desk.answers if answer in read_by_clients]
