"""Messages that were not yet counted into a contact."""

import sqlite3
from contextlib import closing
from datetime import timedelta

from casework.drafts import DeliveryKind, Draft
from casework.people import Channel, Role
from storage import chats, migrations, outbox
from tests.storage.stores import NOW, add_client_with_case, add_person
from tests.storage.test_owed_notes import written


def test_messages_between_two_people_are_counted_once(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    message = written(tx, alma, case)
    relay = Draft(mette.id, DeliveryKind.RELAY, "hi", case_id=case, message_id=message)
    outbox.add(tx, relay, NOW)
    assert chats.quiet_since(tx, NOW - timedelta(seconds=1)) == []
    assert chats.quiet_since(tx, NOW) == [case]

    (line,) = chats.take_all(tx, case)

    assert (line.author, line.channel, line.at) == (alma.id, Channel.TELEGRAM, NOW)
    assert chats.quiet_since(tx, NOW) == []
    assert chats.take_all(tx, case) == []


def test_a_word_that_was_for_us_alone_is_put_away_uncounted(tx):
    alma, case = add_client_with_case(tx)
    written(tx, alma, case)

    assert chats.take_all(tx, case) == []
    assert chats.quiet_since(tx, NOW) == []


def test_looking_for_quiet_cases_reads_no_message_that_was_counted(tx):
    plan = tx.all("EXPLAIN QUERY PLAN " + chats.QUIET, since=0)

    assert any("message_not_in_chat" in row["detail"] for row in plan)


def test_messages_from_before_the_update_are_left_as_they_are():
    with closing(sqlite3.connect(":memory:")) as db:
        for step in migrations.known():
            if step.name == "0017_notes":
                db.execute(
                    """
                    INSERT INTO message (case_id, author_id, address_id, external_id,
                                         kind, entry, created_at)
                    VALUES ('k-1', 'c-alma', 1, '1', 'text', 1, 1)
                    """
                )
            db.executescript(step.sql)

        assert db.execute("SELECT in_chat FROM message").fetchall() == [(1,)]
        db.execute(
            """
            INSERT INTO message (case_id, author_id, address_id, external_id, kind,
                                 entry, created_at)
            VALUES ('k-1', 'c-alma', 1, '2', 'text', 2, 2)
            """
        )
        assert db.execute(chats.QUIET, {"since": 5}).fetchall() == [("k-1",)]
