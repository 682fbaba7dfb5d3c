import pytest

from casework.people import CaseId, Role
from storage import cases, readers
from storage.cases import INTAKE
from storage.chain import CASE, verify_row
from storage.key_pairs import generate_key_pair
from storage.recovery import combine
from storage.sealing import SealError
from storage.times import to_ms
from storage.wraps import RECOVERY, WrapBinding, WrapError, open_inner, peel
from tests.storage.stores import NOW, add_client_with_case, add_person


@pytest.fixture
def mette(tx):
    """Mette's private key, and the reader that the store knows."""
    person = add_person(tx, "mette", Role.CONTACT_PERSON)
    private = generate_key_pair()
    return private, readers.add(tx, "r-mette", person.id, private.public_key(), NOW)


def opened_by(tx, case, epoch, holder, private):
    """Return the case's private key as somebody finds it in their wrap."""
    belongs = WrapBinding(case, epoch, holder)
    sealed = tx.value(
        "SELECT sealed FROM wrap WHERE case_id = :c AND epoch = :e AND reader_id = :r",
        c=case,
        e=epoch,
        r=holder,
    )
    inner = peel(sealed, tx.shred.find(tx.vault, case), belongs)
    return open_inner(inner, private, belongs)


def test_a_case_belongs_to_one_client(tx):
    client, case = add_client_with_case(tx, policy="summary")

    assert cases.of_client(tx, client.id) == case
    assert cases.client_of(tx, case) == client.id
    assert cases.policy_of(tx, case) == "summary"
    assert cases.every(tx) == [(case, client.id, "summary")]
    assert cases.exists(tx, case)


def test_the_intake_is_a_case_of_nobody(tx):
    assert not cases.exists(tx, INTAKE)

    assert cases.begin(tx, None, "full", [], NOW) == INTAKE

    assert cases.client_of(tx, INTAKE) is None
    assert cases.exists(tx, INTAKE)


def test_readers_and_recovery_open_a_case_and_nobody_else(tx, made, mette):
    private, reader = mette
    _, case = add_client_with_case(tx, holders=[reader])
    _, public = cases.current_key(tx, case)

    assert opened_by(tx, case, 1, "r-mette", private).public_key() == public
    recovery = combine(*made.shares[1:])
    assert opened_by(tx, case, 1, RECOVERY, recovery).public_key() == public
    with pytest.raises(WrapError):
        opened_by(tx, case, 1, "r-mette", generate_key_pair())
    assert cases.readers_of(tx, case) == ["r-mette"]


def test_the_service_itself_holds_no_way_into_a_case(tx):
    _, case = add_client_with_case(tx)

    held = [row["reader_id"] for row in tx.all("SELECT reader_id FROM wrap")]
    assert held == [RECOVERY]
    assert cases.readers_of(tx, case) == []


def test_a_new_epoch_is_for_its_readers_only(tx, mette):
    private, reader = mette
    _, case = add_client_with_case(tx, holders=[reader])
    _, old = cases.current_key(tx, case)

    assert cases.begin_epoch(tx, case, [], NOW) == 2

    epoch, new = cases.current_key(tx, case)
    assert (epoch, new == old) == (2, False)
    assert cases.readers_of(tx, case) == []
    assert opened_by(tx, case, 1, "r-mette", private).public_key() == old


def test_without_the_shred_key_no_wrap_opens(tx, mette):
    _, reader = mette
    _, case = add_client_with_case(tx, holders=[reader])
    belongs = WrapBinding(case, 1, "r-mette")
    sealed = tx.value("SELECT sealed FROM wrap WHERE reader_id = 'r-mette'")

    with pytest.raises(WrapError):
        peel(sealed, b"\x00" * 32, belongs)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (
            "UPDATE case_key SET public_key = :value",
            generate_key_pair().public_key().raw,
        ),
        ("UPDATE case_key SET created_at = :value", 1),
        ("UPDATE case_key SET signature = :value", b"\x00" * 64),
    ],
)
def test_nothing_is_sealed_to_a_key_that_was_exchanged(tx, change, value):
    _, case = add_client_with_case(tx)
    cases.current_key(tx, case)

    tx.run(change, value=value)
    tx.forget()

    with pytest.raises(SealError, match=case):
        cases.current_key(tx, case)


def test_a_key_of_another_case_is_not_taken_for_this_one(tx):
    _, one = add_client_with_case(tx, "alma")
    _, other = add_client_with_case(tx, "bo")

    tx.run(
        "UPDATE case_key SET (public_key, created_at, signature) ="
        " (SELECT public_key, created_at, signature FROM case_key WHERE case_id = :o)"
        " WHERE case_id = :one",
        o=other,
        one=one,
    )
    tx.forget()

    with pytest.raises(SealError):
        cases.current_key(tx, one)
    assert cases.current_key(tx, other)


def test_a_case_without_a_key_seals_nothing(tx):
    with pytest.raises(SealError):
        cases.current_key(tx, CaseId("k-nowhere"))


def test_the_row_of_a_case_is_signed(tx):
    client, case = add_client_with_case(tx)

    signature = tx.value("SELECT signature FROM case_file")

    fields = (case, client.id, "full", to_ms(NOW))
    assert verify_row(tx.verifying, CASE, fields, signature)
    assert not verify_row(tx.verifying, CASE, (*fields[:2], "none", 0), signature)
