import sqlite3
from contextlib import closing

import pytest

from storage import addresses, cases, inbox, migrations, retention_rows
from storage.inbox_rows import Raw
from storage.people import find_by_ref
from storage.retention_rows import FORGOTTEN
from tests.storage.installations import MARK, NOW, populated

KEPT = {
    "case_file": "a signed row; its client_id leads nowhere any more",
    "case_key": "signed, and public",
    "wrap": "signed; without the shred key it opens nothing",
    "contact_entry": "a link of the chain; sealed to a key that is gone",
    "attachment": "of the record; its file goes once this is committed",
    "retention_list": "who works here",
    "retention_item": "the report: a case, and nobody's name",
    "reader": "who works here",
    "absence": "who works here",
    "digest": "who works here",
    "worker_hours": "who works here",
    "unaddressed": "who works here, and lines for nobody yet",
    "shared_line": "who works here was asked; gone once they answer",
}
"""Tables with an id of a person or a case from which nothing is deleted, and why."""

NAMES_SOMEBODY = (
    *("person_id", "client_id", "recipient_id", "author_id", "giver_id"),
    *("assignment_id", "case_id"),
)


def tables():
    with closing(sqlite3.connect(":memory:")) as db:
        for step in migrations.known():
            db.executescript(step.sql)
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        return {
            name: {
                row[0]
                for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))
            }
            for name in names
        }


def test_of_every_table_it_was_decided_what_becomes_of_a_person_in_it():
    about = {name for name, columns in tables().items() if {*NAMES_SOMEBODY} & columns}

    assert about - {table for table, _ in FORGOTTEN} - KEPT.keys() == set()
    assert KEPT.keys() & {table for table, _ in FORGOTTEN} == set()


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "there")


async def test_nothing_that_the_program_can_read_of_them_is_left(installation):
    """In this installation something stands in every sealed column of a client."""
    client = (await installation.run(find_by_ref, f"{MARK}-client-2")).id
    case = await installation.run(cases.of_client, client)

    gone = await installation.run(retention_rows.forget, case, client)

    assert gone > 20
    with closing(sqlite3.connect(installation.data / "store.db")) as db:
        for name, columns in tables().items():
            if name in KEPT:
                continue
            for column in columns:
                sql = f"SELECT 1 FROM {name} WHERE {column} IN (?, ?)"  # noqa: S608 - ours
                found = db.execute(sql, (client, case))
                assert found.fetchone() is None, (name, column)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_everybody_else_is_as_they_were(installation):
    before = await installation.readable()
    client = (await installation.run(find_by_ref, f"{MARK}-client-2")).id
    case = await installation.run(cases.of_client, client)

    await installation.run(retention_rows.forget, case, client)

    after = await installation.readable()
    assert set(after) < set(before)
    assert f"{MARK}-name-of-client-1" in after
    assert f"{MARK}-name-of-client-2" not in after


async def test_what_their_phone_sent_and_nobody_could_deal_with_goes_too(installation):
    client = (await installation.run(find_by_ref, f"{MARK}-client-1")).id
    case = await installation.run(cases.of_client, client)
    (where,) = await installation.run(addresses.of_person, client)
    rows = [
        Raw(where.address.channel, "dead-1", where.address.value, b"{}"),
        Raw(where.address.channel, "dead-2", "another chat", b"{}"),
    ]
    await installation.run(inbox.take_in, rows, NOW)
    new = [Raw(where.address.channel, "new-1", where.address.value, b"{}")]
    await installation.run(set_all_aside)
    await installation.run(inbox.take_in, new, NOW)

    await installation.run(retention_rows.forget, case, client)

    assert not await installation.run(inbox.was_seen, where.address.channel, "dead-1")
    for waits in ("dead-2", "new-1"):
        assert await installation.run(inbox.was_seen, where.address.channel, waits)


def set_all_aside(tx):
    for row in inbox.next_rows(tx, 0, 1000):
        inbox.set_dead(tx, row.id)


async def test_what_they_did_for_somebody_who_stays_names_nobody(installation):
    mother = (await installation.run(find_by_ref, f"{MARK}-client-1")).id
    case = await installation.run(cases.of_client, mother)

    def unit(tx):
        tx.run("UPDATE appointment SET cancelled_by = :who", who=mother)
        tx.run("UPDATE meeting_series SET told = 'w-1 ' || :who || ' w-2'", who=mother)
        retention_rows.forget(tx, case, mother)
        return [
            tx.value("SELECT cancelled_by FROM appointment"),
            tx.value("SELECT told FROM meeting_series"),
        ]

    assert await installation.run(unit) == [None, "w-1 w-2"]
