"""The record as it lies in the store: what anybody sees who holds everything here."""

from typing import Any

from storage.times import from_ms
from storage.transaction import Transaction

NEWEST = """
    SELECT case_id, sequence, kind, at, direction, sealed, hash
    FROM contact_entry ORDER BY global_sequence DESC LIMIT :most
"""


def newest(tx: Transaction, most: int = 200) -> list[dict[str, Any]]:
    """Return the newest rows, the oldest of them first; there are no words in them."""
    return [
        {
            "sequence": row["sequence"],
            "at": from_ms(row["at"]).isoformat(),
            "case": row["case_id"],
            "kind": row["kind"],
            "direction": row["direction"],
            "bytes": len(row["sealed"]),
            "hash": row["hash"][:8].hex(),
            "sealed": row["sealed"][-24:].hex(),
        }
        for row in reversed(tx.all(NEWEST, most=most))
    ]
