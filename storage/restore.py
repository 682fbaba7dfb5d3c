"""Restoring: an empty machine, the two files of a backup and two recovery shares."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from storage import backup_files, migrations, shred_copy, store_copy, store_facts
from storage.archive import Progress
from storage.backup_files import (
    LAST_BACKUP,
    LAST_KEYS_BACKUP,
    BackupError,
    NewFile,
    require_space,
)
from storage.connection import FILE, open_file
from storage.key_pairs import PrivateKey
from storage.keyfiles import make_private_directory, sync_directory
from storage.sealed_file import FileLabel
from storage.service_keys import ServiceKeys
from storage.setup import ATTACHMENT_NAME, ATTACHMENTS
from storage.shred_copy import ShredCopy, ShredCopyError
from storage.store_copy import Contents
from storage.times import from_ms
from storage.transaction import keys_for
from storage.verify import verify

# What was still to go out may have gone out after the backup was taken.
MARK_OPEN_DELIVERIES: Final = """
    UPDATE delivery SET maybe_twice = 1
    WHERE state IN ('held', 'ready', 'claimed', 'unknown')
"""
_UNFINISHED: Final = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there again, and what is not."""

    store_at: datetime
    keys_at: datetime
    entries: int
    cases: int
    shut: tuple[str, ...]
    """Living cases whose shred key is not in the keys file: nobody opens them now."""
    may_go_twice: int
    """Messages that were still to go out, and may have gone out since."""
    faults: tuple[str, ...]


def restore(
    store_file: Path,
    keys_file: Path,
    recovery: PrivateKey,
    output: Path,
    progress: Progress = lambda _: None,
) -> Restored:
    """Make an installation in an empty directory, whole or not at all."""
    require_both(store_file, keys_file)
    with _unfinished(output) as made:
        require_space({output: store_file.stat().st_size})
        try:
            shred, keys_label = _read_keys(keys_file, recovery, progress)
            label = backup_files.open_with_recovery(
                store_file,
                recovery,
                backup_files.STORE_PURPOSE,
                lambda name, _: NewFile(_place(made, name)),
                progress,
            )
            restored = _finish(made, shred, label, keys_label)
            _publish(made, output)
        except OSError as error:
            raise BackupError(
                f"the backup cannot be restored ({error.strerror}): nothing was kept"
            ) from None
    return restored


def require_both(store_file: Path, keys_file: Path) -> None:
    """Raise `BackupError` naming the file that is missing."""
    for path, what in (
        (store_file, "the file with the store"),
        (keys_file, "the file with the shred keys"),
    ):
        if not path.is_file():
            raise BackupError(f"{path}: {what} is missing; both files are needed")


def _read_keys(
    path: Path, recovery: PrivateKey, progress: Progress
) -> tuple[ShredCopy, FileLabel]:
    kept = _InMemory()
    label = backup_files.open_with_recovery(
        path, recovery, backup_files.KEYS_PURPOSE, lambda *_: kept, progress
    )
    try:
        return shred_copy.from_bytes(kept.content), label
    except ShredCopyError:
        raise BackupError(f"{path}: this is no backup, or a damaged one") from None


def _place(made: Path, name: str) -> Path:
    """Return where a file of the archive belongs; there are no other places."""
    folder, _, attachment = name.rpartition("/")
    known = {
        backup_files.CONFIG,
        backup_files.STORE,
        *(f"{backup_files.KEYS}/{each}" for each in backup_files.PRIVATE_KEYS),
        *(f"{backup_files.KEYS}/{each}" for each in backup_files.PUBLIC_KEYS),
    }
    is_attachment = f"{folder}/" == backup_files.ATTACHMENT
    if name in known or (is_attachment and ATTACHMENT_NAME.fullmatch(attachment)):
        return made / name
    raise BackupError("the backup holds a file that a later version put there")


def _finish(
    made: Path, shred: ShredCopy, label: FileLabel, keys_label: FileLabel
) -> Restored:
    """Look over what was unpacked and bring the shred keys back to their place."""
    data = made / backup_files.DATA
    keys = ServiceKeys.load(made / backup_files.KEYS)
    contents = store_copy.look_over(data / FILE)
    if keys_for(contents.key_check, keys) is None:
        raise BackupError("the keys in the backup are not those of its store")
    if contents.store_id != shred.store_id:
        raise BackupError("the two files are backups of different stores")
    # The keys may be older than the end of a case, which no restore takes back.
    living = {
        case: key for case, key in shred.keys.items() if case not in contents.destroyed
    }
    shred_copy.write(data, keys.vault(), replace(shred, keys=living))
    with closing(open_file(data / FILE)) as connection:
        open_deliveries = _note(connection, label, keys_label)
        is_current = migrations.version_of(connection) == migrations.known()[-1].number
    for path in data.glob("*.db*"):
        path.chmod(0o600)
    return Restored(
        store_at=from_ms(label.at),
        keys_at=from_ms(keys_label.at),
        entries=contents.head.sequence,
        cases=len(contents.cases),
        shut=tuple(
            case
            for case in contents.cases
            if case not in contents.destroyed | living.keys()
        ),
        may_go_twice=open_deliveries,
        faults=tuple(_faults(data, keys, contents, is_current=is_current)),
    )


def _note(
    connection: sqlite3.Connection, label: FileLabel, keys_label: FileLabel
) -> int:
    """Write down which backups this comes from; return how many may go out twice."""
    connection.execute("BEGIN IMMEDIATE")
    marked = connection.execute(MARK_OPEN_DELIVERIES).rowcount
    facts = ((LAST_BACKUP, label.at), (LAST_KEYS_BACKUP, keys_label.at))
    for name, at in facts:
        connection.execute(store_facts.REMEMBER, {"name": name, "value": str(at)})
    connection.execute("COMMIT")
    return marked


def _faults(
    data: Path, keys: ServiceKeys, contents: Contents, *, is_current: bool
) -> Iterator[str]:
    if is_current:
        report = verify(data, keys.signing.public_key(), deep=True)
        if report.bad is not None:
            yield f"the record is not sound: {report.bad}"
        return
    for kept in contents.attachments:
        if kept.is_written and not (data / ATTACHMENTS / kept.id).is_file():
            yield f"attachment {kept.id} is not in the backup"


class _InMemory(BytesIO):
    """Takes what must not lie on a disk; `content` stays when it is closed."""

    content = b""

    def close(self) -> None:
        """Keep what came."""
        self.content = self.getvalue()
        super().close()


@contextmanager
def _unfinished(output: Path) -> Iterator[Path]:
    """Yield a directory inside the output, and leave nothing of it behind."""
    existed = output.exists()
    made = output / _UNFINISHED
    if made.is_dir() and not (output / backup_files.CONFIG).exists():
        # A run that was killed began with an empty directory: all in it was its own.
        for name in (backup_files.KEYS, backup_files.DATA, _UNFINISHED):
            shutil.rmtree(output / name, ignore_errors=True)
    make_private_directory(output)
    try:
        make_private_directory(made)
        for name in (backup_files.KEYS, backup_files.DATA, backup_files.ATTACHMENT):
            make_private_directory(made / name)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if not existed and not any(output.iterdir()):
            output.rmdir()


def _publish(made: Path, output: Path) -> None:
    """Move everything to its place, the configuration last: without it nothing runs."""
    for name in (backup_files.KEYS, backup_files.ATTACHMENT, backup_files.DATA):
        sync_directory(made / name)
    for name in (backup_files.KEYS, backup_files.DATA, backup_files.CONFIG):
        (made / name).rename(output / name)
    sync_directory(output)
