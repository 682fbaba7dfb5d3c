"""What a client writes: it goes to their contact person, whatever it is."""

from datetime import datetime

from casework.drafts import DeliveryKind, Draft, Target
from casework.gates import leaves_by
from casework.keywords import Keyword, recognise
from casework.messages import Form, Kind
from casework.people import AddressState, Agreement, Channel, KnownAddress, Person
from casework.profiles import RecordPolicy
from casework.reasons import Reason
from handlers import edits, notices, opt_outs
from handlers.office import Office
from handlers.relaying import Conversation, Written, pass_on
from storage import addresses, assignments, cases, choices, messages, outbox, people
from storage.transaction import Transaction

COMMANDS = {
    "/stop": Keyword.STOP,
    "/start": Keyword.START,
    "/help": Keyword.HELP,
    "/about": Keyword.ABOUT,
    "/call": Keyword.CALL,
}


def receive(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Pass a client's message on, and do what a single word asks for."""
    addresses.heard_from(tx, written.address, now)
    conversation = conversation_of(tx, client)
    if conversation is None:
        _keep_for_later(tx, office, client, written, now)
        return
    choices.close_others(tx, conversation.other.id, client.id)
    if written.incoming.is_edit and edits.receive(
        tx, office, conversation, written, now
    ):
        return
    if not _is_repeated(tx, written):
        delivery = pass_on(tx, office, conversation, written, now)
        _tell_if_it_waits(tx, office, conversation, delivery, now)
    _acknowledge(tx, office, client, written, now)
    if written.incoming.media_count:
        _tell(tx, office, conversation, "sms_media_not_received", now)
    if written.not_kept:
        _tell_not_kept(tx, office, conversation, written, now)
    keyword = _keyword(written)
    if keyword is not None:
        _obey(tx, office, keyword, conversation, written, now)
    elif written.address.frozen_for is Reason.OPTED_OUT:
        _tell(tx, office, conversation, "staff_wrote_after_stop", now)


def _tell_if_it_waits(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    delivery: int | None,
    now: datetime,
) -> None:
    """Tell the supervisors, once for all that waits, that nobody reads this yet."""
    client, worker = conversation.client, conversation.other
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
    """Return the client's conversation with their contact person, if they have one."""
    assignment = assignments.current(tx, client.id)
    case = cases.of_client(tx, client.id)
    if assignment is None or case is None:
        return None
    other = people.known(tx, assignment.contact_person)
    return Conversation(author=client, other=other, client=client, case_id=case)


def _is_repeated(tx: Transaction, written: Written) -> bool:
    """Tell whether this very message was passed on before, under another update."""
    incoming = written.incoming
    return messages.written_at(tx, written.address.id, incoming.message_id) is not None


def _keyword(written: Written) -> Keyword | None:
    incoming = written.incoming
    if incoming.kind is not Kind.TEXT or incoming.is_edit:
        return None
    done = opt_outs.done_by_network(incoming)
    was_stopped = written.address.frozen_for is Reason.OPTED_OUT
    if done is Keyword.STOP or (done is Keyword.START and was_stopped):
        return done
    first = incoming.text.split(maxsplit=1)[0] if incoming.text.strip() else ""
    if incoming.sender.channel is Channel.TELEGRAM and first.startswith("/"):
        return COMMANDS.get(first.partition("@")[0].lower())
    return recognise(incoming.text)


def _acknowledge(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Set a sign on the client's message: it is stored. By SMS there is none."""
    incoming = written.incoming
    if incoming.sender.channel is not Channel.TELEGRAM or not office.receipts.client:
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


def _obey(
    tx: Transaction,
    office: Office,
    keyword: Keyword,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    client, address = conversation.client, written.address
    match keyword:
        case Keyword.STOP:
            _opt_out(tx, office, conversation, address, now)
        case Keyword.START if address.frozen_for is Reason.OPTED_OUT:
            addresses.thaw(tx, address)
            people.set_agreement(tx, client.id, Agreement.GIVEN, now)
            text = office.say(
                "start_again",
                client.language,
                name=client.name,
                worker=conversation.other.name,
            )
            notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
            _tell(tx, office, conversation, "staff_started_again", now)
            outbox.wake(tx, client.id, now)
        case Keyword.YES | Keyword.NO if client.agreement is Agreement.ASKED:
            agree(tx, office, conversation, given=keyword is Keyword.YES, now=now)
        case Keyword.HELP | Keyword.START:
            notices.answer(
                tx,
                client.id,
                office.say("help_menu", client.language),
                now,
                case_id=conversation.case_id,
            )
            if keyword is Keyword.HELP and not written.incoming.text.startswith("/"):
                _tell(tx, office, conversation, "staff_help_word", now)
        case Keyword.ABOUT:
            policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
            text = office.say(
                policy.privacy,
                client.language,
                worker=conversation.other.name,
            )
            notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
        case Keyword.CALL:
            _tell(tx, office, conversation, "staff_call_back", now)
        case _:
            pass  # words to the human, who has them


def agree(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    *,
    given: bool,
    now: datetime,
) -> None:
    """Write down the answer to the one question that linking asks, and tell both."""
    client, other = conversation.client, conversation.other
    people.set_agreement(
        tx, client.id, Agreement.GIVEN if given else Agreement.DECLINED, now
    )
    key = "consent_declined"
    if given:
        key = "consent_given" if office.opening_hours else "consent_given_no_hours"
    text = office.say(key, client.language, worker=other.name)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
    _tell(tx, office, conversation, "staff_agreed" if given else "staff_declined", now)
    outbox.wake(tx, client.id, now)


def _opt_out(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Stop at once. On Telegram we confirm it; by SMS only Twilio's own text can."""
    client = conversation.client
    if address.state is not AddressState.FROZEN:
        if address.address.channel is Channel.TELEGRAM:
            outbox.add(
                tx,
                Draft(
                    client.id,
                    DeliveryKind.ANSWER,
                    office.say("stop_confirm", client.language),
                    case_id=conversation.case_id,
                    to=address.address,
                ),
                now,
            )
        addresses.freeze(tx, address, Reason.OPTED_OUT)
    _tell(tx, office, conversation, "staff_opted_out", now)


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
    from handlers import strangers  # noqa: PLC0415 - they keep the intake

    strangers.keep(tx, office, written, now, person=client)
    text = office.say("no_contact_person_client", client.language)
    notices.answer(tx, client.id, text, now)
