"""Conversations that have something to go out, and whose turn is first."""

from datetime import datetime

from storage.times import to_ms
from storage.transaction import Transaction

DUE = """
    SELECT lane, (SELECT max(open.kind <> 'automatic') FROM delivery AS open
                  WHERE open.lane = delivery.lane
                    AND open.state IN ('held', 'ready', 'claimed', 'unknown')) AS first
    FROM delivery
    WHERE state IN ('held', 'ready', 'claimed', 'unknown') AND not_before <= :now
    GROUP BY lane ORDER BY min(id)
"""
HAS_OTHERS = """
    SELECT 1 FROM delivery
    WHERE lane = :lane AND state IN ('held', 'ready', 'claimed', 'unknown')
      AND kind <> 'automatic' LIMIT 1
"""


def due(tx: Transaction, now: datetime) -> tuple[list[str], list[str]]:
    """Return the conversations that have something to go out by then, in order.

    First those in which somebody's words wait, or word for somebody; then those in
    which only such messages wait that start from our side.
    """
    rows = tx.all(DUE, now=to_ms(now))
    return (
        [row["lane"] for row in rows if row["first"]],
        [row["lane"] for row in rows if not row["first"]],
    )


def is_quiet(tx: Transaction, lane: str) -> bool:
    """Tell whether nothing waits in a conversation but what starts from our side."""
    return tx.one_or_none(HAS_OTHERS, lane=lane) is None
