"""What a sender learns of their message: a sign where all is plain, words where not."""

from dataclasses import replace
from datetime import datetime

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form
from casework.people import Channel, Person
from casework.reasons import Reason
from handlers import notices, speaking
from handlers.office import Office
from storage import addresses, cases, messages, outbox, people
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

RINGS = frozenset({"receipt_not_delivered", "album_partly_staff"})
"""What went wrong after a while is said anew: no phone rings for changed words."""


def sent(tx: Transaction, office: Office, delivery: Delivery, now: datetime) -> None:
    """Tell a worker that it is out; a client's sign was set when it was stored."""
    sender = sender_of(tx, delivery)
    if sender is None:
        return
    if not sender.role.is_staff:
        _tell_client_of_twice(tx, office, delivery, sender, now)
        return
    if delivery.maybe_twice:
        in_words(tx, office, delivery, sender, "receipt_maybe_twice", now)
    elif (
        delivery.draft.in_words
        or delivery.channel is Channel.SMS
        # What was said of it, that it waits, is not true any more.
        or delivery.notice_id is not None
    ):
        in_words(tx, office, delivery, sender, "receipt_sent", now)
    else:
        _sign(tx, office, delivery, sender, now)


def _tell_client_of_twice(
    tx: Transaction, office: Office, delivery: Delivery, sender: Person, now: datetime
) -> None:
    if not delivery.maybe_twice:
        return
    worker = people.known(tx, delivery.draft.recipient).name
    text = speaking.say(tx, office, sender, "receipt_maybe_twice_client", worker=worker)
    notices.answer(tx, sender.id, text, now, case_id=delivery.draft.case_id)


def withheld(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    """Tell a worker that their words stayed here: they may not leave by SMS."""
    sender = sender_of(tx, delivery)
    if sender is not None:
        in_words(tx, office, delivery, sender, "receipt_notice_sent", now)


def delivered(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    """Tell a worker that the phone has it."""
    sender = sender_of(tx, delivery)
    if sender is not None and sender.role.is_staff:
        in_words(tx, office, delivery, sender, "receipt_delivered", now)


def unknown(tx: Transaction, office: Office, delivery: Delivery, now: datetime) -> None:
    """Tell a worker that it may or may not have arrived."""
    sender = sender_of(tx, delivery)
    if sender is not None and sender.role.is_staff:
        in_words(tx, office, delivery, sender, "receipt_unknown", now)


def failed(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
) -> None:
    """Tell the sender that it did not arrive, and why; a human is always told."""
    sender = sender_of(tx, delivery)
    if sender is None:
        _tell_of_digits(tx, office, delivery, reason, now)
        return
    if sender.role.is_staff:
        why = office.say(f"reason_{reason}", sender.language)
        in_words(tx, office, delivery, sender, "receipt_not_delivered", now, reason=why)
        return
    recipient = people.known(tx, delivery.draft.recipient)
    text = speaking.say(
        tx, office, sender, "relay_failed_client", worker=recipient.name
    )
    notices.answer(
        tx,
        sender.id,
        text,
        now,
        case_id=delivery.draft.case_id,
        reply_to=own_message(tx, delivery),
    )
    notices.notify_supervisors(
        tx,
        office,
        "staff_not_arrived",
        now,
        worker=recipient.name,
        client=sender.label,
    )


def _tell_of_digits(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    reason: Reason,
    now: datetime,
) -> None:
    """Tell who waits for digits to be read aloud that they did not arrive."""
    draft = delivery.draft
    if draft.kind is not DeliveryKind.ANSWER or draft.sender is None:
        return
    worker = people.known(tx, draft.sender)
    why = office.say(f"reason_{reason}", worker.language)
    text = office.say("new_code_failed", worker.language, reason=why)
    notices.notify(tx, worker.id, text, now)


def said_anew(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    """Tell a worker that their change went as a message of its own."""
    sender = sender_of(tx, delivery)
    if sender is not None and sender.role.is_staff:
        _answer_about(tx, office, delivery, sender, "late_edit", now)


def not_taken_back(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    """Tell somebody that their words still stand in the other chat."""
    sender = sender_of(tx, delivery)
    if sender is not None and not sender.role.is_staff:
        recipient = people.known(tx, delivery.draft.recipient)
        text = speaking.say(
            tx, office, sender, "undo_too_late_client", worker=recipient.name
        )
        notices.answer(tx, sender.id, text, now, case_id=delivery.draft.case_id)
    elif sender is not None:
        _answer_about(tx, office, delivery, sender, "undo_too_late", now)


def _answer_about(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    sender: Person,
    key: str,
    now: datetime,
) -> None:
    case = delivery.draft.case_id
    client_id = None if case is None else cases.client_of(tx, case)
    client = None if client_id is None else people.find(tx, client_id)
    label = "" if client is None else client.label
    text = office.say(key, sender.language, client=label)
    notices.answer(tx, sender.id, text, now, case_id=case)


def sender_of(tx: Transaction, delivery: Delivery) -> Person | None:
    """Return who is told what came of a delivery, if it carries anybody's words."""
    sender = delivery.draft.sender
    if sender is None or delivery.draft.kind is not DeliveryKind.RELAY:
        return None
    return people.find(tx, sender)


def _sign(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    sender: Person,
    now: datetime,
) -> None:
    target = own_message(tx, delivery)
    if target is None or not office.receipts.staff:
        return
    outbox.add(
        tx,
        Draft(
            sender.id,
            DeliveryKind.RECEIPT,
            office.receipts.staff,
            form=Form.REACTION,
            target=target,
        ),
        now,
    )


def in_words(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    sender: Person,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    """Say it in words, in the place of what was said of this message before.

    A worker who writes by SMS only hears of what went wrong. What went wrong is said
    anew, because no phone rings for words that were changed.
    """
    by_sms = writes_by_sms(tx, delivery)
    is_well = key in ("receipt_sent", "receipt_delivered")
    if by_sms and is_well:
        return
    client_id = (
        None
        if delivery.draft.case_id is None
        else cases.client_of(tx, delivery.draft.case_id)
    )
    client = None if client_id is None else people.find(tx, client_id)
    text = office.say(
        key, sender.language, client="" if client is None else client.label, **values
    )
    draft = Draft(
        sender.id,
        DeliveryKind.RECEIPT if is_well else DeliveryKind.NOTICE,
        text,
        case_id=delivery.draft.case_id,
        reply_to=own_message(tx, delivery),
        silent=is_well,
    )
    if delivery.notice_id is not None and not by_sms:
        said_before = Target(delivery=delivery.notice_id)
        if key not in RINGS:
            draft = replace(draft, form=Form.EDIT, target=said_before, reply_to=None)
            outbox.add(tx, draft, now)
            return
        _take_away(tx, draft, delivery.notice_id, now)
    notice = outbox.add(tx, draft, now)
    outbox.set_notice(tx, delivery.id, notice)


def _take_away(tx: Transaction, draft: Draft, notice_id: int, now: datetime) -> None:
    """Remove what was said of it before, where it stands."""
    notice = outbox.find(tx, notice_id)
    if notice is None or notice.address_id is None:
        return
    for place in messages.copies_of_delivery(tx, notice.id, notice.address_id):
        said_before = Target(external=(notice.address_id, place))
        gone = replace(
            draft, form=Form.DELETE, text="", target=said_before, reply_to=None
        )
        outbox.add(tx, gone, now)


def own_message(tx: Transaction, delivery: Delivery) -> Target | None:
    """Return where the message that was delivered stands in its author's chat."""
    message_id = delivery.draft.message_id
    message = None if message_id is None else messages.find(tx, message_id)
    if message is None or message.author != delivery.draft.sender:
        return None
    return Target(external=(message.address_id, message.external_id))


def writes_by_sms(tx: Transaction, delivery: Delivery) -> bool:
    """Tell whether its author sent it from a phone without Telegram."""
    target, sender = own_message(tx, delivery), delivery.draft.sender
    if target is None or target.external is None or sender is None:
        return False
    return any(
        each.id == target.external[0] and each.address.channel is Channel.SMS
        for each in addresses.of_person(tx, sender)
    )
