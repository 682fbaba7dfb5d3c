"""Steps 0002 to 0008: families, lives of assignments, consents, absences, safe contact,
numbers and private lines, on a store of the first version with people and their words
in it.
"""

import sqlite3
from contextlib import closing

import pytest

from casework.people import (
    Address,
    AddressState,
    Agreement,
    AssignmentState,
    Channel,
    Language,
    Mandate,
    PersonId,
    Role,
)
from storage import (
    addresses,
    assignments,
    cases,
    contact_person_changes,
    migrations,
    people,
    records,
)
from storage.connection import FILE
from storage.records import NewEntry
from storage.times import to_ms
from tests.storage.stores import NOW, add_person, make, read_case, transaction_on

STEPS = [
    "0002_guardians",
    "0003_lifecycle",
    "0004_consents",
    "0005_absences",
    "0006_safe_contact",
    "0007_numbers",
    "0008_private_lines",
]
PERSON = """
    INSERT INTO person (id, role, alias, ref_fingerprint, sealed_ref, sealed_name,
                        sealed_birth, language, profile, agreement, agreement_at,
                        created_at)
    VALUES (:id, :role, :alias, :fingerprint, :ref, :name, :birth, 'da', :profile,
            :agreement, :now, :now)
"""
ADDRESS = """
    INSERT INTO address (person_id, channel, fingerprint, sealed_value, state,
                         verified_at, last_inbound_at, created_at)
    VALUES (:person, :channel, :fingerprint, :sealed, :state, :now, :now, :now)
"""
ASSIGNMENT = """
    INSERT INTO assignment (client_id, contact_person_id, starts_at, ends_at)
    VALUES (:client, :worker, :starts, :ends)
"""
EVERYBODY = {
    "c-alma": ("client", "K1", "dk_child", "given"),
    "c-bo": ("client", "K2", "dk_skp", "declined"),
    "c-cleo": ("client", "K3", "dk_youth", "not_asked"),
    "w-mette": ("contact_person", "M1", "", "not_asked"),
    "w-sanne": ("supervisor", "M2", "", "not_asked"),
}
NUMBER = Address(Channel.SMS, "+4520123456")


@pytest.fixture
def first_version(tmp_path, monkeypatch, made_anew):
    """A store as the first version left it: people, numbers, words on their way."""
    first, *_ = migrations.known()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "known", lambda: [first])
        made = make(tmp_path)
        with transaction_on(made) as tx:
            fill(tx)
            tx.run("COMMIT")
            tx.run("BEGIN")
    return made


def fill(tx):
    """Put something into every table that a step touches, or that points at one."""
    now = to_ms(NOW)
    for person, (role, alias, profile, agreement) in EVERYBODY.items():
        tx.run(
            PERSON,
            id=person,
            role=role,
            alias=alias,
            fingerprint=tx.vault.fingerprint("ref", person),
            ref=tx.seal("person", "sealed_ref", person, person),
            name=tx.seal("person", "sealed_name", person, f"name of {person}"),
            birth=tx.seal("person", "sealed_birth", person, "2010-05-04"),
            profile=profile,
            agreement=agreement,
            now=now,
        )
    for person, value, state in (
        ("c-alma", NUMBER.value, "verified"),
        ("c-bo", "+4520999999", "frozen"),
        ("c-cleo", NUMBER.value, "retired"),
    ):
        tx.run(
            ADDRESS,
            person=person,
            channel="sms",
            fingerprint=tx.vault.fingerprint("sms", value),
            sealed=tx.seal("address", "sealed_value", f"{person}/sms", value),
            state=state,
            now=now,
        )
    for client, ends in (("c-alma", None), ("c-bo", None), ("c-cleo", now + 1)):
        tx.run(ASSIGNMENT, client=client, worker="w-mette", starts=now, ends=ends)
    case = cases.begin(tx, PersonId("c-alma"), "full", [], NOW)
    entry = NewEntry("message", NOW, "in", "sms", "c-alma", {"text": "hello"})
    records.add(tx, case, entry)
    tx.run(
        """
        INSERT INTO delivery (lane, recipient_id, case_id, kind, form, state,
                              not_before, created_at)
        VALUES ('w-mette/k', 'w-mette', :case, 'relay', 'text', 'ready', :now, :now)
        """,
        case=case,
        now=now,
    )
    tx.run(
        """
        INSERT INTO message (case_id, author_id, address_id, external_id, kind, entry,
                             created_at)
        VALUES (:case, 'c-alma', 1, 'SM1', 'text', 1, :now)
        """,
        case=case,
        now=now,
    )
    tx.run(
        """
        INSERT INTO invitation (person_id, token_hash, code_fingerprint, expires_at,
                                created_at)
        VALUES ('c-cleo', x'01', x'02', :now, :now)
        """,
        now=now,
    )
    tx.run("INSERT INTO choice VALUES ('w-mette', 'c-alma', 'reply', 0, :now)", now=now)


def contents(path):
    """Return every table with its columns and rows."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master"
                " WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {name: _rows(db, name) for name in names}


def _rows(db, name):
    found = db.execute(f"SELECT * FROM {name}")  # noqa: S608 - a table of ours
    columns = [each[0] for each in found.description]
    return sorted((dict(zip(columns, row, strict=True)) for row in found), key=repr)


def test_every_row_is_there_afterwards_and_a_copy_is_kept(first_version):
    path = first_version.directory / FILE
    before = contents(path)

    applied = migrations.apply(path)

    after = contents(path)
    assert applied[: len(STEPS)] == STEPS
    for name, rows in before.items():
        columns = rows[0].keys() if rows else ()
        kept = [
            {each: row[each] for each in columns}
            for row in after[name]
            # Said anew: from when on changes of contact person are known.
            if row.get("name") != "changes_since"
        ]
        assert sorted(kept, key=repr) == sorted(rows, key=repr), name
    assert contents(first_version.directory / "store.before-0002.db") == before


def test_nothing_points_at_a_row_that_is_not_there(first_version):
    path = first_version.directory / FILE

    migrations.apply(path)

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        refers = {row[2] for row in db.execute("PRAGMA foreign_key_list(assignment)")}
    assert refers == {"person"}


def test_the_program_of_today_reads_everybody_and_their_words(first_version):
    migrations.apply(first_version.directory / FILE)

    with transaction_on(first_version) as tx:
        alma = people.known(tx, PersonId("c-alma"))
        found = addresses.find(tx, NUMBER)
        case = cases.of_client(tx, alma.id)
        (kept,) = read_case(tx, case, first_version.shares)

    assert (alma.name, alma.role, alma.language) == (
        "name of c-alma",
        Role.CLIENT,
        Language.DANISH,
    )
    assert (alma.agreement, alma.declined_topics) == (Agreement.GIVEN, frozenset())
    assert (found.person_id, found.state) == (alma.id, AddressState.VERIFIED)
    assert not found.is_shared
    assert kept[1]["text"] == "hello"


def test_an_assignment_stands_as_it_stood_in_the_help_that_it_is(first_version):
    migrations.apply(first_version.directory / FILE)

    with transaction_on(first_version) as tx:
        lives = {
            client: assignments.history(tx, PersonId(client))
            for client in ("c-alma", "c-bo", "c-cleo")
        }
        current = assignments.current(tx, PersonId("c-alma"))

    found = {
        client: [(each.state, each.profile, each.mandate) for each in life]
        for client, life in lives.items()
    }
    assert found == {
        "c-alma": [(AssignmentState.ACTIVE, "dk_child", Mandate.VOLUNTARY)],
        "c-bo": [(AssignmentState.ACTIVE, "dk_skp", Mandate.VOLUNTARY)],
        "c-cleo": [(AssignmentState.ENDED, "dk_youth", Mandate.VOLUNTARY)],
    }
    assert lives["c-alma"][0].state_since == NOW
    assert (current.answering, current.principal) == ("w-mette", "c-alma")


def test_a_family_can_be_added_to_who_was_there_before(first_version):
    migrations.apply(first_version.directory / FILE)

    with transaction_on(first_version) as tx:
        current = assignments.current(tx, PersonId("c-alma"))
        karin = add_person(tx, "karin", Role.GUARDIAN)
        assignments.add_participant(tx, current.id, karin.id, "guardian", NOW)
        found = assignments.current(tx, karin.id)

    assert (found.client, found.principal) == (karin.id, "c-alma")
    assert karin.alias == "K4"


def test_a_step_that_dies_leaves_the_first_version_whole(first_version, monkeypatch):
    path = first_version.directory / FILE
    before = contents(path)
    first, second, *_ = migrations.known()
    broken = migrations.Migration(
        second.number, second.name, f"{second.sql}\nINSERT INTO nowhere VALUES (1);"
    )
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "known", lambda: [first, broken])
        with pytest.raises(sqlite3.OperationalError):
            migrations.apply(path)
    half_way = contents(path)

    applied = migrations.apply(path)

    assert half_way == before
    assert applied[: len(STEPS)] == STEPS


def test_nobody_is_left_in_a_dialog_that_is_none_any_more(first_version, monkeypatch):
    path = first_version.directory / FILE
    *before, _ = migrations.known()[:8]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "known", lambda: before)
        migrations.apply(path)
    with closing(sqlite3.connect(path)) as db:
        for person, name in (("w-mette", "private_line"), ("w-sanne", "new")):
            db.execute(
                "INSERT INTO dialog (person_id, name, step, sealed_state, expires_at)"
                " VALUES (?, ?, '', x'00', 0)",
                (person, name),
            )
        db.commit()

    migrations.apply(path)

    assert [row["name"] for row in contents(path)["dialog"]] == ["new"]


def test_since_when_changes_of_contact_person_are_known_is_written_down(
    first_version,
):
    migrations.apply(first_version.directory / FILE)

    with transaction_on(first_version) as tx:
        assert contact_person_changes.known_since(tx) == NOW
        assert contact_person_changes.every(tx) == []
