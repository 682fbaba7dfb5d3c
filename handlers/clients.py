"""What a client writes: it goes to their contact person, whatever it is."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft, Target
from casework.gates import leaves_by
from casework.keywords import Keyword
from casework.messages import Form, Kind
from casework.people import Channel, Person
from casework.reasons import Reason
from handlers import (
    appointment_views,
    confirming,
    danger,
    edits,
    night,
    notices,
    numbers,
    questions,
    safe,
    speaking,
    topics,
    wishes,
)
from handlers.client_commands import command_of
from handlers.office import Office
from handlers.relaying import Conversation, Written, keep, pass_on
from storage import addresses, assignments, cases, choices, messages, outbox, people
from storage.transaction import Transaction

A_RUN = timedelta(minutes=10)
"""Lines that come closer together are one, and what is said of them is said once."""


def receive(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Pass a client's message on, and do what a single word asks for."""
    from handlers import check_in_answers  # noqa: PLC0415 - it serves conversations

    by_hand = not _is_move(written)
    may_mean_danger = danger.may_be_meant(office, written)
    if may_mean_danger:
        written = replace(written, may_mean_danger=True)
    _receive(tx, office, client, written, now, by_hand=by_hand)
    if may_mean_danger:
        danger.look_after(tx, office, client, written, now)
    elif by_hand:
        night.say(tx, office, client, written, now)
    if by_hand:
        check_in_answers.heard(tx, office, client, now, written)


def _receive(
    tx: Transaction,
    office: Office,
    client: Person,
    written: Written,
    now: datetime,
    *,
    by_hand: bool,
) -> None:
    from handlers import check_in_words  # noqa: PLC0415 - it serves conversations

    if by_hand:
        addresses.heard_from(tx, written.address, now)
    conversation = conversation_of(tx, client)
    if conversation is None:
        if by_hand:
            safe.leaves_unheard(tx, office, client, written, now)
        _keep_for_later(tx, office, client, written, now)
        return
    if by_hand:
        choices.close_others(tx, conversation.other.id, client.id)
    if (by_hand and safe.leaves(tx, office, conversation, written, now)) or (
        written.incoming.is_edit
        and edits.receive(tx, office, conversation, written, now)
    ):
        return
    wish = wishes.wish_of(written)
    if not (
        confirming.receive(tx, office, conversation, written, wish, now)
        or check_in_words.receive(tx, office, conversation, written, now)
        or _answers(tx, office, conversation, written, wish, now)
        or numbers.receive(tx, office, conversation, written, wish, now)
    ):
        _take_on(tx, office, conversation, written, wish, now)


def _is_move(written: Written) -> bool:
    """Tell whether a phone says where it is by now: its holder did nothing.

    Whoever left a talk is not back because their phone still sends where it goes.
    """
    incoming = written.incoming
    return incoming.kind is Kind.LOCATION and incoming.is_edit


def _take_on(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    wish: Keyword | None,
    now: datetime,
) -> None:
    """Pass it on, unless it was before; say that it came, and grant what it asks."""
    client = conversation.client
    is_stopped = written.address.frozen_for is Reason.OPTED_OUT
    begins = is_stopped and _begins_a_run(tx, client, now)
    if not _is_repeated(tx, written):
        if _is_empty(written) or wishes.is_for_us_alone(
            tx, wish, conversation, written, now
        ):
            keep(tx, conversation, written, now)
        else:
            delivery = pass_on(tx, office, conversation, written, now)
            _tell_if_it_waits(tx, office, conversation, delivery, now)
            if wish is None:
                appointment_views.heard_when(tx, office, conversation, now)
                topics.heard(tx, office, conversation, written, now)
    _acknowledge(tx, office, client, written, now)
    if written.incoming.media_count:
        _tell(tx, office, conversation, "sms_media_not_received", now)
        text = speaking.say(tx, office, client, "media_not_supported")
        notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
    if written.not_kept:
        _tell_not_kept(tx, office, conversation, written, now)
    if wish is not None and not _comes_late(tx, office, conversation, wish, now):
        wishes.grant(tx, office, wish, conversation, written, now)
    elif wish is None and begins:
        _tell(tx, office, conversation, "staff_wrote_after_stop", now)


def _answers(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    wish: Keyword | None,
    now: datetime,
) -> bool:
    """Take the message for the answer to what was asked; tell whether it was one."""
    client = conversation.client
    if command_of(written.incoming) is not None:
        return False
    if _is_repeated(tx, written) or not questions.answer_by_word(
        tx, office, client, wish, now, address=written.address
    ):
        return False
    keep(tx, conversation, written, now)
    _acknowledge(tx, office, client, written, now)
    return True


def _comes_late(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    wish: Keyword,
    now: datetime,
) -> bool:
    """Say what became of what a word would have answered; tell whether that is it."""
    from handlers import late_answers  # noqa: PLC0415 - questions ask whom this serves

    return late_answers.by_word(tx, office, conversation.client, wish, now)


def _begins_a_run(tx: Transaction, client: Person, now: datetime) -> bool:
    """Tell whether these are the first words after the STOP, or after a while."""
    last, at = messages.last_by(tx, client.id), messages.last_written_at(tx, client.id)
    if last is None or at is None or now - at > A_RUN:
        return True
    return outbox.of_message(tx, last.id) is None


def _is_empty(written: Written) -> bool:
    """Tell whether it was nothing but a picture that SMS did not bring."""
    incoming = written.incoming
    return incoming.kind is Kind.TEXT and not incoming.text.strip()


def _tell_if_it_waits(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    delivery: int | None,
    now: datetime,
) -> None:
    """Tell the supervisors, once for all that waits, that nobody reads this yet."""
    client, worker = conversation.client, conversation.other
    from handlers import standing_in  # noqa: PLC0415 - it looks after conversations

    if delivery is not None:
        standing_in.tell_of_waiting(tx, office, client, worker, now)
    if delivery is None or leaves_by(addresses.of_person(tx, worker.id), now):
        return
    if not outbox.has_earlier_words(tx, delivery):
        notices.notify_supervisors(
            tx,
            office,
            "staff_not_reachable",
            now,
            worker=worker.name,
            client=client.label,
        )


def conversation_of(tx: Transaction, client: Person) -> Conversation | None:
    """Return the conversation with whoever answers this person now, if anybody does."""
    assignment = assignments.current(tx, client.id)
    case = cases.of_client(tx, client.id)
    if assignment is None or case is None:
        return None
    other = people.known(tx, assignment.answering)
    return Conversation(author=client, other=other, client=client, case_id=case)


def _is_repeated(tx: Transaction, written: Written) -> bool:
    """Tell whether this very message was passed on before, under another update."""
    incoming = written.incoming
    return messages.written_at(tx, written.address.id, incoming.message_id) is not None


def _acknowledge(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Set a sign on the client's message: it is stored. By SMS there is none.

    A thumb is no answer to words that may mean danger.
    """
    incoming = written.incoming
    if incoming.sender.channel is not Channel.TELEGRAM or not office.receipts.client:
        return
    if written.may_mean_danger:
        return
    outbox.add(
        tx,
        Draft(
            client.id,
            DeliveryKind.RECEIPT,
            office.receipts.client,
            form=Form.REACTION,
            target=Target(external=(written.address.id, incoming.message_id)),
        ),
        now,
    )


def _tell(
    tx: Transaction, office: Office, conversation: Conversation, key: str, now: datetime
) -> None:
    notices.notify_about(
        tx,
        office,
        key,
        about=conversation.client,
        recipient=conversation.other,
        case_id=conversation.case_id,
        now=now,
    )


def _tell_not_kept(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    kind = office.say(f"kind_{written.incoming.kind}", conversation.other.language)
    notices.notify_about(
        tx,
        office,
        "media_not_kept",
        about=conversation.client,
        recipient=conversation.other,
        case_id=conversation.case_id,
        now=now,
        kind=kind,
    )


def _keep_for_later(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Seal what a client writes who has nobody, say so, and tell the supervisors."""
    from handlers import aftercare, strangers  # noqa: PLC0415 - they keep the intake

    if numbers.with_nobody(tx, office, client, written, now) or aftercare.receive(
        tx, office, client, written, now
    ):
        return
    strangers.keep(tx, office, written, now, person=client)
    text = speaking.say(tx, office, client, "no_contact_person_client")
    notices.answer(tx, client.id, text, now)
