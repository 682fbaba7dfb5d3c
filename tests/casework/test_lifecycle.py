from datetime import date
from itertools import product

import pytest

from casework.lifecycle import NotAllowed, Owed, Papers, Step, after, owed
from casework.people import AssignmentState
from casework.profiles import PROFILES

TODAY = date(2026, 11, 23)
EVERYTHING = Papers("support", "Barnets lov", "2026-17", date(2027, 5, 1), True)

# What may follow, written from how the work is done: a row per state, a column per
# step; the letter is the state that follows, a dot means that the step may not.
TABLE = """
              establish activate pause resume end reopen
referred      e         a        .     .      x   .
establishing  .         a        .     .      x   .
active        .         .        p     .      x   .
paused        .         .        .     a      x   .
ended         .         .        .     .      .   a
"""
STANDS_FOR = {
    "e": AssignmentState.ESTABLISHING,
    "a": AssignmentState.ACTIVE,
    "p": AssignmentState.PAUSED,
    "x": AssignmentState.ENDED,
}


def table():
    head, *rows = TABLE.strip().splitlines()
    for row in rows:
        state, *cells = row.split()
        for step, cell in zip(head.split(), cells, strict=True):
            yield AssignmentState(state), Step(step), STANDS_FOR.get(cell)


@pytest.mark.parametrize(("state", "step", "follows"), list(table()))
def test_each_step_follows_as_the_table_says(state, step, follows):
    assert after(state, step) == (follows or NotAllowed(state, step))


def test_the_table_has_every_state_and_every_step():
    named = {(state, step) for state, step, _ in table()}

    assert named == set(product(AssignmentState, Step))


def test_nothing_follows_where_there_never_was_an_assignment():
    assert after(None, Step.END) == NotAllowed(None, Step.END)


@pytest.mark.parametrize("name", PROFILES)
def test_nothing_is_owed_where_everything_is_written_down(name):
    assert owed(PROFILES[name], AssignmentState.ACTIVE, EVERYTHING, TODAY) == ()


def test_a_danish_decision_owes_purpose_basis_number_consent_and_how_long():
    found = owed(PROFILES["dk_child"], AssignmentState.ESTABLISHING, Papers(), TODAY)

    assert found == (
        Owed.PURPOSE,
        Owed.LEGAL_BASIS,
        Owed.DECISION,
        Owed.CONSENT,
        Owed.EXPECTED_END,
    )


def test_a_swedish_order_of_the_board_owes_no_consent_and_no_end():
    found = owed(PROFILES["se_qualified"], AssignmentState.ACTIVE, Papers(), TODAY)

    assert found == (Owed.PURPOSE, Owed.LEGAL_BASIS, Owed.DECISION)


def test_outreach_owes_nothing():
    assert owed(PROFILES["dk_skp"], AssignmentState.ACTIVE, Papers(), TODAY) == ()


@pytest.mark.parametrize("state", [AssignmentState.REFERRED, AssignmentState.ENDED])
def test_nothing_is_owed_before_it_begins_and_after_its_end(state):
    assert owed(PROFILES["dk_child"], state, Papers(), TODAY) == ()


@pytest.mark.parametrize(
    ("expected_end", "is_late"),
    [(date(2026, 11, 22), True), (TODAY, False), (None, False)],
)
def test_an_end_that_has_passed_is_said(expected_end, is_late):
    papers = Papers(expected_end=expected_end)

    found = owed(PROFILES["dk_skp"], AssignmentState.ACTIVE, papers, TODAY)

    assert found == ((Owed.END_HAS_PASSED,) if is_late else ())


def test_what_is_written_down_is_never_shown_by_accident():
    assert "support" not in repr(EVERYTHING)
    assert "2026-17" not in repr(EVERYTHING)
