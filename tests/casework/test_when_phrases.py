"""The phrases of a time to meet, one after the other."""

from datetime import time

import pytest

from casework.when_phrases import contradiction, first_words, plain, understand
from casework.when_said import FaultError


def test_phrases_are_understood_in_any_order_up_to_what_is_none():
    said, rest = understand("14.30 on tuesday 1h Café Nord")

    assert (said.weekday, said.at, said.minutes) == (1, time(14, 30), 60)
    assert (said.named, said.clock, rest) == ("tuesday", "14.30", "Café Nord")


def test_a_thing_is_said_once():
    with pytest.raises(FaultError) as caught:
        understand("tuesday 14 friday")

    assert caught.value.part == "friday"


def test_dates_that_are_written_otherwise_are_put_as_they_are_known():
    assert plain("December 3rd 14:00") == "3 December 14:00"
    assert plain("3/12 - 2026") == "3/12/2026"
    assert plain("3 dec 14") == "3 dec 14"


def test_the_rest_may_not_say_more_of_the_time():
    assert contradiction("at the library") is None
    assert contradiction("Torvegade 14, room 3") is None
    assert contradiction("the library, or friday").part == "friday"


def test_the_word_in_doubt_is_named_with_what_leans_on_it():
    assert first_words("next Tuesdayish at 10") == "next Tuesdayish"
    assert first_words("") == ""
