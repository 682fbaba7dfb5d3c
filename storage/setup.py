"""Making a new, empty store."""

import re
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from typing import Final

from storage import migrations
from storage.connection import FILE, open_file
from storage.keyfiles import make_private_directory
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import key_check

ATTACHMENTS: Final = "attachments"
ATTACHMENT_NAME: Final = re.compile(r"a-[0-9a-f]{1,64}")
"""What their files are called; a name of another kind was put into a row by others."""


def create(directory: Path, keys: ServiceKeys) -> None:
    """Make both databases and the place for attachments, for the owner's eyes only."""
    make_private_directory(directory)
    make_private_directory(directory / ATTACHMENTS)
    migrations.apply(directory / FILE)
    with closing(open_file(directory / FILE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO store_fact (name, value) VALUES (?, ?)",
            [("store_id", token_hex(8)), ("key_check", key_check(keys))],
        )
        connection.execute("COMMIT")
    for path in directory.glob("*.db*"):
        path.chmod(0o600)
    ShredKeys.create(directory)
