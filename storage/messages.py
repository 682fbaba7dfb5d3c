"""Which message stands where: in its author's chat, and copied into the other one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.people import CaseId, PersonId
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO message (case_id, author_id, address_id, external_id, kind, entry,
                         album, created_at)
    VALUES (:case, :author, :address, :external_id, :kind, :entry, :album, :now)
"""
_COLUMNS = "id, case_id, author_id, address_id, external_id, kind, entry"
FIND = f"SELECT {_COLUMNS} FROM message WHERE id = :id"
WRITTEN = f"""
    SELECT {_COLUMNS} FROM message
    WHERE address_id = :address AND external_id = :external_id
"""
COPIED = """
    SELECT case_id, message_id, delivery_id FROM message_copy
    WHERE address_id = :address AND external_id = :external_id
"""
WRITTEN_SINCE = """
    SELECT count(*) FROM (
        SELECT 1 FROM message WHERE author_id = :author AND created_at >= :since LIMIT 2
    )
"""
ADD_COPY = """
    INSERT INTO message_copy (address_id, external_id, case_id, message_id,
                              delivery_id)
    VALUES (:address, :external_id, :case, :message, :delivery)
    ON CONFLICT (address_id, external_id) DO NOTHING
"""
COPIES_OF = """
    SELECT external_id FROM message_copy
    WHERE message_id = :message AND address_id = :address
    ORDER BY delivery_id, length(external_id), external_id
"""
COPIES_OF_DELIVERY = """
    SELECT external_id FROM message_copy
    WHERE delivery_id = :delivery AND address_id = :address
    ORDER BY length(external_id), external_id
"""
IDS_AT = """
    SELECT external_id FROM message_copy WHERE address_id = :address
    ORDER BY delivery_id DESC LIMIT 500
"""
SET_ENTRY = "UPDATE message SET entry = :entry WHERE id = :id"
OTHER_MEDIA = """
    SELECT 1 FROM (
        SELECT kind, created_at FROM message
        WHERE author_id = :author AND id < :id ORDER BY id DESC LIMIT 20
    ) AS latest
    WHERE created_at > :since
      AND kind NOT IN ('text', 'sticker', 'location', 'contact') LIMIT 1
"""
HAS_WRITTEN = """
    SELECT 1 FROM message
    WHERE author_id = :author AND case_id = :case AND created_at >= :since LIMIT 1
"""
LAST_WRITTEN_AT = """
    SELECT created_at FROM message WHERE author_id = :author ORDER BY id DESC LIMIT 1
"""
LAST_BY = f"""
    SELECT {_COLUMNS} FROM message WHERE author_id = :person
    ORDER BY id DESC LIMIT 1
"""

LAST_PASSED_ON_BY = f"""
    SELECT {_COLUMNS} FROM message WHERE author_id = :person AND EXISTS (
        SELECT 1 FROM delivery WHERE message_id = message.id
    )
    ORDER BY id DESC LIMIT 1
"""
_AT = """
    SELECT external_id, created_at AS at FROM message WHERE address_id = :address
    UNION ALL
    SELECT message_copy.external_id, coalesce(settled_at, created_at)
    FROM message_copy JOIN delivery ON delivery.id = message_copy.delivery_id
    WHERE message_copy.address_id = :address
"""
STANDING_SINCE = f"""
    SELECT DISTINCT external_id FROM ({_AT}) AS standing WHERE at > :since
    ORDER BY length(external_id), external_id
"""
STANDS_LONGER = f"SELECT 1 FROM ({_AT}) AS standing WHERE at <= :since LIMIT 1"
FORGET_COPY = """
    DELETE FROM message_copy WHERE address_id = :address AND external_id = :external_id
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was passed on; `entry` is its place in the case's record."""

    id: int
    case_id: CaseId
    author: PersonId
    address_id: int
    external_id: str
    kind: str
    entry: int


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a message in somebody's chat is about."""

    case_id: CaseId | None
    message_id: int | None
    delivery_id: int | None = None


def add(
    tx: Transaction,
    *,
    case_id: CaseId,
    author: PersonId,
    address_id: int,
    external_id: str,
    kind: str,
    entry: int,
    album: str | None,
    now: datetime,
) -> int:
    """Remember a message and where it stands in its author's chat."""
    return tx.insert(
        ADD,
        case=case_id,
        author=author,
        address=address_id,
        external_id=external_id,
        kind=kind,
        entry=entry,
        album=album,
        now=to_ms(now),
    )


def find(tx: Transaction, message_id: int) -> Message | None:
    """Return a message by its id."""
    return _message(tx.one_or_none(FIND, id=message_id))


def written_at(tx: Transaction, address_id: int, external_id: str) -> Message | None:
    """Return the message that was written from this address under this id."""
    return _message(
        tx.one_or_none(WRITTEN, address=address_id, external_id=external_id)
    )


def last_by(tx: Transaction, person: PersonId) -> Message | None:
    """Return the newest message that this person wrote."""
    return _message(tx.one_or_none(LAST_BY, person=person))


def last_passed_on_by(tx: Transaction, person: PersonId) -> Message | None:
    """Return the newest message of this person's that was for the other side."""
    return _message(tx.one_or_none(LAST_PASSED_ON_BY, person=person))


def standing_since(tx: Transaction, address_id: int, since: datetime) -> list[str]:
    """Return what has come into a chat since then, from both sides."""
    rows = tx.all(STANDING_SINCE, address=address_id, since=to_ms(since))
    return [row["external_id"] for row in rows]


def stands_longer(tx: Transaction, address_id: int, since: datetime) -> bool:
    """Tell whether something came into a chat before that."""
    row = tx.one_or_none(STANDS_LONGER, address=address_id, since=to_ms(since))
    return row is not None


def forget_copies(
    tx: Transaction, address_id: int, external_ids: Iterable[str]
) -> None:
    """Forget that anything of ours stood there."""
    for external_id in external_ids:
        tx.run(FORGET_COPY, address=address_id, external_id=external_id)


def wrote_media_since(tx: Transaction, message: Message, moment: datetime) -> bool:
    """Tell whether its author sent other pictures or files since then, before it."""
    since = to_ms(moment)
    found = tx.one_or_none(
        OTHER_MEDIA, author=message.author, id=message.id, since=since
    )
    return found is not None


def has_written(
    tx: Transaction, author: PersonId, case: CaseId, since: datetime | None = None
) -> bool:
    """Tell whether somebody ever wrote anything in this case; or since then."""
    start = 0 if since is None else to_ms(since)
    found = tx.one_or_none(HAS_WRITTEN, author=author, case=case, since=start)
    return found is not None


def begins_a_run(tx: Transaction, author: PersonId, since: datetime) -> bool:
    """Tell whether somebody's newest message is their only one since then."""
    found = tx.value(WRITTEN_SINCE, author=author, since=to_ms(since))
    return int(found) <= 1


def last_written_at(tx: Transaction, author: PersonId) -> datetime | None:
    """Return when somebody last wrote."""
    return from_ms_or_none(tx.value(LAST_WRITTEN_AT, author=author))


def pointed_at(tx: Transaction, address_id: int, external_id: str) -> Pointed | None:
    """Return what a message in this chat is about: its owner's or one of ours."""
    own = written_at(tx, address_id, external_id)
    if own is not None:
        return Pointed(own.case_id, own.id)
    row = tx.one_or_none(COPIED, address=address_id, external_id=external_id)
    if row is None:
        return None
    case = row["case_id"]
    return Pointed(
        None if case is None else CaseId(case), row["message_id"], row["delivery_id"]
    )


def add_copy(
    tx: Transaction,
    *,
    address_id: int,
    external_id: str,
    case_id: CaseId | None,
    message_id: int | None,
    delivery_id: int,
) -> None:
    """Remember where a delivery stands in its recipient's chat."""
    tx.run(
        ADD_COPY,
        address=address_id,
        external_id=external_id,
        case=case_id,
        message=message_id,
        delivery=delivery_id,
    )


def copies_of(tx: Transaction, message_id: int, address_id: int) -> list[str]:
    """Return where a message stands in the chat of its recipient."""
    return [
        row["external_id"]
        for row in tx.all(COPIES_OF, message=message_id, address=address_id)
    ]


def copies_of_delivery(tx: Transaction, delivery_id: int, address_id: int) -> list[str]:
    """Return where a delivery stands in the chat of its recipient."""
    return [
        row["external_id"]
        for row in tx.all(COPIES_OF_DELIVERY, delivery=delivery_id, address=address_id)
    ]


def ids_at(tx: Transaction, address_id: int) -> list[str]:
    """Return the newest ids under which our messages stand at an address."""
    return [row["external_id"] for row in tx.all(IDS_AT, address=address_id)]


def set_entry(tx: Transaction, message_id: int, entry: int) -> None:
    """Remember which entry holds the latest version."""
    tx.run(SET_ENTRY, id=message_id, entry=entry)


def _message(row: Any) -> Message | None:
    if row is None:
        return None
    identity, case, author, address, external_id, kind, entry = row
    return Message(
        identity,
        CaseId(case),
        PersonId(author),
        address,
        external_id,
        kind,
        entry,
    )
