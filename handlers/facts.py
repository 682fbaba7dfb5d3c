"""Small facts that the program remembers about itself."""

import hashlib

from storage import store_facts
from storage.transaction import Transaction


def remember(tx: Transaction, name: str, value: str) -> None:
    """Remember a fact until it is told anew."""
    store_facts.remember(tx, name, value)


def recall(tx: Transaction, name: str) -> str | None:
    """Return a fact, if there is one."""
    return store_facts.recall(tx, name)


def bot_username(tx: Transaction) -> str:
    """Return the bot's name for links, or nothing while Telegram has not told it."""
    return recall(tx, "bot_username") or ""


def secret_path(secret: str) -> str:
    """Return the part of the webhook's address that nobody guesses."""
    return hashlib.sha256(f"path {secret}".encode()).hexdigest()[:32]
