from casework.people import (
    ANSWERS_WITHIN,
    SILENT_FOR,
    Address,
    AddressState,
    Agreement,
    AssignmentState,
    Channel,
    Role,
)
from casework.reasons import Reason
from storage import addresses, assignments, people, people_list
from tests.storage.stores import NOW, add_person


def test_everybody_is_listed_in_one_line_without_name_or_number(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma = add_person(tx, "alma")
    assignments.begin(tx, alma.id, mette.id, NOW)
    people.set_agreement(tx, alma.id, Agreement.GIVEN, NOW)
    chat = Address(Channel.TELEGRAM, "7001002003")
    number = Address(Channel.SMS, "+4520123456")
    addresses.add(tx, alma.id, chat, AddressState.VERIFIED, NOW)
    addresses.freeze(
        tx,
        addresses.add(tx, alma.id, number, AddressState.UNVERIFIED, NOW),
        Reason.BAD_NUMBER,
    )

    found = {each.alias: each.as_dict() for each in people_list.listed(tx, NOW)}

    assert found["K1"] == {
        "alias": "K1",
        "ref": "alma",
        "role": "client",
        "language": "en",
        "profile": "dk_youth",
        "reached": ["telegram", "sms (frozen)"],
        "agreement": "given",
        "contact_person": "mette",
        "state": "active",
        "owed": [],
    }
    assert found["M1"]["contact_person"] == ""
    assert not any(word in str(found) for word in ("Alma", "7001002003", "+45"))


def test_a_line_does_not_show_the_ref_by_accident(tx):
    add_person(tx, "canary-ref")

    assert "canary" not in repr(people_list.listed(tx, NOW))


def test_how_it_stands_is_said_of_everybody(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    jonas = add_person(tx, "jonas", Role.CONTACT_PERSON)
    alma, bo, dan = (add_person(tx, ref) for ref in ("alma", "bo", "dan"))
    paused = assignments.begin(tx, alma.id, mette.id, NOW)
    assignments.set_state(tx, paused, AssignmentState.PAUSED, NOW)
    assignments.end(tx, assignments.begin(tx, bo.id, mette.id, NOW), NOW)
    people.set_left(tx, jonas.id, NOW)

    states = {each.ref: each.state for each in people_list.listed(tx, NOW)}

    assert states == {
        "mette": "",
        "jonas": "left",
        "alma": "paused",
        "bo": "ended",
        "dan": "nobody",
    }
    assert dan.id


def test_a_silent_number_is_listed_as_stale_and_one_that_was_asked_as_suspect(tx):
    alma, bo = add_person(tx, "alma"), add_person(tx, "bo")
    addresses.add(
        tx, alma.id, Address(Channel.SMS, "+4520123456"), AddressState.VERIFIED, NOW
    )
    asked = addresses.add(
        tx, bo.id, Address(Channel.SMS, "+4520123457"), AddressState.VERIFIED, NOW
    )
    addresses.asked(tx, asked, NOW + SILENT_FOR - ANSWERS_WITHIN)

    later = people_list.listed(tx, NOW + SILENT_FOR)

    assert [each.reached for each in later] == [("sms (stale)",), ("sms (suspect)",)]
