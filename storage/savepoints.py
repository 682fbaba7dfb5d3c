"""Doing something inside a unit that may break, without breaking the unit."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from storage.errors import is_of_the_disk
from storage.transaction import Transaction

P = ParamSpec("P")


def holds(
    tx: Transaction,
    deed: Callable[Concatenate[Transaction, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> bool:
    """Do it, and tell whether it went well; if not, nothing of it is left.

    What the disk refuses ends the whole unit, as ever.
    """
    tx.run("SAVEPOINT part")
    kept = tx.mark()
    try:
        deed(tx, *args, **kwargs)
    except Exception as error:
        if is_of_the_disk(error):
            raise
        tx.run("ROLLBACK TO part")
        tx.run("RELEASE part")
        tx.undo(kept)
        return False
    tx.run("RELEASE part")
    return True
