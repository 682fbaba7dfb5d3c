"""What somebody writes whose contact has ended: kept sealed, told to a human."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.keywords import Keyword
from casework.people import CaseId, Channel, KnownAddress, Person
from casework.profiles import RecordPolicy
from casework.reasons import Reason
from casework.requests import RequestKind
from handlers import (
    clearing,
    languages,
    notices,
    own_data,
    relaying,
    requests,
    saved_words,
    speaking,
    strangers,
    wishes,
)
from handlers.client_commands import has_words_behind
from handlers.clients import A_RUN
from handlers.office import Office
from handlers.relaying import Conversation, Written
from storage import addresses, cases, messages, outbox, past_assignments, people
from storage import strangers as nobody_answers
from storage.buttons import Meaning
from storage.past_assignments import Past
from storage.transaction import Transaction

TOLD_ONCE_IN = timedelta(hours=24)
"""Somebody who writes is told so rarely where to turn; the humans at every run."""


def receive(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> bool:
    """Keep the words and say where to turn; tell whether they ever had anybody."""
    past = past_assignments.last_of(tx, client.id)
    case = cases.of_client(tx, client.id)
    if past is None or case is None:
        return False
    if _asked_for_their_right(tx, office, client, written, past, case, now):
        return True
    if _was_granted(tx, office, client, written, now):
        if written.address.frozen_for is None and _said_stop(tx, client):
            _tell(tx, office, "staff_opted_out", client, past, now)
        if not has_words_behind(written.incoming):
            strangers.keep_sealed(tx, written, now, person=client)
            return True
    if is_in_aftercare(office, past, now):
        _keep_in_case(tx, office, client, written, past, case, now)
        key = "aftercare_ack"
    else:
        _keep_in_intake(tx, office, client, written, past, now)
        key = "where_to_turn"
    _say_where_to_turn(tx, office, client, written, key, now)
    return True


def called(tx: Transaction, office: Office, client: Person, now: datetime) -> bool:
    """Tell a human of a call; tell whether the caller ever had anybody."""
    past = past_assignments.last_of(tx, client.id)
    if past is not None:
        _tell(tx, office, "staff_called_after_end", client, past, now)
    return past is not None


def pressed(tx: Transaction, office: Office, client: Person, now: datetime) -> bool:
    """Tell a human who asked for one with an old button, and say where to turn."""
    past = past_assignments.last_of(tx, client.id)
    if past is None:
        return False
    _tell(tx, office, "staff_pressed_after_end", client, past, now)
    text = speaking.say(tx, office, client, "where_to_turn", name=client.name)
    notices.answer(tx, client.id, text, now, case_id=cases.of_client(tx, client.id))
    return True


def pressed_own_data(
    tx: Transaction,
    office: Office,
    client: Person,
    channel: Channel,
    meaning: Meaning,
    now: datetime,
) -> None:
    """Do what a button under what is kept of them asks for, as before the end."""
    past, case = past_assignments.last_of(tx, client.id), cases.of_client(tx, client.id)
    if past is not None and case is not None:
        worker = people.known(tx, past.contact_person)
        asking = Conversation(client, worker, client, case)
        own_data.press(tx, office, asking, channel, meaning, now)


def is_in_aftercare(office: Office, past: Past, now: datetime) -> bool:
    """Tell whether who writes now is still heard, that last day included."""
    today = now.astimezone(office.zone).date()
    return past.aftercare_until is not None and today <= past.aftercare_until


def _asked_for_their_right(
    tx: Transaction,
    office: Office,
    client: Person,
    written: Written,
    past: Past,
    case: CaseId,
    now: datetime,
) -> bool:
    """Take what anybody may ask for as long as something is kept of them.

    Without a row that waits it could be destroyed before they have seen it.
    """
    wish = wishes.wish_of(written)
    asking = Conversation(client, people.known(tx, past.contact_person), client, case)
    match wish:
        case Keyword.ACCESS:
            channel = written.incoming.sender.channel
            requests.take(tx, office, asking, channel, RequestKind.ACCESS, now)
        case Keyword.CORRECTION:
            saved_words.grant(tx, office, asking, written, now)
        case Keyword.MY_DATA:
            channel = written.incoming.sender.channel
            own_data.say_what_is_kept(tx, office, asking, channel, now)
        case _:
            return False
    return wish is Keyword.CORRECTION or not has_words_behind(written.incoming)


def _was_granted(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> bool:
    """Do what needs nobody else: a STOP counts after the end as before it."""
    wish = wishes.wish_of(written)
    match wish:
        case Keyword.STOP:
            _stop(tx, office, client, written.address, now)
            return True
        case Keyword.START if written.address.frozen_for is Reason.OPTED_OUT:
            addresses.thaw(tx, written.address)
            return False
        case Keyword.DELETE:
            case = cases.of_client(tx, client.id)
            clearing.empty(tx, office, client, case, written, now)
            return True
        case None:
            return False
        case _:
            return languages.grant(tx, office, wish, client, written, now)


def _said_stop(tx: Transaction, client: Person) -> bool:
    reached = addresses.of_person(tx, client.id)
    return bool(reached) and reached[0].frozen_for is Reason.OPTED_OUT


def _stop(
    tx: Transaction,
    office: Office,
    client: Person,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Stop at once. On Telegram we confirm it; by SMS only Twilio's own text can."""
    if address.frozen_for is Reason.OPTED_OUT:
        return
    if address.address.channel is Channel.TELEGRAM:
        text = speaking.say(tx, office, client, "stop_confirm")
        draft = Draft(client.id, DeliveryKind.ANSWER, text, to=address.address)
        outbox.add(tx, draft, now)
    addresses.freeze(tx, address, Reason.OPTED_OUT)


def _keep_in_case(
    tx: Transaction,
    office: Office,
    client: Person,
    written: Written,
    past: Past,
    case: CaseId,
    now: datetime,
) -> None:
    """Seal the words where the others are, and tell whoever answered."""
    worker = people.known(tx, past.contact_person)
    last = messages.last_written_at(tx, client.id)
    _seal(tx, Conversation(client, worker, client, case), written, now)
    if not RecordPolicy(cases.policy_of(tx, case)).keeps_words:
        # The case holds no words of anybody; these must not be lost either.
        strangers.keep_sealed(tx, written, now, person=client)
    if last is not None and last > past.ends_at and now - last <= A_RUN:
        return
    _tell(tx, office, "staff_wrote_after_end", client, past, now)


def _keep_in_intake(
    tx: Transaction,
    office: Office,
    client: Person,
    written: Written,
    past: Past,
    now: datetime,
) -> None:
    """Seal the words, and tell the supervisors once for a run of lines."""
    strangers.keep_sealed(tx, written, now, person=client)
    last = nobody_answers.wrote_at(tx, client.id)
    nobody_answers.set_wrote(tx, client.id, now)
    if last is None or now - last > A_RUN:
        _tell(tx, office, "staff_wrote_long_after_end", client, past, now)


def _seal(
    tx: Transaction, conversation: Conversation, written: Written, now: datetime
) -> None:
    """Seal a message, or what it was changed into; the same one again is known."""
    incoming = written.incoming
    known = messages.written_at(tx, written.address.id, incoming.message_id)
    if known is None:
        relaying.keep(tx, conversation, written, now)
    elif incoming.is_edit:
        entry = relaying.write_down(
            tx, conversation, written, kind="edit", refers_to=known.entry or None
        )
        if entry:
            messages.set_entry(tx, known.id, entry)


def _tell(
    tx: Transaction,
    office: Office,
    key: str,
    client: Person,
    past: Past,
    now: datetime,
) -> None:
    """Tell whoever answered; the supervisors, where nobody of them can be reached."""
    worker = people.known(tx, past.contact_person)
    if not is_in_aftercare(office, past, now) or worker.left_at is not None:
        notices.notify_supervisors(tx, office, key, now, client=client.label)
        return
    case = cases.of_client(tx, client.id)
    notices.notify_about(
        tx,
        office,
        key,
        about=client,
        recipient=worker,
        case_id=case,
        now=now,
    )
    if all(each.frozen_for for each in addresses.of_person(tx, worker.id)):
        notices.notify_supervisors(tx, office, key, now, client=client.label)


def _say_where_to_turn(
    tx: Transaction,
    office: Office,
    client: Person,
    written: Written,
    key: str,
    now: datetime,
) -> None:
    sender = written.incoming.sender
    told = nobody_answers.answered_at(tx, sender)
    if told is not None and now - told < TOLD_ONCE_IN:
        return
    nobody_answers.set_answered(tx, sender, now)
    text = speaking.say(tx, office, client, key, name=client.name)
    notices.answer(tx, client.id, text, now)
