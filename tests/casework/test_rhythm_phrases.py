"""The phrases of a rhythm, one by one."""

import time as stopwatch
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import rhythm_phrases
from casework.rhythm_phrases import FaultError, Said, Step, Unclear

TODAY = date(2026, 11, 22)


def said(text):
    found, rest = rhythm_phrases.understand(text, TODAY)
    assert not rest
    return found


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10", time(10)),
        ("9.30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("1530", time(15, 30)),
        ("kl. 10", time(10)),
        ("kl 9.30", time(9, 30)),
        ("klokken 14", time(14)),
        ("klockan 14.15", time(14, 15)),
        ("at 8", time(8)),
        ("3 pm", time(15)),
        ("at 3.30 p.m.", time(15, 30)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("10 o'clock", time(10)),
        ("02:00", time(2)),
        ("0:30", time(0, 30)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read_as_people_write_it(text, at):
    assert said(text).at == at


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2", Unclear.HALF),
        ("kl. 4.30", Unclear.HALF),
        ("630", Unclear.HALF),
        ("24", Unclear.TIME),
        ("25:00", Unclear.TIME),
        ("10:75", Unclear.TIME),
        ("13 pm", Unclear.TIME),
        ("0 am", Unclear.TIME),
        ("9.3", Unclear.TIME),
        ("10ish", Unclear.TIME),
        ("14 30", Unclear.TIME),
        ("10-12", Unclear.TIME),
        ("10 - 12", Unclear.TIME),
        ("10 til 12.30", Unclear.TIME),
        ("10 to 11", Unclear.TIME),
        ("1/12", Unclear.TIME),
        ("2027-01-05", Unclear.TIME),
    ],
)
def test_a_time_that_may_mean_two_things_is_not_read(text, fault):
    with pytest.raises(FaultError) as caught:
        rhythm_phrases.understand(text, TODAY)

    assert caught.value.fault is fault
    assert caught.value.part == text


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("weekly", (Step.WEEK, 1)),
        ("hver uge", (Step.WEEK, 1)),
        ("varje vecka", (Step.WEEK, 1)),
        ("en gang om ugen", (Step.WEEK, 1)),
        ("every other week", (Step.WEEK, 2)),
        ("every two weeks", (Step.WEEK, 2)),
        ("hver anden uge", (Step.WEEK, 2)),
        ("hver 14. dag", (Step.WEEK, 2)),
        ("varannan vecka", (Step.WEEK, 2)),
        ("var 14:e dag", (Step.WEEK, 2)),
        ("fortnightly", (Step.WEEK, 2)),
        ("var tredje vecka", (Step.WEEK, 3)),
        ("hver 3. uge", (Step.WEEK, 3)),
        ("monthly", (Step.MONTH, 1)),
        ("hver måned", (Step.MONTH, 1)),
        ("en gång i månaden", (Step.MONTH, 1)),
        ("hver anden måned", (Step.MONTH, 2)),
        ("every 3rd month", (Step.MONTH, 3)),
        ("quarterly", (Step.MONTH, 3)),
        ("varje kvartal", (Step.MONTH, 3)),
    ],
)
def test_how_often_is_read_in_three_languages(text, step):
    assert said(text) == Said(step)


@pytest.mark.parametrize(
    "text", ["every other day", "hver 10. dag", "every 60 weeks", "every 0 weeks"]
)
def test_a_step_that_no_rhythm_has_is_not_read(text):
    with pytest.raises(FaultError) as caught:
        rhythm_phrases.understand(text, TODAY)

    assert (caught.value.fault, caught.value.part) == (Unclear.EVERY, text)


def test_a_doubtful_word_stops_the_reading():
    assert rhythm_phrases.understand("biweekly tue", TODAY) == (Said(), "biweekly tue")
    assert rhythm_phrases.first_word("hver blah blah") == "hver blah"


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        ("at home every other week", Unclear.TWICE),
        ("hjemme i ulige uger", Unclear.TWICE),
        ("except holidays", Unclear.TWICE),
        ("utom helger", Unclear.TWICE),
        ("not in july", Unclear.TWICE),
        ("at home, and thursdays", Unclear.TWICE),
        ("hjemme kl. 11", Unclear.TIME),
        ("at home 11:30", Unclear.TIME),
        ("-12", Unclear.TIME),
        ("from 10", Unclear.TIME),
    ],
)
def test_a_rest_that_says_more_of_the_rhythm_is_noticed(rest, fault):
    assert rhythm_phrases.contradiction(rest).fault is fault


@pytest.mark.parametrize("rest", ["", "at the library", "hos K7, 45 min", "på Sundet"])
def test_a_rest_that_says_where_is_left_to_others(rest):
    assert rhythm_phrases.contradiction(rest) is None


WORDS = """every hver varannan other tuesday tor mon-fri den 1. 31st the month måned
    weekly - til from kl 10 14:30 2 pm 5/1 until . , and of 99 last day dag anden x"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12))
def test_no_order_of_words_breaks_the_reading(words):
    with suppress(FaultError):
        _, rest = rhythm_phrases.understand(" ".join(words), TODAY)

        assert rest in " ".join(words)


@pytest.mark.parametrize(
    "text",
    [
        "mon " * 1000,
        "mon, " * 1000 + "x",
        "mon-" * 1000,
        "every " * 1000,
        "1" * 4000,
        "10 " + "kl " * 1000,
        "den 1. " * 1000,
        "- " * 2000,
        "x" * 4000,
    ],
)
def test_a_long_text_is_read_in_no_time(text):
    begin = stopwatch.perf_counter()

    with suppress(FaultError):
        rhythm_phrases.contradiction(rhythm_phrases.understand(text, TODAY)[1])

    assert stopwatch.perf_counter() - begin < 2
