import pytest

from casework.retention import Mark
from handlers import retention, retention_lists
from handlers.permissions import DeniedError, NotPossibleError
from tests.ended import DANISH, LATER, confirmed, over, proposed


@pytest.fixture
def house(tmp_path):
    return over(tmp_path / "house", "C1")


def confirm(house, number, by):
    return house.run(retention_lists.confirm, DANISH, number, by, LATER)


def allowed(house, made, now=LATER):
    """Ask as at carrying out whether two people stand behind a list."""

    def unit(tx):
        found = retention_lists.known(tx, made.id)
        case = made.items[0].case
        retention_lists.require_second_person(tx, DANISH, found, case, now)

    house.run(unit)


def test_one_person_proposes_what_is_due_and_a_second_one_confirms_it(house):
    made = proposed(house)

    assert [item.case for item in made.items] == [house.case_of("C1")]
    sure = confirm(house, made.id, "SV")
    assert sure.confirmed_by == house.id_of("SV")
    assert sure.is_signed
    allowed(house, sure)


def test_whoever_proposed_it_cannot_confirm_it_and_is_told(house):
    made = proposed(house, by="SV")

    with pytest.raises(NotPossibleError, match="somebody else must confirm"):
        confirm(house, made.id, "SV")

    assert confirm(house, made.id, "SV2").is_signed


@pytest.mark.parametrize("ref", ["W1", "W2", "CW"])
def test_only_a_supervisor_confirms(house, ref):
    made = proposed(house, by="SV")

    with pytest.raises(DeniedError, match="may not confirm disposal"):
        confirm(house, made.id, ref)


@pytest.mark.parametrize("ref", ["W1", "W2"])
def test_a_contact_person_proposes_nothing(house, ref):
    with pytest.raises(DeniedError, match="may not propose disposal"):
        proposed(house, by=ref)


@pytest.mark.parametrize("ref", ["C1", "nobody"])
def test_who_does_not_work_here_decides_nothing(house, ref):
    with pytest.raises(NotPossibleError, match="works here"):
        proposed(house, by=ref)


def test_a_case_that_stays_is_on_no_list_and_the_reason_is_told(house):
    with pytest.raises(NotPossibleError, match="stays: the help goes on"):
        proposed(house, "C1", "C2")
    house.run(retention.mark, DANISH, "C1", Mark.HOLD, "en klage", "CW", LATER)
    with pytest.raises(NotPossibleError, match="stays: it is on hold"):
        proposed(house, "C1")
    with pytest.raises(NotPossibleError, match="nothing is due"):
        proposed(house)


def test_a_case_waits_on_one_list_only(house):
    made = proposed(house)

    with pytest.raises(NotPossibleError, match="nothing is due"):
        proposed(house)
    with pytest.raises(NotPossibleError, match=f"on list {made.id} already"):
        proposed(house, "C1")


def test_a_list_that_was_withdrawn_is_never_confirmed_and_frees_its_cases(house):
    made = proposed(house)
    house.run(retention_lists.withdraw, DANISH, made.id, "SV", LATER)

    with pytest.raises(NotPossibleError, match="was withdrawn already"):
        confirm(house, made.id, "SV")
    assert proposed(house).id != made.id


def test_nobody_alone_is_enough_at_carrying_out(house):
    made = proposed(house)

    with pytest.raises(NotPossibleError, match="waits for a second person"):
        allowed(house, made)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE retention_list SET confirmed_by = proposed_by",
        "UPDATE retention_list SET proposed_by = confirmed_by",
        "UPDATE retention_list SET confirm_signature = NULL",
        "UPDATE retention_list SET confirmed_at = confirmed_at + 1",
        """
        INSERT INTO retention_item
        SELECT list_id, (SELECT id FROM case_file WHERE client_id IS NULL), profile,
               authority, counted_since, counted_from, over_on, state, '', NULL, NULL,
               NULL
        FROM retention_item
        """,
        "DELETE FROM retention_item",
    ],
)
def test_a_list_that_somebody_changed_in_the_file_counts_for_nothing(house, tampering):
    made = confirmed(house)
    house.sql(tampering)

    with pytest.raises(NotPossibleError, match="not as it was confirmed"):
        allowed(house, made)


def test_a_confirmation_that_somebody_wrote_into_the_file_counts_for_nothing(house):
    made = proposed(house)
    house.sql(
        "UPDATE retention_list SET confirmed_at = 1, confirm_signature = zeroblob(64),"
        " confirmed_by = (SELECT id FROM person WHERE role = 'supervisor')"
    )

    with pytest.raises(NotPossibleError, match="not as it was confirmed"):
        allowed(house, made)


@pytest.mark.parametrize("ref", ["CW", "SV"])
def test_whoever_left_meanwhile_no_longer_stands_behind_it(house, ref):
    made = confirmed(house)
    left = "UPDATE person SET left_at = 1 WHERE id = ?"
    house.sql(left, (house.id_of(ref),))

    with pytest.raises(DeniedError):
        allowed(house, made)


def test_who_is_to_confirm_sees_what_it_would_destroy_now(house):
    made = proposed(house)
    house.run(retention.mark, DANISH, "C1", Mark.HOLD, "en klage", "CW", LATER)

    (looked,) = house.run(retention_lists.look_again, DANISH, made.id, LATER)

    assert (looked.ref, looked.judged.is_due) == ("C1", False)


def test_there_is_no_such_list(house):
    with pytest.raises(NotPossibleError, match="no such list"):
        confirm(house, 7, "SV")


def test_the_readers_of_a_case_are_told_of_each_step(house):
    private = house.enrol("CW")
    house.run(retention.mark, DANISH, "C2", Mark.HOLD, "venter", "CW", LATER)
    house.run(retention.mark, DANISH, "C2", Mark.HOLD, "klar", "CW", LATER, is_on=False)

    assert house.texts("C2", private)[-2:] == ["hold; venter", "no longer: hold; klar"]


def test_unfinished_lists_are_known(house):
    made = proposed(house)

    assert [each.id for each in house.run(retention_lists.unfinished)] == [made.id]
    house.run(retention_lists.withdraw, DANISH, made.id, "SV", LATER)
    assert house.run(retention_lists.unfinished) == []
