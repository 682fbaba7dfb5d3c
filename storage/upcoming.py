"""What comes next by itself: when, and whether it is being done right now."""

from datetime import datetime

from casework import rhythm
from storage import rules
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

NEXT = """
    SELECT min(moment) FROM (
        SELECT min(not_before) AS moment FROM due
        WHERE urgent IN (0, 1) AND state IN ('planned', 'claimed')
          AND not_before > :now
        UNION ALL
        SELECT min(not_before) FROM delivery
        WHERE state IN ('held', 'ready') AND not_before > :now
    ) AS moments
"""
BUSY = """
    SELECT EXISTS (
        SELECT 1 FROM due
        WHERE urgent IN (0, 1) AND state IN ('planned', 'claimed')
          AND not_before <= :now
    ) OR EXISTS (
        SELECT 1 FROM delivery
        WHERE state = 'claimed' OR state IN ('held', 'ready') AND not_before <= :now
    ) OR EXISTS (SELECT 1 FROM inbox WHERE state = 'new')
"""
GONE_OUT = """
    SELECT count(*) FROM delivery WHERE state IN ('sent', 'delivered', 'read')
"""
RULES = "SELECT id FROM rule WHERE ended_at IS NULL"


def next_moment(tx: Transaction, now: datetime) -> datetime | None:
    """Return when something is due, or may leave, next; however far ahead a rule is."""
    found = tx.value(NEXT, now=to_ms(now))
    moments = [] if found is None else [from_ms(found)]
    for row in tx.all(RULES):
        rule = rules.find(tx, row["id"])
        if rule is None:
            continue
        after = max(rule.planned_until, now)
        following = rhythm.next_after(rule.rhythm, rule.zone, after)
        if following is not None:
            moments.append(following[1])
    return min(moments, default=None)


def is_busy(tx: Transaction, now: datetime) -> bool:
    """Tell whether anything is due by now, on its way, or not yet read."""
    return bool(tx.value(BUSY, now=to_ms(now)))


def gone_out(tx: Transaction) -> int:
    """Return how much has left by now: who compares sees whether anything happened."""
    return int(tx.value(GONE_OUT))
