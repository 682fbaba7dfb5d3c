"""What of a case may be read without a key: how its messages fared, who had it out."""

from typing import Any

from casework.people import CaseId
from storage import looks
from storage.times import to_ms
from storage.transaction import Transaction

# The last word on each message; what its own author was told of it does not count.
DELIVERIES = """
    SELECT message.entry, delivery.state, delivery.reason
    FROM message JOIN delivery ON delivery.message_id = message.id
    WHERE message.case_id = :case AND delivery.recipient_id <> message.author_id
    ORDER BY delivery.id
"""
LANGUAGE = """
    SELECT person.language
    FROM case_file JOIN person ON person.id = case_file.client_id
    WHERE case_file.id = :case
"""


def of_case(tx: Transaction, case: CaseId) -> dict[str, Any]:
    """Return what the readers of a case are told beside its entries.

    `deliveries` by entry (state, reason), `looks` (when, person's id), and in which
    language whom it is about is given a copy.
    """
    return {
        "client_language": tx.value(LANGUAGE, case=case) or "",
        "deliveries": {
            str(row["entry"]): [row["state"], row["reason"] or ""]
            for row in tx.all(DELIVERIES, case=case)
        },
        "looks": [
            [to_ms(look.at), look.person or look.by or ""]
            for look in looks.of_case(tx, case)
        ],
    }
