"""The shred keys on their way into a backup, and out of it again.

Outside the field encryption, because a backup of the store and the keys file that opens
it may be years apart, and the ring has turned meanwhile. Only ever in memory and under
the recovery key.
"""

import base64
import json
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from storage.connection import open_file
from storage.errors import StoreMissingError
from storage.shred import FILE, ShredKeys
from storage.vault import Place, Vault, VaultError
from storage.wraps import SHRED_KEY_BYTES

ALL: Final = "SELECT case_id, sealed_key FROM shred_key ORDER BY case_id"
ADD: Final = "INSERT INTO shred_key (case_id, sealed_key) VALUES (:case, :sealed)"


@dataclass(frozen=True, slots=True)
class ShredCopy:
    """The shred keys of a store, by case."""

    store_id: str
    keys: dict[str, bytes] = field(repr=False)
    unreadable: tuple[str, ...] = ()
    """Cases whose key does not open: nobody can read them any more."""


class ShredCopyError(Exception):
    """This is no list of shred keys."""

    def __init__(self) -> None:
        super().__init__("not a list of shred keys")


def read(directory: Path, vault: Vault, store_id: str) -> ShredCopy:
    """Return the keys that lie beside the store now."""
    path = directory / FILE
    if not path.exists():
        raise StoreMissingError
    keys, unreadable = {}, []
    with closing(open_file(path)) as connection:
        for case, sealed in connection.execute(ALL):
            try:
                keys[case] = vault.open(_place(case), sealed)
            except VaultError:
                unreadable.append(case)
    return ShredCopy(store_id, keys, tuple(unreadable))


def write(directory: Path, vault: Vault, copy: ShredCopy) -> None:
    """Make the database of these keys in a new store."""
    ShredKeys.create(directory)
    rows = [
        {"case": case, "sealed": vault.seal(_place(case), key)}
        for case, key in copy.keys.items()
    ]
    with closing(open_file(directory / FILE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(ADD, rows)
        connection.execute("COMMIT")


def to_bytes(copy: ShredCopy) -> bytes:
    """Return the keys as they stand in a backup: a line of JSON each."""
    lines = [{"store": copy.store_id}]
    lines += [
        {"case": case, "key": base64.b64encode(key).decode("ascii")}
        for case, key in copy.keys.items()
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode("ascii")


def from_bytes(content: bytes) -> ShredCopy:
    """Return the keys of a backup."""
    try:
        about, *lines = map(json.loads, content.decode("ascii").splitlines())
        keys = {
            str(line["case"]): base64.b64decode(line["key"], validate=True)
            for line in lines
        }
        found = ShredCopy(str(about["store"]), keys)
    except (ValueError, KeyError, TypeError):
        raise ShredCopyError from None
    if any(len(key) != SHRED_KEY_BYTES for key in keys.values()):
        raise ShredCopyError
    return found


def _place(case_id: str) -> Place:
    return Place("shred_key", "sealed_key", case_id)
