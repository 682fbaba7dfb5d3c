"""Stores to begin a test with: real files, real keys."""

import json
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from casework.people import Language, Role
from storage import cases, people, setup
from storage.connection import FILE, connect
from storage.recovery import combine, create_recovery
from storage.sealing import Binding, open_sealed
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction
from storage.wraps import RECOVERY, WrapBinding, open_inner, peel

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """An empty store, and everything that opens it."""

    directory: Path
    keys: ServiceKeys
    shares: tuple

    def copy_to(self, directory):
        """Return the same store in another place."""
        shutil.copytree(self.directory, directory)
        return Made(directory, self.keys, self.shares)


def make(parent):
    """Make a store as `init` does."""
    parent.mkdir(exist_ok=True)
    recovery, shares = create_recovery()
    keys = ServiceKeys.create(parent / "keys", recovery)
    setup.create(parent / "store", keys)
    return Made(parent / "store", keys, shares)


@contextmanager
def transaction_on(made):
    """Yield an open transaction that is undone at the end."""
    with (
        closing(connect(made.directory)) as connection,
        closing(ShredKeys.open(made.directory, owner=True)) as shred,
    ):
        tx = Transaction(connection, made.keys, shred)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield tx
        finally:
            connection.execute("ROLLBACK")


def rows(made, sql):
    """Return what another connection sees."""
    with closing(sqlite3.connect(made.directory / FILE)) as connection:
        return connection.execute(sql).fetchall()


def add_person(tx, ref="alma", role=Role.CLIENT, **more):
    """Add somebody of whom nothing matters but what is given."""
    given = {
        "name": ref.capitalize(),
        "language": Language.ENGLISH,
        "profile": "dk_youth",
        "born_before": None,
        "now": NOW,
    } | more
    return people.add(tx, ref=ref, role=role, **given)


def add_client_with_case(tx, ref="alma", policy="full", holders=()):
    """Add a client and begin their case."""
    client = add_person(tx, ref)
    return client, cases.begin(tx, client.id, policy, list(holders), NOW)


def read_case(tx, case, shares):
    """Return what two of three shares show of a case: each entry's row and words."""
    recovery = combine(*shares[:2])
    shred_key = tx.shred.find(tx.vault, case)
    keys = {}
    for row in tx.all("SELECT * FROM wrap WHERE case_id = :case", case=case):
        if row["reader_id"] == RECOVERY:
            belongs = WrapBinding(case, row["epoch"], RECOVERY)
            inner = peel(row["sealed"], shred_key, belongs)
            keys[row["epoch"]] = open_inner(inner, recovery, belongs)
    entries = tx.all(
        "SELECT * FROM contact_entry WHERE case_id = :case ORDER BY sequence", case=case
    )
    return [(dict(row), _words(row, keys[row["epoch"]])) for row in entries]


def _words(row, key):
    binding = Binding(
        row["case_id"],
        row["epoch"],
        row["sequence"],
        row["kind"],
        row["at"],
        row["previous_hash"],
    )
    return json.loads(open_sealed(row["sealed"], key, binding))
