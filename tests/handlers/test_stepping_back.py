"""What is patient waits for the end of a talk, is then asked once, and holds up nobody.

Asked for here are a yes that grew old, when one may write, and kinds of a test's own.
"""

from types import MappingProxyType

import pytest

from casework.drafts import DeliveryKind
from casework.gates import MOST_A_DAY
from casework.keywords import Keyword
from casework.reasons import Reason
from handlers import consents, delivery, numbers, question_kinds, questions
from handlers.delivery import Claimed
from handlers.questions import YES_OR_NO, Asked, QuestionKind
from handlers.safe_setting import KIND as SAFE_CONTACT
from storage import danger as flags
from storage import questions as rows
from storage import started
from tests.handlers.house import maybe

PATIENT, NEWS = "Still fine? OK or NO", "Which colour? 1 or 2"


class PowerFailedError(Exception):
    """The power fails in the middle."""


@pytest.fixture
def unheard():
    return []


@pytest.fixture
def kinds(monkeypatch, unheard):
    """A patient question, and one that comes from a human."""

    def kind(text, words, **more):
        return QuestionKind(
            ask=lambda *_: Asked(text),
            answered=lambda *_: None,
            words=words,
            undelivered=lambda *given: unheard.append(given[4]),
            **more,
        )

    colour = {Keyword.ONE: "blue", Keyword.TWO: "red"}
    own = {
        "still": kind(PATIENT, YES_OR_NO, is_patient=True),
        "colour": kind(NEWS, colour, delivery=DeliveryKind.NEWS),
    }
    table = MappingProxyType({**question_kinds.KINDS, **own})
    monkeypatch.setattr(question_kinds, "KINDS", table)


@pytest.fixture
async def quiet(house, kinds):
    """A house in which nobody wrote lately, and nothing else is asked."""
    for who in ("alma", "bo", "cleo", "dan"):
        await house.run(rows.withdraw, (await house.person(who)).id)
    house.move(minutes=30)
    return house


async def put(house, who, kind):
    person = await house.person(who)
    await house.run(questions.put, house.office, person.id, kind, house.now)


async def later(house, **by):
    house.move(**by)
    await house.look_after(questions.LET_GO, questions.ASK)
    await house.deliver()


async def open_of(house, who):
    found = await house.run(rows.open_of, (await house.person(who)).id)
    return None if found is None else found.kind


async def put_out(house, who):
    """Return how all that started from our side stands."""
    return [
        each.state
        for each in await house.deliveries(who)
        if each.draft.kind is DeliveryKind.AUTOMATIC
    ]


def asked(house, who, text=PATIENT):
    return house.texts(who).count(text)


@pytest.mark.parametrize("speaker", ["bo", "mette"])
async def test_it_is_asked_once_half_an_hour_after_the_last_words(quiet, speaker):
    house = quiet
    if speaker == "mette":
        await house.talk("mette", "/to K2")
    await house.talk(speaker, "shall we talk?")
    await later(house, seconds=9)
    await put(house, "bo", "still")
    for _ in range(20):
        await later(house, minutes=1)
    await house.talk("bo", "one more thing")
    for _ in range(29):
        await later(house, minutes=1)
    meanwhile = asked(house, "bo")

    for _ in range(20):
        await later(house, minutes=1)

    assert (meanwhile, asked(house, "bo")) == (0, 1)


async def test_nobody_waits_behind_it_and_one_thing_is_asked_at_a_time(quiet):
    house = quiet
    await house.talk("bo", "hello")
    await put(house, "bo", "still")
    await put(house, "bo", "colour")
    await later(house, minutes=1)
    in_the_talk = (asked(house, "bo", NEWS), asked(house, "bo"))

    await later(house, hours=1)
    still_one = asked(house, "bo")
    await house.talk("bo", "1")
    await later(house, minutes=30)

    assert in_the_talk == (1, 0)
    assert (still_one, asked(house, "bo")) == (0, 1)
    assert await open_of(house, "bo") == "still"


async def test_it_waits_until_somebody_who_may_be_in_danger_was_looked_after(quiet):
    house = quiet
    alma, case = await house.person("alma"), await house.case_of("alma")
    flag = await house.run(flags.add, alma.id, case, house.now)
    await put(house, "alma", "still")
    await later(house, hours=20)
    meanwhile = asked(house, "alma")

    await house.run(flags.close, flag, alma.id, house.now)
    await later(house, seconds=10)

    assert (meanwhile, asked(house, "alma")) == (0, 1)


async def test_where_enough_came_today_it_waits_for_tomorrow(quiet, monkeypatch):
    house = quiet
    with monkeypatch.context() as full:
        full.setattr(started, "count_since", lambda *_: MOST_A_DAY)
        await put(house, "bo", "still")
        await later(house, hours=2)
        today = asked(house, "bo")

    await later(house, hours=22)

    assert (today, asked(house, "bo")) == (0, 1)


async def test_words_that_come_before_it_has_left_go_first(quiet, unheard):
    house = quiet
    await put(house, "bo", "still")
    await house.talk("bo", "wait, I have to tell you something")
    await put(house, "bo", "colour")
    await house.deliver()
    in_the_talk = (asked(house, "bo"), asked(house, "bo", NEWS))
    await house.talk("bo", "2")

    await later(house, minutes=30)
    await later(house, minutes=30)

    assert in_the_talk == (0, 1)
    assert asked(house, "bo") == 1
    assert unheard == []


async def test_what_may_stand_on_the_phone_already_is_not_asked_anew(quiet):
    house = quiet
    house.telegram.will(maybe(arrives=True), to=house.addresses["alma"].value)
    await put(house, "alma", "still")
    await house.deliver()
    await house.talk("alma", "hello")

    for _ in range(10):
        await later(house, minutes=1)

    assert await put_out(house, "alma") == ["unknown"]
    assert await open_of(house, "alma") == "still"


async def test_it_outlives_a_restart_in_the_middle_of_the_talk(quiet):
    house = quiet
    await house.talk("bo", "hello")
    await put(house, "bo", "still")

    await house.restart()
    await later(house, minutes=29)
    meanwhile = asked(house, "bo")
    await house.restart()
    await later(house, minutes=1)
    await later(house, minutes=1)

    assert (meanwhile, asked(house, "bo")) == (0, 1)


async def test_a_crash_as_it_steps_back_changes_nothing(quiet, monkeypatch):
    house = quiet
    await put(house, "bo", "still")
    await house.write("bo", "hello")

    def failing(*_):
        raise PowerFailedError

    with monkeypatch.context() as power:
        power.setattr(questions, "ask_next", failing)
        with pytest.raises(delivery.DeliveryBrokenError):
            await house.deliver()
    stood = await open_of(house, "bo")
    await house.restart()
    await house.deliver()

    assert (stood, await open_of(house, "bo")) == ("still", None)
    await later(house, minutes=30)
    assert asked(house, "bo") == 1


async def test_what_a_crash_left_in_the_middle_is_not_sent_twice_but_a_human_knows(
    quiet, unheard
):
    house = quiet
    await put(house, "alma", "still")
    claimed = await house.claim(await house.lane_to("alma"))

    await house.restart()
    await house.run(delivery.begin, house.now)
    await later(house, minutes=1)

    assert isinstance(claimed, Claimed)
    assert asked(house, "alma") == 0
    assert unheard == [Reason.CRASHED]
    assert await open_of(house, "alma") is None


async def test_a_number_in_doubt_is_asked_about_and_nothing_goes_round(quiet):
    house = quiet
    house.move(days=91)
    await put(house, "bo", "still")

    for _ in range(5):
        await later(house, minutes=1)

    assert await put_out(house, "bo") == ["skipped"]
    assert asked(house, "bo") == 0
    assert await open_of(house, "bo") == numbers.KIND


async def test_whether_an_old_yes_still_holds_waits_for_the_talk(quiet):
    house = quiet
    bo = await house.person("bo")
    await house.talk("bo", "hello")
    await house.run(questions.put, house.office, bo.id, consents.RENEW, house.now)
    await later(house, minutes=29)
    meanwhile = asked_about(house, "Is it still OK?")

    await later(house, minutes=1)

    assert (meanwhile, asked_about(house, "Is it still OK?")) == (0, 1)


async def test_when_we_may_write_waits_for_the_talk(quiet):
    house = quiet
    bo = await house.person("bo")
    await house.talk("bo", "hello")
    await house.run(questions.put, house.office, bo.id, SAFE_CONTACT, house.now)
    await later(house, minutes=29)
    meanwhile = asked_about(house, "When may we write?")

    await later(house, minutes=1)

    assert (meanwhile, asked_about(house, "When may we write?")) == (0, 1)


def asked_about(house, words):
    return sum(words in text for text in house.texts("bo"))
