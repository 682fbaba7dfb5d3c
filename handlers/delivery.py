"""Sending: claim the first of a conversation, hand it over, write down what came of it.

The network stands between two transactions: `claim_next` holds a delivery for one try,
the gateway sends it, `settle` is done with it. A crash in between leaves it claimed;
the next start takes that as unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from casework import segments
from casework.drafts import DeliveryKind, Draft, Target
from casework.gates import Go, NotAnyMore, NotNow, judge
from casework.messages import (
    Form,
    Later,
    Never,
    Outcome,
    Outgoing,
    Sent,
    Unknown,
)
from casework.people import Address, Channel, KnownAddress, PersonId, Role
from casework.reasons import Reason
from casework.retries import is_over, pause_after
from handlers import clients, notices, receipts
from handlers.office import Office
from handlers.strangers import STRANGER
from storage import addresses, alarms, messages, outbox, people
from storage.outbox import Delivery
from storage.transaction import Transaction

LEASE = timedelta(minutes=2)
"""Longer than any try lasts; a lease that runs out means that the run is dead."""

CALLBACK_WAIT = timedelta(seconds=90)
"""How long the provider's own word on an unknown SMS is waited for, then we look."""

LONGEST_SMS = 1_530
"""Ten segments: beyond that phones and networks begin to lose parts."""

UNCOUNTED = frozenset({Reason.RATE_LIMITED, Reason.UNAUTHORISED})

FREEZES = frozenset(
    {Reason.BLOCKED, Reason.OPTED_OUT, Reason.BAD_NUMBER, Reason.UNREACHABLE}
)
"""Reasons after which nothing more may go to an address until somebody looked."""

TEXT_FORMS = frozenset({Form.TEXT, Form.EDIT, Form.EDIT_CAPTION, Form.COPY})


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery held for one try; `look_up_since` asks the provider first."""

    delivery: Delivery
    outgoing: Outgoing
    channel: Channel
    look_up_since: datetime | None = None
    was_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """The first of the conversation may not go before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's later word: sent, delivered, read, undelivered or failed."""

    delivery: int
    message_id: str
    state: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """The address that was chosen; a stranger's has no row."""

    address: Address = field(repr=False)
    known: KnownAddress | None = None
    to_staff: bool = False


Permit = Callable[[str, datetime], float]
"""Told a recipient, returns the seconds to wait before writing; 0 takes it now."""


def claim_next(
    tx: Transaction, office: Office, lane: str, now: datetime, permit: Permit
) -> Claimed | Wait | None:
    """Hold the first delivery of a conversation for a try, if it may go now.

    Those that may never go are settled with their reason on the way.
    """
    while (delivery := outbox.first_in_lane(tx, lane)) is not None:
        if delivery.not_before > now:
            return Wait(delivery.not_before)
        if delivery.state == "claimed":
            # Its lease is over, and a conversation is served by one hand: nobody knows
            # any more what came of that try.
            outbox.postpone(tx, delivery, now, Reason.CRASHED, state="unknown")
            continue
        way = _way(tx, delivery, now)
        match way:
            case NotNow(until):
                reason = way.reason
                state = "unknown" if delivery.state == "unknown" else "ready"
                outbox.postpone(tx, delivery, until, reason, state=state)
                return Wait(until)
            case NotAnyMore(reason):
                _give_up(tx, office, delivery, reason, now, skipped=True)
            case _Way():
                outgoing = _outgoing(tx, office, delivery, way, now)
                if outgoing is None:
                    outbox.settle(tx, delivery, "skipped", now, reason=Reason.GONE)
                    continue
                if outgoing.form is not Form.REACTION:
                    pause = permit(delivery.draft.recipient, now)
                    if pause > 0:
                        return Wait(now + timedelta(seconds=pause))
                return _claim(tx, delivery, way, outgoing, now)
    return None


def settle(
    tx: Transaction, office: Office, claimed: Claimed, outcome: Outcome, now: datetime
) -> None:
    """Write down what came of a try, and tell whoever must know."""
    delivery = outbox.find(tx, claimed.delivery.id)
    if delivery is None or delivery.state not in ("claimed", "unknown"):
        # The provider's own word was faster: only where it stands is still to be kept.
        if isinstance(outcome, Sent):
            _keep_copies(tx, claimed.delivery, claimed.delivery.address_id, outcome)
        return
    match outcome:
        case Sent():
            _sent(tx, office, delivery, outcome, now)
        case Later():
            _later(tx, office, delivery, outcome, now)
        case Never(reason):
            _never(tx, office, delivery, reason, now)
        case Unknown(reason):
            _unknown(tx, office, delivery, reason, now)


def settle_and_claim(
    tx: Transaction,
    office: Office,
    claimed: Claimed,
    outcome: Outcome,
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


def set_aside(tx: Transaction, office: Office, lane: str, now: datetime) -> None:
    """Give up the first of a conversation unseen: it broke every try to claim it."""
    outbox.fail_first(tx, lane, Reason.PROVIDER, now)
    alarms.raise_alarm(tx, "poison", now)
    notices.notify_supervisors(tx, office, "staff_set_aside", now)


def provider_said(
    tx: Transaction, office: Office, report: Report, now: datetime
) -> None:
    """Move a delivery forward by the provider's word; never back, in any order."""
    delivery = outbox.find(tx, report.delivery)
    if delivery is None:
        return
    tx.touch(delivery.lane)
    state = _state_of(report.state)
    if state is None:
        return
    address = delivery.address_id
    if delivery.state in ("claimed", "unknown"):
        if address is not None and _is_earlier_part(tx, delivery, report.message_id):
            return
        if state == "failed":
            reason = report.reason or Reason.PROVIDER
            _never(tx, office, delivery, reason, now)
            return
        _sent(tx, office, delivery, Sent((report.message_id,)), now)
        delivery = outbox.find(tx, report.delivery)
        if delivery is None:
            return
    if _RANK.get(state, -1) <= _RANK.get(delivery.state, 99):
        return
    outbox.move_on(tx, delivery.id, state, report.reason)
    if state == "failed":
        reason = report.reason or Reason.PROVIDER
        _freeze_after(tx, office, delivery, reason, now)
        receipts.failed(tx, office, delivery, reason, now)
    elif state == "delivered":
        receipts.delivered(tx, office, delivery, now)


# Proof that it arrived outranks a report that it did not.
_RANK = {"sent": 0, "failed": 1, "delivered": 2, "read": 3}


def _state_of(word: str) -> str | None:
    if word in ("queued", "accepted", "scheduled", "sending", "sent"):
        return "sent"
    if word in ("undelivered", "failed", "canceled"):
        return "failed"
    return word if word in ("delivered", "read") else None


def _is_earlier_part(tx: Transaction, delivery: Delivery, message_id: str) -> bool:
    assert delivery.address_id is not None  # noqa: S101 - the caller looked
    known = messages.copies_of_delivery(tx, delivery.id, delivery.address_id)
    return message_id in known


def _way(
    tx: Transaction, delivery: Delivery, now: datetime
) -> _Way | NotNow | NotAnyMore:
    draft = delivery.draft
    if draft.to is not None:
        return _Way(draft.to, addresses.find(tx, draft.to))
    recipient = people.find(tx, draft.recipient)
    if recipient is None or draft.recipient == STRANGER:
        return NotAnyMore(Reason.NO_ADDRESS)
    reached = addresses.of_person(tx, draft.recipient)
    if draft.form is Form.REACTION and draft.target is not None:
        # A sign belongs to the chat where the message stands, and nowhere else.
        external = draft.target.external
        reached = [each for each in reached if external and each.id == external[0]]
    judgement = judge(
        draft.kind, recipient, reached, decided_at=delivery.created_at, now=now
    )
    if isinstance(judgement, Go):
        to_staff = recipient.role.is_staff
        return _Way(judgement.address.address, judgement.address, to_staff)
    return judgement


def _claim(
    tx: Transaction,
    delivery: Delivery,
    way: _Way,
    outgoing: Outgoing,
    now: datetime,
) -> Claimed:
    channel = way.address.channel
    address_id = 0 if way.known is None else way.known.id
    outbox.claim(tx, delivery, address_id, channel, now + LEASE)
    was_unknown = delivery.state == "unknown"
    # Only Twilio can be asked what became of something, and only on its own channel.
    look_up = was_unknown and delivery.channel is channel is Channel.SMS
    claimed = replace(delivery, state="claimed", address_id=address_id, channel=channel)
    since = delivery.created_at if look_up else None
    return Claimed(claimed, outgoing, channel, since, was_unknown)


def _outgoing(
    tx: Transaction, office: Office, delivery: Delivery, way: _Way, now: datetime
) -> Outgoing | None:
    """Return the delivery as its channel can carry it, if it can at all."""
    draft, channel = delivery.draft, way.address.channel
    outgoing = Outgoing(
        delivery=delivery.id,
        to=way.address,
        form=draft.form,
        text=draft.text,
        entities=draft.entities,
        buttons=draft.buttons,
        copy=draft.copy,
        silent=draft.kind is DeliveryKind.RELAY and office.is_night(now),
        protected=way.to_staff,
    )
    if channel is Channel.SMS:
        return _as_sms(delivery, outgoing)
    address_id = 0 if way.known is None else way.known.id
    if draft.form in (Form.EDIT, Form.EDIT_CAPTION, Form.DELETE, Form.REACTION):
        targets = _places(tx, draft.target, address_id)
        if targets:
            return replace(outgoing, target=targets[0])
        if draft.form not in (Form.EDIT, Form.EDIT_CAPTION):
            return None
        # What should be changed stands in another chat: say it anew.
        return replace(
            outgoing, form=Form.TEXT, text=draft.sms_text or draft.text, entities=()
        )
    if draft.form is Form.COPY and (
        draft.copy is None or draft.copy.chat.channel is not channel
    ):
        text = draft.sms_text or draft.text
        return replace(outgoing, form=Form.TEXT, text=text, entities=(), copy=None)
    answered = _places(tx, draft.reply_to, address_id)
    return replace(outgoing, reply_to=answered[0] if answered else None)


def _as_sms(delivery: Delivery, outgoing: Outgoing) -> Outgoing | None:
    draft = delivery.draft
    if draft.form in (Form.DELETE, Form.REACTION):
        return None
    text = draft.text if draft.sms_text is None else draft.sms_text
    parts = segments.pages(segments.normalised(text), LONGEST_SMS)
    if not parts:
        return None
    return replace(
        outgoing,
        form=Form.TEXT,
        text=parts[min(delivery.part, len(parts) - 1)],
        entities=(),
        buttons=(),
        copy=None,
    )


def _places(tx: Transaction, target: Target | None, address_id: int) -> list[str]:
    """Return where a target stands in the chat that this delivery goes to."""
    if target is None:
        return []
    if target.external is not None:
        return [target.external[1]] if target.external[0] == address_id else []
    if target.delivery is not None:
        return messages.copies_of_delivery(tx, target.delivery, address_id)
    if target.message is None:
        return []
    message = messages.find(tx, target.message)
    if message is not None and message.address_id == address_id:
        return [message.external_id]
    return messages.copies_of(tx, target.message, address_id)


def _sent(
    tx: Transaction, office: Office, delivery: Delivery, outcome: Sent, now: datetime
) -> None:
    _keep_copies(tx, delivery, delivery.address_id, outcome)
    if _more_parts(delivery):
        outbox.replace(tx, delivery, delivery.draft, part=delivery.part + 1)
        outbox.postpone(tx, delivery, now, None, counts=False)
        return
    provider_id = outcome.message_ids[0] if outcome.message_ids else None
    outbox.settle(tx, delivery, "sent", now, provider_id=provider_id)
    draft = delivery.draft
    if draft.form is Form.COPY and delivery.channel is Channel.SMS:
        receipts.not_carried(tx, office, delivery, now)
    elif draft.form in (Form.TEXT, Form.COPY):
        receipts.sent(tx, office, delivery, now)


def _more_parts(delivery: Delivery) -> bool:
    if delivery.channel is not Channel.SMS:
        return False
    draft = delivery.draft
    text = draft.text if draft.sms_text is None else draft.sms_text
    if len(text) <= LONGEST_SMS // 3:
        return False
    parts = segments.pages(segments.normalised(text), LONGEST_SMS)
    return delivery.part + 1 < len(parts)


def _keep_copies(
    tx: Transaction, delivery: Delivery, address_id: int | None, outcome: Sent
) -> None:
    draft = delivery.draft
    if not address_id or draft.form not in (Form.TEXT, Form.COPY, *_CHANGES):
        return
    for external_id in outcome.message_ids:
        messages.add_copy(
            tx,
            address_id=address_id,
            external_id=external_id,
            case_id=draft.case_id,
            message_id=draft.message_id,
            delivery_id=delivery.id,
        )


_CHANGES = (Form.EDIT, Form.EDIT_CAPTION)


def _later(
    tx: Transaction, office: Office, delivery: Delivery, outcome: Later, now: datetime
) -> None:
    age = now - delivery.created_at
    if is_over(delivery.draft.kind, attempts=delivery.attempts, age=age):
        reason = Reason.TRIED_TOO_OFTEN
        _give_up(tx, office, delivery, reason, now)
        return
    until = now + (outcome.after or pause_after(delivery.attempts))
    if outcome.reason is Reason.RATE_LIMITED and delivery.address_id:
        addresses.wait(tx, delivery.address_id, until)
    counts = outcome.reason not in UNCOUNTED
    outbox.postpone(tx, delivery, until, outcome.reason, counts=counts)


def _never(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    draft = delivery.draft
    if draft.form in (Form.REACTION, Form.DELETE, *_CHANGES):
        outbox.settle(tx, delivery, "failed", now, reason=reason)
        return
    if _freeze_after(tx, office, delivery, reason, now) and _has_another_way(
        tx, draft.recipient, now
    ):
        outbox.postpone(tx, delivery, now, reason)
        return
    _give_up(tx, office, delivery, reason, now)


def _unknown(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    if delivery.draft.form in (Form.REACTION, Form.DELETE, *_CHANGES):
        # Doing these twice changes nothing, so there is nothing to find out first.
        _later(tx, office, delivery, Later(reason), now)
        return
    by_sms = delivery.channel is Channel.SMS
    pause = CALLBACK_WAIT if by_sms else pause_after(delivery.attempts)
    outbox.postpone(tx, delivery, now + pause, reason, state="unknown")
    if by_sms:
        receipts.unknown(tx, office, delivery, now)


def _give_up(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
    *,
    skipped: bool = False,
) -> None:
    state = "skipped" if skipped else "failed"
    outbox.settle(tx, delivery, state, now, reason=reason)
    receipts.failed(tx, office, delivery, reason, now)


def _has_another_way(tx: Transaction, person: PersonId, now: datetime) -> bool:
    recipient = people.find(tx, person)
    if recipient is None:
        return False
    reached = addresses.of_person(tx, person)
    kind = DeliveryKind.RELAY
    return isinstance(judge(kind, recipient, reached, decided_at=now, now=now), Go)


def _freeze_after(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> bool:
    """Freeze the address after a hard bounce, and tell the contact person."""
    if reason not in FREEZES or not delivery.address_id:
        return False
    reached = addresses.of_person(tx, delivery.draft.recipient)
    address = next((each for each in reached if each.id == delivery.address_id), None)
    if address is None:
        return False
    if address.frozen_for is not None:
        return True
    addresses.freeze(tx, address, reason)
    person = people.known(tx, address.person_id)
    conversation = (
        clients.conversation_of(tx, person) if person.role is Role.CLIENT else None
    )
    key = _TOLD.get(reason)
    if conversation is not None and key is not None:
        notices.notify_about(
            tx,
            office,
            key,
            about=person,
            recipient=conversation.other,
            case_id=conversation.case_id,
            now=now,
        )
    return True


_TOLD = {
    Reason.BLOCKED: "staff_blocked_bot",
    Reason.OPTED_OUT: "staff_opted_out",
}

__all__ = ["Claimed", "Draft", "Report", "Wait", "claim_next", "settle"]
