"""What came of a try: written down, and told to whoever must know."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.consents import ConsentState
from casework.drafts import DeliveryKind, Draft
from casework.gates import Go, judge
from casework.messages import Form, Later, Sent
from casework.people import Channel, KnownAddress, PersonId
from casework.reasons import Reason
from casework.retries import is_over, pause_after
from handlers import (
    clients,
    consents,
    danger_alerts,
    due_work,
    left_behind,
    notices,
    numbers,
    open_sms,
    questions,
    receipts,
    record_file,
)
from handlers.carrying import more_parts
from handlers.office import Office
from storage import addresses, messages, outbox, people, safe_contacts
from storage.messages import Message
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

CALLBACK_WAIT = timedelta(seconds=90)
"""How long the provider's own word on an unknown SMS is waited for, then we look."""

UNCOUNTED = frozenset({Reason.RATE_LIMITED, Reason.UNAUTHORISED})

FREEZES = frozenset({Reason.BLOCKED, Reason.OPTED_OUT, Reason.BAD_NUMBER})
"""Reasons after which nothing more may go to an address until it is heard from."""

CHANGES = (Form.EDIT, Form.EDIT_CAPTION)
REPEATABLE = (*CHANGES, Form.DELETE, Form.REACTION)
"""Doing these twice changes nothing, so there is nothing to find out first."""


def sent(
    tx: Transaction, office: Office, delivery: Delivery, outcome: Sent, now: datetime
) -> None:
    """Be done with it, or with this part of it."""
    keep_copies(tx, delivery, outcome)
    if more_parts(delivery):
        outbox.replace(tx, delivery, delivery.draft, part=delivery.part + 1)
        outbox.postpone(tx, delivery, now, None, counts=False)
        return
    provider_id = outcome.message_ids[0] if outcome.message_ids else None
    outbox.settle(tx, delivery, "sent", now, provider_id=provider_id)
    _tell_sent(tx, office, delivery, outcome, now)


def sent_whole(
    tx: Transaction, office: Office, claimed: Delivery, outcome: Sent, now: datetime
) -> None:
    """Be done with what we hold, unless the provider's own word was faster."""
    provider_id = outcome.message_ids[0] if outcome.message_ids else None
    delivery = outbox.settle_held(tx, claimed, now, provider_id)
    keep_copies(tx, claimed, outcome)
    if delivery is not None:
        _tell_sent(tx, office, delivery, outcome, now)


def _tell_sent(
    tx: Transaction, office: Office, delivery: Delivery, outcome: Sent, now: datetime
) -> None:
    draft = delivery.draft
    message = _left_behind(tx, delivery)
    if message is not None:
        left_behind.tell_sender(tx, office, delivery, message, now)
    elif outcome.left_out:
        left_behind.partly(tx, office, delivery, outcome.left_out, now)
    elif delivery.channel is Channel.SMS and open_sms.withholds(
        tx, office, delivery, now
    ):
        receipts.withheld(tx, office, delivery, now)
    elif draft.form in (Form.TEXT, Form.COPY) or (
        draft.form in CHANGES and delivery.channel is Channel.SMS
    ):
        receipts.sent(tx, office, delivery, now)


def _left_behind(tx: Transaction, delivery: Delivery) -> Message | None:
    """Return the message of which only words went; by Telegram everything goes."""
    message_id = delivery.draft.message_id
    if delivery.channel is not Channel.SMS or message_id is None:
        return None
    message = messages.find(tx, message_id)
    return message if left_behind.stayed(delivery, message) else None


def keep_copies(tx: Transaction, delivery: Delivery, outcome: Sent) -> None:
    """Remember where it stands in the recipient's chat."""
    draft, address_id = delivery.draft, delivery.address_id
    if not address_id or draft.form not in (Form.TEXT, Form.COPY, *CHANGES):
        return
    parts = _parts_of_album(tx, draft, outcome)
    for external_id in outcome.message_ids:
        messages.add_copy(
            tx,
            address_id=address_id,
            external_id=external_id,
            case_id=draft.case_id,
            message_id=parts.get(external_id, draft.message_id),
            delivery_id=delivery.id,
        )


def _parts_of_album(tx: Transaction, draft: Draft, outcome: Sent) -> dict[str, int]:
    """Return which message each picture is, so that an answer finds the right one.

    Where some were left out nobody can tell which: all stand for the first one.
    """
    if draft.copy is None or draft.message_id is None or outcome.left_out:
        return {}
    first = messages.find(tx, draft.message_id)
    ids = sorted(set(draft.copy.message_ids), key=lambda each: (len(each), each))
    if first is None or len(ids) == 1 or len(ids) > len(outcome.message_ids):
        return {}
    written = (messages.written_at(tx, first.address_id, each) for each in ids)
    return {
        external_id: message.id
        for external_id, message in zip(
            outcome.message_ids[-len(ids) :], written, strict=True
        )
        if message is not None
    }


def later(
    tx: Transaction, office: Office, delivery: Delivery, outcome: Later, now: datetime
) -> None:
    """Try again after a pause, or give it up after too many tries."""
    age = now - delivery.created_at
    is_bounded = safe_contacts.of(tx, delivery.draft.recipient).is_bounded
    draft = delivery.draft
    if is_bounded or draft.was_doubted or draft.until is not None:
        # It may have waited for days until somebody could safely be written to: the
        # gates say when that is too long.
        age = timedelta()
    if is_over(draft.kind, attempts=delivery.attempts, age=age):
        reason = Reason.TRIED_TOO_OFTEN
        give_up(tx, office, delivery, reason, now)
        return
    until = now + (outcome.after or pause_after(delivery.attempts))
    if outcome.reason is Reason.RATE_LIMITED and delivery.address_id:
        addresses.wait(tx, delivery.address_id, until)
    counts = outcome.reason not in UNCOUNTED
    outbox.postpone(tx, delivery, until, outcome.reason, counts=counts)


def not_there(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Judge anew what certainly did not go: looking it up was no try."""
    outbox.postpone(tx, delivery, now, None, counts=False)


def never(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
    tried: Form = Form.TEXT,
    *,
    provider_id: str | None = None,
) -> None:
    """Be done with what cannot be sent this way: another way, anew, or not at all."""
    if tried in (Form.REACTION, Form.DELETE):
        give_up(tx, office, delivery, reason, now)
        return
    is_frozen = freeze_after(tx, office, delivery, reason, now)
    if is_frozen and _has_another_way(tx, delivery.draft.recipient, now):
        outbox.postpone(tx, delivery, now, reason)
    elif tried in CHANGES and not is_frozen:
        outbox.settle(tx, delivery, "failed", now, reason=reason)
        _say_anew(tx, office, delivery, now)
    else:
        give_up(tx, office, delivery, reason, now, provider_id=provider_id)


def _say_anew(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    """Say in a new message what could not be changed in the old one."""
    draft = delivery.draft
    text = draft.sms_text or draft.text
    outbox.add(
        tx,
        replace(
            draft, form=Form.TEXT, text=text, sms_text=None, entities=(), target=None
        ),
        now,
    )
    receipts.said_anew(tx, office, delivery, now)


def unknown(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
    tried: Form,
) -> None:
    """Leave it until it can be found out whether it was sent."""
    if tried in REPEATABLE:
        later(tx, office, delivery, Later(reason), now)
        return
    by_sms = delivery.channel is Channel.SMS
    pause = CALLBACK_WAIT if by_sms else pause_after(delivery.attempts)
    outbox.postpone(tx, delivery, now + pause, reason, state="unknown")
    if by_sms:
        receipts.unknown(tx, office, delivery, now)


def give_up(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
    *,
    skipped: bool = False,
    provider_id: str | None = None,
) -> None:
    """Be done with what was not sent, and tell its sender why."""
    state = "skipped" if skipped else "failed"
    outbox.settle(tx, delivery, state, now, reason=reason, provider_id=provider_id)
    questions.not_delivered(tx, office, delivery, now, reason)
    due_work.not_delivered(tx, office, delivery, reason, now)
    danger_alerts.not_delivered(tx, delivery, now)
    record_file.not_delivered(tx, office, delivery, reason, now)
    if delivery.draft.form is Form.DELETE:
        receipts.not_taken_back(tx, office, delivery, now)
    elif delivery.draft.form is Form.COPY and reason in left_behind.OF_ITSELF:
        left_behind.refused(tx, office, delivery, reason, now)
    else:
        receipts.failed(tx, office, delivery, reason, now)


def _has_another_way(tx: Transaction, person: PersonId, now: datetime) -> bool:
    recipient = people.find(tx, person)
    if recipient is None:
        return False
    reached = addresses.of_person(tx, person)
    kind = DeliveryKind.RELAY
    return isinstance(judge(kind, recipient, reached, decided_at=now, now=now), Go)


def freeze_after(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> bool:
    """Freeze the address after a hard bounce, and tell the contact person."""
    # A phone that is off comes back; an account on Telegram that is gone does not.
    is_gone = reason is Reason.UNREACHABLE and delivery.channel is Channel.TELEGRAM
    if not delivery.address_id:
        return False
    reached = addresses.of_person(tx, delivery.draft.recipient)
    address = next((each for each in reached if each.id == delivery.address_id), None)
    if address is None:
        return False
    if reason is Reason.UNREACHABLE and not is_gone:
        numbers.doubt(tx, office, delivery, address, now)
    if reason not in FREEZES and not is_gone:
        return False
    if address.frozen_for is not None:
        return True
    # Whoever shares a number shares what became of it.
    for each in addresses.find_all(tx, address.address):
        if each.frozen_for is None:
            addresses.freeze(tx, each, reason)
            _tell_frozen(tx, office, each, reason, now)
    return True


def _tell_frozen(
    tx: Transaction,
    office: Office,
    address: KnownAddress,
    reason: Reason,
    now: datetime,
) -> None:
    person = people.known(tx, address.person_id)
    if reason is Reason.OPTED_OUT and not person.role.is_staff:
        # A STOP that only the provider heard is one all the same.
        consents.agreed(tx, office, person, ConsentState.WITHDRAWN, now)
        questions.stop(tx, person.id, now)
    conversation = None if person.role.is_staff else clients.conversation_of(tx, person)
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


_TOLD = {
    Reason.BLOCKED: "staff_blocked_bot",
    Reason.OPTED_OUT: "staff_opted_out",
    Reason.BAD_NUMBER: "staff_dead_number",
}
