"""The table of texts."""

from casework.wording import PARTS, WORDINGS, Audience, Way


def test_a_text_stands_in_one_part_of_the_table():
    assert sum(len(part.TEXTS) for part in PARTS) == len(WORDINGS)


def test_every_way_and_every_reader_is_used():
    assert {wording.way for wording in WORDINGS.values()} == set(Way)
    assert {wording.audience for wording in WORDINGS.values()} == set(Audience)


def test_only_staff_and_operators_read_the_name_of_a_client():
    readers = {
        wording.audience
        for wording in WORDINGS.values()
        if wording.placeholders & {"client", "clients", "alias", "aliases"}
    }

    assert readers == {Audience.STAFF}


def test_someone_we_do_not_know_is_told_no_name():
    places = {
        place
        for wording in WORDINGS.values()
        if wording.audience is Audience.UNKNOWN
        for place in wording.placeholders
    }

    assert places == {"phone"}


def test_a_discreet_text_has_no_place_for_a_name():
    places = {
        place
        for key, wording in WORDINGS.items()
        if key.startswith("discreet_")
        for place in wording.placeholders
    }

    # Times, numbers, the kind of a file, and words that somebody wrote themselves.
    times = {"date", "since", "time", "when", "open_at", "looked", "saved", "list"}
    times |= {"rhythm"}
    assert places == times | {"count", "total", "kind", "text", "emergency"}
