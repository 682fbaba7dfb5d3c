"""What is to go out, in the order in which it was decided."""

from dataclasses import replace as replace_fields
from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.messages import Reason
from casework.people import Channel, PersonId
from storage.outbox_rows import COLUMNS, Delivery, of_row, seal, with_news
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO delivery (id, lane, recipient_id, case_id, message_id, sender_id, kind,
                          form, sealed_body, state, not_before, in_words, album,
                          created_at)
    VALUES (:id, :lane, :recipient, :case, :message, :sender, :kind, :form, :sealed,
            :state, :not_before, :in_words, :album, :now)
"""
FIND = f"SELECT {COLUMNS} FROM delivery WHERE id = :id"
STANDING = """
    SELECT state, attempts, maybe_twice, notice_id FROM delivery WHERE id = :id
"""
FIRST_IN_LANE = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE lane = :lane AND state IN ('held', 'ready', 'claimed', 'unknown')
      AND id > :after
    ORDER BY id LIMIT 1
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
FAIL = """
    UPDATE delivery SET state = 'failed', reason = :reason, settled_at = :now
    WHERE id = :id AND state IN ('held', 'ready', 'claimed', 'unknown')
"""
SETTLE_HELD = """
    UPDATE delivery SET state = 'sent', reason = NULL, sealed_body = NULL,
                        provider_id = coalesce(:provider_id, provider_id),
                        settled_at = :now
    WHERE id = :id AND state IN ('claimed', 'unknown')
    RETURNING maybe_twice, notice_id
"""
MOVE_ON = """
    UPDATE delivery SET state = :state, reason = :reason,
                        provider_id = coalesce(:provider_id, provider_id)
    WHERE id = :id
"""
SET_TWICE = "UPDATE delivery SET maybe_twice = 1 WHERE id = :id"
SET_BODY = """
    UPDATE delivery SET sealed_body = :sealed, form = :form WHERE id = :id
"""
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
    SELECT {COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay'
      AND state IN ('held', 'ready')
    ORDER BY id
"""
OF_MESSAGE = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay' ORDER BY id
"""
LAST_OF_MESSAGE = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE message_id = :message AND kind = 'relay' ORDER BY id DESC LIMIT 1
"""
# The parts of an album come one by one and leave as one, under the first of them.
OF_ALBUM = f"""
    SELECT {COLUMNS} FROM delivery
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
    SELECT {COLUMNS} FROM delivery
    WHERE lane = :lane AND album = :album AND state = 'held' ORDER BY id DESC LIMIT 1
"""
COUNTS = """
    SELECT CASE WHEN state = 'ready'
                     AND reason IN ('safe_hours', 'paused', 'stale', 'behind')
                THEN 'held' ELSE state END AS stands,
           count(*) AS count, min(created_at) AS oldest FROM delivery
    WHERE state IN ('held', 'ready', 'claimed', 'unknown') GROUP BY stands
"""
FAILED_SINCE = (
    "SELECT count(*) FROM delivery WHERE state = 'failed' AND settled_at > :since"
)
UNREACHABLE = """
    SELECT 1 FROM delivery
    WHERE state = 'failed' AND settled_at > :since AND address_id = :address
      AND reason = 'unreachable' AND id <> :id
    LIMIT 1
"""
TWICE = "SELECT count(*) FROM delivery WHERE maybe_twice = 1"
UNCONFIRMED = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE state = 'sent' AND channel = 'sms' AND settled_at <= :before
    ORDER BY settled_at LIMIT 50
"""


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
        sealed=seal(tx, identity, draft),
        state="held" if held else "ready",
        not_before=to_ms(now + draft.hold if draft.hold is not None else now),
        in_words=draft.in_words,
        album=draft.album,
        now=to_ms(now),
    )
    tx.touch(draft.lane, quiet=draft.kind is DeliveryKind.AUTOMATIC)
    return identity


def find(tx: Transaction, delivery_id: int) -> Delivery | None:
    """Return a delivery by its id."""
    row = tx.one_or_none(FIND, id=delivery_id)
    return None if row is None else of_row(tx, row)


def as_it_stands(tx: Transaction, claimed: Delivery) -> Delivery | None:
    """Return a delivery that we hold, with what others may have changed meanwhile."""
    row = tx.one_or_none(STANDING, id=claimed.id)
    return None if row is None else with_news(claimed, row)


def first_in_lane(tx: Transaction, lane: str, after: int = 0) -> Delivery | None:
    """Return what goes out next in a conversation, whether or not it may go now.

    `after` is a delivery that waits and may be overtaken.
    """
    row = tx.one_or_none(FIRST_IN_LANE, lane=lane, after=after)
    return None if row is None else of_row(tx, row)


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


def settle_held(
    tx: Transaction, claimed: Delivery, now: datetime, provider_id: str | None
) -> Delivery | None:
    """Be done with what was sent, as `settle` is; nothing if it was settled before."""
    row = tx.one_or_none(
        SETTLE_HELD, id=claimed.id, now=to_ms(now), provider_id=provider_id
    )
    if row is None:
        return None
    twice, notice = row
    if (twice, notice) == (claimed.maybe_twice, claimed.notice_id):
        return claimed
    return replace_fields(claimed, maybe_twice=bool(twice), notice_id=notice)


def fail(tx: Transaction, delivery_id: int, reason: Reason, now: datetime) -> bool:
    """Give up what is open without looking at it; tell whether it was open."""
    return tx.run(FAIL, id=delivery_id, reason=reason, now=to_ms(now)) > 0


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
    """Put something else in its place before it leaves: words, a copy, a change."""
    sealed = seal(tx, delivery.id, draft, part=part)
    tx.run(SET_BODY, id=delivery.id, sealed=sealed, form=draft.form)


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
    return None if row is None else of_row(tx, row)


def of_message(tx: Transaction, message_id: int) -> Delivery | None:
    """Return the delivery that carries, or carried, this message."""
    row = tx.one_or_none(OF_MESSAGE, message=message_id) or tx.one_or_none(
        OF_ALBUM, message=message_id
    )
    return None if row is None else of_row(tx, row)


def last_of_message(tx: Transaction, message_id: int) -> Delivery | None:
    """Return the newest delivery that carries, or carried, this message."""
    row = tx.one_or_none(LAST_OF_MESSAGE, message=message_id)
    return None if row is None else of_row(tx, row)


def open_album(tx: Transaction, lane: str, album: str) -> Delivery | None:
    """Return the album that still waits for more of its parts."""
    row = tx.one_or_none(OPEN_ALBUM, lane=lane, album=album)
    return None if row is None else of_row(tx, row)


def unconfirmed(tx: Transaction, before: datetime) -> list[Delivery]:
    """Return SMS that were sent before then and have no final word yet."""
    return [of_row(tx, row) for row in tx.all(UNCONFIRMED, before=to_ms(before))]


def waiting(tx: Transaction) -> dict[str, tuple[int, datetime]]:
    """Return how many deliveries stand in each open state, and since when."""
    return {
        row["stands"]: (row["count"], from_ms(row["oldest"])) for row in tx.all(COUNTS)
    }


def failed_since(tx: Transaction, since: datetime) -> int:
    """Return how many deliveries were given up since then."""
    return int(tx.value(FAILED_SINCE, since=to_ms(since)))


def was_unreachable(
    tx: Transaction, address_id: int, since: datetime, *, other_than: int
) -> bool:
    """Tell whether another delivery to this address found its phone out of reach."""
    found = tx.one_or_none(
        UNREACHABLE, address=address_id, since=to_ms(since), id=other_than
    )
    return found is not None


def maybe_twice(tx: Transaction) -> int:
    """Return how many deliveries may have arrived twice, ever."""
    return int(tx.value(TWICE))
