"""Segments, compared with Twilio's own calculator and by properties."""

# ruff: noqa: RUF001 - the signs that look alike are what is tested

import json
import unicodedata
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import segments
from casework.segments import Encoding

RECORDED = json.loads(
    Path(__file__).with_name("segment_vectors.json").read_text(encoding="utf-8")
)["vectors"]
LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["æøå " * 20, "€{}", "👩‍👧", "🇩🇰", "👍🏽", "❤️", "e\u0301", "\r\n", "’", "…"]
        ),
    ),
    max_size=20,
).map("".join)


def units(text, encoding):
    if encoding is Encoding.GSM7:
        return sum(2 if char in "\f^{}\\[~]|€" else 1 for char in text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize("vector", RECORDED)
def test_segments_are_those_of_twilios_calculator(vector):
    text = vector["text"]
    ends = list(accumulate(vector["lengths"], initial=0))
    expected = [text[a:b] for a, b in pairwise(ends)]

    found = segments.split(text)

    assert (segments.encoding_of(text), found) == (vector["encoding"], expected)


@given(TEXTS)
def test_segments_joined_are_the_text_and_each_fits(text):
    encoding = segments.encoding_of(text)
    alone, in_a_row = LIMITS[encoding]

    found = segments.split(text)

    assert "".join(found) == text
    assert segments.count(text) == len(found)
    room = alone if len(found) == 1 else in_a_row
    assert all(units(segment, encoding) <= room for segment in found)
    assert all(found) or found == [""]


@given(
    before=st.integers(min_value=60, max_value=70),
    sign=st.sampled_from(
        [
            "😢",
            "👍🏽",
            "👩‍👧",
            "🇩🇰",
            "❤️",
            "a\u030a",
            "1️⃣",
            "🏳️‍🌈",
            "🏴\U000e0067\U000e007f",
        ]
    ),
    after=st.integers(min_value=10, max_value=90),
)
def test_what_the_eye_sees_as_one_sign_is_never_cut(before, sign, after):
    text = "ł" * before + sign + "b" * after

    found = segments.split(text)

    assert sum(sign in segment for segment in found) == 1


def test_flags_in_a_row_are_cut_between_flags():
    text = "🇩🇰🇸🇪" * 20

    found = segments.split(text)

    assert all(len(segment) % 2 == 0 for segment in found)
    assert all(segment[:2] in {"🇩🇰", "🇸🇪"} for segment in found)


@given(st.text(alphabet="ab€{}[]~|^\\", min_size=150, max_size=400))
def test_an_escape_pair_never_lies_in_two_segments(text):
    found = segments.split(text)

    if len(found) > 1:
        sizes = [units(segment, Encoding.GSM7) for segment in found]
        assert all(size in {152, 153} for size in sizes[:-1])


def test_a_letter_under_two_hundred_accents_still_fits_its_segments():
    text = "e" + "\u0301" * 200

    found = segments.split(text)

    assert [len(segment) for segment in found] == [67, 67, 67]


def test_the_alphabet_is_the_standards_own():
    alphabet = segments.GSM_BASIC | segments.GSM_EXTENSION

    assert len(segments.GSM_BASIC) == 127
    assert len(alphabet) == 137
    assert set("æøåÆØÅäöÄÖéÉüÜßñàèùìòÇ€") <= alphabet
    assert not set("çáíóúêâîôûëïðþŠčłə–’“…`\t\u00a0") & alphabet


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("‘så’ ‚så‛", "'så' 'så'"),
        ("“så” „så‟ «så»", '"så" "så" "så"'),
        ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
        ("vi ses…", "vi ses..."),
        ("kl.\u00a014\tons\u202f3", "kl. 14 ons 3"),
        ("linje\r\nto", "linje\nto"),
        ("va\u030ar o\u0308 e\u0301", "vår ö é"),
        ("usyn\u200blig\ufeff", "usynlig"),
        ("a\u200b\u030a", "å"),
    ],
)
def test_signs_a_keyboard_puts_in_are_made_plain(typed, sent):
    assert segments.normalised(typed) == sent


def test_one_typographic_apostrophe_does_not_triple_the_price():
    text = "Det er mor\u2019s " + "a" * 145

    assert segments.count(text) == 3
    assert segments.count(segments.normalised(text)) == 1


@given(TEXTS)
def test_making_plain_twice_changes_nothing_more(text):
    once = segments.normalised(text)

    assert segments.normalised(once) == once


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"])))
def test_letters_and_digits_are_never_replaced(text):
    assert segments.normalised(text) == unicodedata.normalize("NFC", text)


def test_emoji_joined_by_an_invisible_sign_stay_joined():
    assert segments.normalised("👩‍👧❤️") == "👩‍👧❤️"


@given(TEXTS, st.integers(min_value=30, max_value=200))
def test_pages_joined_are_the_text_and_each_fits_one_message(text, longest):
    found = segments.pages(text, longest)

    assert "".join(found) == text
    assert all(units(page, Encoding.UCS2) <= longest for page in found)
    assert all(found) or found == [""]


def test_a_long_letter_is_cut_between_words_and_within_what_the_provider_takes():
    text = "Der var engang en dreng. " * 150

    found = segments.pages(text)

    assert [len(page) <= 1600 for page in found] == [True, True, True]
    assert all(page.endswith(" ") for page in found)
