"""Words that look private wait before they leave by SMS: their author decides."""

from datetime import datetime

from casework.gates import leaves_by
from casework.messages import Kind
from casework.people import Channel, Person, PersonId
from casework.private_words import is_private
from handlers import dialogs, edits, kept_lines, notices
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.relaying import Leaving, Written, pass_on
from storage import addresses, people, safe_contacts
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "private_line"
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
    reached = addresses.of_person(tx, client.id)
    by_sms = leaves_by(reached, now, safe_contacts.of(tx, client.id)) is Channel.SMS
    if not by_sms or not is_private(incoming.text, office.private_words):
        return False
    language, label = worker.language, client.label
    if incoming.sender.channel is Channel.SMS or incoming.kind is not Kind.TEXT:
        text = office.say("sms_sensitive_held", language, client=label)
        notices.answer(tx, worker.id, text, now)
        return True
    asked = Ask(
        office.say("sms_sensitive_ask", language, client=label),
        choices=[
            [
                ("send", office.say("send_anyway", language)),
                ("drop", office.say("drop", language)),
            ]
        ],
    )
    state = {"line": kept_lines.as_kept(written), "client": client.id}
    dialogs.ask(tx, worker, DIALOG, "decide", state, asked, now)
    return True


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Send the words after all, or drop them."""
    dialogs.end(tx, worker)
    client = people.known(tx, PersonId(dialog.state["client"]))
    conversation = conversation_with(tx, worker, client)
    if answer != "send" or conversation is None:
        notices.answer(tx, worker.id, office.say("dropped", worker.language), now)
        return
    written = kept_lines.from_kept(dialog.state["line"])
    if not written.incoming.is_edit:
        pass_on(tx, office, conversation, written, now, IN_WORDS)
    else:
        edits.receive(tx, office, conversation, written, now)
