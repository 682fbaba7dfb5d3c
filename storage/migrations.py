"""Bringing the store up to date, one numbered SQL file at a time."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from storage.errors import StoreError, StoreTooNewError, told_plainly

COPIES = "store.before-*.db"
"""What the store was before an update, left beside it."""

_FILE_NAME = re.compile(r"^(\d{4})_(\w+)\.sql$")


class StoreTooOldError(StoreError):
    """The store waits for a migration. Start the service once."""

    def __init__(self) -> None:
        super().__init__("the store is older than this program: start the service once")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step forward."""

    number: int
    name: str
    sql: str


@cache
def known() -> tuple[Migration, ...]:
    """Return every step, the first first."""
    steps = []
    for file in resources.files("storage.sql").iterdir():
        match = _FILE_NAME.match(file.name)
        if match:
            steps.append(
                Migration(
                    int(match[1]), file.name.removesuffix(".sql"), file.read_text()
                )
            )
    return tuple(sorted(steps, key=lambda step: step.number))


def version_of(connection: sqlite3.Connection) -> int:
    """Return the number of the last step that this store took."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def require_current(connection: sqlite3.Connection) -> None:
    """Refuse a store of another version."""
    found, newest = version_of(connection), known()[-1].number
    if found > newest:
        raise StoreTooNewError(found, newest)
    if found < newest:
        raise StoreTooOldError


def apply(path: Path) -> list[str]:
    """Take the steps that this file still misses, after copying it; name them.

    A new file gets all of them and no copy.
    """
    existed = path.exists()
    with (
        told_plainly(),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        if not existed:
            path.chmod(0o600)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        found = version_of(connection)
        steps = known()
        if found > steps[-1].number:
            raise StoreTooNewError(found, steps[-1].number)
        missing = [step for step in steps if step.number > found]
        if missing and existed and found:
            name = COPIES.replace("*", f"{missing[0].number:04}")
            _copy(connection, path.with_name(name))
        for step in missing:
            _take(connection, step)
    return [step.name for step in missing]


def _take(connection: sqlite3.Connection, step: Migration) -> None:
    # executescript commits by itself, so the step brings its own transaction.
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{step.sql}\nPRAGMA user_version={step.number};\nCOMMIT;"
    )


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    # Under another name until it is whole: a start that died here can be repeated.
    begun = target.with_suffix(".part")
    begun.unlink(missing_ok=True)
    mask = os.umask(0o077)
    try:
        connection.execute("VACUUM INTO ?", (str(begun),))
    finally:
        os.umask(mask)
    with begun.open("rb") as copied:
        os.fsync(copied.fileno())
    begun.replace(target)
