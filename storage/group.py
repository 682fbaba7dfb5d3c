"""Units of work that share one transaction."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from storage.errors import StoreUnwritableError, is_of_the_disk
from storage.transaction import Transaction

Unit = Callable[[Transaction], Any]


@dataclass(slots=True)
class Done:
    """What became of one unit."""

    value: Any = None
    error: BaseException | None = None


class _UnitError(Exception):
    """One of the units raised this; it is told to nobody but us."""

    def __init__(self, error: Exception) -> None:
        super().__init__("a unit failed")
        self.error = error


def run(
    connection: sqlite3.Connection, tx: Transaction, units: Sequence[Unit]
) -> list[Done]:
    """Run the units in one transaction and say what became of each.

    A unit that raises is undone alone. Hardly any does, and a savepoint for each costs
    as much as two more statements and a copy of every page it changes: so they are run
    without, and only when one has raised once more from the beginning, with savepoints.
    """
    try:
        with _whole(connection, tx):
            return [Done(_value(unit, tx)) for unit in units]
    except _UnitError as failed:
        if len(units) == 1:
            return [Done(error=failed.error)]
    with _whole(connection, tx):
        return [_run_alone(connection, tx, unit) for unit in units]


def _value(unit: Unit, tx: Transaction) -> Any:
    try:
        return unit(tx)
    except Exception as error:
        if is_of_the_disk(error):
            raise
        raise _UnitError(error) from error


def _run_alone(connection: sqlite3.Connection, tx: Transaction, unit: Unit) -> Done:
    connection.execute("SAVEPOINT unit")
    kept = tx.mark()
    try:
        value = unit(tx)
    except Exception as error:
        if is_of_the_disk(error):
            raise
        connection.execute("ROLLBACK TO unit")
        connection.execute("RELEASE unit")
        tx.undo(kept)
        return Done(error=error)
    connection.execute("RELEASE unit")
    return Done(value)


@contextmanager
def _whole(connection: sqlite3.Connection, tx: Transaction) -> Iterator[None]:
    """Begin at once, commit at the end, or leave nothing behind."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        tx.begin_group()
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        tx.undo()
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            # The driver's own words may quote values; its class and the code do not.
            reason = getattr(error, "sqlite_errorname", type(error).__name__)
            raise StoreUnwritableError(reason) from None
        raise
