import sqlite3
from datetime import timedelta

import pytest

from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from storage import addresses
from tests.storage.stores import NOW, add_person, rows, transaction_on

CHAT = Address(Channel.TELEGRAM, "7001002003")
NUMBER = Address(Channel.SMS, "+4520123456")
DAY = timedelta(days=1)


@pytest.fixture
def alma(tx):
    return add_person(tx).id


def add(tx, person, address=CHAT, state=AddressState.VERIFIED, now=NOW):
    return addresses.add(tx, person, address, state, now)


def state(tx, address):
    found = addresses.find(tx, address)
    return found.state, found.frozen_for


def test_an_address_is_found_by_its_value_and_channel(tx, alma):
    added = add(tx, alma)

    assert addresses.find(tx, CHAT) == added
    assert addresses.find(tx, Address(Channel.SMS, CHAT.value)) is None
    assert addresses.of_person(tx, alma) == [added]


def test_the_one_last_written_from_comes_first(tx, alma):
    chat = add(tx, alma)
    number = add(tx, alma, NUMBER, AddressState.UNVERIFIED)
    assert [each.id for each in addresses.of_person(tx, alma)] == [chat.id, number.id]

    addresses.heard_from(tx, number, NOW + DAY)

    assert [each.id for each in addresses.of_person(tx, alma)] == [number.id, chat.id]


def test_one_address_belongs_to_one_person(tx, alma):
    add(tx, alma)

    with pytest.raises(sqlite3.IntegrityError):
        add(tx, add_person(tx, "bo").id)


def test_a_retired_address_is_nobodys_and_may_become_somebody_elses(tx, alma):
    old = add(tx, alma)

    addresses.retire(tx, old)
    bo = add_person(tx, "bo").id
    new = add(tx, bo)

    assert addresses.of_person(tx, alma) == []
    assert addresses.find(tx, CHAT).person_id == bo
    assert new.id != old.id


def test_a_frozen_address_says_why_and_can_be_thawed(tx, alma):
    chat = add(tx, alma)

    addresses.freeze(tx, chat, Reason.BLOCKED)
    assert state(tx, CHAT) == (AddressState.FROZEN, Reason.BLOCKED)

    addresses.thaw(tx, chat)
    assert state(tx, CHAT) == (AddressState.VERIFIED, None)


def test_thawing_does_not_verify_what_nobody_confirmed(tx, alma):
    number = add(tx, alma, NUMBER, AddressState.UNVERIFIED)

    addresses.freeze(tx, number, Reason.OPTED_OUT)
    addresses.thaw(tx, number)
    assert state(tx, NUMBER) == (AddressState.UNVERIFIED, None)

    addresses.verify(tx, number, NOW)
    addresses.freeze(tx, number, Reason.OPTED_OUT)
    addresses.thaw(tx, number)
    assert state(tx, NUMBER) == (AddressState.VERIFIED, None)


@pytest.mark.parametrize(
    ("reason", "after"),
    [
        (Reason.BLOCKED, None),
        (Reason.BAD_NUMBER, None),
        (Reason.UNREACHABLE, None),
        (Reason.OPTED_OUT, Reason.OPTED_OUT),
    ],
)
def test_who_writes_from_an_address_shows_that_it_works_but_not_that_they_agree(
    tx, alma, reason, after
):
    chat = add(tx, alma)
    addresses.freeze(tx, chat, reason)

    addresses.heard_from(tx, addresses.find(tx, CHAT), NOW + DAY)

    assert state(tx, CHAT)[1] == after


def test_when_somebody_wrote_is_known_to_the_minute(tx, alma):
    chat = add(tx, alma)
    for seconds in (20, 40, 65, 90):
        addresses.heard_from(tx, chat, NOW + timedelta(seconds=seconds))

    heard = addresses.find(tx, CHAT).last_inbound_at
    assert NOW + timedelta(seconds=60) <= heard <= NOW + timedelta(seconds=90)


def test_an_address_that_must_wait_says_until_when(tx, alma):
    chat = add(tx, alma)
    assert chat.not_before is None

    addresses.wait(tx, chat.id, NOW + DAY)

    assert addresses.find(tx, CHAT).not_before == NOW + DAY


def test_a_chat_that_turns_up_is_known_though_it_was_looked_for_in_vain(tx, alma):
    assert addresses.find(tx, CHAT) is None
    assert addresses.of_person(tx, alma) == []

    added = add(tx, alma)

    assert addresses.find(tx, CHAT) == added
    assert addresses.of_person(tx, alma) == [added]


def test_no_number_or_chat_lies_readable_in_the_row(made):
    with transaction_on(made) as tx:
        alma = add_person(tx).id
        add(tx, alma)
        add(tx, alma, NUMBER)
        tx.run("COMMIT")
        tx.run("BEGIN")

    found = str(rows(made, "SELECT * FROM address"))
    assert CHAT.value not in found
    assert "20123456" not in found


def test_a_shared_number_is_found_for_all_and_never_for_one(tx, alma):
    bo = add_person(tx, "bo").id
    for person in (alma, bo):
        addresses.add(tx, person, NUMBER, AddressState.VERIFIED, NOW, shared=True)

    found = addresses.find_all(tx, NUMBER)

    assert [each.person_id for each in found] == [alma, bo]
    assert all(each.is_shared for each in found)
    assert addresses.find(tx, NUMBER) is None
    assert [each.person_id for each in addresses.of_person(tx, bo)] == [bo]


def test_a_number_that_turns_out_to_be_shared_is_anothers_as_well(tx, alma):
    addresses.share(tx, add(tx, alma, NUMBER))

    bo = add_person(tx, "bo").id
    addresses.add(tx, bo, NUMBER, AddressState.UNVERIFIED, NOW, shared=True)

    assert len(addresses.find_all(tx, NUMBER)) == 2


def test_nobody_shares_a_number_with_themselves(tx, alma):
    addresses.add(tx, alma, NUMBER, AddressState.VERIFIED, NOW, shared=True)

    with pytest.raises(sqlite3.IntegrityError):
        addresses.add(tx, alma, NUMBER, AddressState.VERIFIED, NOW, shared=True)


def test_what_is_left_of_a_shared_number_belongs_to_the_one_who_is_left(tx, alma):
    bo = add_person(tx, "bo").id
    first, _ = (
        addresses.add(tx, person, NUMBER, AddressState.VERIFIED, NOW, shared=True)
        for person in (alma, bo)
    )

    addresses.retire(tx, first)

    assert addresses.find(tx, NUMBER).person_id == bo


def test_only_an_answer_ends_the_doubt_whose_a_number_is(tx, alma):
    number = add(tx, alma, NUMBER)
    addresses.asked(tx, number, NOW + DAY)

    addresses.heard_from(tx, addresses.find(tx, NUMBER), NOW + DAY)
    still = addresses.find(tx, NUMBER)
    addresses.confirm(tx, still, NOW + 2 * DAY)
    confirmed = addresses.find(tx, NUMBER)

    assert (still.asked_at, still.last_inbound_at) == (NOW + DAY, NOW + DAY)
    assert (confirmed.asked_at, confirmed.last_inbound_at) == (None, NOW + 2 * DAY)


def test_the_first_words_after_the_question_are_noted_to_the_second(tx, alma):
    number = add(tx, alma, NUMBER)
    addresses.asked(tx, number, NOW + timedelta(seconds=10))

    wrote_at = NOW + timedelta(seconds=20)
    addresses.heard_from(tx, addresses.find(tx, NUMBER), wrote_at)

    assert addresses.find(tx, NUMBER).last_inbound_at == wrote_at


def test_who_was_seen_with_a_phone_is_doubted_no_more(tx, alma):
    number = add(tx, alma, NUMBER)
    addresses.asked(tx, number, NOW + DAY)

    addresses.seen(tx, number, NOW + 2 * DAY)

    found = addresses.find(tx, NUMBER)
    assert (found.asked_at, found.confirmed_at) == (None, NOW + 2 * DAY)


def test_an_address_is_looked_up_without_reading_the_whole_table(tx):
    explained = f"EXPLAIN QUERY PLAN {addresses.FIND}"

    plan = [row["detail"] for row in tx.all(explained, channel="sms", fingerprint=b"")]

    assert not any(step.startswith("SCAN address") for step in plan)
    for index in ("address_in_use", "address_shared"):
        assert any(index in step for step in plan)
