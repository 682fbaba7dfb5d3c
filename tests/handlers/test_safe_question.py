"""Asked in the chat: never on the first day, one thing at a time, and again later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from casework.messages import Never
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import safe_setting, speaking
from storage import questions, safe_contacts
from tests.handlers.house import EVERYBODY

QUESTION = "When may we write? 1 = any time"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def tick(house):
    await house.look_after()
    await house.deliver()


async def later(house, **by):
    house.move(**by)
    await tick(house)


async def safe_of(house, who):
    return await house.run(safe_contacts.of, (await house.person(who)).id)


def asked(house, who):
    return [text for text in house.texts(who) if text.startswith(QUESTION)]


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


@pytest.fixture
async def linked(new_house):
    """Mette, Alma and Bo linked at ten there, and both have said yes."""
    house = new_house
    await house.enrol(
        *(each for each in EVERYBODY if each.ref in {"mette", "alma", "bo"})
    )
    for who in ("mette", "alma", "bo"):
        await house.link(who)
    await house.deliver()
    await house.press("alma", "Yes")
    await house.talk("bo", "OK")
    return house


async def test_nobody_is_asked_on_their_first_day(linked):
    for _ in range(23):
        await later(linked, hours=1)

    assert asked(linked, "alma") == asked(linked, "bo") == []


async def test_a_day_after_linking_both_are_asked_once(linked):
    await later(linked, hours=24)
    await later(linked, hours=1)

    assert len(asked(linked, "alma")) == len(asked(linked, "bo")) == 1
    assert labels(linked.last("alma")) == [
        "Any time",
        "Every day 8-16",
        "Every day 16-21",
        "Others see my phone",
    ]


async def test_the_day_counts_from_the_last_phone_that_was_linked(linked):
    await later(linked, hours=20)
    alma = await linked.person("alma")

    def plan(tx):
        from handlers import safe_question  # noqa: PLC0415 - only for this

        safe_question.plan(tx, linked.office, alma, linked.now)

    await linked.run(plan)
    await later(linked, hours=5)

    assert asked(linked, "alma") == []
    assert len(asked(linked, "bo")) == 1


async def test_nobody_is_asked_at_night(new_house):
    house = new_house
    house.now = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    await house.enrol(*(each for each in EVERYBODY if each.ref in {"mette", "bo"}))
    for who in ("mette", "bo"):
        await house.link(who)
    await house.deliver()
    await house.talk("bo", "OK")

    await later(house, hours=24)
    night = asked(house, "bo")
    house.now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # ten o'clock there
    await tick(house)

    assert night == []
    assert len(asked(house, "bo")) == 1


async def test_who_has_not_said_yes_is_not_asked(new_house):
    house = new_house
    await house.enrol(*(each for each in EVERYBODY if each.ref in {"mette", "bo"}))
    for who in ("mette", "bo"):
        await house.link(who)
    await house.deliver()
    await house.talk("bo", "NO")

    await later(house, hours=25)

    assert asked(house, "bo") == []


@pytest.mark.parametrize(
    ("digit", "week", "answer", "told"),
    [
        ("1", None, "OK, thanks", "any time"),
        (
            "2",
            every_day(Window(480, 960)),
            "Thanks. We only write at those times. Tell us if it changes.",
            "Mon-Sun 8-16",
        ),
        (
            "3",
            every_day(Window(960, 1260)),
            "Thanks. We only write at those times. Tell us if it changes.",
            "Mon-Sun 16-21",
        ),
    ],
)
async def test_a_digit_answers_and_the_contact_person_sees_what(
    linked, digit, week, answer, told
):
    await later(linked, hours=24)

    await linked.talk("bo", digit)

    safe = await safe_of(linked, "bo")
    assert (safe.hours, safe.checked_on) == (week, date(2026, 11, 24))
    assert linked.texts("bo")[-1] == answer
    assert linked.texts("mette")[-1] == (
        f"K2 Bo answered when we may write: {told}. Our texts: first names only."
    )


async def test_who_says_when_has_said_nothing_about_places(linked):
    before = await safe_of(linked, "bo")
    mette, alma = await linked.person("mette"), await linked.person("alma")
    no_place = SafeContact(checked_on=linked.now.date() - timedelta(days=90))
    await linked.run(safe_contacts.set_profile, alma.id, no_place, mette.id, linked.now)
    await later(linked, hours=24)

    await linked.talk("bo", "1")
    await linked.press("alma", "Any time")
    await linked.deliver()

    named = [
        not speaking.hides(each, "meet_where")
        for each in (before, await safe_of(linked, "bo"), await safe_of(linked, "alma"))
    ]
    assert named == [True, True, False]


async def test_a_button_answers_as_well(linked):
    await later(linked, hours=24)

    await linked.press("alma", "Every day 8-16")
    await linked.deliver()

    assert (await safe_of(linked, "alma")).hours == every_day(Window(480, 960))


async def test_a_digit_that_nothing_asked_for_is_words(linked):
    await linked.talk("bo", "2")

    assert linked.texts("mette")[-1] == "K2 Bo\n2"


async def test_hide_by_word_leaves_the_question_open(linked):
    await later(linked, hours=24)

    await linked.talk("bo", "HIDE")
    await linked.talk("bo", "2")

    safe = await safe_of(linked, "bo")
    assert (safe.discreet, safe.hours) == (
        Discreet.DISCREET,
        every_day(Window(480, 960)),
    )
    assert linked.texts("bo")[-2:] == ["OK, thanks", "OK, thanks"]


async def test_hide_by_button_asks_for_the_hours_in_a_way_that_shows_nothing(linked):
    await later(linked, hours=24)

    await linked.press("alma", "Others see my phone")
    await linked.deliver()
    asked_again = linked.last("alma")
    shown = (asked_again.text, labels(asked_again))
    await linked.press("alma", "Every day 16-21")
    await linked.deliver()

    assert shown == (
        "Hi! When is a good time? 1 = any time, 2 = 8-16, 3 = 16-21",
        ["Any time", "Every day 8-16", "Every day 16-21"],
    )
    assert (await safe_of(linked, "alma")).hours == every_day(Window(960, 1260))
    assert (await safe_of(linked, "alma")).discreet is Discreet.DISCREET


async def test_who_hides_in_a_talk_is_asked_for_the_hours_at_once(linked):
    await later(linked, hours=24)
    await linked.talk("alma", "hello Mette")

    await linked.press("alma", "Others see my phone")
    await linked.deliver()

    assert linked.last("alma").text.startswith("Hi! When is a good time?")


async def test_what_was_filled_in_at_a_meeting_ends_the_question_after_hiding_too(
    linked,
):
    await later(linked, hours=24)
    await linked.press("alma", "Others see my phone")
    await linked.deliver()
    alma = await linked.person("alma")

    await linked.run(safe_setting.ask_no_more, alma.id)

    assert await linked.run(questions.open_of, alma.id) is None


async def test_a_human_asks_where_the_question_reached_nobody(linked):
    linked.sms.will(Never(Reason.FILTERED))

    await later(linked, hours=24)

    assert (
        "K2 Bo did not answer when and how we may write." in linked.texts("mette")[-1]
    )


async def test_who_does_not_answer_is_asked_when_they_meet(linked):
    await later(linked, hours=24)

    await later(linked, days=3)
    await later(linked, days=3)

    assert len(asked(linked, "bo")) == 1
    told = [text for text in linked.texts("mette") if "did not answer" in text]
    assert sorted(told) == [
        f"K{number} {name} did not answer when and how we may write. "
        "Please ask when you meet."
        for number, name in ((1, "Alma"), (2, "Bo"))
    ]


async def test_what_was_filled_in_at_a_meeting_is_asked_again_after_90_days(linked):
    alma, mette = await linked.person("alma"), await linked.person("mette")
    filled_in = SafeContact(checked_on=linked.now.date(), exit_word="banana")
    await linked.run(
        safe_contacts.set_profile, alma.id, filled_in, mette.id, linked.now
    )
    await later(linked, days=89)
    before = asked(linked, "alma")

    await later(linked, days=1)
    await later(linked, hours=1)
    again = asked(linked, "alma")
    await linked.press("alma", "Every day 8-16")
    await linked.deliver()

    safe = await safe_of(linked, "alma")
    assert before == []
    assert len(again) == 1
    assert safe == replace(
        filled_in, hours=every_day(Window(480, 960)), checked_on=linked.now.date()
    )


async def test_who_never_answers_is_asked_every_90_days_and_no_more(linked):
    alma, mette = await linked.person("alma"), await linked.person("mette")
    old = SafeContact(checked_on=linked.now.date())
    await linked.run(safe_contacts.set_profile, alma.id, old, mette.id, linked.now)

    for _ in range(200):
        await later(linked, days=1)

    assert len(asked(linked, "alma")) == 2


async def test_it_waits_for_what_is_asked_already(linked):
    bo = await linked.person("bo")
    await linked.run(questions.withdraw, bo.id)
    first = await linked.run(
        questions.add, bo.id, "number_check", "", linked.now, linked.now
    )
    standing = await linked.run(questions.find, first)
    until = linked.now + timedelta(days=3)
    await linked.run(questions.set_open, standing, 1, until, linked.now)

    def plan(tx):
        from handlers import safe_question  # noqa: PLC0415 - only for this

        safe_question.plan(tx, linked.office, bo, linked.now)

    await linked.run(plan)
    await later(linked, hours=25)

    assert asked(linked, "bo") == []
