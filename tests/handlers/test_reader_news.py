"""A new reader stands in the case, and whoever reads it already is told."""

import pytest

from handlers import granting, reading
from storage import grants, outbox
from storage.cases import INTAKE
from storage.opening import case_keys
from tests.record_house import OFFICE, House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def news(house, ref, private):
    """Return what a case says of its readers to one of them."""
    kinds = ("reader_added", "reader_removed", "history_given")
    return [
        (entry.kind, entry.author, entry.more["reader"])
        for entry in house.opened(ref, private).entries
        if entry.kind in kinds
    ]


def told(house, ref):
    """Return the messages that wait for somebody, and whether a phone stays quiet."""
    ids = house.sql(
        "SELECT id FROM delivery WHERE recipient_id = ? ORDER BY id",
        (house.id_of(ref),),
    )
    drafts = [house.run(outbox.find, identity).draft for (identity,) in ids]
    return [(draft.text, draft.silent, draft.sms_text) for draft in drafts]


def test_a_new_reader_stands_in_every_case_and_the_others_hear_of_it_once(house):
    mette = house.enrol("W1")

    karin = house.enrol("CW")

    assert news(house, "C1", mette) == [
        ("reader_added", "Mette", mette.reader_id),
        ("reader_added", "Karin", karin.reader_id),
    ]
    ((text, silent, by_sms),) = told(house, "W1")
    assert text.startswith("Karin kan fra nu af læse, hvad der skrives om K1 Alma.")
    assert (silent, by_sms) == (True, "")
    assert told(house, "W2") == told(house, "CW") == []
    assert house.verify().bad is None


def test_a_second_key_in_ones_own_name_is_told_to_whoever_has_the_first(house):
    first = house.enrol("W1")

    second = house.enrol("W1")

    ((text, _, _),) = told(house, "W1")
    assert text.startswith("Mette kan fra nu af læse")
    assert [reader for *_, reader in news(house, "C1", first)] == [
        first.reader_id,
        second.reader_id,
    ]


def test_who_reads_no_more_stands_in_the_case_and_nobody_is_disturbed(house):
    mette, karin = house.enrol("W1"), house.enrol("CW")
    before = told(house, "W1")

    house.remove("CW")

    assert news(house, "C1", mette)[-1] == ("reader_removed", "Karin", karin.reader_id)
    assert told(house, "W1") == before


def test_a_message_about_many_cases_names_some_and_counts_the_others(
    house, monkeypatch
):
    monkeypatch.setattr("handlers.reader_news.MOST_NAMED", 1)
    house.enrol("CW")

    changes = house.run(reading.to_refresh, OFFICE, house.tick())
    karin = house.enrol("CW")

    assert changes == []
    ((text, _, _),) = told(house, "CW")
    assert "K1 Alma +1" in text
    assert len(house.opened("C2", karin).entries) == 1


def test_the_readers_of_the_intake_hear_of_a_new_one_as_well(house):
    house.enrol("SV")

    again = house.enrol("SV")

    ((text, _, _),) = told(house, "SV")
    assert "fremmede" in text
    assert again.reader_id in house.run(reading.list_cases)[-1].readers
    assert house.run(reading.list_cases)[-1].id == INTAKE


def test_what_somebody_was_given_of_the_past_is_told_to_the_others(house):
    mette = house.enrol("W1")
    house.write("C1", "the first word")
    karin = house.enrol("CW")
    keys = case_keys(house.bundle("C1"), mette.key, mette.reader_id)
    grant = grants.make(
        house.bundle("C1"), keys, granted_by=mette.reader_id, to=house.public(karin)
    )

    house.run(granting.add_grant, OFFICE, grant, house.tick())
    house.run(granting.add_grant, OFFICE, grant, house.tick())  # nothing new

    assert news(house, "C1", mette)[-1] == ("history_given", "Karin", karin.reader_id)
    assert told(house, "W1")[-1][0].startswith("Karin kan nu også læse")
    assert len(told(house, "W1")) == 2
