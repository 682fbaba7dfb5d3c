"""Notes that are owed, as rows."""

from casework.people import Address, AddressState, Channel, Role
from storage import addresses, messages, owed_notes, records
from storage.records import NewEntry
from tests.storage.stores import NOW, add_client_with_case, add_person


def written(tx, person, case):
    chat = Address(Channel.TELEGRAM, "77")
    address = addresses.add(tx, person.id, chat, AddressState.VERIFIED, NOW)
    return messages.add(
        tx,
        case_id=case,
        author=person.id,
        address_id=address.id,
        external_id="1",
        kind="text",
        entry=1,
        album=None,
        now=NOW,
    )


def test_a_note_is_owed_once_and_until_it_is_written(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    message = written(tx, alma, case)

    assert owed_notes.mark(tx, message, alma.id, mette.id, NOW)
    assert not owed_notes.mark(tx, message, alma.id, mette.id, NOW)
    owed = owed_notes.find(tx, message)
    assert owed_notes.open_of(tx, alma.id) == [owed]
    assert (owed.client, owed.by) == (alma.id, mette.id)

    assert owed_notes.settle(tx, message, NOW)
    assert not owed_notes.settle(tx, message, NOW)
    assert owed_notes.find(tx, message) is None
    assert owed_notes.open_of(tx, alma.id) == []


def test_the_day_of_the_last_nudge_is_remembered(tx):
    alma, _ = add_client_with_case(tx)
    assert owed_notes.nudged_on(tx, alma.id) is None

    for _ in range(2):
        owed_notes.set_nudged(tx, alma.id, NOW.date())

    assert owed_notes.nudged_on(tx, alma.id) == NOW.date()


def test_a_case_has_the_entries_that_were_written_into_it(tx):
    _, case = add_client_with_case(tx)
    records.add(tx, case, NewEntry("note", NOW, "", "", "", {}))

    assert owed_notes.has_entry(tx, case, 1)
    assert not owed_notes.has_entry(tx, case, 2)
