"""What is to go out, in the order in which it was decided."""

import json
import sqlite3
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from datetime import datetime
from typing import Any

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Button, Copy, Form, Reason
from casework.people import Address, CaseId, Channel, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction
from storage.vault import VaultError

ADD = """
    INSERT INTO delivery (id, lane, recipient_id, case_id, message_id, sender_id, kind,
                          form, sealed_body, state, not_before, in_words, album,
                          created_at)
    VALUES (:id, :lane, :recipient, :case, :message, :sender, :kind, :form, :sealed,
            :state, :not_before, :in_words, :album, :now)
"""
_COLUMNS = """
    id, lane, recipient_id, case_id, message_id, sender_id, kind, form, sealed_body,
    state, reason, not_before, attempts, maybe_twice, in_words, notice_id, album,
    channel, address_id, provider_id, created_at
"""
FIND = f"SELECT {_COLUMNS} FROM delivery WHERE id = :id"
STANDING = """
    SELECT state, attempts, maybe_twice, notice_id FROM delivery WHERE id = :id
"""
FIRST_IN_LANE = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE lane = :lane AND state IN ('held', 'ready', 'claimed', 'unknown')
    ORDER BY id LIMIT 1
"""
DUE_LANES = """
    SELECT DISTINCT lane FROM delivery
    WHERE state IN ('held', 'ready', 'claimed', 'unknown') AND not_before <= :now
"""
OPEN_LANES = """
    SELECT DISTINCT lane FROM delivery
    WHERE state IN ('held', 'ready', 'claimed', 'unknown')
"""
CLAIM = """
    UPDATE delivery SET state = 'claimed', attempts = attempts + 1,
                        not_before = :until, address_id = :address, channel = :channel
    WHERE id = :id
"""
POSTPONE = """
    UPDATE delivery SET state = :state, not_before = :moment, reason = :reason,
                        attempts = attempts - :uncount
    WHERE id = :id
"""
SETTLE = """
    UPDATE delivery SET state = :state, reason = :reason, sealed_body = NULL,
                        provider_id = coalesce(:provider_id, provider_id),
                        settled_at = :now
    WHERE id = :id
"""
FAIL_FIRST = """
    UPDATE delivery SET state = 'failed', reason = :reason, settled_at = :now
    WHERE id = (SELECT min(id) FROM delivery WHERE lane = :lane
                AND state IN ('held', 'ready', 'claimed', 'unknown'))
"""
MOVE_ON = """
    UPDATE delivery SET state = :state, reason = :reason,
                        provider_id = coalesce(:provider_id, provider_id)
    WHERE id = :id
"""
SET_TWICE = "UPDATE delivery SET maybe_twice = 1 WHERE id = :id"
SET_BODY = "UPDATE delivery SET sealed_body = :sealed WHERE id = :id"
SET_NOTICE = "UPDATE delivery SET notice_id = :notice WHERE id = :id"
RELEASE = """
    UPDATE delivery SET state = 'ready', not_before = :now WHERE id = :id
"""
LEFT_CLAIMED = """
    UPDATE delivery SET state = 'unknown', reason = 'crashed', not_before = :now
    WHERE state = 'claimed'
"""
HOLD_ALBUMS = """
    UPDATE delivery SET not_before = :until
    WHERE state = 'held' AND album IS NOT NULL AND not_before < :until
"""
WAKE_RECIPIENT = """
    UPDATE delivery SET not_before = :now
    WHERE recipient_id = :person AND state = 'ready' AND not_before > :now
    RETURNING lane
"""
EARLIER_WORDS = """
    SELECT 1 FROM delivery AS earlier
    JOIN delivery ON delivery.id = :id AND earlier.lane = delivery.lane
    WHERE earlier.kind = 'relay' AND earlier.id < :id
      AND earlier.state IN ('held', 'ready', 'claimed', 'unknown')
    LIMIT 1
"""
OPEN_OF_MESSAGE = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay'
      AND state IN ('held', 'ready')
    ORDER BY id
"""
OF_MESSAGE = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay' ORDER BY id
"""
LAST_OF_MESSAGE = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay' ORDER BY id DESC LIMIT 1
"""
# The parts of an album come one by one and leave as one, under the first of them.
OF_ALBUM = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE kind = 'relay' AND message_id = (
        SELECT first.id FROM message AS part
        JOIN message AS first
          ON first.author_id = part.author_id AND first.album = part.album
             AND first.case_id = part.case_id
             AND first.id BETWEEN part.id - 1000 AND part.id
        WHERE part.id = :message
          AND EXISTS (SELECT 1 FROM delivery WHERE message_id = first.id)
        ORDER BY first.id DESC LIMIT 1
    )
    ORDER BY id
"""
OPEN_ALBUM = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE lane = :lane AND album = :album AND state = 'held' ORDER BY id DESC LIMIT 1
"""
COUNTS = """
    SELECT state, count(*) AS count, min(created_at) AS oldest FROM delivery
    WHERE state IN ('held', 'ready', 'claimed', 'unknown') GROUP BY state
"""
FAILED_SINCE = (
    "SELECT count(*) FROM delivery WHERE state = 'failed' AND settled_at > :since"
)
TWICE = "SELECT count(*) FROM delivery WHERE maybe_twice = 1"
UNCONFIRMED = f"""
    SELECT {_COLUMNS} FROM delivery
    WHERE state = 'sent' AND channel = 'sms' AND settled_at <= :before
    ORDER BY settled_at LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it stands in the store; `draft` is empty once it is settled.

    It is empty as well where its words do not open, and then not readable.
    """

    id: int
    state: str
    reason: str | None
    not_before: datetime
    attempts: int
    maybe_twice: bool
    notice_id: int | None
    address_id: int | None
    channel: Channel | None
    provider_id: str | None
    created_at: datetime
    draft: Draft
    part: int = 0
    lane: str = field(default="", repr=False)
    is_readable: bool = True


def add(tx: Transaction, draft: Draft, now: datetime) -> int:
    """Put the draft at the end of its conversation and return its id."""
    identity = tx.next_id("delivery")
    held = draft.hold is not None
    tx.run(
        ADD,
        id=identity,
        lane=draft.lane,
        recipient=draft.recipient,
        case=draft.case_id,
        message=draft.message_id,
        sender=draft.sender,
        kind=draft.kind,
        form=draft.form,
        sealed=_seal(tx, identity, draft),
        state="held" if held else "ready",
        not_before=to_ms(now + draft.hold if draft.hold is not None else now),
        in_words=draft.in_words,
        album=draft.album,
        now=to_ms(now),
    )
    tx.touch(draft.lane)
    return identity


def find(tx: Transaction, delivery_id: int) -> Delivery | None:
    """Return a delivery by its id."""
    row = tx.one_or_none(FIND, id=delivery_id)
    return None if row is None else _delivery(tx, row)


def as_it_stands(tx: Transaction, claimed: Delivery) -> Delivery | None:
    """Return a delivery that we hold, with what others may have changed meanwhile."""
    row = tx.one_or_none(STANDING, id=claimed.id)
    if row is None:
        return None
    return replace_fields(
        claimed,
        state=row["state"],
        attempts=row["attempts"],
        maybe_twice=bool(row["maybe_twice"]),
        notice_id=row["notice_id"],
    )


def first_in_lane(tx: Transaction, lane: str) -> Delivery | None:
    """Return what goes out next in a conversation, whether or not it may go now."""
    row = tx.one_or_none(FIRST_IN_LANE, lane=lane)
    return None if row is None else _delivery(tx, row)


def due_lanes(tx: Transaction, now: datetime) -> list[str]:
    """Return the conversations that have something to go out now."""
    return [row["lane"] for row in tx.all(DUE_LANES, now=to_ms(now))]


def open_lanes(tx: Transaction) -> list[str]:
    """Return the conversations that have anything to go out, now or later."""
    return [row["lane"] for row in tx.all(OPEN_LANES)]


def claim(
    tx: Transaction,
    delivery: Delivery,
    address_id: int,
    channel: Channel,
    until: datetime,
) -> None:
    """Hold the delivery for one try, which counts from now on."""
    tx.run(
        CLAIM,
        id=delivery.id,
        until=to_ms(until),
        address=address_id,
        channel=channel,
    )


def postpone(
    tx: Transaction,
    delivery: Delivery,
    moment: datetime,
    reason: Reason | None,
    *,
    state: str = "ready",
    counts: bool = True,
) -> None:
    """Let it wait until then; a try that never left does not count.

    Who is not serving the lane says `tx.touch`, so that somebody looks at it again.
    """
    tx.run(
        POSTPONE,
        id=delivery.id,
        state=state,
        moment=to_ms(moment),
        reason=reason,
        uncount=0 if counts else 1,
    )


def settle(
    tx: Transaction,
    delivery: Delivery,
    state: str,
    now: datetime,
    *,
    reason: Reason | None = None,
    provider_id: str | None = None,
) -> None:
    """Be done with it; its words leave the outbox.

    Who is not serving the lane says `tx.touch`, so that the next may go.
    """
    tx.run(
        SETTLE,
        id=delivery.id,
        state=state,
        reason=reason,
        provider_id=provider_id,
        now=to_ms(now),
    )


def fail_first(tx: Transaction, lane: str, reason: Reason, now: datetime) -> None:
    """Give up the first of a conversation without looking at it; its body stays."""
    tx.run(FAIL_FIRST, lane=lane, reason=reason, now=to_ms(now))


def move_on(
    tx: Transaction,
    delivery_id: int,
    state: str,
    reason: Reason | None,
    provider_id: str | None = None,
) -> None:
    """Write down a later word on something settled."""
    tx.run(MOVE_ON, id=delivery_id, state=state, reason=reason, provider_id=provider_id)


def set_maybe_twice(tx: Transaction, delivery_id: int) -> None:
    """Mark that its recipient may get it twice."""
    tx.run(SET_TWICE, id=delivery_id)


def set_notice(tx: Transaction, delivery_id: int, notice_id: int) -> None:
    """Remember which delivery told the sender of this one."""
    tx.run(SET_NOTICE, id=delivery_id, notice=notice_id)


def replace(tx: Transaction, delivery: Delivery, draft: Draft, part: int = 0) -> None:
    """Put other words in its place before it leaves."""
    tx.run(SET_BODY, id=delivery.id, sealed=_seal(tx, delivery.id, draft, part=part))


def release(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """End the time in which it could be taken back."""
    tx.run(RELEASE, id=delivery.id, now=to_ms(now))
    tx.touch(delivery.lane)


def take_over(tx: Transaction, now: datetime) -> None:
    """Take everything that a dead run had claimed: nobody knows what came of it."""
    tx.run(LEFT_CLAIMED, now=to_ms(now))


def hold_albums(tx: Transaction, until: datetime) -> None:
    """Let albums wait until then for their other pictures."""
    tx.run(HOLD_ALBUMS, until=to_ms(until))


def wake(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Try again at once what waited for this person to become reachable."""
    for row in tx.all(WAKE_RECIPIENT, person=person, now=to_ms(now)):
        tx.touch(row["lane"])


def has_earlier_words(tx: Transaction, delivery_id: int) -> bool:
    """Tell whether somebody's earlier words wait in the same conversation."""
    return tx.one_or_none(EARLIER_WORDS, id=delivery_id) is not None


def open_of_message(tx: Transaction, message_id: int) -> Delivery | None:
    """Return the delivery that still waits to carry this message."""
    row = tx.one_or_none(OPEN_OF_MESSAGE, message=message_id)
    return None if row is None else _delivery(tx, row)


def of_message(tx: Transaction, message_id: int) -> Delivery | None:
    """Return the delivery that carries, or carried, this message."""
    row = tx.one_or_none(OF_MESSAGE, message=message_id) or tx.one_or_none(
        OF_ALBUM, message=message_id
    )
    return None if row is None else _delivery(tx, row)


def last_of_message(tx: Transaction, message_id: int) -> Delivery | None:
    """Return the newest delivery that carries, or carried, this message."""
    row = tx.one_or_none(LAST_OF_MESSAGE, message=message_id)
    return None if row is None else _delivery(tx, row)


def open_album(tx: Transaction, lane: str, album: str) -> Delivery | None:
    """Return the album that still waits for more of its parts."""
    row = tx.one_or_none(OPEN_ALBUM, lane=lane, album=album)
    return None if row is None else _delivery(tx, row)


def unconfirmed(tx: Transaction, before: datetime) -> list[Delivery]:
    """Return SMS that were sent before then and have no final word yet."""
    return [_delivery(tx, row) for row in tx.all(UNCONFIRMED, before=to_ms(before))]


def waiting(tx: Transaction) -> dict[str, tuple[int, datetime]]:
    """Return how many deliveries stand in each open state, and since when."""
    return {
        row["state"]: (row["count"], from_ms(row["oldest"])) for row in tx.all(COUNTS)
    }


def failed_since(tx: Transaction, since: datetime) -> int:
    """Return how many deliveries were given up since then."""
    return int(tx.value(FAILED_SINCE, since=to_ms(since)))


def maybe_twice(tx: Transaction) -> int:
    """Return how many deliveries may have arrived twice, ever."""
    return int(tx.value(TWICE))


def _seal(tx: Transaction, identity: int, draft: Draft, *, part: int = 0) -> bytes:
    body: dict[str, Any] = {"text": draft.text}
    if draft.entities:
        body["entities"] = [dict(entity) for entity in draft.entities]
    if draft.buttons:
        body["buttons"] = [
            [[button.id, button.label] for button in row] for row in draft.buttons
        ]
    if draft.copy is not None:
        chat = draft.copy.chat
        body["copy"] = [chat.channel, chat.value, list(draft.copy.message_ids)]
    if draft.sms_text is not None:
        body["sms_text"] = draft.sms_text
    if draft.to is not None:
        body["to"] = [draft.to.channel, draft.to.value]
    targets = {"target": draft.target, "reply_to": draft.reply_to}
    body |= {name: _target_list(at) for name, at in targets.items() if at is not None}
    small = {"ahead": draft.ahead, "silent": draft.silent, "part": part}
    body |= {name: value for name, value in small.items() if value}
    return tx.seal(
        "delivery", "sealed_body", identity, json.dumps(body, ensure_ascii=False)
    )


def _target_list(target: Target) -> list[Any]:
    external = None if target.external is None else list(target.external)
    return [external, target.message, target.delivery]


def _target(values: list[Any] | None) -> Target | None:
    if values is None:
        return None
    external, message, delivery = values
    return Target(
        None if external is None else (external[0], external[1]), message, delivery
    )


def _delivery(tx: Transaction, row: sqlite3.Row) -> Delivery:
    body = _body(tx, row)
    is_readable = body is not None
    body = body or {}
    copy, to = body.get("copy"), body.get("to")
    case, sender = row["case_id"], row["sender_id"]
    draft = Draft(
        recipient=PersonId(row["recipient_id"]),
        kind=DeliveryKind(row["kind"]),
        text=body.get("text", ""),
        form=Form(row["form"]),
        entities=tuple(body.get("entities", ())),
        buttons=tuple(
            tuple(Button(identity, label) for identity, label in line)
            for line in body.get("buttons", ())
        ),
        copy=None
        if copy is None
        else Copy(Address(Channel(copy[0]), copy[1]), tuple(copy[2])),
        ahead=body.get("ahead", False),
        sms_text=body.get("sms_text"),
        case_id=None if case is None else CaseId(case),
        message_id=row["message_id"],
        sender=None if sender is None else PersonId(sender),
        target=_target(body.get("target")),
        reply_to=_target(body.get("reply_to")),
        in_words=bool(row["in_words"]),
        silent=body.get("silent", False),
        album=row["album"],
        to=None if to is None else Address(Channel(to[0]), to[1]),
    )
    channel = row["channel"]
    return Delivery(
        id=row["id"],
        state=row["state"],
        reason=row["reason"],
        not_before=from_ms(row["not_before"]),
        attempts=row["attempts"],
        maybe_twice=bool(row["maybe_twice"]),
        notice_id=row["notice_id"],
        address_id=row["address_id"],
        channel=None if channel is None else Channel(channel),
        provider_id=row["provider_id"],
        created_at=from_ms(row["created_at"]),
        draft=draft,
        part=body.get("part", 0),
        lane=row["lane"],
        is_readable=is_readable,
    )


def _body(tx: Transaction, row: sqlite3.Row) -> dict[str, Any] | None:
    """Return what was sealed; nothing for words that do not open."""
    if row["sealed_body"] is None:
        return {}
    try:
        text = tx.open("delivery", "sealed_body", row["id"], row["sealed_body"])
    except VaultError:
        return None
    body: dict[str, Any] = json.loads(text)
    return body
