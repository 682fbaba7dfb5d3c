"""Contacts as rows: forms and times, no words."""

from datetime import timedelta

from casework.contacts import ContactForm, Party, Starter
from casework.people import Role
from storage import contacts, records
from storage.contacts import Contact
from storage.records import NewEntry
from tests.storage.stores import NOW, add_client_with_case, add_person

LATER = NOW + timedelta(hours=1)


def test_contacts_are_returned_as_they_were_noted(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    _, case = add_client_with_case(tx)
    visit = Contact(
        1,
        mette.id,
        ContactForm.HOME_VISIT,
        NOW,
        45,
        (Party.CLIENT, Party.SCHOOL),
        Starter.WORKER,
    )
    chat = Contact(2, None, ContactForm.CHAT, LATER)

    for each in (chat, visit):
        contacts.add(tx, case, each)

    assert contacts.of_case(tx, case, NOW) == [visit, chat]
    assert contacts.of_case(tx, case, LATER) == [chat]


def test_what_was_counted_by_itself_waits_for_a_note(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    _, case = add_client_with_case(tx)
    contacts.add(tx, case, Contact(1, None, ContactForm.CHAT, NOW))
    contacts.add(tx, case, Contact(2, mette.id, ContactForm.PHONE, LATER))
    assert contacts.without_note(tx, case) == 1

    records.add(tx, case, NewEntry("note", NOW, "", "", mette.id, {"text": "calm"}))
    assert contacts.without_note(tx, case) == 0

    contacts.add(tx, case, Contact(3, None, ContactForm.SMS, LATER))
    assert contacts.without_note(tx, case) == 1
