"""What is wrong just now, in fixed names without anybody's data."""

from dataclasses import dataclass
from datetime import datetime

from storage.times import from_ms, to_ms
from storage.transaction import Transaction

RAISE = """
    INSERT INTO alarm (name, since) VALUES (:name, :now)
    ON CONFLICT (name) DO UPDATE SET
        since = CASE WHEN alarm.ended_at IS NULL THEN alarm.since ELSE :now END,
        count = CASE WHEN alarm.ended_at IS NULL THEN alarm.count + 1 ELSE 1 END,
        ended_at = NULL
"""
IS_UP = "SELECT 1 FROM alarm WHERE name = :name AND ended_at IS NULL"
END = "UPDATE alarm SET ended_at = :now WHERE name = :name AND ended_at IS NULL"
CURRENT = """
    SELECT name, since, count FROM alarm WHERE ended_at IS NULL ORDER BY since, name
"""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong since then, and how often it was met."""

    name: str
    since: datetime
    count: int


def raise_alarm(tx: Transaction, name: str, now: datetime) -> bool:
    """Write the alarm down and tell whether it is a new one."""
    is_new = tx.one_or_none(IS_UP, name=name) is None
    tx.run(RAISE, name=name, now=to_ms(now))
    return is_new


def end(tx: Transaction, name: str, now: datetime) -> bool:
    """Write down that it is well again and tell whether it was not."""
    return tx.run(END, name=name, now=to_ms(now)) > 0


def current(tx: Transaction) -> list[Alarm]:
    """Return what is wrong now, the longest first."""
    return [
        Alarm(row["name"], from_ms(row["since"]), row["count"])
        for row in tx.all(CURRENT)
    ]
