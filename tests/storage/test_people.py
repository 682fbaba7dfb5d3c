from datetime import date, timedelta

import pytest

from casework.people import Agreement, Language, PersonId, Role
from storage import people
from tests.storage.stores import NOW, add_person, make, rows, transaction_on


def test_a_person_is_found_by_id_ref_and_alias(tx):
    alma = add_person(tx, "alma", born_before=date(2005, 12, 31))

    assert people.find(tx, alma.id) == alma
    assert people.find_by_ref(tx, "alma") == alma
    assert people.find_by_alias(tx, "k1") == alma
    assert people.known(tx, alma.id) == alma
    assert people.ref_of(tx, alma.id) == "alma"


def test_who_is_not_there_is_not_found(tx):
    assert people.find(tx, PersonId("c-nobody")) is None
    assert people.find_by_ref(tx, "nobody") is None
    assert people.find_by_alias(tx, "K9") is None
    with pytest.raises(LookupError):
        people.known(tx, PersonId("c-nobody"))


def test_short_names_count_clients_and_staff_apart_and_never_repeat(tx):
    aliases = [
        add_person(tx, f"ref-{number}", role).alias
        for number, role in enumerate((*Role, *Role))
    ]

    assert sorted(aliases) == [
        *("K1", "K2", "K3", "K4"),
        *("M1", "M2", "M3", "M4", "M5", "M6"),
    ]


def test_ids_are_random_and_say_the_side_and_nothing_more(tx):
    ids = {add_person(tx, f"ref-{number}").id for number in range(20)}

    assert len(ids) == 20
    assert all(each.startswith("c-") and len(each) == 12 for each in ids)
    assert add_person(tx, "mette", Role.CONTACT_PERSON).id.startswith("w-")


def test_a_person_is_read_again_as_they_were_changed(tx):
    alma = add_person(tx)
    people.find(tx, alma.id)

    people.update(
        tx,
        alma.id,
        name="Alma Marie",
        language=Language.SWEDISH,
        profile="se_lss",
        born_before=date(2004, 1, 2),
    )
    people.set_agreement(tx, alma.id, Agreement.GIVEN, NOW)
    people.set_language(tx, alma.id, Language.DANISH)

    found = people.find(tx, alma.id)
    assert (found.name, found.profile) == ("Alma Marie", "se_lss")
    assert found.agreement is Agreement.GIVEN
    assert found.language is Language.DANISH
    assert found.born_before == date(2004, 1, 2)


def test_everybody_comes_in_the_order_in_which_they_were_taken_in(tx):
    later = add_person(tx, "later", now=NOW + timedelta(days=1))
    first = [add_person(tx, f"ref-{number}") for number in range(11)]

    assert [each.id for each in people.everybody(tx)] == [
        each.id for each in (*first, later)
    ]
    assert people.with_role(tx, Role.SUPERVISOR) == []
    assert len(people.with_role(tx, Role.CLIENT)) == 12


def test_a_name_does_not_open_in_another_persons_row(made):
    with transaction_on(made) as tx:
        alma, bo = add_person(tx, "alma"), add_person(tx, "bo")
        tx.run(
            "UPDATE person SET sealed_name ="
            " (SELECT sealed_name FROM person WHERE id = :bo) WHERE id = :alma",
            alma=alma.id,
            bo=bo.id,
        )
        tx.forget()

        with pytest.raises(Exception, match=r"person\.sealed_name .* does not open"):
            people.find(tx, alma.id)


def test_refs_are_found_with_the_keys_of_their_own_store_only(made, tmp_path):
    other = make(tmp_path / "other")
    with transaction_on(made) as tx:
        add_person(tx, "alma")
        one = tx.vault.fingerprint("ref", "alma")

    with transaction_on(other) as tx:
        assert tx.vault.fingerprint("ref", "alma") != one


def test_nothing_of_a_person_is_readable_in_the_row(made):
    with transaction_on(made) as tx:
        add_person(tx, "canary-ref-17", name="Canary-Name")
        tx.run("COMMIT")
        tx.run("BEGIN")

    (row,) = rows(made, "SELECT * FROM person")
    assert not any(word in str(value) for word in ("canary", "Canary") for value in row)
