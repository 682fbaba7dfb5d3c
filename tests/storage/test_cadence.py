"""When there was contact, and what people were told about that there was none."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import Role
from storage import assignments, cadence, migrations, outbox
from storage.cadence import Told
from tests.storage.stores import NOW, add_client_with_case, add_person

A_DAY = timedelta(days=1)
TELL = Told(date(2026, 11, 1), 1, NOW)


@pytest.fixture
def people_of(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    return mette, alma, case


@pytest.fixture
def send(tx, people_of):
    """Have Mette write to Alma, and the words end in this state."""
    mette, alma, case = people_of

    def send(state, at):
        message = tx.insert(
            """
            INSERT INTO message (case_id, author_id, address_id, external_id, kind,
                                 entry, created_at)
            VALUES (:case, :author, 1, :external, 'text', 1, :at)
            """,
            case=case,
            author=mette.id,
            external=f"{state}-{at}",
            at=int(at.timestamp() * 1000),
        )
        kind = DeliveryKind.RELAY
        draft = Draft(alma.id, kind, "hello", case_id=case, message_id=message)
        delivery = outbox.add(tx, draft, at)
        tx.run(
            "UPDATE delivery SET state = :state WHERE id = :id",
            state=state,
            id=delivery,
        )

    return send


@pytest.mark.parametrize("state", ["ready", "claimed", "unknown", "skipped", "failed"])
def test_what_did_not_leave_is_no_contact(tx, people_of, send, state):
    _, alma, case = people_of
    send(state, NOW)

    assert cadence.last_answered(tx, alma.id, case) is None
    assert cadence.answered(tx, alma.id, case, NOW) == []


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
def test_what_left_is_contact_and_a_later_failure_does_not_hide_it(
    tx, people_of, send, state
):
    _, alma, case = people_of
    send(state, NOW)
    send("failed", NOW + A_DAY)

    assert cadence.last_answered(tx, alma.id, case) == NOW
    assert cadence.answered(tx, alma.id, case, NOW) == [NOW]
    assert cadence.answered(tx, alma.id, case, NOW + A_DAY) == []


def test_an_assignment_is_looked_at_when_it_was_said(tx, people_of):
    mette, alma, _ = people_of
    one = assignments.begin(tx, alma.id, mette.id, NOW)
    assert cadence.to_look_at(tx, NOW, 9) == [one]

    cadence.look_at(tx, one, NOW + A_DAY)

    assert cadence.to_look_at(tx, NOW, 9) == []
    assert cadence.to_look_at(tx, NOW + A_DAY, 9) == [one]
    assert cadence.every_open(tx) == [one]


def test_what_was_told_is_kept_until_it_is_over(tx, people_of):
    mette, alma, _ = people_of
    one = assignments.begin(tx, alma.id, mette.id, NOW)

    cadence.set_told(tx, one, "silence", TELL)
    cadence.set_told(tx, one, "silence", Told(TELL.about, 2, NOW + A_DAY))

    assert cadence.told(tx, one, "silence") == Told(TELL.about, 2, NOW + A_DAY)
    assert cadence.told(tx, one, "follow_up") is None
    assert cadence.forget_told(tx, one, "silence")
    assert not cadence.forget_told(tx, one, "silence")


def test_a_silence_is_over_once_words_have_left(tx, people_of, send):
    mette, alma, _ = people_of
    one = assignments.begin(tx, alma.id, mette.id, NOW)
    send("sent", NOW - A_DAY)
    cadence.set_told(tx, one, "silence", TELL)
    send("failed", NOW + A_DAY)
    assert cadence.heard_again(tx) == []

    send("delivered", NOW + A_DAY)

    assert cadence.heard_again(tx) == [one]


def test_assignments_from_before_are_looked_at_after_the_update():
    with closing(sqlite3.connect(":memory:")) as db:
        for step in migrations.known():
            if step.name == "0013_cadence":
                db.execute(
                    """
                    INSERT INTO assignment (client_id, contact_person_id, starts_at)
                    VALUES ('c-alma', 'w-mette', 1)
                    """
                )
            db.executescript(step.sql)

        kept = db.execute("SELECT client_id, starts_at, look_at FROM assignment")
        assert kept.fetchall() == [("c-alma", 1, 0)]
