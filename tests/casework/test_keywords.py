"""Which messages are commands, and which are words to a human."""

# ruff: noqa: RUF001 - full-width letters are one of the ways people write

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.keywords import BY_SPELLING, Keyword, recognise, twilio_acts_on

K = Keyword


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("YES", K.YES),
        ("ja", K.YES),
        ("Ja tak!", K.YES),
        ("ja, tack", K.YES),
        ("JAPP", K.YES),
        ("ok", K.YES),
        ("Okej.", K.YES),
        ("yes please", K.YES),
        ("👍", K.YES),
        ("👍🏽👍🏽", K.YES),
        ("ja 😊", K.YES),
        ("ｊａ", K.YES),
        ("nej tack", K.NO),
        ("NO.", K.NO),
        ("n", K.NO),
        ("flyt", K.MOVE),
        ("FLYTTA", K.MOVE),
        ("ny tid", K.MOVE),
        ("AFBUD!", K.CALL_OFF),
        ("ställ in", K.CALL_OFF),
        ("Call off", K.CALL_OFF),
        ("Ändra", K.MOVE),
        ("A\u0308ndra", K.MOVE),
        ("ring", K.CALL),
        ("Ring til mig", K.CALL),
        ("call?", K.CALL),
        ("Senere", K.LATER),
        ("senare!", K.LATER),
        ("paus", K.PAUSE),
        ("Pause 14", K.PAUSE),
        ("paus 3 dagar.", K.PAUSE),
        ("vem", K.WHO),
        ("Mina uppgifter", K.MY_DATA),
        ("aktindsigt", K.ACCESS),
        ("Återkalla", K.WITHDRAW),
        ("inställningar", K.NOTICES),
        ("BESKEDER", K.MESSAGES),
        ("paamindelser", K.REMINDERS),
        ("frågor", K.QUESTIONS),
        ("Stop", K.STOP),
        ("stopp.", K.STOP),
        ("STOP!!!", K.STOP),
        ("afmeld sms", K.STOP),
        ("avsluta", K.STOP),
        ("/stop", K.STOP),
        ("START", K.START),
        ("om", K.ABOUT),
        ("Info", K.ABOUT),
        ("about", K.ABOUT),
        ("hjælp", K.HELP),
        ("HJAELP", K.HELP),
        ("hjälp?", K.HELP),
        ("hjalp", K.HELP),
        ("Help!", K.HELP),
        ("forkert", K.WRONG),
        ("fel nummer", K.WRONG),
        ("dölj", K.HIDE),
        ("dolj", K.HIDE),
        ("skjul", K.HIDE),
        ("slet", K.DELETE),
        ("radera", K.DELETE),
        ("fortryd", K.UNDO),
        ("ångra", K.UNDO),
        ("1", K.ONE),
        ("2.", K.TWO),
        ("(3)", K.THREE),
        ("4!", K.FOUR),
        ("5️⃣", K.FIVE),
        ("２", K.TWO),
        ("5 😊", K.FIVE),
    ],
)
def test_a_whole_message_that_is_a_command_is_understood(text, keyword):
    assert recognise(text) is keyword


@pytest.mark.parametrize(
    "text",
    [
        "stop nu jeg kan ikke mere",
        "stop jeg kan ikke mere",
        "Ends at three?",
        "stopper du ved 15?",
        "stop please",
        "stop stop stop",
        "stop?",
        "stop 😭",
        "hjælp mig",
        "hjælp!!",
        "ja men ikke i dag",
        "ja?",
        "ok?",
        "end",
        "cancel",
        "quit",
        "andra",
        "jeg vil flytte",
        "om lidt",
        "start kl 9?",
        "0",
        "6",
        "12",
        "1-5",
        "+1",
        "-1",
        "1,5",
        "5/5",
        "½",
        "kl 3",
        "1 2",
        "👎",
        "😭",
        "?",
        "",
        "   ",
        "👍 vi ses",
        "j" * 5000,
    ],
)
def test_everything_else_is_a_message_to_the_human(text):
    assert recognise(text) is None


@pytest.mark.parametrize("word", sorted(BY_SPELLING))
def test_case_spaces_and_full_stops_do_not_matter(word):
    assert recognise(f"  {word.upper()}. ") is BY_SPELLING[word]


@given(
    word=st.sampled_from(sorted(BY_SPELLING)),
    more=st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåäö", min_size=3),
)
def test_a_command_word_inside_a_sentence_is_never_a_command(word, more):
    if f"{word} {more}" not in BY_SPELLING:
        assert recognise(f"{word} {more}") is None


@given(st.text(max_size=60))
def test_whatever_is_recognised_holds_nothing_but_the_command(text):
    keyword = recognise(text)

    if keyword and not keyword.digit and "👍" not in text:
        assert len(re.findall(r"\w+", text)) <= 3


@given(st.text())
def test_nothing_that_is_written_breaks_the_reading(text):
    assert recognise(text) in {None, *Keyword}


def test_digits_know_their_number():
    assert [keyword.digit for keyword in Keyword if keyword.digit] == [1, 2, 3, 4, 5]
    assert Keyword.YES.digit is None


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        *((word, K.STOP) for word in ("STOP", "stopall", "End", "CANCEL", "quit")),
        *((word, K.STOP) for word in ("unsubscribe", "REVOKE", " optout\n")),
        *((word, K.START) for word in ("YES", "start", "unstop")),
        *((word, K.HELP) for word in ("help", "INFO")),
        *((word, None) for word in ("stop please", "ja", "ok", "afmeld", "ends", "")),
    ],
)
def test_the_words_twilio_itself_acts_on_are_known(text, effect):
    assert twilio_acts_on(text) is effect


@pytest.mark.parametrize(
    "words",
    ["pause from school", "pause 14 weeks", "pause?", "questions?", "who is there"],
)
def test_what_only_begins_like_a_word_of_ours_is_said_to_the_human(words):
    assert recognise(words) is None
