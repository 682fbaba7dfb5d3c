"""Words that wait for a time that is safe, and sending them all the same."""

from dataclasses import replace
from datetime import datetime

from casework.drafts import DeliveryKind, Draft, Target
from casework.gates import NotNow
from casework.messages import Form
from casework.people import Person
from handlers import dialogs, entries, notices, receipts, undoing
from handlers.dialogs import Ask
from handlers.notices import Choice
from handlers.office import Office
from storage import (
    held_back,
    messages,
    outbox,
    people,
    safe_contacts,
)
from storage.buttons import Meaning
from storage.dialogs import Dialog
from storage.outbox_rows import Delivery
from storage.records import NewEntry
from storage.transaction import Transaction

DIALOG = "send_anyway"
WHYS = ("why_agreed", "why_urgent", "why_asked")
"""Reasons at hand; others are typed."""


def tell(
    tx: Transaction, office: Office, delivery: Delivery, waits: NotNow, now: datetime
) -> None:
    """Tell its author once until when it waits and by which rule, and let them decide.

    Where it waits longer than was said, that is changed in its place.
    """
    sender, draft = receipts.sender_of(tx, delivery), delivery.draft
    if sender is None or not sender.role.is_staff or draft.form is Form.DELETE:
        return
    if delivery.state == "unknown":
        return  # they were told that it may have arrived
    by_sms = receipts.writes_by_sms(tx, delivery)
    was_told = delivery.reason == waits.reason
    if was_told and (by_sms or delivery.notice_id is None):
        return
    text = office.say(
        "held_until",
        sender.language,
        client=people.known(tx, draft.recipient).label,
        when=office.texts.when(waits.until, now, office.zone, sender.language),
        reason=office.say(f"reason_{waits.reason}", sender.language),
    )
    said = Draft(
        sender.id,
        DeliveryKind.NOTICE,
        text,
        case_id=draft.case_id,
        reply_to=receipts.own_message(tx, delivery),
    )
    if delivery.notice_id is not None and not by_sms:
        place = Target(delivery=delivery.notice_id)
        said = replace(said, form=Form.EDIT, target=place, reply_to=None)
    choices = [] if by_sms else [_choices(tx, office, sender, delivery, now)]
    notice = notices.tell(tx, said, now, choices)
    if said.form is not Form.EDIT:
        outbox.set_notice(tx, delivery.id, notice)


def _choices(
    tx: Transaction, office: Office, sender: Person, delivery: Delivery, now: datetime
) -> list[Choice]:
    """Return what can be done; who closed the talk themself is left alone."""
    language, subject = sender.language, str(delivery.id)
    undo = Choice(office.say("undo", language), undoing.UNDO, subject)
    if safe_contacts.of(tx, delivery.draft.recipient).has_left(now):
        return [undo]
    return [undo, Choice(office.say("send_anyway", language), DIALOG, subject)]


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Ask why it must go now; tell whether it still waits."""
    delivery = _waiting(tx, worker, int(meaning.subject))
    if delivery is None:
        return False
    client = people.known(tx, delivery.draft.recipient)
    question = Ask(
        office.say("send_anyway_why", worker.language, client=client.label),
        [[(why, office.say(f"btn_{why}", worker.language))] for why in WHYS],
        takes_words=True,
    )
    state = {"delivery": delivery.id}
    dialogs.ask(tx, worker, DIALOG, "why", state, question, now)
    return True


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the reason, write it down, and let what waits go."""
    dialogs.end(tx, worker)
    delivery = _waiting(tx, worker, int(dialog.state["delivery"]))
    if delivery is None or not answer:
        notices.say(tx, office, worker, "button_gone", now)
        return
    why = office.say(f"btn_{answer}", worker.language) if answer in WHYS else answer
    for each in held_back.of_sender(tx, delivery.lane, worker.id):
        free = replace(each.draft, overridden=True)
        outbox.replace(tx, each, free, part=each.part)
        if each.state == "ready":
            outbox.postpone(tx, each, now, None)
    tx.touch(delivery.lane)
    _write_down(tx, delivery, worker, why, now)
    client = people.known(tx, delivery.draft.recipient)
    text = office.say("sent_anyway", worker.language, client=client.label)
    notices.answer(tx, worker.id, text, now, case_id=delivery.draft.case_id)


def _waiting(tx: Transaction, worker: Person, delivery_id: int) -> Delivery | None:
    """Return what this worker wrote and still waits for a safe time."""
    delivery = outbox.find(tx, delivery_id)
    if delivery is None or delivery.state != "ready":
        return None
    return delivery if delivery.draft.sender == worker.id else None


def _write_down(
    tx: Transaction, delivery: Delivery, worker: Person, why: str, now: datetime
) -> None:
    """Write that it went outside the safe hours, at whose word and why."""
    case, message_id = delivery.draft.case_id, delivery.draft.message_id
    message = None if message_id is None else messages.find(tx, message_id)
    if message is None or not message.entry:
        return
    entries.write(
        tx,
        case,
        NewEntry(
            kind="overridden",
            at=now,
            direction="out",
            channel="",
            author=worker.id,
            body={"author": worker.name, "text": why},
            refers_to=message.entry,
        ),
    )
