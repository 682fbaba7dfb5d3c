"""The line that is kept elsewhere: how far the record is, and nothing of anybody."""

import re
from datetime import datetime
from typing import Final

from storage.chain import HASH_BYTES, Head

LINE: Final = re.compile(
    rf"fastkontakt anchor 1: store (\w+), entry (\d{{1,18}}), "
    rf"hash ([0-9a-f]{{{2 * HASH_BYTES}}})(?:, at \S+, signed by ([0-9a-f]{{64}}))?"
)


def line(store_id: str | None, head: Head, at: datetime, signed_by: bytes) -> str:
    """Return the line; `LINE` finds it again, in whatever stands around it."""
    return (
        f"fastkontakt anchor 1: store {store_id}, entry {head.sequence}, "
        f"hash {head.hash.hex()}, at {at:%Y-%m-%dT%H:%M:%SZ}, "
        f"signed by {signed_by.hex()}"
    )
