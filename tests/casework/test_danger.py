import re
from datetime import UTC, datetime, timedelta
from timeit import repeat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework import danger
from casework.danger import Fault, Flag, Words, entries, ladder, words_of
from casework.people import Language, PersonId

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SHIPPED = words_of()


@pytest.mark.parametrize(
    "text",
    [
        "STOP nu jeg kan ikke mere",
        "jeg orker ikke at leve længere",
        "Jeg vil dø",
        "jag vill dö",
        "I don't want to live",
        "i dont want to live",
        "I don\N{RIGHT SINGLE QUOTATION MARK}t want to live anymore",
        "har haft selvmordstanker hele ugen",
        "självmordstankar",
        "SUICIDAL",
        "min far slår mig",
        "min far SLAAR mig!!!",
        "min far slar mig",
        "pappa slår mig",
        "han truer mig med en kniv",
        "jeg er låst inde",
        "jag är inlåst",
        "they locked me in",
        "I want to die 😭",
        "hjælp mig",
        "hjaaaælp... hjæææælp mig",
        "hjaelp mig nu",
        "hja\u030alp mig; hjälp mig",
        "\uff4b\uff49\uff4c\uff4c myself",
        "kill\u200b myself",
        "vil\ndø",
        "de vil gifte mig væk",
        "jag blir bortgift i sommar",
        "tør ikke gå hjem",
        "jeg kan ik mere",
        "gider ikk leve",
        "jeg kan sgu bare ikke mere",
        "jag vill verkligen dö",
        "han slår mej",
        "dom kommer döda mig",
        "i wanna unalive myself",
        "gonna kms",
        "my stepdad hits my mum",
        "I took too many pills",
        "jeg har taget en masse piller",
        "jeg skærer i mig selv",
        "tænker på selv mord",
        "jag vill inte finnas",
        "jeg bliver slået derhjemme",
        "han vil have nøgenbilleder",
        "jeg slog mig selv",
    ],
)
def test_words_that_may_mean_danger_are_found_however_they_are_spelled(text):
    assert SHIPPED.are_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "hej, kan vi mødes i morgen?",
        "we can meet at the library",
        "det var en god dag i skolen",
        "jag kommer lite senare",
        "jeg slår min bror i skak",
        "vi ses kl. 10.30 hos mig",
        "er du god til at lave mad?",
        "stabil, valda, begun",
        "jeg faldt og slog mig på knæet",
        "jag slog mig på knät",
        "jag tar på mig jackan och kommer",
        "can you help me with my homework?",
        "save me a seat",
        "he hit me up on snapchat",
        "mormor Gun kommer",
        "I'm locked in on that game",
        "jag kan inte mer än en timme",
        "jeg kan ikke mere i dag",
        "I can't go on Friday",
        "har taget piller mod hovedpine",
        "Привет, как дела",
        "stop",
        "ja tak",
    ],
)
def test_everyday_words_are_not(text):
    assert not SHIPPED.are_in(text)


@pytest.mark.parametrize("language", Language)
def test_each_language_has_a_list_that_can_be_read_and_reviewed(language):
    listed = entries(language)

    assert len(listed) > 80
    assert len(set(listed)) == len(listed)
    assert [each for each in listed if danger.fault_of(each)] == []
    assert all(SHIPPED.are_in(each.replace("*", "")) for each in listed)


@pytest.mark.parametrize("language", Language)
def test_an_everyday_phrase_is_passed_over_but_not_what_goes_on_in_it(language):
    phrases = danger.everyday(language)

    assert [each for each in phrases if SHIPPED.are_in(each)] == []
    assert all(Words(["x"], [each]).are_in(f"{each} x") for each in phrases)
    assert Words(["slog mig"], ["jeg slog mig"]).are_in("jeg slog mig. han slog mig")
    assert Words(["mig selv"], ["jeg slog mig"]).are_in("jeg slog mig selv")


def test_the_lists_of_all_languages_count_at_once():
    found = [language for language in Language if SHIPPED.are_in(entries(language)[5])]

    assert found == list(Language)


def test_an_organisation_may_add_its_own_words():
    with_own = words_of("den hvide bil", "balkon*")

    assert with_own.are_in("han holder i den HVIDE bil igen")
    assert with_own.are_in("jeg står på balkonen")
    assert with_own.are_in("jeg vil dø")
    assert not SHIPPED.are_in("jeg står på balkonen")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("!?", Fault.EMPTY),
        ("", Fault.EMPTY),
        ("tag ... nu", Fault.EMPTY),
        ("a*", Fault.SHORT),
        ("vil d*", Fault.SHORT),
        ("*", Fault.EMPTY),
        ("dø", None),
        ("våbe*", None),
    ],
)
def test_an_entry_that_would_mean_everything_or_nothing_is_refused(entry, fault):
    assert danger.fault_of(entry) == fault
    if fault is not None:
        with pytest.raises(ValueError, match=r".*"):
            Words([entry])


def test_no_negation_is_attempted():
    assert SHIPPED.are_in("jeg vil ikke dø") == SHIPPED.are_in("jeg vil ikke do")
    assert SHIPPED.are_in("I do not want to die")


@given(st.text())
@example("a" * 5000)
@example("kill " * 1000)
@example("ae" * 2500)
def test_any_text_can_be_looked_at_and_says_the_same_twice(text):
    assert SHIPPED.are_in(text) is SHIPPED.are_in(text)


@given(st.text(), st.sampled_from(entries(Language.DANISH)), st.text())
def test_what_stands_around_a_phrase_never_hides_it(before, entry, after):
    phrase = entry.replace("*", "")

    assert SHIPPED.are_in(f"{before} . {phrase} . {after}")


TWO_LETTERS = str.maketrans(
    dict(zip("åäæøö", ("aa", "ae", "ae", "oe", "oe"), strict=True))
)
ONE_LETTER = str.maketrans("åäæøö", "aaaoo")


@pytest.mark.parametrize("language", Language)
def test_who_has_no_such_letters_or_presses_them_too_long_is_found_as_well(language):
    for entry in entries(language):
        phrase = entry.replace("*", "")

        assert SHIPPED.are_in(phrase.translate(TWO_LETTERS)), entry
        assert SHIPPED.are_in(phrase.translate(ONE_LETTER)), entry
        assert SHIPPED.are_in(phrase.upper()), entry
        assert SHIPPED.are_in(re.sub(r"([a-zåäæøö])\b", r"\1\1\1", phrase)), entry


def test_a_long_text_is_looked_at_in_no_time():
    text = "Jeg kan desværre ikke komme i morgen. Kan vi mødes på torsdag? " * 65

    fastest = min(repeat(lambda: SHIPPED.are_in(text), number=1, repeat=20))

    assert len(text) > 4000
    # Measured: 25 millionths of a second for an everyday message, 700 for this one.
    assert fastest < 0.01


def test_the_ladder_names_nobody_twice_and_leaves_no_rung_empty():
    mette, kim, sanne = map(PersonId, ("w-mette", "w-kim", "w-sanne"))

    assert ladder(mette, [kim], [sanne, sanne]) == ((mette,), (kim,), (sanne,))
    assert ladder(kim, [mette, kim], [kim]) == ((kim,), (mette,))
    assert ladder(None, [], [sanne, kim]) == ((sanne, kim),)
    assert ladder(None, [], []) == ()


def test_words_long_after_the_last_ones_count_anew():
    flag = Flag(1, PersonId("c-alma"), None, NOW, NOW)

    assert not flag.is_anew(NOW + timedelta(minutes=59))
    assert flag.is_anew(NOW + timedelta(hours=1))
