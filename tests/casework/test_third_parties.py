"""No word of the list survives, however it was written."""

import html
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.third_parties import (
    Listed,
    ListError,
    Reason,
    Taker,
    listed,
    read_list,
    suggest,
)

MARKS = {each: f"[taken out: {each}]" for each in Reason}
MARK = MARKS[Reason.OTHERS]


def taken(text, *words):
    return Taker(map(listed, words)).take_out(text, MARKS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I met Karin Holm today", "karin holm"),
        ("I met KARIN\nHOLM today", "Karin Holm"),
        ("I met Karin-Holm today", "Karin Holm"),
        ("I met Karin\u00a0Holm today", "Karin Holm"),
        ("I met Ka-\nrin Holm today", "Karin Holm"),
        ("I met Ka\u00adrin\u200b Holm today", "Karin Holm"),
        ("I met Søren today", "Soren"),
        ("I met Soeren today", "Søren"),
        ("I met S\u00f6ren today", "Søren"),
        ("I met Åge today", "Aage"),
        ("I met A\u030age today", "Åge"),
        ("I met Müller today", "Mueller"),
        ("I met Andr\u00e9 today", "ANDRE"),
        ("I met K&aring;re today", "Kåre"),
        ("I met &#75;arin today", "Karin"),
        ("I met &#x4b;arin &amp; &lt;Co&gt; today", "Karin & <Co>"),
        ("I met \uff2b\uff41\uff52\uff49\uff4e today", "Karin"),
        ("I met Karins today", "Karin"),
        ("I met Karinsson today", "Karin"),
        ("I met karin.holm@skole.dk today", "Karin"),
        ("I met https://x.dk/karin?a=1 today", "karin"),
        ("I met (Karin) today", "(Karin)"),
    ],
)
def test_it_is_found_however_it_was_written(text, words):
    said = taken(text, words)

    assert MARK in said
    assert said.startswith("I met ")
    assert said.endswith(" today")
    for word in ("arin", "olm", "ren", "ge to", "ller", "ndr"):
        assert word not in said


@pytest.mark.parametrize(
    "text",
    ["20304050", "20 30 40 50", "+4520304050", "0045 20 30-40-50", "(+45) 20 30 40 50"],
)
@pytest.mark.parametrize("words", ["20304050", "+45 20 30 40 50", "004520304050"])
def test_a_number_is_found_with_any_separators_and_prefix(text, words):
    assert "30" not in taken(f"ring {text} nu", words).replace(MARK, "")


def test_a_swedish_number_is_found_at_home_and_from_abroad():
    assert "123" not in taken("ring 070-123 45 67 nu", "+46701234567")
    assert "123" not in taken("ring +46 70 123 45 67 nu", "0701234567")


@pytest.mark.parametrize(
    "words", ["A.*", "(Karin", "K[a]rin", "x+y", ".*", "C++", "\\"]
)
def test_signs_mean_themselves(words):
    said = taken(f"before {words} after, and zzz", words)

    assert words not in said
    assert "zzz" in said


def test_the_signs_around_words_go_along_where_they_are_there():
    assert taken("met <Karin (K)> and karin k", "<Karin (K)>") == (
        f"met {MARK} and {MARK}"
    )


def test_what_stands_alone_is_left_inside_longer_words():
    said = taken("Bo bor i en bolig med Bos hund.", "=Bo")

    assert said == f"{MARK} bor i en bolig med {MARK} hund."


def test_places_are_counted_by_their_reason_and_those_that_overlap_once():
    taker = Taker([Listed("Karin Holm"), Listed("Holm"), Listed("KBH", Reason.LAW)])

    said = taker.take_out("Karin Holm from KBH, and Holm", MARKS)

    assert said == f"{MARK} from {MARKS[Reason.LAW]}, and {MARK}"
    assert taker.counts == {Reason.OTHERS: 2, Reason.LAW: 1}


def test_what_was_not_found_and_what_went_inside_longer_words_is_known():
    bo, typo = Listed("Bo"), Listed("Karin Hlm")
    taker = Taker([bo, typo])

    taker.take_out("Bo bor i en bolig, og Bo er glad", MARKS)

    assert taker.found == {bo}
    assert taker.longer == {"bor": 1, "bolig": 1}


def test_a_word_of_the_mark_itself_does_not_come_back():
    assert "taken" not in taken("it was taken and other", "taken", "other")


def test_a_list_names_words_and_reasons_line_by_line():
    lines = ["# who", "", "Karin Holm", "=Bo", "070 1234567 | Law", "a|b | safety"]

    assert read_list(lines) == [
        Listed("Karin Holm"),
        Listed("Bo", alone=True),
        Listed("070 1234567", Reason.LAW),
        Listed("a|b", Reason.SAFETY),
    ]


def test_an_unknown_reason_is_named_with_its_line_and_without_the_words():
    with pytest.raises(ListError, match="line 2: a reason is one of others") as caught:
        read_list(["Karin", "Holm | secret"])

    assert "Holm" not in str(caught.value)


def test_names_numbers_and_addresses_are_suggested_and_known_names_not():
    texts = [
        "I går mødte Alma Karin Holm. Hun ringede til 20 30 40 50.",
        "Skriv til karin@skole.dk, sagde Karin Holm til Mette.",
        "Det gik godt. Ja.",
    ]

    found = dict(suggest(texts, ["Alma", "Mette Bak"]))

    assert found == {
        "Karin Holm": 2,
        "20 30 40 50": 1,
        "karin@skole.dk": 1,
    }


def _disguised(draw, word):
    """Return the word as somebody else might have typed it."""
    ways = (
        str.upper,
        str.lower,
        str.title,
        lambda said: unicodedata.normalize("NFD", said),
        html.escape,
        lambda said: "".join(f"&#{ord(sign)};" for sign in said),
        lambda said: said.replace(" ", "\n"),
        lambda said: f"{said[:1]}\u00ad{said[1:]}",
        lambda said: said,
    )
    return draw(st.sampled_from(ways))(word)


NAMES = (
    st.text(
        st.sampled_from("abekmnorstæøåäöéABKÆØÅ ().*+?[]\\|^$&<>'\"-_0123456789"),
        min_size=1,
        max_size=12,
    )
    .map(str.strip)
    .filter(bool)
)


def lasting(text, word):
    """Tell whether a word can be read anywhere, as a strict reader greps for it."""

    def plain(said):
        spread = unicodedata.normalize("NFKD", html.unescape(said).casefold())
        kept = (
            sign for sign in spread if unicodedata.category(sign) not in {"Mn", "Cf"}
        )
        return " ".join("".join(kept).split())

    return plain(word) in plain(text)


@st.composite
def letters(draw):
    words = draw(st.lists(NAMES, min_size=1, max_size=4))
    parts = draw(st.lists(st.sampled_from([*words, "og", "så ", "<b>", "\n", "x1"])))
    text = draw(st.sampled_from(["", " ", "\n", "-"])).join(
        _disguised(draw, each) for each in parts
    )
    return words, text


@pytest.mark.counts
@settings(max_examples=3_000, deadline=None)
@given(letters())
def test_no_listed_word_survives_in_thousands_of_texts(case):
    _check(*case)


@settings(max_examples=60, deadline=None)
@given(letters())
@example((["ae"], "ä aa Ae"))
@example((["="], "a = b"))
@example((["&amp;"], "a & b"))
@example((["-"], "[taken out: others] - x"))
def test_no_listed_word_survives(case):
    _check(*case)


def _check(words, text):
    wanted = [Listed(each) for each in words]

    said = Taker(wanted).take_out(text, MARKS)

    for word in words:
        assert not lasting(said, word), (word, text, said)


@pytest.mark.parametrize(
    ("listed_as", "written"),
    [
        *(("070-123 45 67", f"070{sign}123{sign}45{sign}67") for sign in "·_,"),
        ("20304050", "20  -  30  -  40  -  50"),
        ("20304050", "20, 30, 40, 50"),
        ("19850101-1234", "850101-1234"),
        ("850101-1234", "19850101-1234"),
    ],
)
def test_a_number_is_found_whatever_stands_between_its_digits(listed_as, written):
    taker = Taker([listed(listed_as)])

    said = taker.take_out(f"ring {written} now", {Reason.OTHERS: "[x]"})

    assert said == "ring [x] now"
