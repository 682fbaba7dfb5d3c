"""An answer to what nobody asks any more: its kind says what became of it."""

from types import MappingProxyType

import pytest

from casework.keywords import Keyword
from handlers import question_kinds, questions
from handlers.questions import Asked, QuestionKind


@pytest.fixture
def heard(monkeypatch):
    """Ask for a colour; return what came too late."""
    heard = []

    def late(_tx, _office, person, _question, said, _now):
        heard.append((person.name, said))
        return True

    def ask(_tx, _office, _person, _question, _now):
        return Asked("Which colour? 1", ((("blue", "Blue"),),))

    colour = QuestionKind(
        ask,
        answered=lambda *_: heard.append("in time"),
        words={Keyword.ONE: "blue"},
        late=late,
    )
    table = MappingProxyType({**question_kinds.KINDS, "colour": colour})
    monkeypatch.setattr(question_kinds, "KINDS", table)
    return heard


async def ask_and_withdraw(house, who):
    person = await house.person(who)
    await house.run(questions.put, house.office, person.id, "colour", house.now)
    await house.deliver()
    await house.run(
        questions.withdraw, house.office, person.id, "colour", "", house.now
    )


async def test_a_button_that_comes_too_late_gets_a_word(house, heard):
    await ask_and_withdraw(house, "alma")

    await house.press("alma", "Blue")
    await house.deliver()

    assert heard == [("Alma", "blue")]
    assert not any("button" in text for text in house.texts("alma"))


async def test_a_word_that_comes_too_late_is_relayed_as_well(house, heard):
    await ask_and_withdraw(house, "bo")

    await house.talk("bo", "1")

    assert heard == [("Bo", "blue")]
    assert house.texts("mette") == ["K2 Bo\n1"]


async def test_words_that_answer_nothing_are_words(house, heard):
    await ask_and_withdraw(house, "bo")

    await house.talk("bo", "2")
    await house.talk("bo", "1 or 2")

    assert heard == []


async def test_what_is_asked_is_answered_and_nothing_is_late(house, heard):
    person = await house.person("bo")
    await house.run(questions.put, house.office, person.id, "colour", house.now)
    await house.deliver()

    await house.talk("bo", "1")

    assert heard == ["in time"]


async def test_who_was_never_asked_anything_is_not_late(house, heard):
    await house.talk("bo", "1")

    assert heard == []
