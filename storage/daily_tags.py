"""Tagging the head of the store, and forgetting the key that did."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import records
from storage.cases import INTAKE
from storage.records import NewEntry
from storage.tag_chain import FIRST_KEY, KEY_BYTES, TAG, key_after, tag
from storage.transaction import Transaction
from storage.vault import Place

FIND = "SELECT number, sealed_key FROM tag_key WHERE id = 1"
KEEP = """
    INSERT INTO tag_key (id, number, sealed_key) VALUES (1, :number, :sealed)
    ON CONFLICT (id) DO UPDATE
    SET number = excluded.number, sealed_key = excluded.sealed_key
"""


def add(tx: Transaction, now: datetime) -> int:
    """Tag the head of now into the intake, which there is; return the tag's number."""
    number, key = _current(tx, now)
    head = records.head_of_store(tx)
    body = {"number": number, "tag": tag(key, number, head).hex()}
    _write(tx, TAG, body, now)
    _keep(tx, number + 1, key_after(key))
    return number


def _current(tx: Transaction, now: datetime) -> tuple[int, bytes]:
    """Return the number and key of the next tag; the first is sealed to the readers."""
    row = tx.one_or_none(FIND)
    if row is not None:
        return row["number"], tx.vault.open(_PLACE, row["sealed_key"])
    key = os.urandom(KEY_BYTES)
    _write(tx, FIRST_KEY, {"key": key.hex()}, now)
    return 1, key


def _write(tx: Transaction, kind: str, body: Mapping[str, Any], now: datetime) -> None:
    entry = NewEntry(kind=kind, at=now, direction="", channel="", author="", body=body)
    records.add(tx, INTAKE, entry)


def _keep(tx: Transaction, number: int, key: bytes) -> None:
    tx.clears_log = True
    tx.run(KEEP, number=number, sealed=tx.vault.seal(_PLACE, key))


_PLACE = Place("tag_key", "sealed_key", 1)
