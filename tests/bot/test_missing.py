from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.choosing import EVERYTHING, Choice, choose
from bot.missing import at, delivery_of, missing
from bot.record_words import Words
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.storage.case_bundles import Service

METTE = "r-mette222"
WORDS = Words("en")


def told(tmp_path, service, *, choice=EVERYTHING, **changes):
    bundle = read_bundle(service.export(tmp_path / "b", **changes))
    opening = open_bundle(bundle, service.readers[METTE], METTE)
    chosen = choose(opening.entries, choice, ZoneInfo("UTC"))
    return list(missing(bundle, opening, chosen, choice, WORDS))


def test_every_reason_is_named_with_its_entries(tmp_path):
    service = Service()
    service.begin_epoch("r-other")
    service.write({"text": "before"})
    service.begin_epoch(METTE)
    service.write({"text": "a", "not_kept": True})
    service.write({"text": "b", "not_kept": True, "pictures_not_received": 2})
    service.write({"text": "c"}, b"a file")
    service.write({"text": "d"})
    about = {"policy": "summary", "deliveries": {"5": ["failed", "blocked"]}}

    assert told(tmp_path, service, about=about, attachments=()) == [
        (
            "Entry #1",
            "not sealed to this key: somebody who can read them must grant them",
        ),
        ("Entries #2-3", "a file could not be kept"),
        ("Entry #3", "pictures did not arrive"),
        ("Entry #4", "a file is not in the bundle any more"),
        ("Entry #5", "did not arrive"),
        ("All messages", "words are not kept: only notes are"),
    ]


def test_what_was_not_asked_for_is_missing_too(tmp_path):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": "a"})
    choice = Choice(since=date(2027, 1, 1), goal="housing")

    assert told(tmp_path, service, choice=choice) == [
        (
            "Entry #1",
            (
                "only 2027-01-01 to the end was asked for;"
                " only the goal “housing” was asked for"
            ),
        )
    ]


def test_numbers_in_a_row_are_one_span():
    assert at(WORDS, [9, 1, 2, 2, 3]) == "Entries #1-3, #9"
    assert at(Words("da"), [4]) == "Optegnelse #4"


@pytest.mark.parametrize(
    "deliveries", [None, [], {"1": None}, {"1": []}, {"2": ["sent", ""]}]
)
def test_a_bundle_that_says_nothing_of_a_message_says_nothing(tmp_path, deliveries):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": "a"})
    about = {"deliveries": deliveries}

    bundle = read_bundle(service.export(tmp_path / "b", about=about))

    assert delivery_of(bundle, 1) == ("", "")
