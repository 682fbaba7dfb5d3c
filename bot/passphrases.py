"""Asking for a passphrase: from a file, or at a terminal without showing it."""

import getpass
import os
import stat
import sys
from pathlib import Path

from bot.errors import OperatorError
from storage.passphrase import FEWEST_LETTERS, FEWEST_WORDS, is_long_enough

LARGEST_BYTES = 4096


class PassphraseError(OperatorError):
    """There is no passphrase to work with; the line says how to give one."""


def ask(file: Path | None) -> str:
    """Return the passphrase of a key."""
    if file is not None:
        return _from_file(file)
    if not sys.stdin.isatty():
        raise PassphraseError(
            "no passphrase: there is no terminal to ask at, so name a file that holds"
            " it with --passphrase-file"
        )
    return getpass.getpass("Passphrase: ", stream=sys.stderr)


def chosen(file: Path) -> str:
    """Return the passphrase that a new key is to have, if it is worth having."""
    phrase = _from_file(file)
    if not is_long_enough(phrase):
        raise PassphraseError(
            f"{file}: too short for a passphrase: take {FEWEST_WORDS} words or"
            f" {FEWEST_LETTERS} letters, or leave it out and one is made"
        )
    return phrase


def _from_file(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            content = opened.read(LARGEST_BYTES + 1)
        phrase = content.decode().strip()
    except OSError as error:
        raise PassphraseError(
            f"{file}: cannot be read ({error.strerror}): name the file that holds the"
            " passphrase"
        ) from None
    except UnicodeDecodeError:
        raise PassphraseError(f"{file}: does not hold a passphrase") from None
    if not phrase or len(content) > LARGEST_BYTES:
        raise PassphraseError(f"{file}: does not hold a passphrase")
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        sys.stderr.write(f"{file}: others can read it; run: chmod 600 {file}\n")
    return phrase
