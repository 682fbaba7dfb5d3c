import sqlite3
from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, PersonId
from storage import cases, messages, outbox
from storage.messages import Pointed
from tests.storage.stores import NOW

METTE, ALMA, CASE = PersonId("w-mette"), PersonId("c-alma"), CaseId("k-1")
METTES_CHAT, ALMAS_CHAT = 1, 2
YEAR = timedelta(days=365)


def add(tx, external_id="10", author=METTE, **more):
    given = {
        "case_id": CASE,
        "address_id": METTES_CHAT if author == METTE else ALMAS_CHAT,
        "kind": "text",
        "entry": 1,
        "album": None,
        "now": NOW,
    } | more
    return messages.add(tx, author=author, external_id=external_id, **given)


def copy(tx, message, external_id, delivery=1, chat=ALMAS_CHAT):
    messages.add_copy(
        tx,
        address_id=chat,
        external_id=external_id,
        case_id=CASE,
        message_id=message,
        delivery_id=delivery,
    )


def test_a_message_is_found_by_where_it_stands_in_its_authors_chat(tx):
    identity = add(tx)

    found = messages.written_at(tx, METTES_CHAT, "10")
    assert found == messages.find(tx, identity)
    assert (found.case_id, found.author, found.kind) == (CASE, METTE, "text")
    assert messages.written_at(tx, ALMAS_CHAT, "10") is None
    assert messages.find(tx, 99) is None


def test_a_message_stands_in_one_place_once(tx):
    add(tx)

    with pytest.raises(sqlite3.IntegrityError):
        add(tx)


def test_a_message_in_a_chat_points_at_what_it_is_about(tx):
    own = add(tx)
    copy(tx, own, "77")

    assert messages.pointed_at(tx, METTES_CHAT, "10") == Pointed(CASE, own)
    assert messages.pointed_at(tx, ALMAS_CHAT, "77") == Pointed(CASE, own, 1)
    assert messages.pointed_at(tx, ALMAS_CHAT, "10") is None


def test_a_notice_points_at_its_case_and_at_no_message(tx):
    copy(tx, None, "78", chat=METTES_CHAT)

    assert messages.pointed_at(tx, METTES_CHAT, "78") == Pointed(CASE, None, 1)


def test_copies_come_in_the_order_of_their_numbers(tx):
    own = add(tx)
    for external_id in ("100", "99", "101"):
        copy(tx, own, external_id)
    copy(tx, own, "5", chat=METTES_CHAT)

    assert messages.copies_of(tx, own, ALMAS_CHAT) == ["99", "100", "101"]
    assert messages.copies_of_delivery(tx, 1, ALMAS_CHAT) == ["99", "100", "101"]
    assert set(messages.ids_at(tx, ALMAS_CHAT)) == {"99", "100", "101"}


def test_a_copy_that_is_told_twice_stands_once(tx):
    own = add(tx)
    copy(tx, own, "77")
    copy(tx, own, "77", delivery=2)

    assert messages.copies_of_delivery(tx, 1, ALMAS_CHAT) == ["77"]


def test_the_newest_message_of_somebody_is_known(tx):
    add(tx, "10")
    last = add(tx, "11", now=NOW + YEAR)
    add(tx, "12", author=ALMA)

    assert messages.last_by(tx, METTE).id == last
    assert messages.last_by(tx, PersonId("w-nobody")) is None
    assert messages.last_written_at(tx, METTE) == NOW + YEAR
    assert messages.has_written(tx, METTE, CASE)
    assert not messages.has_written(tx, METTE, CaseId("k-2"))


def test_earlier_pictures_of_the_same_author_are_seen(tx):
    first = messages.find(tx, add(tx, "10", kind="photo"))
    add(tx, "11")
    third = messages.find(tx, add(tx, "12", kind="photo"))

    assert not messages.wrote_media_since(tx, first, NOW - YEAR)
    assert messages.wrote_media_since(tx, third, NOW - YEAR)
    assert not messages.wrote_media_since(tx, third, NOW + YEAR)


def test_the_entry_of_the_latest_version_is_known(tx):
    own = add(tx)

    messages.set_entry(tx, own, 9)

    assert messages.find(tx, own).entry == 9


def test_what_came_into_a_chat_is_told_by_age_from_both_sides(tx):
    case = cases.begin(tx, None, "full", [], NOW)
    for days in (3, 0):
        at = NOW - timedelta(days=days)
        add(tx, f"1{days}", author=ALMA, now=at)
        notice = Draft(ALMA, DeliveryKind.ANSWER, "words", case_id=case)
        delivery = outbox.add(tx, notice, at)
        copy(tx, None, f"2{days}", delivery)
    since = NOW - timedelta(days=2)

    assert messages.standing_since(tx, ALMAS_CHAT, since) == ["10", "20"]
    assert messages.stands_longer(tx, ALMAS_CHAT, since)
    assert not messages.stands_longer(tx, ALMAS_CHAT, NOW - timedelta(days=4))
    assert not messages.stands_longer(tx, METTES_CHAT, since)

    messages.forget_copies(tx, ALMAS_CHAT, ["20"])

    assert messages.standing_since(tx, ALMAS_CHAT, since) == ["10"]
    assert messages.pointed_at(tx, ALMAS_CHAT, "20") is None
    assert messages.pointed_at(tx, ALMAS_CHAT, "23") is not None


def test_the_last_message_for_the_other_side_is_no_word_for_us(tx):
    assert messages.last_passed_on_by(tx, ALMA) is None
    passed_on = add(tx, "11", author=ALMA)
    relayed = Draft(METTE, DeliveryKind.RELAY, "words", message_id=passed_on)
    outbox.add(tx, relayed, NOW)
    add(tx, "12", author=ALMA)

    assert messages.last_passed_on_by(tx, ALMA).id == passed_on
    assert messages.last_by(tx, ALMA).external_id == "12"
