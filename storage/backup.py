"""Backing up: the store in one file, its shred keys in another, sealed to recovery.

It works while the service runs. What was written is opened again with its own key and
compared before that key is dropped and the files get their names.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from storage import archive, backup_files, shred_copy, store_copy, store_facts
from storage.archive import Member, Progress, Sink
from storage.backup_files import BackupError, NewFile, keys_file_of
from storage.beside import alone
from storage.connection import FILE, connect, refuse_exposed
from storage.errors import StoreKeyError
from storage.keyfiles import read_private, read_public, sync_directory
from storage.sealed_file import FileLabel, new_set_id
from storage.service_keys import ServiceKeys
from storage.setup import ATTACHMENTS
from storage.shred_copy import ShredCopy
from storage.store_copy import Contents
from storage.times import to_ms
from storage.transaction import Transaction, keys_for
from storage.verify import verify

RESERVE_BYTES: Final = 64 * 1024 * 1024
"""Left free for the service, which goes on writing meanwhile."""

_TEMPORARY: Final = ".backup-"


@dataclass(frozen=True, slots=True)
class Source:
    """What is kept: the directories of the store and of its keys, and the settings."""

    store: Path
    keys: Path
    config: str = field(repr=False)
    """A configuration file without secrets, for `data` and `keys` beside it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds, and what is not well with the store it was taken of."""

    store_file: Path
    keys_file: Path
    bytes: int
    entries: int
    cases: int
    attachments: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """One backup while it is made."""

    source: Source
    keys: ServiceKeys = field(repr=False)
    set_id: str
    at: int
    temporary: Path
    progress: Progress

    def seal(
        self, path: Path, purpose: str, members: list[Member]
    ) -> tuple[bytes, dict[str, bytes]]:
        """Seal the members to recovery; return the stream's key and their hashes."""
        label = FileLabel(purpose, self.set_id, self.at)
        return backup_files.seal(
            path, members, self.keys.recovery, label, self.progress
        )


def size_of(store: Path) -> int:
    """Return about how many bytes are sealed, and then opened again."""
    return 2 * (_store_bytes(store) + _attachment_bytes(store))


def write(
    source: Source, target: Path, now: datetime, progress: Progress = lambda _: None
) -> Written:
    """Write both files, or neither."""
    finals = (target, keys_file_of(target))
    _require_free_names(finals)
    refuse_exposed(source.store)
    try:
        with ExitStack() as stack:
            temporary = stack.enter_context(_private_directory(source.store))
            store_part, keys_part = (stack.enter_context(_part(to)) for to in finals)
            _require_space(source.store, target.parent)
            # Nobody turns the keys meanwhile, see `alone`.
            live = stack.enter_context(closing(connect(source.store)))
            keys = ServiceKeys.load(source.keys)
            run = _Run(source, keys, new_set_id(), to_ms(now), temporary, progress)
            written = _write(run, live, target, (store_part, keys_part))
            _require_free_names(finals)
            # Where the store's file has its name, both have.
            keys_part.rename(finals[1])
            store_part.rename(finals[0])
            sync_directory(target.parent)
    except OSError as error:
        raise BackupError(
            f"the backup cannot be written ({error.strerror}): nothing of it was kept"
        ) from None
    except sqlite3.Error as error:
        # The driver's own words may quote values; its code does not.
        code = getattr(error, "sqlite_errorname", type(error).__name__)
        raise BackupError(
            f"the store cannot be copied ({code}): nothing of it was kept"
        ) from None
    return written


def note(tx: Transaction, written: Written, now: datetime) -> None:
    """Write down that there is a backup, and where its keys file was written to."""
    moment = str(to_ms(now))
    store_facts.remember(tx, backup_files.LAST_BACKUP, moment)
    store_facts.remember(tx, backup_files.LAST_KEYS_BACKUP, moment)
    where = str(written.keys_file.absolute())
    store_facts.remember(tx, backup_files.LAST_KEYS_FILE, where)


def _write(
    run: _Run, live: sqlite3.Connection, target: Path, parts: tuple[Path, Path]
) -> Written:
    copy = run.temporary / FILE
    store_copy.take(live, copy)
    contents = store_copy.contents(copy)  # looked over when it is opened again
    _require_own_keys(run.keys, contents)
    # After the copy: a shred key is made before its case and destroyed before it.
    shred = shred_copy.read(run.source.store, run.keys.vault(), contents.store_id)
    kept, faults = _attachments(run.source.store, contents)
    members = [
        *_settings_and_keys(run.source),
        archive.of_file(backup_files.STORE, copy),
    ]
    key, hashes = run.seal(parts[0], backup_files.STORE_PURPOSE, members + kept)
    copy.unlink()
    faults += _verify_store(run, parts[0], key, hashes, contents)
    if not store_copy.leads_to(live, contents.head):
        raise BackupError("the copy is not a part of the store: try again")
    _write_keys(run, parts[1], shred)
    faults += [
        f"the shred key of case {case} does not open: nobody can read this case"
        for case in shred.unreadable
    ]
    return Written(
        store_file=target,
        keys_file=keys_file_of(target),
        bytes=sum(part.stat().st_size for part in parts),
        entries=contents.head.sequence,
        cases=len(contents.cases),
        attachments=len(kept),
        faults=tuple(faults),
    )


def _settings_and_keys(source: Source) -> list[Member]:
    found = [archive.of_bytes(backup_files.CONFIG, source.config.encode())]
    for names, read in (
        (backup_files.PRIVATE_KEYS, read_private),
        (backup_files.PUBLIC_KEYS, read_public),
    ):
        for name in names:
            content = read(source.keys / name)
            found.append(archive.of_bytes(f"{backup_files.KEYS}/{name}", content))
    return found


def _attachments(store: Path, contents: Contents) -> tuple[list[Member], list[str]]:
    """Return the sealed streams that the copy names, and what is wrong with them."""
    members, faults = [], []
    for kept in contents.attachments:
        path = store / ATTACHMENTS / kept.id
        if path.is_file():
            members.append(archive.of_file(backup_files.ATTACHMENT + kept.id, path))
        elif kept.is_written:
            faults.append(f"attachment {kept.id} is missing on the disk")
    return members, faults


def _require_own_keys(keys: ServiceKeys, contents: Contents) -> None:
    held = {key.id for key in keys.ring}
    if not keys_for(contents.key_check, keys) or not contents.field_keys <= held:
        raise StoreKeyError


def _verify_store(
    run: _Run, part: Path, key: bytes, hashes: dict[str, bytes], contents: Contents
) -> list[str]:
    """Restore what was written, compare, and return what is wrong with the record."""
    _drop_from_memory(part)
    restored = run.temporary / "restored"
    restored.mkdir(mode=0o700)

    def receive(name: str, _size: int) -> Sink:
        if name == backup_files.STORE:
            return NewFile(restored / FILE)
        return _Nowhere()

    found = backup_files.open_with_key(
        part, key, backup_files.STORE_PURPOSE, receive, run.progress
    )
    if found != hashes or store_copy.look_over(restored / FILE) != contents:
        raise BackupError("what was written is not what was read: look at the disk")
    report = verify(restored, run.keys.signing.public_key(), signatures=False)
    faults = [] if report.bad is None else [f"the record is not sound: {report.bad}"]
    shutil.rmtree(restored)
    return faults + [
        f"attachment {kept.id} was changed on the disk"
        for kept in contents.attachments
        if found.get(backup_files.ATTACHMENT + kept.id, kept.hash) != kept.hash
    ]


def _write_keys(run: _Run, part: Path, shred: ShredCopy) -> None:
    content = shred_copy.to_bytes(shred)
    members = [archive.of_bytes(backup_files.SHRED, content)]
    key, hashes = run.seal(part, backup_files.KEYS_PURPOSE, members)
    _drop_from_memory(part)
    found = backup_files.open_with_key(
        part, key, backup_files.KEYS_PURPOSE, lambda *_: _Nowhere(), run.progress
    )
    if found != hashes:
        raise BackupError("what was written is not what was read: look at the disk")


class _Nowhere:
    """Takes what is only hashed."""

    def write(self, piece: bytes, /) -> None:
        """Drop the piece."""

    def close(self) -> None:
        """Take note of nothing."""


def _drop_from_memory(path: Path) -> None:
    """Have the next reader see what is on the disk, not what is still in memory."""
    if not hasattr(os, "posix_fadvise"):  # outside Linux
        return
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _private_directory(store: Path) -> Iterator[Path]:
    """Yield a directory inside that of the store, and leave nothing of it behind.

    The copy in it is no more readable than the store itself, and lies on its disk: a
    disk that is carried away must not remember it. One backup at a time, so that what
    an interrupted one left can be removed.
    """
    with alone(store):
        for left in store.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(left)
        made = Path(mkdtemp(prefix=_TEMPORARY, dir=store))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _part(final: Path) -> Iterator[Path]:
    """Yield a name beside the final one, free now and afterwards."""
    part = final.with_name(f".{final.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _require_free_names(finals: tuple[Path, ...]) -> None:
    for final in finals:
        if not final.parent.is_dir():
            raise BackupError(f"{final.parent}: no such directory")
        if final.exists():
            raise BackupError(f"{final}: there already; choose another name")


def _require_space(store: Path, target: Path) -> None:
    """Refuse to begin what cannot end, or what would leave the service no room."""
    copy = _store_bytes(store)
    needed = {store: copy + RESERVE_BYTES, target: copy + _attachment_bytes(store)}
    if store.stat().st_dev == target.stat().st_dev:
        needed = {target: sum(needed.values())}
    backup_files.require_space(needed)


def _store_bytes(store: Path) -> int:
    return sum(path.stat().st_size for path in store.glob("*.db*"))


def _attachment_bytes(store: Path) -> int:
    return sum(path.stat().st_size for path in (store / ATTACHMENTS).iterdir())
