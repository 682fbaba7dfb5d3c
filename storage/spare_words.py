"""Words that may be missing, and that hold nobody up where they do not open."""

from storage.transaction import Transaction
from storage.vault import VaultError


def seal(
    tx: Transaction, table: str, column: str, row: str | int, words: str
) -> bytes | None:
    """Return the words as they may stand in this place; of no words nothing stands."""
    return tx.seal(table, column, row, words) if words else None


def open_words(
    tx: Transaction, table: str, column: str, row: str | int, sealed: bytes | None
) -> str:
    """Return the words; none where there are none or they do not open: people wait."""
    if sealed is None:
        return ""
    try:
        return tx.open(table, column, row, sealed)
    except VaultError:
        return ""
