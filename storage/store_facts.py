"""Small facts about the store itself; never about a person."""

from storage.transaction import Transaction

RECALL = "SELECT value FROM store_fact WHERE name = :name"
REMEMBER = """
    INSERT INTO store_fact (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""


def recall(tx: Transaction, name: str) -> str | None:
    """Return a fact, if there is one."""
    value = tx.value(RECALL, name=name)
    return None if value is None else str(value)


def remember(tx: Transaction, name: str, value: str) -> None:
    """Keep a fact in place of an earlier one."""
    tx.run(REMEMBER, name=name, value=value)
