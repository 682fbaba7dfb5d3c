"""Doing something only to see what it would do: then all of it is undone."""

from collections.abc import Callable
from contextlib import suppress
from typing import Concatenate, ParamSpec, TypeVar

from storage.engine import Store
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")


class _UndoneError(Exception):
    """What was tried out is undone."""


async def try_out(
    store: Store,
    unit: Callable[Concatenate[Transaction, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Return what the unit would give; nothing of what it did is kept."""
    found: list[T] = []

    def tried(tx: Transaction) -> None:
        found.append(unit(tx, *args, **kwargs))
        raise _UndoneError

    with suppress(_UndoneError):
        await store.run(tried)
    return found[0]
