"""How many entries there are, without looking into any."""

from storage.transaction import Transaction

BY_KIND = "SELECT kind, count(*) AS count FROM contact_entry GROUP BY kind"


def by_kind(tx: Transaction) -> dict[str, int]:
    """Return how many entries of each kind the whole store has."""
    return {row["kind"]: row["count"] for row in tx.all(BY_KIND)}
