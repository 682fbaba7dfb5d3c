"""Who took cases out, came to read them, or tried: read without opening a word.

What happened stands in the headers of the chain; only the reason is kept beside it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import CaseId, PersonId
from storage import looks
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

# A row of `look` without an entry is of a case in which nothing is written down, or of
# a version that wrote no entries.
BETWEEN = """
    SELECT entry.case_id AS case_id, entry.sequence AS sequence, entry.kind AS kind,
           entry.at AS at, entry.author AS author, case_file.client_id AS client_id,
           look.id AS look, look.by_id AS by_id, look.way AS way,
           look.sealed_reason AS sealed_reason
    FROM contact_entry AS entry
    JOIN case_file ON case_file.id = entry.case_id
    LEFT JOIN look ON look.case_id = entry.case_id AND look.entry = entry.sequence
    WHERE entry.kind IN (
              'taken_out', 'history_given', 'reader_added', 'reader_removed', 'denied'
          )
      AND entry.at >= :since AND entry.at < :until
    UNION ALL
    SELECT look.case_id, NULL, 'taken_out', look.at,
           coalesce(look.person_id, look.by_id, ''), case_file.client_id, look.id,
           look.by_id, look.way, look.sealed_reason
    FROM look JOIN case_file ON case_file.id = look.case_id
    WHERE look.entry IS NULL AND look.at >= :since AND look.at < :until
    ORDER BY at, case_id, sequence
"""
# Who was there for somebody at a moment: what changed later is taken back first.
WAS_THERE = """
    SELECT 1 FROM (
        SELECT coalesce(
            (SELECT change.from_id FROM contact_person_change AS change
             WHERE change.assignment_id = assignment.id AND change.at > :at
             ORDER BY change.at, change.id LIMIT 1),
            contact_person_id
        ) AS worker
        FROM assignment
        WHERE (client_id = :client OR id IN (
                  SELECT assignment_id FROM participant WHERE person_id = :client
              ))
          AND starts_at <= :at AND (ends_at IS NULL OR ends_at > :at)
    ) AS answering
    WHERE worker = :person OR EXISTS (
        SELECT 1 FROM absence
        WHERE absence.person_id = worker AND substitute_id = :person
          AND state IN ('running', 'over')
          AND absence.starts_at <= :at AND absence.ends_at > :at
    )
    LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that somebody did, or tried to do, with a case.

    `person` is who had it taken out, who came or went as a reader, or who tried; `by`
    is who did it for them, if somebody else did. `was_there` tells whether the case
    was of a client whom they answered at that moment.
    """

    at: datetime
    case: CaseId
    client: PersonId | None
    kind: str
    person: PersonId | None
    by: PersonId | None = None
    way: str = ""
    reason: str = field(default="", repr=False)
    was_there: bool = False


def between(tx: Transaction, since: datetime, until: datetime) -> list[Logged]:
    """Return what happened from `since` on and before `until`, the first first."""
    rows = tx.all(BETWEEN, since=to_ms(since), until=to_ms(until))
    return [_logged(tx, row) for row in rows]


def _logged(tx: Transaction, row: Any) -> Logged:
    person, client = row["author"] or None, row["client_id"]
    return Logged(
        at=from_ms(row["at"]),
        case=CaseId(row["case_id"]),
        client=client,
        kind=row["kind"],
        person=person,
        by=row["by_id"],
        way=row["way"] or "",
        reason=looks.reason_of(tx, row["look"], row["sealed_reason"]),
        was_there=_was_there(tx, client, person, row["at"]),
    )


def _was_there(
    tx: Transaction, client: PersonId | None, person: PersonId | None, at: int
) -> bool:
    if client is None or person is None:
        return False
    found = tx.one_or_none(WAS_THERE, client=client, person=person, at=at)
    return found is not None
