from string import Formatter

import pytest

from bot.record_words import FORMS, KINDS, LANGUAGES, WORDS, Words
from casework.messages import Kind
from casework.people import Language


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_is_there_in_all_languages_with_the_same_places(key):
    said = WORDS[key]

    assert len(said) == len(LANGUAGES) == len(Language)
    assert all(said)
    assert len({frozenset(places(text)) for text in said}) == 1


def test_every_kind_of_message_has_a_word():
    assert {str(kind) for kind in Kind} - FORMS == {"text", "other"}
    assert WORDS.keys() >= FORMS | KINDS


def test_a_kind_of_a_later_version_is_shown_as_it_is():
    words = Words("da")

    assert words.kind("star_sign", None) == "star sign"
    assert words.kind("title", 3) == "title"
    assert words.form("poll") == "poll"
    assert words.kind("edit", 4) == "rettelse af #4"
    assert words.kind("edit", None) == "rettelse af #?"


def test_a_language_that_we_do_not_have_is_english():
    assert Words("fi").say("title") == "Contact record"


def test_what_is_written_from_the_phone_is_named_in_three_languages():
    danish, swedish = Words("da"), Words("sv")

    assert danish.kind("correction", 14) == "rettelse af #14"
    assert swedish.kind("own_words", 2) == "sparat med egna ord"
    assert danish.form("home_visit") == "hjemmebesøg"
    for kind in ("chat", "note", "contact", "important", "objection", "goal_ended"):
        assert danish.kind(kind, 1) != kind.replace("_", " ") or kind == "chat"
