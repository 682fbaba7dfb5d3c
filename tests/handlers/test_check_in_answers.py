"""What becomes of an answer: alma on Telegram, bo by SMS; mette answers them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.messages import Kind
from casework.profiles import RecordPolicy
from casework.safe_contact import Discreet, Window, every_day
from handlers import check_in_plans, lifecycle, tasks
from storage import rules
from tests.handlers.asking import agree, all_of, later, news, states
from tests.handlers.test_check_ins import set_safe, set_scale

BY = "Mette reads it by tomorrow at 11:00."
LINES = {"child_line": "BørneTelefonen 116 111", "adult_line": "Livslinien 70 201 201"}


@pytest.fixture
async def asked(house):
    """Alma and Bo have just been asked."""
    house.office = replace(house.office, **LINES)
    await agree(house, "alma")
    await agree(house, "bo")
    await later(house, hours=1)
    return house


@pytest.fixture
async def scaled(house):
    """Bo has just been asked from 1 to 5."""
    house.office = replace(house.office, **LINES)
    await set_scale(house)
    await agree(house, "bo")
    await later(house, hours=1)
    return house


async def kinds(house, who="mette"):
    worker = await house.person(who)
    return [str(each.kind) for each in await house.run(tasks.of_worker, worker.id)]


async def test_who_wants_to_talk_is_told_by_when_and_a_human_at_once(asked):
    before = len(asked.texts("mette"))

    said = await news(asked, "alma", asked.press("alma", "Want to talk"))

    assert said == [
        (
            "Good that you say so. Mette gets back to you by tomorrow at 11:00. "
            "In danger? Call 112."
        )
    ]
    assert await kinds(asked) == ["talk"]
    (told,) = asked.texts("mette")[before:]
    assert "K1 Alma" in told


async def test_fine_is_no_ping_for_anybody(asked):
    told = await news(asked, "mette", asked.talk("bo", "1"))

    assert told == []
    assert await kinds(asked) == []


@pytest.mark.parametrize("said", ["3", "HELP", "I need help"])
async def test_who_needs_help_reads_a_help_line_each_time(asked, said):
    answers = await news(asked, "bo", asked.talk("bo", said))

    assert LINES["adult_line"] in answers[-1]
    assert "112" in answers[-1]
    assert await kinds(asked) == ["help"]


async def test_the_first_low_answer_names_a_line_and_later_ones_a_human(scaled):
    first = await news(scaled, "bo", scaled.talk("bo", "2"))
    await later(scaled, days=1)
    second = await news(scaled, "bo", scaled.talk("bo", "1"))

    assert LINES["adult_line"] in first[0]
    assert second == [
        f"Good that you say so. {BY} In danger? Call 112.",
        "Would you like Mette to call you? Reply OK or NO.",
    ]
    assert await kinds(scaled) == ["low"]


async def test_after_fourteen_days_a_low_answer_names_the_line_again(scaled):
    await scaled.talk("bo", "2")
    for _ in range(14):
        await later(scaled, days=1)
        await scaled.talk("bo", "4")
    await later(scaled, days=1)

    said = await news(scaled, "bo", scaled.talk("bo", "2"))

    assert LINES["adult_line"] in said[0]


@pytest.mark.parametrize(("said", "found"), [("OK", ["low", "call"]), ("NO", ["low"])])
async def test_a_call_is_offered_and_made_a_task(scaled, said, found):
    await scaled.talk("bo", "2")
    await later(scaled, days=1)
    await scaled.talk("bo", "2")

    await scaled.talk("bo", said)

    assert sorted(await kinds(scaled)) == sorted(found)


async def test_a_child_reads_the_line_for_children(scaled):
    bo = await scaled.person("bo")
    born = date(2012, 1, 1)
    await scaled.run(_set_birth, bo.id, born)

    said = await news(scaled, "bo", scaled.talk("bo", "1"))

    assert LINES["child_line"] in said[0]


def _set_birth(tx, person, born):
    sealed = tx.seal("person", "sealed_birth", person, born.isoformat())
    tx.run(
        "UPDATE person SET sealed_birth = :born WHERE id = :id", born=sealed, id=person
    )
    tx.forget()


@pytest.mark.parametrize("safe", [{"discreet": Discreet.DISCREET}])
async def test_no_line_is_named_where_somebody_else_may_read_it(scaled, safe):
    await set_safe(scaled, "bo", **safe)

    said = await news(scaled, "bo", scaled.talk("bo", "1"))

    assert not any("Livslinien" in text or "Mette" in text for text in said)
    assert "112" in said[0]
    assert await kinds(scaled) == ["low"]


async def test_where_others_see_the_phone_no_line_is_named(scaled):
    await set_safe(scaled, "bo", others_see_phone=True)

    said = await news(scaled, "bo", scaled.talk("bo", "1"))

    assert not any("Livslinien" in text for text in said)


async def test_words_are_an_answer_and_go_to_the_human_as_always(asked):
    told = await news(asked, "mette", asked.talk("bo", "so so, my mum is ill"))
    then = await news(asked, "mette", asked.talk("bo", "1"))

    assert told == ["K2 Bo\nso so, my mum is ill"]
    assert then == ["K2 Bo\n1"]
    (check_in,) = await all_of(asked, "bo")
    assert (check_in.state, check_in.words) == ("words", "so so, my mum is ill")


async def test_a_picture_is_an_answer(asked):
    await asked.talk("alma", kind=Kind.PHOTO)

    more = await news(asked, "alma", later(asked, hours=20))

    assert await states(asked, "alma") == ["words"]
    assert more == []


async def test_words_right_behind_a_tap_belong_to_the_answer(asked):
    await asked.press("alma", "Fine")
    asked.move(minutes=2)

    told = await news(asked, "mette", asked.talk("alma", "I slept well"))

    assert told == ["K1 Alma\nI slept well"]
    (check_in,) = await all_of(asked, "alma")
    assert (check_in.answer, check_in.words) == ("fine", "I slept well")


async def test_an_answer_is_written_into_the_case_once(asked):
    await asked.press("alma", "Fine")
    await asked.deliver()

    entries = [
        words for kind, words in await asked.record("alma") if kind == "check_in"
    ]

    assert entries == [{"author": "Alma", "text": "Fine", "answer": "fine"}]


async def test_where_no_words_are_kept_none_are_kept_here(asked):
    await asked.run(_set_policy, await asked.case_of("alma"), RecordPolicy.LOG_ONLY)

    await asked.talk("alma", "a secret")
    await later(asked, days=1)
    await asked.press("alma", "Fine")

    first, second = await all_of(asked, "alma")
    assert (first.words, second.answer) == ("", "fine")
    entries = [
        words for kind, words in await asked.record("alma") if kind == "check_in"
    ]
    assert entries == [{"author": "Alma"}]


def _set_policy(tx, case, policy):
    tx.run(
        "UPDATE case_file SET record_policy = :policy WHERE id = :id",
        policy=policy,
        id=case,
    )
    tx.forget()


async def test_nothing_readable_of_an_answer_lies_on_the_disk(asked):
    await asked.talk("bo", "quite xylophonic today")

    assert b"xylophonic" not in asked.everything_on_disk()


async def test_a_cry_on_an_old_question_reaches_a_human_all_the_same(asked):
    old = asked.last("alma")
    await asked.talk("alma", "hello")

    await asked.press("alma", "Need help", on=old)
    await asked.deliver()

    assert await kinds(asked) == ["help"]
    assert await states(asked, "alma") == ["words"]


async def test_a_tap_on_an_old_question_is_no_answer_where_nobody_is_needed(asked):
    old = asked.last("alma")
    await asked.talk("alma", "hello")

    said = await news(asked, "alma", asked.press("alma", "Fine", on=old))

    assert said[-1].startswith("That button is no longer in use.")
    assert await states(asked, "alma") == ["words"]


async def test_a_tap_on_the_first_question_counts_after_the_reminder_as_well(house):
    await agree(house, "alma", 0)
    await later(house, hours=1)
    first = house.last("alma")
    await later(house, days=1)

    await house.press("alma", "Fine", on=first)
    await house.deliver()
    more = await news(house, "alma", later(house, days=3))

    assert [each.answer for each in await all_of(house, "alma")] == ["fine"]
    assert more == []


async def test_where_no_help_line_is_set_none_is_named(house):
    house.office = replace(house.office, child_line="", adult_line="")
    await agree(house, "bo")
    await later(house, hours=1)

    said = await news(house, "bo", house.talk("bo", "3"))

    assert said[0] == f"Good that you say so. {BY} In danger? Call 112."


async def test_not_now_during_a_pause_names_a_day_behind_it(house):
    await agree(house, "bo")
    await later(house, hours=1)
    bo = await house.person("bo")
    until = house.now + timedelta(days=3)
    await house.run(_pause_rule, bo.id, until)

    said = await news(house, "bo", house.talk("bo", "LATER"))

    assert said == ["That is fine. We ask again Fri 27 Nov. Take care."]


def _pause_rule(tx, person, until):
    rules.pause(tx, check_in_plans.rule_of(tx, person), until, "w-mette")


async def test_a_crash_in_the_middle_of_an_answer_leaves_nothing_half_done(
    asked, monkeypatch
):
    real = tasks.put

    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(tasks, "put", broken)
    with pytest.raises(RuntimeError):
        await asked.write("bo", "2")
    after_crash = await states(asked, "bo")
    monkeypatch.setattr(tasks, "put", real)

    await asked.talk("bo", "2")

    assert after_crash == ["asked"]
    assert await states(asked, "bo") == ["answered"]
    assert await kinds(asked) == ["talk"]


async def test_a_second_tap_on_the_same_question_does_nothing_more(asked):
    shown = asked.last("alma")
    await asked.press("alma", "Want to talk", on=shown)
    await asked.press("alma", "Want to talk", on=shown)
    await asked.press("alma", "Fine", on=shown)
    await asked.deliver()

    assert await kinds(asked) == ["talk"]
    assert [each.answer for each in await all_of(asked, "alma")] == ["talk"]


@pytest.mark.parametrize("first", ["Fine", "Want to talk", "Not now"])
async def test_who_presses_help_beside_another_answer_is_heard(asked, first):
    shown = asked.last("alma")
    await asked.press("alma", first, on=shown)
    asked.move(seconds=4)
    told = await news(asked, "mette", asked.press("alma", "Need help", on=shown))

    assert "K1 Alma needs help. Promised by tomorrow at 11:00." in told
    assert [each.answer for each in await all_of(asked, "alma")] == ["help"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("3, I cannot sleep", "help"),
        ("3 need help", "help"),
        ("2 want to talk", "talk"),
        ("1 fine!", "fine"),
        ("1) fine", "fine"),
        ("3 :(", "help"),
        ("4 not now", "later"),
    ],
)
async def test_a_digit_with_words_is_an_answer_and_goes_to_the_human_as_well(
    asked, said, answer
):
    told = await news(asked, "mette", asked.talk("bo", said))

    assert told[0] == f"K2 Bo\n{said}"
    assert [each.answer for each in await all_of(asked, "bo")] == [answer]
    assert ("help" in await kinds(asked)) == (answer == "help")


@pytest.mark.parametrize(
    "said", ["2 hours ago", "3-4 times", "2:30 is fine", "3. december", "1 talk", "2"]
)
async def test_a_digit_that_counts_something_is_no_answer(asked, said):
    if said == "2":
        await asked.talk("bo", "1")
        await later(asked, hours=3)
        await asked.talk("mette", "/to K2")
        await asked.talk("mette", "At 2 or at 3?")

    await asked.talk("bo", said)

    assert await kinds(asked) == []
    assert asked.texts("mette")[-1] == f"K2 Bo\n{said}"


async def test_outside_the_safe_hours_no_line_is_named(asked):
    await set_safe(asked, "bo", hours=every_day(Window(8 * 60, 16 * 60)))
    await later(asked, hours=6)

    said = await news(asked, "bo", asked.talk("bo", "3"))

    assert said[0].startswith("Good that you say so. Mette reads it by")
    assert await kinds(asked) == ["help"]


async def test_a_cry_after_the_end_of_the_help_reaches_a_human(asked):
    shown = asked.last("alma")
    alma = await asked.person("alma")
    await asked.run(lifecycle.end, asked.office, alma, None, asked.now)
    await asked.press("alma", "Need help", on=shown)
    await asked.deliver()

    told = [*asked.texts("mette"), *asked.texts("sanne")]
    assert [each for each in told if "Alma has pressed that they need" in each]
    assert "112" in asked.last("alma").text


async def test_what_was_taken_back_is_read_in_no_digest(asked):
    await asked.talk("alma", "a xylophonic evening")
    await asked.talk("alma", "/undo")

    assert [each.words for each in await all_of(asked, "alma")] == [""]


@pytest.mark.parametrize("said", ["STOP", "/mydata", "PAUSE"])
async def test_what_is_said_to_the_program_is_no_word_of_an_answer(asked, said):
    await asked.talk("bo", "1")
    asked.move(minutes=1)
    await asked.talk("bo", said)

    assert [each.words for each in await all_of(asked, "bo")] == [""]


@pytest.mark.parametrize("said", ["0", "6", "11", "-1", "1 2", "9" * 500, "1\x00"])
async def test_what_is_no_answer_for_certain_is_words_to_the_human(asked, said):
    told = await news(asked, "mette", asked.talk("bo", said))

    assert any(text.startswith("K2 Bo") for text in told)
    (check_in,) = await all_of(asked, "bo")
    assert (check_in.state, check_in.answer) == ("words", "")
