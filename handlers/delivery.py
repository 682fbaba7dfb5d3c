"""Sending: claim the first of a conversation, hand it over, write down what came of it.

The network stands between two transactions: `claim_next` holds a delivery for one try,
the gateway sends it, `settle` is done with it. A crash in between leaves it claimed;
the next start takes that as unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind
from casework.gates import NotAnyMore, NotNow
from casework.messages import (
    Form,
    Later,
    Never,
    NotThere,
    Outcome,
    Outgoing,
    Sent,
    Unknown,
)
from casework.people import Channel
from casework.reasons import Reason
from handlers import (
    copies,
    held,
    judging,
    numbers,
    open_sms,
    outcomes,
    stepping_back,
)
from handlers.broken import DeliveryBrokenError
from handlers.carrying import Way, more_parts, outgoing_of
from handlers.office import Office
from handlers.overtaking import HeldBack
from storage import (
    addresses,
    alarms,
    held_back,
    lanes,
    messages,
    outbox,
)
from storage.errors import is_of_the_disk
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

LEASE = timedelta(minutes=2)
"""Longer than any try lasts; a lease that runs out means that the run is dead."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery held for one try.

    With `look_up_since` the provider is asked what became of it, and nothing is sent.
    """

    delivery: Delivery
    outgoing: Outgoing
    channel: Channel
    look_up_since: datetime | None = None
    was_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """The first of the conversation may not go before then.

    `quiet`: nothing waits in it but what starts from our side.
    """

    until: datetime
    quiet: bool = False


Permit = Callable[[str, datetime], float]
"""Told a recipient, returns the seconds to wait before writing; 0 takes it now."""


def begin(tx: Transaction, now: datetime) -> None:
    """Take over what a dead run left: nobody knows what came of its last tries."""
    outbox.take_over(tx, now)
    outbox.hold_albums(tx, now + copies.AFTER_START)


def claim_next(
    tx: Transaction, office: Office, lane: str, now: datetime, permit: Permit
) -> Claimed | Wait | None:
    """Hold the first delivery of a conversation for a try, if it may go now.

    Those that may never go are settled with their reason on the way. What waits for
    the person's sake may be overtaken by what need not wait.
    """
    found = _claim_first(tx, office, lane, now, permit)
    if isinstance(found, Wait):
        return replace(found, quiet=lanes.is_quiet(tx, lane))
    return found


def _claim_first(
    tx: Transaction, office: Office, lane: str, now: datetime, permit: Permit
) -> Claimed | Wait | None:
    before = HeldBack()
    while (delivery := outbox.first_in_lane(tx, lane, before.last)) is not None:
        try:
            found = _look_at(tx, office, delivery, before, now, permit)
        except Exception as error:
            if is_of_the_disk(error):
                raise
            raise DeliveryBrokenError(delivery.id) from error
        if found is not None:
            return found
    return _wait(before.first())


def _look_at(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    before: HeldBack,
    now: datetime,
    permit: Permit,
) -> Claimed | Wait | None:
    """Hold it for a try, be done with it, or go on behind it."""
    asked = _look_up(tx, office, delivery, now)
    if asked is not None:
        return asked
    if _is_stale(delivery, now):
        outcomes.give_up(tx, office, delivery, Reason.TOO_OLD, now, skipped=True)
        return None
    if before.is_behind(delivery, now):
        until = before.first()
        if delivery.not_before <= now and until is not None:
            held_back.wait_behind(tx, delivery, until)
        return None
    if not delivery.is_due(now):
        return _wait(before.first(delivery.not_before))
    if _is_dealt_with(tx, office, delivery, now):
        return None
    return _judged(tx, office, delivery, before, now, permit)


def _judged(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    before: HeldBack,
    now: datetime,
    permit: Permit,
) -> Claimed | Wait | None:
    """Do what the gates say of it at this moment."""
    way = judging.way_of(tx, office, delivery, now)
    if stepping_back.steps_back(tx, office, delivery, way, now):
        return None
    match way:
        case NotNow(until):
            _postpone(tx, office, delivery, way, now)
            return None if before.takes(delivery, way) else _wait(before.first(until))
        case NotAnyMore(reason):
            outcomes.give_up(tx, office, delivery, reason, now, skipped=True)
            return None
        case Way():
            channel = way.address.channel
            delivery = open_sms.guarded(tx, office, delivery, channel, now)
            return _try(tx, office, delivery, way, now, permit)


def _look_up(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> Claimed | None:
    """Hold an SMS that may have gone, to ask what became of it.

    That comes before all else: whether it may go now says nothing of that. Only
    Twilio can be asked.
    """
    is_unknown = delivery.state == "unknown" and delivery.channel is Channel.SMS
    if not is_unknown or delivery.not_before > now:
        return None
    way = _way_taken(tx, delivery)
    if way is None:
        return None
    delivery = open_sms.guarded(tx, office, delivery, Channel.SMS, now)
    outgoing = outgoing_of(tx, office, delivery, way, now)
    if outgoing is None:
        return None
    claimed = _claim(tx, delivery, way, outgoing, now)
    return replace(claimed, look_up_since=delivery.created_at, was_unknown=False)


def _way_taken(tx: Transaction, delivery: Delivery) -> Way | None:
    """Return the way that the last try took, if its address is still known."""
    draft = delivery.draft
    if draft.to is not None:
        return Way(draft.to)
    reached = addresses.of_person(tx, draft.recipient)
    taken = (each for each in reached if each.id == delivery.address_id)
    known = next(taken, None)
    return None if known is None else Way(known.address, known)


def _may_have_gone(delivery: Delivery) -> bool:
    """Tell whether it is a reminder or the like that we may have sent as we fell.

    A human's words rather come twice than never; that which comes by itself rather
    never, and a human is told. An SMS was asked about before (`_look_up`).
    """
    return (
        delivery.state == "unknown"
        and delivery.reason == Reason.CRASHED
        and delivery.draft.kind is DeliveryKind.AUTOMATIC
        and delivery.draft.until is not None
    )


def _is_stale(delivery: Delivery, now: datetime) -> bool:
    """Tell whether it is not worth sending any more, whatever it waits for."""
    until = delivery.draft.until
    return delivery.state == "ready" and until is not None and until < now


def _wait(until: datetime | None) -> Wait | None:
    return None if until is None else Wait(until)


def _try(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    way: Way,
    now: datetime,
    permit: Permit,
) -> Claimed | Wait | None:
    """Hold it for a try, unless there is nothing to do or the chat needs a pause."""
    outgoing = outgoing_of(tx, office, delivery, way, now)
    if outgoing is None:
        outbox.settle(tx, delivery, "skipped", now, reason=Reason.GONE)
        return None
    if way.address.channel is Channel.SMS:
        valid_for = open_sms.valid_for(tx, office, delivery.draft.recipient, now)
        outgoing = replace(outgoing, valid_for=valid_for)
    if outgoing.form is not Form.REACTION:
        pause = permit(delivery.draft.recipient, now)
        if pause > 0:
            return Wait(now + timedelta(seconds=pause))
    return _claim(tx, delivery, way, outgoing, now)


def _postpone(
    tx: Transaction, office: Office, delivery: Delivery, waits: NotNow, now: datetime
) -> None:
    """Let it wait, and tell its author until when and why."""
    state = "unknown" if delivery.state == "unknown" else "ready"
    outbox.postpone(tx, delivery, waits.until, waits.reason, state=state)
    if waits.reason in (Reason.SAFE_HOURS, Reason.PAUSED):
        held.tell(tx, office, delivery, waits, now)
    elif waits.reason is Reason.STALE:
        doubted = replace(delivery.draft, was_doubted=True)
        outbox.replace(tx, delivery, doubted, part=delivery.part)
        numbers.waits(tx, office, delivery, now)


def _is_dealt_with(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> bool:
    """Tell whether it was not ready to be tried, and look at the lane anew."""
    if delivery.state == "claimed":
        # Its lease is over, and a conversation is served by one hand: nobody knows
        # any more what came of that try.
        outbox.postpone(tx, delivery, now, Reason.CRASHED, state="unknown")
        return True
    if _may_have_gone(delivery):
        outcomes.give_up(tx, office, delivery, Reason.CRASHED, now, skipped=True)
        return True
    if not delivery.is_readable:
        alarms.raise_alarm(tx, "poison", now)
        outcomes.give_up(tx, office, delivery, Reason.GONE, now)
        return True
    if copies.is_incomplete(tx, delivery, now):
        until = now + copies.ALBUM_WAITS
        outbox.postpone(tx, delivery, until, None, state="held")
        return True
    return False


def settle(
    tx: Transaction,
    office: Office,
    claimed: Claimed,
    outcome: Outcome | NotThere,
    now: datetime,
) -> None:
    """Write down what came of a try, and tell whoever must know."""
    if isinstance(outcome, Sent) and not more_parts(claimed.delivery):
        outcomes.sent_whole(tx, office, claimed.delivery, outcome, now)
        return
    delivery = outbox.as_it_stands(tx, claimed.delivery)
    if delivery is None or delivery.state not in ("claimed", "unknown"):
        # The provider's own word was faster: only where it stands is still to be kept.
        if isinstance(outcome, Sent):
            outcomes.keep_copies(tx, claimed.delivery, outcome)
        return
    match outcome:
        case Sent():
            outcomes.sent(tx, office, delivery, outcome, now)
        case NotThere():
            outcomes.not_there(tx, delivery, now)
        case Later():
            outcomes.later(tx, office, delivery, outcome, now)
        case Never(reason):
            outcomes.never(tx, office, delivery, reason, now, claimed.outgoing.form)
        case Unknown(reason):
            outcomes.unknown(tx, office, delivery, reason, now, claimed.outgoing.form)


def settle_and_claim(
    tx: Transaction,
    office: Office,
    claimed: Claimed,
    outcome: Outcome | NotThere,
    now: datetime,
    permit: Permit,
) -> Claimed | Wait | None:
    """Be done with one try, and hold the next of the same conversation."""
    settle(tx, office, claimed, outcome, now)
    return claim_next(tx, office, claimed.delivery.lane, now, permit)


def taken_ids(tx: Transaction, claimed: Claimed) -> list[str]:
    """Return the provider's ids that belong to other deliveries to this address."""
    return messages.ids_at(tx, claimed.delivery.address_id or 0)


def wait_for_word(
    tx: Transaction,
    claimed: Claimed,
    now: datetime,
    pause: timedelta,
    *,
    counts: bool = True,
) -> None:
    """Leave it unknown: it is too early to say that it is not there."""
    delivery = outbox.find(tx, claimed.delivery.id)
    if delivery is not None and delivery.state == "claimed":
        until = now + pause
        reason = Reason.NETWORK
        outbox.postpone(tx, delivery, until, reason, state="unknown", counts=counts)


def _claim(
    tx: Transaction,
    delivery: Delivery,
    way: Way,
    outgoing: Outgoing,
    now: datetime,
) -> Claimed:
    channel = way.address.channel
    address_id = 0 if way.known is None else way.known.id
    outbox.claim(tx, delivery, address_id, channel, now + LEASE)
    was_unknown = delivery.state == "unknown"
    claimed = replace(delivery, state="claimed", address_id=address_id, channel=channel)
    may_be_twice = was_unknown and outgoing.form not in outcomes.REPEATABLE
    return Claimed(claimed, outgoing, channel, was_unknown=may_be_twice)
