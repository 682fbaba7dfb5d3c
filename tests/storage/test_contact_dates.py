from datetime import timedelta

from casework.people import Role
from storage import assignments, cases, contact_dates, records
from storage.records import NewEntry
from tests.storage.stores import NOW, add_person


def entry(at, kind="message", direction="in", channel="sms"):
    body = {"author": "Alma", "text": "canary"}
    return NewEntry(kind, NOW + at, direction, channel, "c-1", body)


def case_with_contact(tx):
    mette, alma = add_person(tx, "mette", Role.CONTACT_PERSON), add_person(tx, "alma")
    assignments.begin(tx, alma.id, mette.id, NOW)
    case = cases.begin(tx, alma.id, "full", [], NOW)
    for at, direction in ((1, "in"), (2, "out"), (3, "in")):
        records.add(tx, case, entry(timedelta(days=at), direction=direction))
    records.add(tx, case, entry(timedelta(days=4), "denied", "", ""))
    return case


def test_contact_is_counted_by_form_with_its_first_and_last_day(tx):
    case = case_with_contact(tx)

    found = contact_dates.counts(tx, case)

    assert [(each.kind, each.direction, each.count) for each in found] == [
        ("message", "in", 2),
        ("message", "out", 1),
        ("denied", "", 1),
    ]
    assert (found[0].first, found[0].last) == (
        NOW + timedelta(days=1),
        NOW + timedelta(days=3),
    )
    assert "canary" not in repr(found)


def test_the_newest_contacts_come_first_and_no_more_than_asked_for(tx):
    case = case_with_contact(tx)

    found = contact_dates.latest(tx, case, 2)

    assert [(each.at, each.kind) for each in found] == [
        (NOW + timedelta(days=4), "denied"),
        (NOW + timedelta(days=3), "message"),
    ]
    assert "canary" not in repr(found)
