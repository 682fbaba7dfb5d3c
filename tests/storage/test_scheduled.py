from datetime import timedelta

import pytest

from casework.people import Role
from storage import people, scheduled
from storage.scheduled import Scheduled
from tests.storage.stores import NOW, add_person

WORDS = {"incoming": {"text": "quite unlikely words"}}
HOUR = timedelta(hours=1)


@pytest.fixture
def there(tx):
    add_person(tx, "mette", Role.CONTACT_PERSON)
    add_person(tx, "bo")
    return {ref: people.find_by_ref(tx, ref).id for ref in ("mette", "bo")}


def add(tx, there, external_id="1", send_at=NOW + HOUR):
    words = Scheduled(
        id=scheduled.next_id(tx),
        worker=there["mette"],
        client=there["bo"],
        event=WORDS,
        send_at=send_at,
        asks_first=False,
        revision=0,
        state="waiting",
        created_at=NOW,
    )
    scheduled.add(tx, words, 7, external_id)
    return words


def test_words_wait_for_their_hour(tx, there):
    words = add(tx, there)

    assert scheduled.find(tx, words.id) == words
    assert scheduled.find_written(tx, 7, "1") == words
    assert scheduled.find_written(tx, 8, "1") is None


def test_they_are_listed_in_the_order_in_which_they_leave(tx, there):
    late = add(tx, there, "1", NOW + 2 * HOUR)
    soon = add(tx, there, "2", NOW + HOUR)

    assert scheduled.open_of(tx, there["mette"]) == [soon, late]
    assert scheduled.open_of(tx, there["bo"]) == []


def test_what_is_changed_waits_anew_under_another_revision(tx, there):
    words = add(tx, there)
    scheduled.set_asked(tx, words)
    other = {"incoming": {"text": "other words"}}

    scheduled.change(tx, words, there["bo"], other, NOW + 3 * HOUR)

    changed = scheduled.find(tx, words.id)
    assert (changed.event, changed.send_at) == (other, NOW + 3 * HOUR)
    assert (changed.revision, changed.state) == (1, "waiting")


def test_their_author_may_want_to_be_asked(tx, there):
    words = add(tx, there)

    scheduled.set_asks(tx, words, asks=True)

    assert scheduled.find(tx, words.id).asks_first


@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_what_left_or_was_dropped_keeps_no_words(tx, there, state):
    words = add(tx, there)

    scheduled.settle(tx, words, state)

    settled = scheduled.find(tx, words.id)
    assert (settled.event, settled.is_open) == ({}, False)
    assert scheduled.open_of(tx, there["mette"]) == []


def test_no_words_stand_there_in_clear(tx, there):
    add(tx, there)

    stored = [tuple(row) for row in tx.all("SELECT * FROM scheduled")]
    assert "unlikely" not in repr(stored)
    assert "unlikely" not in repr(scheduled.open_of(tx, there["mette"]))
