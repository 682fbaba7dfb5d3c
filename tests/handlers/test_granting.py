from dataclasses import replace

import pytest

from handlers import granting
from handlers.reading import NotPossibleError
from storage import grants
from storage.bundle_lines import BundleError
from storage.case_wraps import CaseKeyChangedError, RecoveryFailedError, ShreddedError
from storage.key_pairs import generate_key_pair
from storage.opening import case_keys
from tests.record_house import OFFICE, House


@pytest.fixture
def house(tmp_path):
    """A house where Mette could read from the first word on, and Karin came later."""
    found = House(tmp_path / "house")
    found.mette = found.enrol("W1")
    found.write("C1", "the first word")
    found.karin = found.enrol("CW")
    found.write("C1", "both read this")
    return found


def granted(house, to, giver=None):
    """Return the grant that a reader makes on their own machine."""
    giver = giver or house.mette
    bundle = house.bundle("C1")
    keys = case_keys(bundle, giver.key, giver.reader_id)
    public = house.public(to)
    return grants.make(bundle, keys, granted_by=giver.reader_id, to=public)


def test_after_a_grant_the_history_opens_as_well(house):
    grant = granted(house, house.karin)
    assert house.texts("C1", house.karin) == ["both read this"]

    done = house.run(granting.add_grant, OFFICE, grant, house.now)

    assert house.texts("C1", house.karin) == ["the first word", "both read this"]
    assert (done.added, done.had) == ((2,), (3,))
    assert house.verify().bad is None


def test_a_grant_never_breaks_a_way_that_is_there_unless_told_to(house):
    rubbish = generate_key_pair()
    grant = granted(house, house.karin)
    bad = replace(
        grant,
        epochs=tuple(
            replace(each, inner=rubbish.raw * 8 + bytes(len(each.inner) - 96 * 8))
            for each in grant.epochs
        ),
    )

    house.run(granting.add_grant, OFFICE, bad, house.now)
    with pytest.raises(BundleError, match="cannot be opened"):
        house.texts("C1", house.karin)
    house.run(granting.add_grant, OFFICE, grant, house.now)
    with pytest.raises(BundleError, match="cannot be opened"):
        house.texts("C1", house.karin)
    house.run(granting.add_grant, OFFICE, grant, house.now, anew=True)

    assert house.texts("C1", house.karin) == ["the first word", "both read this"]


def test_a_grant_to_somebody_who_may_not_read_is_refused(house):
    jonas = house.enrol("W2")

    with pytest.raises(NotPossibleError, match="may not read"):
        house.run(granting.add_grant, OFFICE, granted(house, jonas), house.now)


def test_a_grant_that_does_not_fit_is_refused_in_one_sentence(house, tmp_path):
    grant = granted(house, house.karin)
    stranger = granted(house, house.reader("CW", enrolled=False))
    other = replace(grant, to=replace(grant.to, key=generate_key_pair().public_key()))
    elsewhere = replace(grant, signing_key=bytes(32))
    keys = (replace(grant.epochs[0], case_key=bytes(32)), *grant.epochs[1:])
    exchanged = replace(grant, epochs=keys)
    late = replace(grant, epochs=(replace(grant.epochs[0], epoch=99),))

    for bad, why in (
        (stranger, "is not enrolled"),
        (other, "is enrolled with another key"),
        (elsewhere, "of another service"),
        (exchanged, "another key than epoch 2"),
        (late, "another key than epoch 99"),
        (replace(grant, case_id="k-0"), "no case has this id"),
    ):
        with pytest.raises(NotPossibleError, match=why):
            house.run(granting.add_grant, OFFICE, bad, house.now)
    assert house.texts("C1", house.karin) == ["both read this"]


def test_a_removed_or_exchanged_reader_is_granted_nothing(house):
    grant = granted(house, house.karin)
    house.sql("UPDATE reader SET added_at = 5 WHERE id = ?", (house.karin.reader_id,))
    with pytest.raises(NotPossibleError, match="was changed"):
        house.run(granting.add_grant, OFFICE, grant, house.now)
    house.remove("CW")

    with pytest.raises(NotPossibleError, match="was removed"):
        house.run(granting.add_grant, OFFICE, grant, house.now)


def test_nothing_is_granted_to_a_case_key_that_was_exchanged(house):
    grant = granted(house, house.karin)
    house.sql(
        "UPDATE case_key SET public_key = ? WHERE epoch = 1",
        (generate_key_pair().public_key().raw,),
    )

    with pytest.raises(CaseKeyChangedError):
        house.run(granting.add_grant, OFFICE, grant, house.now)


def test_two_shares_give_an_enrolled_reader_everything(house):
    sanne = house.enrol("SV")
    case = house.case_of("C1")

    done = house.run(
        granting.grant_by_recovery,
        OFFICE,
        case,
        house.public(sanne),
        house.recovery(),
        house.now,
    )

    assert done.added == (1, 2, 3)
    assert house.texts("C1", sanne) == ["the first word", "both read this"]
    assert house.verify().bad is None


def test_the_drill_opens_every_live_case_and_names_the_first_that_does_not(house):
    recovery = house.recovery()
    assert house.run(granting.try_recovery, recovery) == 3

    with pytest.raises(RecoveryFailedError, match=house.case_of("C1")):
        house.run(granting.try_recovery, generate_key_pair())
    house.sql(
        "UPDATE wrap SET sealed = (SELECT sealed FROM wrap WHERE case_id = ? AND"
        " reader_id = 'recovery') WHERE case_id = 'k-intake'",
        (house.case_of("C2"),),
    )
    with pytest.raises(RecoveryFailedError, match="k-intake"):
        house.run(granting.try_recovery, recovery)


def test_a_case_whose_shred_key_was_destroyed_opens_to_nobody_and_is_not_live(house):
    case = house.case_of("C1")
    bundle_of_before = house.bundle("C1")
    house.run(lambda tx: tx.shred._connection.execute("DELETE FROM shred_key"))

    assert house.run(granting.live_cases) == []
    with pytest.raises(ShreddedError):
        house.run(
            granting.grant_by_recovery,
            OFFICE,
            case,
            house.public(house.karin),
            house.recovery(),
            house.now,
        )
    with pytest.raises(ShreddedError):
        house.bundle("C1")
    assert bundle_of_before.entries
    assert house.verify().bad is None


def test_new_shares_open_what_was_sealed_before_when_the_old_ones_help(house):
    old, new = house.recovery(), generate_key_pair()
    house.keys = replace(house.keys, recovery=new.public_key())
    live = house.run(granting.live_cases)

    house.run(granting.rewrap_recovery, live, old)

    sanne = house.enrol("SV")
    case, public = house.case_of("C1"), house.public(sanne)
    house.run(granting.grant_by_recovery, OFFICE, case, public, new, house.now)
    assert house.texts("C1", sanne) == ["the first word", "both read this"]
