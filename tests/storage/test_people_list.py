from casework.people import Address, AddressState, Agreement, Channel, Role
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

    found = {each.alias: each.as_dict() for each in people_list.listed(tx)}

    assert found["K1"] == {
        "alias": "K1",
        "ref": "alma",
        "role": "client",
        "language": "en",
        "profile": "dk_youth",
        "reached": ["telegram", "sms (frozen)"],
        "agreement": "given",
        "contact_person": "mette",
    }
    assert found["M1"]["contact_person"] == ""
    assert not any(word in str(found) for word in ("Alma", "7001002003", "+45"))


def test_a_line_does_not_show_the_ref_by_accident(tx):
    add_person(tx, "canary-ref")

    assert "canary" not in repr(people_list.listed(tx))
