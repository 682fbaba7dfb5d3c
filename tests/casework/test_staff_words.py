"""The words by SMS of those who work here."""

from pathlib import Path

import pytest

from casework import staff_words
from casework.keywords import twilio_acts_on
from casework.people import Language


@pytest.mark.parametrize("language", Language)
def test_no_two_commands_have_the_same_word_and_the_network_acts_on_none(language):
    words = [staff_words.word(each, language) for each in staff_words.COMMANDS]

    assert len(set(words)) == len(words)
    assert [each for each in words if twilio_acts_on(each)] == []


def test_commands_that_exist_on_telegram_alone_stay_as_they_are():
    text = "/record K7 8/12, and/or /safe https://x/tasks"

    assert staff_words.by_sms(text, "da") == text


def test_a_command_is_said_as_a_word_in_whatever_letters():
    assert staff_words.by_sms("/TRIED K7 knocked", "sv") == "FÖRSÖKT K7 knocked"
    assert staff_words.by_sms("/cadence", "de") == "CADENCE"


def test_the_page_for_a_plain_phone_names_every_word_and_no_other():
    page = Path(__file__).parents[2] / "docs" / "howto" / "plain-phone.md"
    rows = page.read_text(encoding="utf-8").partition("|---|")[2].splitlines()

    named = [tuple(row.split(" | ")[:3]) for row in rows if row.startswith("| ")]

    assert named == [
        (f"| {english}", danish, swedish)
        for english, danish, swedish in (
            [staff_words.word(each, language) for language in Language]
            for each in staff_words.COMMANDS
        )
    ]
