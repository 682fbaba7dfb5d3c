"""Words that look private wait before they leave by SMS: their author decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from casework.gates import leaves_by
from casework.messages import Kind
from casework.people import Channel, Person, PersonId
from casework.private_words import is_private
from handlers import edits, kept_lines, notices
from handlers.caseload import conversation_with
from handlers.duty import Duty
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Leaving, Written, pass_on
from storage import addresses, messages, people, private_lines, safe_contacts
from storage.buttons import Meaning
from storage.private_lines import PrivateLine
from storage.transaction import Transaction

SEND, DROP = "private_send", "private_drop"
"""What the buttons do; their subject is the line."""

DROPPED_AFTER = timedelta(hours=12)
"""Words of yesterday help nobody today."""

IN_WORDS = Leaving(in_words=True)


def holds(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    written: Written,
    now: datetime,
) -> bool:
    """Keep words back that would go as an open SMS, and tell whether it did.

    On Telegram they wait for a tap; by SMS, and under a picture, they are not sent.
    """
    incoming = written.incoming
    if not _is_open_and_private(tx, office, client, written, now):
        return False
    language, label = worker.language, client.label
    if incoming.sender.channel is Channel.SMS or incoming.kind is not Kind.TEXT:
        text = office.say("sms_sensitive_held", language, client=label)
        notices.answer(tx, worker.id, text, now)
        return True
    event = kept_lines.as_kept(written)
    waiting = private_lines.find_written(tx, written.address.id, incoming.message_id)
    if waiting is not None:
        private_lines.replace(tx, waiting, event)
        return True
    line = PrivateLine(private_lines.next_id(tx), worker.id, client.id, event)
    private_lines.add(tx, line, written.address.id, incoming.message_id, now)
    choices = [
        Choice(office.say("send_anyway", language), SEND, str(line.id)),
        Choice(office.say("drop", language), DROP, str(line.id)),
    ]
    text = office.say("sms_sensitive_ask", language, client=label)
    notices.answer(tx, worker.id, text, now, choices=[choices])
    return True


def change(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> bool:
    """Change words that wait, and tell whether they did; harmless ones go at once."""
    line = private_lines.find_written(
        tx, written.address.id, written.incoming.message_id
    )
    if line is None:
        return False
    first = kept_lines.from_kept(line.event).incoming
    changed = replace(written.incoming, is_edit=first.is_edit)
    written = replace(written, incoming=changed)
    client = people.known(tx, line.client)
    if _is_open_and_private(tx, office, client, written, now):
        private_lines.replace(tx, line, kept_lines.as_kept(written))
    else:
        _send(tx, office, worker, line, written, now)
    return True


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Send the words after all, or drop them; tell whether they still waited."""
    line = private_lines.find(tx, int(meaning.subject))
    if line is None or line.worker != worker.id:
        return False
    if meaning.action == SEND:
        _send(tx, office, worker, line, kept_lines.from_kept(line.event), now)
    else:
        private_lines.forget(tx, line)
        notices.say(tx, office, worker, "dropped", now)
    return True


def _old(
    tx: Transaction, _office: Office, now: datetime
) -> list[tuple[PersonId, PersonId]]:
    return private_lines.asked_before(tx, now - DROPPED_AFTER)


def _drop_old(
    tx: Transaction,
    office: Office,
    old: Sequence[tuple[PersonId, PersonId]],
    now: datetime,
) -> None:
    """Drop what nobody decided on, and say so."""
    for author, reader in old:
        private_lines.forget_before(tx, author, reader, now - DROPPED_AFTER)
        worker, client = people.known(tx, author), people.known(tx, reader)
        text = office.say("sms_sensitive_held", worker.language, client=client.label)
        notices.notify(tx, worker.id, text, now)


DROP_OLD = Duty("private_lines", _old, _drop_old)


def _is_open_and_private(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> bool:
    reached = addresses.of_person(tx, client.id)
    channel = leaves_by(reached, now, safe_contacts.of(tx, client.id))
    text = written.incoming.text
    return channel is Channel.SMS and is_private(text, office.private_words)


def _send(
    tx: Transaction,
    office: Office,
    worker: Person,
    line: PrivateLine,
    written: Written,
    now: datetime,
) -> None:
    """Pass the words on, once, to whom they were meant for."""
    private_lines.forget(tx, line)
    conversation = conversation_with(tx, worker, people.known(tx, line.client))
    if conversation is None:
        notices.say(tx, office, worker, "dropped", now)
    elif written.incoming.is_edit:
        edits.receive(tx, office, conversation, written, now)
    elif (
        messages.written_at(tx, written.address.id, written.incoming.message_id) is None
    ):
        pass_on(tx, office, conversation, written, now, IN_WORDS)
