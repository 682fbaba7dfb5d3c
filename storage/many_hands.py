"""Checking and opening many entries at once, on every core of a reader's machine."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from storage import opened_entry
from storage.chain import Entry, verify_entry
from storage.key_pairs import PrivateKey
from storage.opened_entry import OpenedEntry
from storage.sealing import Binding, OpenError, open_sealed
from storage.signing_keys import Signers

T = TypeVar("T")

FEWEST: Final = 2_000
"""Fewer entries are opened sooner than another process starts."""

MOST_HANDS: Final = 8
AT_ONCE: Final = 250

_NOT_OURS: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Work:
    """Entries, and the keys that prove and open them; it goes to other processes."""

    entries: Sequence[Entry] = field(repr=False)
    signers: Signers
    keys: dict[int, bytes] = field(repr=False)
    """The private key of the case in each epoch that opens."""

    def signed(self, span: range) -> list[bool]:
        """Tell of each entry whether its signature is right."""
        signers = self.signers.ready()
        some = [self.entries[place] for place in span]
        return [
            verify_entry(
                signers.at(entry.header.global_sequence), entry.hash, entry.signature
            )
            for entry in some
        ]

    def opened(self, span: range) -> list[OpenedEntry | str | None]:
        """Return each entry in words, or why not; nothing where there is no key."""
        return [self._opened(self.entries[place]) for place in span]

    def _opened(self, entry: Entry) -> OpenedEntry | str | None:
        raw = self.keys.get(entry.header.epoch)
        if raw is None:
            return None
        try:
            return open_entry(entry, _key(raw))
        except OpenError as error:
            return str(error)


class Hands:
    """Does the work in this process, or in as many as there are cores."""

    def __init__(self, work: Work, executor: Executor | None) -> None:
        self._work, self._executor = work, executor

    def signed(self) -> Iterator[bool]:
        """Return of each entry, in order, whether its signature is right."""
        return self._each(Work.signed)

    def opened(self) -> Iterator[OpenedEntry | str | None]:
        """Return each entry in words, in order, as `Work.opened` says."""
        return self._each(Work.opened)

    def _each(self, what: Callable[[Work, range], list[T]]) -> Iterator[T]:
        total = len(self._work.entries)
        starts = range(0, total, AT_ONCE)
        spans = [range(start, min(start + AT_ONCE, total)) for start in starts]
        if self._executor is None:
            return self._here(what, spans)
        # Begun now, before anybody asks: the caller checks the chain in the meantime.
        begun = [self._executor.submit(_do, what.__name__, span) for span in spans]
        return self._there(what, spans, begun)

    def _here(
        self, what: Callable[[Work, range], list[T]], spans: Sequence[range]
    ) -> Iterator[T]:
        for span in spans:
            yield from what(self._work, span)

    def _there(
        self,
        what: Callable[[Work, range], list[T]],
        spans: Sequence[range],
        begun: Sequence[Future[Any]],
    ) -> Iterator[T]:
        for span, coming in zip(spans, begun, strict=True):
            try:
                some = coming.result()
            except BrokenExecutor:  # another process was ended: it is done here
                some = what(self._work, span)
            yield from some


@contextmanager
def hands(work: Work) -> Iterator[Hands]:
    """Yield what does the work; the other processes end with it."""
    count = min(_cores(), MOST_HANDS)
    if len(work.entries) < FEWEST or count == 1:
        yield Hands(work, None)
        return
    import multiprocessing  # noqa: PLC0415 - only a long case needs it
    from concurrent.futures.process import ProcessPoolExecutor  # noqa: PLC0415 - as above

    # A copy of this process is there at once; with threads in it that is not safe.
    is_alone = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if is_alone else "spawn")
    executor = ProcessPoolExecutor(count, context, _begin, (work,))
    try:
        yield Hands(work, executor)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def open_entry(entry: Entry, key: PrivateKey) -> OpenedEntry:
    """Return the entry in words, or raise `OpenError`."""
    header = entry.header
    binding = Binding(
        header.case_id,
        header.epoch,
        header.sequence,
        header.kind,
        header.at,
        header.previous_hash,
        header.suite,
    )
    body = open_sealed(entry.sealed, key, binding)
    try:
        return opened_entry.parse(entry, body)
    except _NOT_OURS:
        raise OpenError(binding) from None


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _key(raw: bytes) -> PrivateKey:
    return PrivateKey.from_raw(raw)


_given: list[Work] = []


def _begin(work: Work) -> None:
    _given[:] = [work]


def _do(what: str, span: range) -> list[bool] | list[OpenedEntry | str | None]:
    (work,) = _given
    return work.signed(span) if what == "signed" else work.opened(span)
