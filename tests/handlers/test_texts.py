"""Texts in three languages, and the words for days and times."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from casework.wording import WORDINGS
from handlers.texts import LANGUAGES, CatalogueError, Texts, read

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SUNDAY_NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
TEXTS = Texts.load("da")


def catalogues_with(key, text):
    return {code: {**read(code), key: text} for code in LANGUAGES}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Thanks. Sent to Mette."),
        ("da", "Tak. Sendt til Mette."),
        ("sv", "Tack. Skickat till Mette."),
        ("sv-SE", "Tack. Skickat till Mette."),
        ("EN_gb", "Thanks. Sent to Mette."),
    ],
)
def test_everyone_is_spoken_to_in_their_own_language(language, said):
    assert TEXTS.say("relay_ack_short", language, worker="Mette") == said


@pytest.mark.parametrize("language", [None, "", "ar", "klingon"])
def test_who_has_no_language_of_ours_hears_the_organisations(language):
    swedish = Texts.load("sv")

    assert swedish.say("btn_yes", language) == "Ja"
    assert swedish.say("undo", language) == "Ångra"


def test_an_organisation_with_an_unknown_language_speaks_english():
    assert Texts.load("fi").say("undo", None) == "Undo"


def test_braces_in_what_somebody_wrote_stay_as_they_are():
    text = "{worker} {0} {{}} %s"

    assert (
        TEXTS.say("relay_to_client", "da", worker="Mette", text=text)
        == "Mette: {worker} {0} {{}} %s"
    )


def test_a_text_we_do_not_have_is_our_fault():
    with pytest.raises(KeyError):
        TEXTS.say("no_such_text", "da")


def test_a_place_that_stays_empty_is_our_fault():
    with pytest.raises(KeyError):
        TEXTS.say("relay_to_client", "da", worker="Mette")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "missing"),
        ("Hej {nam}", "other places"),
        ("Hej {}", "other places"),
        ("Hej {name.__class__}", "other places"),
        ("Hej {name", "not closed"),
    ],
)
def test_a_catalogue_that_would_fail_later_is_refused_at_start(text, fault):
    with pytest.raises(CatalogueError, match=fault) as refused:
        Texts(catalogues_with("link_done_staff", text), "da")

    assert refused.value.key == "link_done_staff"


def test_a_catalogue_with_a_text_that_nobody_says_is_refused():
    with pytest.raises(CatalogueError, match="nobody says this"):
        Texts(catalogues_with("left_over", "hej"), "da")


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (0, "da", "i dag kl. 12.00"),
        (1, "da", "i morgen kl. 12.00"),
        (-1, "da", "i går kl. 12.00"),
        (4, "da", "tors. 26/11 kl. 12.00"),
        (4, "sv", "tors 26/11 kl 12.00"),
        (4, "en", "Thu 26 Nov at 12:00"),
        (1, "sv", "i morgon kl 12.00"),
        (1, "en", "tomorrow at 12:00"),
        (40, "en", "Fri 1 Jan at 12:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(days, language, said):
    moment = SUNDAY_NOON + timedelta(days=days)

    assert TEXTS.when(moment, SUNDAY_NOON, COPENHAGEN, language) == said


def test_tomorrow_is_tomorrow_where_the_person_is():
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    soon = late + timedelta(hours=1)

    assert TEXTS.when(soon, late, COPENHAGEN, "da") == "i morgen kl. 0.30"
    assert TEXTS.when(soon, late, UTC, "da") == "i dag kl. 23.30"


def test_the_day_after_the_clock_changes_is_still_tomorrow():
    before = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # 00.30 on the 25 hour day
    after = datetime(2026, 10, 25, 23, 15, tzinfo=UTC)  # 00.15 on the 26th

    assert TEXTS.when(after, before, COPENHAGEN, "sv") == "i morgon kl 0.15"


@given(
    st.datetimes(
        min_value=datetime(2020, 1, 1),
        max_value=datetime(2040, 1, 1),
        timezones=st.just(UTC),
    )
)
def test_days_and_times_are_those_of_the_unicode_locale_data(moment):
    there = moment.astimezone(COPENHAGEN)
    pattern = {"da": "EEE d/M H.mm", "sv": "EEE d/M H.mm", "en": "EEE d MMM H:mm"}
    locale = {"da": "da", "sv": "sv", "en": "en_GB"}

    said = {
        code: f"{TEXTS.date(moment, COPENHAGEN, code)} "
        f"{TEXTS.clock(moment, COPENHAGEN, code)}"
        for code in LANGUAGES
    }

    assert said == {
        code: format_datetime(
            there.replace(tzinfo=None), pattern[code], locale=locale[code]
        )
        for code in LANGUAGES
    }


def test_every_text_can_be_said_in_every_language():
    for key, wording in WORDINGS.items():
        values = dict.fromkeys(wording.placeholders, "x")
        if key not in {"date", "clock"}:
            assert all(TEXTS.say(key, code, **values) for code in LANGUAGES)


def test_a_text_is_shown_with_its_places_open_to_tell_its_version():
    texts = Texts.load("en")

    assert texts.unfilled("relay_ack_short", "da") == "Tak. Sendt til {worker}."
    assert "{worker}" in texts.unfilled("relay_ack_short", "fi")
