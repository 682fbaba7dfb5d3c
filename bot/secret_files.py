"""A secret that lies in a file of its own."""

import os
import stat
from pathlib import Path
from typing import Final

LARGEST_BYTES: Final = 64 * 1024


class SecretFileError(Exception):
    """The file cannot be used; the sentence does not name it.

    Whoever puts the secret itself where its file belongs must not find it in a log.
    """


def read_secret(path: Path) -> str:
    """Return what is in the file, if only its owner can read it."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise SecretFileError("no such file") from None
    except (OSError, ValueError):
        raise SecretFileError("the file cannot be read") from None
    _refuse_exposed(path, found)
    if len(content) > LARGEST_BYTES:
        raise SecretFileError("the file is too large")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise SecretFileError("the file is not text") from None
    if not text:
        raise SecretFileError("the file is empty")
    return text


def is_exposed(found: os.stat_result) -> bool:
    """Return whether others than the owner can read or change a file."""
    return bool(found.st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _refuse_exposed(path: Path, found: os.stat_result) -> None:
    mode = found.st_mode
    # systemd hands a credential to the service by an access list, which shows as
    # group bits, in a directory that nobody else can enter.
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    if given and path.resolve().is_relative_to(Path(given).resolve()):
        mode &= ~stat.S_IRGRP
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretFileError("others can read the file; run chmod 600 on it")
    if found.st_uid not in {os.geteuid(), 0}:
        raise SecretFileError("the file belongs to another user")
    folder = path.absolute().parent.stat().st_mode
    if folder & (stat.S_IWGRP | stat.S_IWOTH) and not folder & stat.S_ISVTX:
        raise SecretFileError(
            "others can replace the file; run chmod go-w on its directory"
        )
