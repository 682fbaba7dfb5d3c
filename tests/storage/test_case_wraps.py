import pytest

from storage import case_wraps
from storage.case_wraps import CaseKeyChangedError, RecoveryFailedError, ShreddedError
from storage.key_pairs import generate_key_pair
from tests.record_house import House


@pytest.fixture
def house(tmp_path):
    found = House(tmp_path / "house")
    found.mette = found.enrol("W1")
    return found


def test_signed_keys_are_those_of_every_epoch_or_none_at_all(house):
    case = house.case_of("C1")
    assert sorted(house.run(case_wraps.signed_keys, case)) == [1, 2]

    house.sql(
        "UPDATE case_key SET public_key = ? WHERE case_id = ? AND epoch = 1",
        (generate_key_pair().public_key().raw, case),
    )

    with pytest.raises(CaseKeyChangedError, match=f"case {case}, epoch 1"):
        house.run(case_wraps.signed_keys, case)


def test_it_knows_which_epochs_a_reader_holds_and_what_is_open_to_them_now(house):
    case, reader = house.case_of("C1"), house.mette.reader_id

    assert house.run(case_wraps.held, case, reader) == {2}
    assert house.run(case_wraps.open_to, reader) == [case]
    assert house.run(case_wraps.held, house.case_of("C2"), reader) == set()
    house.remove("W1")
    assert house.run(case_wraps.held, case, reader) == {2}
    assert house.run(case_wraps.open_to, reader) == []


def test_recovery_gets_the_very_key_that_was_signed(house):
    case = house.case_of("C1")

    key = house.run(case_wraps.recovered, case, 2, house.recovery())

    assert key.public_key().raw == house.run(case_wraps.signed_keys, case)[2]


def test_a_way_in_that_leads_to_another_key_is_not_taken(house):
    case, other = house.case_of("C1"), generate_key_pair()

    def mislead(tx):
        belongs = case_wraps.WrapBinding(case, 2, case_wraps.RECOVERY)
        case_wraps.wrap_for(tx, other, tx.keys.recovery, belongs)

    house.run(mislead)

    with pytest.raises(RecoveryFailedError):
        house.run(case_wraps.recovered, case, 2, house.recovery())
    with pytest.raises(RecoveryFailedError):
        house.run(case_wraps.recovered, case, 9, house.recovery())


def test_without_its_shred_key_a_case_has_no_ways_at_all(house):
    house.run(lambda tx: tx.shred._connection.execute("DELETE FROM shred_key"))

    with pytest.raises(ShreddedError, match="destroyed for good"):
        house.run(case_wraps.shred_key_of, house.case_of("C1"))
