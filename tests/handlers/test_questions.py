"""One thing is asked at a time, and what is not certainly the answer is words."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from casework.keywords import Keyword
from casework.messages import Never
from casework.people import Agreement, Role
from casework.reasons import Reason
from casework.safe_contact import SafeContact, Window, every_day
from handlers import messages, question_kinds, questions
from handlers.questions import YES_OR_NO, Asked, QuestionKind
from storage import addresses, people, safe_contacts
from storage import questions as rows
from tests.handlers.house import listed


class PowerFailedError(Exception):
    """The power fails in the middle."""


class Kinds:
    """Three questions of a test's own, and what came of them."""

    def __init__(self) -> None:
        self.heard, self.unheard = [], []
        self.is_broken = False
        self.unneeded = set()
        self.open_until = None
        colour = {Keyword.ONE: "blue", Keyword.TWO: "red"}
        self.table = MappingProxyType(
            {
                "colour": self.kind("Which colour? 1 or 2", colour, ("blue", "red")),
                "taste": self.kind("Sweet? OK or NO", YES_OR_NO, ("yes", "no")),
                "number": self.kind("Still you?", YES_OR_NO, (), checks_number=True),
            }
        )

    def kind(self, text, words, buttons, **more):
        return QuestionKind(
            lambda _tx, _office, _person, question, _now: self.ask(
                text, buttons, question
            ),
            self.answered,
            words,
            timedelta(hours=6),
            self.lapsed,
            undelivered=self.undelivered,
            **more,
        )

    def ask(self, text, buttons, question):
        if question.subject in self.unneeded:
            return None
        row = tuple((each, each.capitalize()) for each in buttons)
        return Asked(text, (row,) if row else (), open_until=self.open_until)

    def answered(self, tx, _office, person, question, said, now):
        self.heard.append((person.name, question.kind, said))
        people.set_paused(tx, person.id, now)
        if question.kind == "number":
            addresses.confirm(tx, addresses.of_person(tx, person.id)[0], now)
        if self.is_broken:
            raise PowerFailedError

    def lapsed(self, _tx, _office, person, question, _now):
        self.heard.append((person.name, question.kind, "silence"))

    def undelivered(self, _tx, _office, person, question, reason, _now):
        self.unheard.append((person.name, question.kind, reason))


@pytest.fixture
def kinds(monkeypatch):
    found = Kinds()
    table = MappingProxyType({**question_kinds.KINDS, **found.table})
    monkeypatch.setattr(question_kinds, "KINDS", table)
    return found


async def put(house, who, kind, **more):
    person = await house.person(who)
    await house.run(questions.put, house.office, person.id, kind, house.now, **more)
    await house.deliver()


async def nothing_else_is_asked(house):
    for who in ("alma", "bo", "cleo", "dan"):
        await house.run(rows.withdraw, (await house.person(who)).id)


async def tick(house):
    asked = await house.look_after(questions.LET_GO, questions.ASK)
    await house.deliver()
    return asked


async def open_of(house, who):
    found = await house.run(rows.open_of, (await house.person(who)).id)
    return None if found is None else found.kind


async def test_the_next_question_waits_for_the_answer_to_the_one_before(house, kinds):
    await put(house, "bo", "colour")
    await put(house, "bo", "taste")
    asked_first = house.texts("bo")

    await house.talk("bo", "2")
    then = house.texts("bo")[len(asked_first) :]
    await house.talk("bo", "nej")

    assert asked_first[-1] == "Which colour? 1 or 2"
    assert then == ["Sweet? OK or NO"]
    assert kinds.heard == [("Bo", "colour", "red"), ("Bo", "taste", "no")]
    assert house.chat("mette") == []


async def test_each_is_asked_their_own_at_the_same_time(house, kinds):
    await put(house, "bo", "colour")
    await put(house, "alma", "colour")

    await house.press("alma", "Red")
    await house.talk("bo", "1")

    assert kinds.heard == [("Alma", "colour", "red"), ("Bo", "colour", "blue")]


async def test_the_same_question_is_not_asked_twice(house, kinds):
    for _ in range(2):
        await put(house, "bo", "colour", subject="hat")
    await put(house, "bo", "colour", subject="coat")
    await house.talk("bo", "1")
    await house.talk("bo", "2")

    await house.talk("bo", "1")

    assert len(kinds.heard) == 2
    assert house.texts("mette") == ["K2 Bo\n1"]


async def test_a_digit_with_no_open_question_is_relayed_as_words(house, kinds):
    await house.talk("bo", "1")

    assert house.texts("mette") == ["K2 Bo\n1"]
    assert house.chat("bo") == []


@pytest.mark.parametrize("words", ["3", "1 maybe", "what?", "red", "ja"])
async def test_what_is_not_certainly_the_answer_is_words_to_the_human(
    house, kinds, words
):
    await put(house, "bo", "colour")

    await house.talk("bo", words)

    assert house.texts("mette") == [f"K2 Bo\n{words}"]
    assert await open_of(house, "bo") == "colour"


async def test_an_answer_that_comes_too_late_is_relayed_as_words(house, kinds):
    await put(house, "bo", "colour")
    house.move(hours=6)

    await house.talk("bo", "1")
    await tick(house)

    assert house.texts("mette") == ["K2 Bo\n1"]
    assert kinds.heard == [("Bo", "colour", "silence")]


async def test_a_tap_that_comes_too_late_is_told_so(house, kinds):
    await put(house, "alma", "colour")
    house.move(hours=6)

    await house.press("alma", "Blue")
    await house.deliver()

    assert kinds.heard == []
    assert house.texts("alma")[-1] == house.office.say("button_gone", "en")


async def test_after_silence_the_next_is_asked(house, kinds):
    await put(house, "bo", "colour")
    await put(house, "bo", "taste")
    house.move(hours=6)

    await tick(house)

    assert kinds.heard == [("Bo", "colour", "silence")]
    assert house.texts("bo")[-1] == "Sweet? OK or NO"


async def test_what_is_due_later_is_asked_when_its_time_comes(house, kinds):
    await nothing_else_is_asked(house)
    await put(house, "bo", "colour", not_before=house.now + timedelta(days=1))
    early = await tick(house)
    house.move(days=1)

    assert (early, house.texts("bo")) == (0, [])
    assert await tick(house) == 1
    assert house.texts("bo") == ["Which colour? 1 or 2"]


async def test_what_nobody_needs_any_more_makes_room_for_the_next(house, kinds):
    await put(house, "bo", "taste")
    await put(house, "bo", "colour", subject="hat")
    await put(house, "bo", "colour", subject="coat")
    kinds.unneeded.add("hat")

    await house.talk("bo", "ok")
    await house.talk("bo", "1")

    assert kinds.heard == [("Bo", "taste", "yes"), ("Bo", "colour", "blue")]
    assert await open_of(house, "bo") is None


async def test_may_we_write_to_you_goes_before_every_other_question(new_house, kinds):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON), listed("bo", contact_person="mette")
    )
    await house.link("bo")
    await put(house, "bo", "taste")
    before = house.texts("bo")

    await house.talk("bo", "ja")

    assert len(before) == 1
    assert house.texts("bo")[-1] == "Sweet? OK or NO"
    assert (await house.person("bo")).agreement is Agreement.GIVEN
    assert kinds.heard == []


async def test_a_yes_is_for_the_first_question_even_if_another_is_open(house, kinds):
    await put(house, "bo", "taste")
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.ASKED, house.now)

    await house.talk("bo", "ja")
    await house.talk("bo", "ja")

    assert (await house.person("bo")).agreement is Agreement.GIVEN
    assert kinds.heard == [("Bo", "taste", "yes")]


async def test_a_question_that_has_not_left_yet_takes_no_answer(house, kinds):
    bo = await house.person("bo")
    await house.run(questions.put, house.office, bo.id, "colour", house.now)

    await house.talk("bo", "1")
    await house.talk("bo", "2")

    assert house.texts("mette") == ["K2 Bo\n1"]
    assert kinds.heard == [("Bo", "colour", "red")]


async def test_nobody_is_silent_about_a_question_that_has_not_left_yet(house, kinds):
    bo = await house.person("bo")
    await house.run(questions.put, house.office, bo.id, "colour", house.now)
    house.move(hours=7)

    await house.look_after(questions.LET_GO, questions.ASK)

    assert kinds.heard == []
    assert await open_of(house, "bo") == "colour"


async def test_in_a_pause_a_question_waits_in_line_however_long(house, kinds):
    await nothing_else_is_asked(house)
    bo = await house.person("bo")
    until = house.now + timedelta(days=14)
    await house.run(people.set_paused, bo.id, until)
    await put(house, "bo", "colour")
    house.move(days=13)
    await tick(house)
    meanwhile = house.texts("bo")

    house.move(days=1)
    await tick(house)

    assert meanwhile == []
    assert house.texts("bo") == ["Which colour? 1 or 2"]


async def test_outside_safe_hours_a_question_waits_for_them(house, kinds):
    bo = await house.person("bo")
    afternoon = SafeContact(hours=every_day(Window(14 * 60, 16 * 60)))
    await house.run(safe_contacts.set_profile, bo.id, afternoon, bo.id, house.now)
    await put(house, "bo", "colour")
    in_the_morning = house.texts("bo")

    house.move(hours=4)
    await tick(house)

    assert in_the_morning == []
    assert house.texts("bo") == ["Which colour? 1 or 2"]


async def test_a_question_that_reaches_nobody_is_let_go(house, kinds):
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.DECLINED, house.now)

    await put(house, "bo", "colour")
    await put(house, "bo", "taste")

    assert house.texts("bo") == []
    assert await open_of(house, "bo") is None
    await house.talk("bo", "1")
    assert house.texts("mette") == ["K2 Bo\n1"]


async def test_after_a_stop_nothing_is_asked_any_more(house, kinds):
    await put(house, "alma", "colour")
    await put(house, "alma", "taste")

    await house.talk("alma", "STOP")
    await house.talk("alma", "1")
    await house.press("alma", "Blue")
    await tick(house)

    assert kinds.heard == []
    assert "K1 Alma\n1" in house.texts("mette")
    assert await open_of(house, "alma") is None


async def test_a_number_is_asked_about_before_what_was_being_asked(house, kinds):
    await put(house, "bo", "colour")
    bo = await house.person("bo")
    await house.run(addresses.asked, await house.address("bo"), house.now)

    await house.run(questions.put_ahead, house.office, bo.id, "number", house.now)
    await house.deliver()
    await house.talk("bo", "ja")
    await house.talk("bo", "1")

    assert house.texts("bo") == [
        *("Which colour? 1 or 2", "Still you?", "Which colour? 1 or 2"),
    ]
    assert kinds.heard == [("Bo", "number", "yes"), ("Bo", "colour", "blue")]


async def test_a_button_pressed_twice_is_one_answer(house, kinds):
    await put(house, "alma", "colour")
    shown = house.last("alma")

    await house.press("alma", "Blue", shown)
    await house.press("alma", "Red", shown)

    assert kinds.heard == [("Alma", "colour", "blue")]


async def test_the_words_of_an_answer_lie_in_the_record(house, kinds):
    await put(house, "bo", "colour")

    await house.talk("bo", "1")

    assert (await house.said("bo"))[-1] == "1"


async def test_the_same_message_under_another_update_answers_once(house, kinds):
    await put(house, "bo", "colour")
    await put(house, "bo", "colour", subject="coat")
    answer = house.incoming("bo", "1")

    await house.receive(answer)
    await house.receive(messages_again(answer))

    assert kinds.heard == [("Bo", "colour", "blue")]


async def test_a_crash_in_the_middle_of_an_answer_leaves_the_question_open(
    house, kinds
):
    await put(house, "bo", "colour")
    answer = house.incoming("bo", "1")
    row = await house.take_in(answer)
    kinds.is_broken = True
    with pytest.raises(PowerFailedError):
        await house.run(messages.receive, house.office, row, answer, house.now)
    left = (await open_of(house, "bo"), (await house.person("bo")).paused_until)

    kinds.is_broken = False
    await house.restart()
    await house.run(messages.receive, house.office, row, answer, house.now)

    assert left == ("colour", None)
    assert await open_of(house, "bo") is None
    assert kinds.heard == [("Bo", "colour", "blue")] * 2
    assert (await house.said("bo")).count("1") == 1


def messages_again(incoming):
    """Return the same message as the network brings it a second time."""
    return replace(incoming, external_id="another-update")


async def test_what_is_withdrawn_before_it_left_is_never_seen(house, kinds):
    bo = await house.person("bo")
    await house.run(questions.put, house.office, bo.id, "colour", house.now)

    async def withdraw():
        return await house.run(
            questions.withdraw, house.office, bo.id, "colour", "", house.now
        )

    unseen = await withdraw()
    await house.deliver()
    await put(house, "bo", "colour")
    seen = not await withdraw()
    nothing = await withdraw()

    assert (unseen, seen, nothing) == (True, True, False)
    assert house.texts("bo").count("Which colour? 1 or 2") == 1
    assert await open_of(house, "bo") is None


async def test_what_waits_comes_when_the_one_before_it_is_withdrawn(house, kinds):
    bo = await house.person("bo")
    await put(house, "bo", "colour")
    await put(house, "bo", "taste")

    await house.run(questions.withdraw, house.office, bo.id, "colour", "", house.now)

    assert await open_of(house, "bo") == "taste"


async def test_a_question_can_say_itself_until_when_it_is_open(house, kinds):
    kinds.open_until = house.now + timedelta(minutes=10)
    await put(house, "bo", "colour")

    house.move(minutes=11)
    await tick(house)

    assert kinds.heard == [("Bo", "colour", "silence")]


async def test_somebody_is_told_where_a_question_reached_nobody(house, kinds):
    house.sms.will(Never(Reason.PROVIDER))

    await put(house, "bo", "colour")

    assert kinds.unheard == [("Bo", "colour", Reason.PROVIDER)]
