"""Taking a message back: while it is held, or from the other side's Telegram."""

from datetime import datetime, timedelta
from types import MappingProxyType

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form
from casework.people import Channel, Person
from casework.reasons import Reason
from handlers import entries, notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Conversation, Written
from storage import cases, check_ins, choices, messages, outbox, people
from storage.buttons import Meaning
from storage.outbox_rows import Delivery
from storage.records import NewEntry
from storage.transaction import Transaction

UNDO, SEND_NOW = "undo", "send_now"
"""What the buttons under somebody's own words do; their subject is the delivery."""


def announce(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    delivery: int,
    written: Written,
    hold: timedelta,
    now: datetime,
) -> None:
    """Say under the worker's words to whom they go, with Undo and Send now."""
    language = conversation.author.language
    text = office.say(
        "held_undo",
        language,
        client=conversation.client.label,
        seconds=round(hold.total_seconds()),
    )
    buttons = [
        [
            Choice(office.say("undo", language), UNDO, str(delivery)),
            Choice(office.say("send_now", language), SEND_NOW, str(delivery)),
        ]
    ]
    notice = notices.answer(
        tx,
        conversation.author.id,
        text,
        now,
        case_id=conversation.case_id,
        reply_to=Target(external=(written.address.id, written.incoming.message_id)),
        choices=buttons,
    )
    outbox.set_notice(tx, delivery, notice)


def press(
    tx: Transaction, office: Office, author: Person, meaning: Meaning, now: datetime
) -> bool:
    """Take back what a button names, or end its hold; tell whether it is theirs."""
    delivery = outbox.find(tx, int(meaning.subject))
    if delivery is None or delivery.draft.sender != author.id:
        return False
    if meaning.action == UNDO:
        undo(tx, office, author, delivery, now)
    elif delivery.state == "held":
        outbox.release(tx, delivery, now)
    return True


def undo(
    tx: Transaction, office: Office, author: Person, delivery: Delivery, now: datetime
) -> None:
    """Take a message back if it is still here, or from a Telegram chat; say which.

    It may have been for somebody else, so the next line has to name its client.
    """
    if was_taken_back(delivery) or delivery.state in ("skipped", "failed"):
        _say(tx, office, author, delivery, "nothing_to_undo", now)
    elif delivery.state in ("held", "ready") and not delivery.part:
        outbox.settle(tx, delivery, "skipped", now, reason=Reason.WITHDRAWN)
        tx.touch(delivery.lane)
        choices.close(tx, author.id)
        _write_down(tx, delivery, author, now)
        _say(tx, office, author, delivery, "undone", now)
    elif _take_from_chat(tx, delivery, author, now):
        outbox.move_on(tx, delivery.id, delivery.state, Reason.WITHDRAWN)
        choices.close(tx, author.id)
        _write_down(tx, delivery, author, now)
        _say(tx, office, author, delivery, "undone_after", now)
    else:
        _say(tx, office, author, delivery, "undo_too_late", now)


def was_taken_back(delivery: Delivery) -> bool:
    """Tell whether its author took it back: no change of it may go there either."""
    return delivery.reason == Reason.WITHDRAWN


def _take_from_chat(
    tx: Transaction, delivery: Delivery, author: Person, now: datetime
) -> bool:
    """Delete every message that carried it; tell whether there was any."""
    if delivery.channel is not Channel.TELEGRAM or delivery.address_id is None:
        return False
    if delivery.state not in ("sent", "delivered", "read"):
        return False
    draft, address_id = delivery.draft, delivery.address_id
    places = messages.copies_of_delivery(tx, delivery.id, address_id)
    if draft.message_id is not None:
        # Its corrections go with it.
        places += messages.copies_of(tx, draft.message_id, address_id)
    places = list(dict.fromkeys(places))
    for place in places:
        deletion = Draft(
            draft.recipient,
            DeliveryKind.RELAY,
            form=Form.DELETE,
            case_id=draft.case_id,
            sender=author.id if place == places[-1] else None,
            target=Target(external=(address_id, place)),
        )
        outbox.add(tx, deletion, now)
    return bool(places)


def undo_last(
    tx: Transaction,
    office: Office,
    author: Person,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """Take back somebody's last message, or the one they pointed at."""
    if message_id is not None:
        message = messages.find(tx, message_id)
    elif author.role.is_staff:
        message = messages.last_by(tx, author.id)
    else:
        # The word that asks for it is written down as well.
        message = messages.last_passed_on_by(tx, author.id)
    if message is not None and message.author != author.id:
        message = None
    delivery = None if message is None else outbox.of_message(tx, message.id)
    if delivery is None:
        text = office.say(_key("nothing_to_undo", author), author.language)
        notices.answer(tx, author.id, text, now)
        return
    undo(tx, office, author, delivery, now)
    said = check_ins.last_of(tx, author.id)
    if said is not None and said.words:
        # Kept with an answer, they would be read in the digest all the same.
        check_ins.set_words(tx, said, "")


_TO_A_CLIENT = MappingProxyType(
    {
        "nothing_to_undo": "nothing_to_undo_client",
        "undone": "undone_by_client",
        "undone_after": "undone_after_by_client",
        "undo_too_late": "undo_too_late_client",
    }
)


def _key(key: str, author: Person) -> str:
    return key if author.role.is_staff else _TO_A_CLIENT[key]


def _say(
    tx: Transaction,
    office: Office,
    author: Person,
    delivery: Delivery,
    key: str,
    now: datetime,
) -> None:
    case = delivery.draft.case_id
    if not author.role.is_staff:
        other = people.known(tx, delivery.draft.recipient)
        text = speaking.say(tx, office, author, _key(key, author), worker=other.name)
        notices.answer(tx, author.id, text, now, case_id=case)
        return
    client_id = None if case is None else cases.client_of(tx, case)
    client = None if client_id is None else people.find(tx, client_id)
    label = "" if client is None else client.label
    text = office.say(key, author.language, client=label)
    if delivery.notice_id is None:
        notices.answer(tx, author.id, text, now, case_id=case)
        return
    outbox.add(
        tx,
        Draft(
            author.id,
            DeliveryKind.ANSWER,
            text,
            form=Form.EDIT,
            case_id=case,
            target=Target(delivery=delivery.notice_id),
        ),
        now,
    )


def _write_down(
    tx: Transaction, delivery: Delivery, author: Person, now: datetime
) -> None:
    """Write that it was taken back, and by whom; the words stay in their entry."""
    case, message_id = delivery.draft.case_id, delivery.draft.message_id
    message = None if message_id is None else messages.find(tx, message_id)
    if message is None or not message.entry:
        return
    entries.write(
        tx,
        case,
        NewEntry(
            kind="withdrawn",
            at=now,
            direction="out" if author.role.is_staff else "in",
            channel="",
            author=author.id,
            body={"author": people.known(tx, author.id).name, "text": ""},
            refers_to=message.entry,
        ),
    )
