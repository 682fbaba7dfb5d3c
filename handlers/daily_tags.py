"""Proving each day to those who read the intake what the record was then."""

from datetime import datetime

from handlers import strangers
from storage import daily_tags, readers, store_facts
from storage.transaction import Transaction

TAGGED_ON = "tagged_on"
"""The fact that holds the day of the last tag."""


def keep(tx: Transaction, now: datetime) -> int | None:
    """Tag the head of the record once a day, as soon as anybody can read the proof."""
    day = f"{now:%Y-%m-%d}"
    if store_facts.recall(tx, TAGGED_ON) == day or not readers.current(tx):
        return None
    strangers.intake(tx, now)
    store_facts.remember(tx, TAGGED_ON, day)
    return daily_tags.add(tx, now)
