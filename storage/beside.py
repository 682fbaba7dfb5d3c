"""Working on the store beside the service, one at a time."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage import group
from storage.connection import connect
from storage.errors import StoreError, StoreMissingError, told_plainly
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")


class NotAloneError(StoreError):
    """Another backup or change of keys is being done. Wait for it."""

    def __init__(self) -> None:
        super().__init__("another backup or change of keys is being done: wait for it")


class Beside:
    """Runs units of work, each in a transaction of its own."""

    def __init__(self, run: Callable[[Callable[[Transaction], Any]], Any]) -> None:
        self._run = run

    def run(
        self,
        unit: Callable[Concatenate[Transaction, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run the unit and return its value once that is durable."""
        value: T = self._run(lambda tx: unit(tx, *args, **kwargs))
        return value


@contextmanager
def beside(directory: Path, keys: Path) -> Iterator[Beside]:
    """Yield what runs units on the store while the service goes on."""
    with (
        told_plainly(),
        alone(directory),
        closing(connect(directory)) as connection,
        closing(ShredKeys.open(directory)) as shred,
    ):
        tx = Transaction(connection, ServiceKeys.load(keys), shred)

        def run(unit: Callable[[Transaction], Any]) -> Any:
            (done,) = group.run(connection, tx, [unit])
            if done.error is not None:
                raise done.error
            return done.value

        yield Beside(run)


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Keep others from what must not be done twice at a time, nor one in the other.

    A backup that was taken while keys are turned would hold the keys of before and the
    store of after.
    """
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        raise StoreMissingError from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotAloneError from None
    finally:
        os.close(descriptor)
