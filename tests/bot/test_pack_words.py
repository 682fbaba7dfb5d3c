from bot.pack_words import PACK_WORDS
from bot.record_words import WORDS, Words
from casework.appointments import AppointmentState, Outcome
from casework.cadence import Unit
from casework.follow_ups import Outcome as ReviewOutcome


def test_no_word_of_the_pages_is_taken_by_another_one():
    assert PACK_WORDS.items() <= WORDS.items()


def test_whatever_becomes_of_a_meeting_or_a_follow_up_has_words():
    meetings = {f"meeting_{each}" for each in (*AppointmentState, *Outcome)}
    reviews = {f"review_{each}" for each in ReviewOutcome}

    assert meetings | reviews <= PACK_WORDS.keys()


def test_every_rhythm_of_contact_has_words():
    assert {f"pack_{each}" for each in Unit} <= PACK_WORDS.keys()
    assert {f"pack_{each}s" for each in Unit} <= PACK_WORDS.keys()


def test_what_a_later_version_writes_is_shown_as_it_is():
    assert Words("da").became("meeting", "beamed_up") == "beamed up"
