import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from storage import consents, migrations
from tests.storage.stores import NOW, add_person

YEAR = timedelta(days=365)


@pytest.fixture
def alma(tx):
    return add_person(tx).id


def given(alma, **more):
    known = {
        "person": alma,
        "giver": alma,
        "purpose": Purpose.MESSAGES,
        "state": ConsentState.GIVEN,
        "how": How.TELEGRAM,
        "at": NOW - YEAR,
    }
    return Consent(**(known | more))


def old(tx, now=NOW):
    return consents.old(tx, now - YEAR, now - timedelta(days=90), now)


def test_what_was_said_is_kept_in_its_order_with_all_that_belongs_to_it(tx, alma):
    mother = add_person(tx, "mother").id
    rows = [
        given(alma, state=ConsentState.ASKED, text_key="welcome", text_version="en:1"),
        given(alma),
        given(
            alma,
            giver=mother,
            purpose=Purpose.MEASURE,
            state=ConsentState.WITHDRAWN,
            how=How.SPOKEN,
            recorded_by=mother,
            valid_until=NOW,
        ),
    ]

    for row in rows:
        consents.add(tx, row)

    assert consents.of_person(tx, alma) == rows
    assert consents.of_person(tx, mother) == []


def test_the_last_question_is_found_behind_its_answer(tx, alma):
    first = given(alma, state=ConsentState.ASKED, text_version="en:1")
    second = given(alma, state=ConsentState.ASKED, text_version="en:2")
    for row in (first, second, given(alma)):
        consents.add(tx, row)

    assert consents.last_asked(tx, alma, alma, Purpose.MESSAGES) == second
    assert consents.last_asked(tx, alma, alma, Purpose.MEASURE) is None


@pytest.mark.parametrize(
    "later",
    [
        given("c-1", state=ConsentState.DECLINED, at=NOW),
        given("c-1", state=ConsentState.WITHDRAWN, at=NOW),
        given("c-1", at=NOW),
        given("c-1", state=ConsentState.ASKED, at=NOW - timedelta(days=2)),
    ],
    ids=["no", "withdrawn", "a newer yes", "asked lately"],
)
def test_a_yes_is_old_until_somebody_says_or_is_asked_something_newer(tx, alma, later):
    yes = given(alma)
    consents.add(tx, yes)
    before = old(tx)

    consents.add(tx, given(alma, state=later.state, at=later.at, purpose=later.purpose))

    assert before == [yes]
    assert old(tx) == []


def test_a_yes_that_has_run_out_is_old(tx, alma):
    runs_out = given(alma, at=NOW, valid_until=NOW + timedelta(days=30))
    consents.add(tx, runs_out)

    assert old(tx) == []
    assert old(tx, NOW + timedelta(days=30)) == [runs_out]


def test_what_was_agreed_before_is_taken_over_once(tmp_path):
    steps = {step.number: step for step in migrations.known()}
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        db.executescript(steps[1].sql)
        for person, agreement in (("c-1", "given"), ("c-2", "not_asked")):
            db.execute(
                "INSERT INTO person (id, role, alias, ref_fingerprint, sealed_ref,"
                " sealed_name, language, profile, agreement, agreement_at, created_at)"
                " VALUES (?, 'client', ?, ?, x'', x'', 'da', 'dk_youth', ?, 7, 5)",
                (person, person, person.encode(), agreement),
            )

        for number in range(2, 5):
            db.executescript(steps[number].sql)

        found = db.execute("SELECT giver_id, purpose, state, how, at FROM consent")
        assert found.fetchall() == [("c-1", "messages", "given", "import", 7)]
