"""Numbers change hands: what goes to one in doubt waits until it is known whose it is.

The question gives nothing away: no name, no place, nothing of what waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.gates import ANSWERED_WITHIN
from casework.keywords import Keyword, recognise
from casework.people import (
    ANSWERS_WITHIN,
    AddressState,
    Channel,
    KnownAddress,
    Person,
    PersonId,
)
from casework.reasons import Reason
from handlers import notices, receipts, speaking, strangers
from handlers.caseload import conversation_with
from handlers.notices import Choice
from handlers.office import Office
from handlers.questions import Asked, QuestionKind, put_ahead
from handlers.relaying import Conversation, Written, keep, pass_on
from handlers.strangers import STRANGER
from storage import addresses, assignments, cases, outbox, people, questions
from storage.buttons import Meaning
from storage.outbox_rows import Delivery
from storage.questions import Question
from storage.transaction import Transaction

KIND = "number_check"
THEIRS = frozenset({Keyword.YES, Keyword.ONE})
ANOTHERS = frozenset({Keyword.NO, Keyword.TWO, Keyword.WRONG})

SEEN, NOT_THEM = "number_seen", "number_wrong"
"""What a contact person's buttons do."""

UNREACHABLE_WITHIN = timedelta(hours=24)
"""A phone that twice in so long cannot be reached may have been given up."""


def waits(tx: Transaction, office: Office, delivery: Delivery, now: datetime) -> None:
    """Ask whose the number is that something waits for, and tell its author, once."""
    person = people.known(tx, delivery.draft.recipient)
    address = _doubtful(tx, person.id, now)
    if address is None:
        return
    if not was_asked(tx, address):
        _ask(tx, office, person, address, now)
        address = replace(address, asked_at=now)
    author = receipts.sender_of(tx, delivery)
    if author is None or delivery.reason == Reason.STALE:
        return
    if address.state_at(now) is AddressState.SUSPECT:
        tell_answering(tx, office, person, "staff_number_silent", now, [_seen(address)])
    else:
        receipts.in_words(tx, office, delivery, author, "receipt_waits_number", now)


def receive(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    wish: Keyword | None,
    now: datetime,
) -> bool:
    """Take what comes from a number in doubt, or the word that it is not theirs.

    In a talk that goes on "wrong" is a word to the human. From a number in doubt
    everything is: nobody is answered by name before it is known who they are.
    """
    address, client = written.address, conversation.client
    if address.address.channel is not Channel.SMS or written.incoming.is_edit:
        return False
    is_asked = address.asked_at is not None
    if wish is Keyword.WRONG and (is_asked or _is_silent(address, now)):
        keep(tx, conversation, written, now)
        give_up(tx, office, client, address, now)
        return True
    if wish in (Keyword.STOP, Keyword.START) or not address.is_in_doubt(now):
        return False
    if (wish in THEIRS or wish in ANOTHERS) and was_asked(tx, address):
        keep(tx, conversation, written, now)
        _answer(tx, office, client, address, theirs=wish in THEIRS, now=now)
        return True
    if not is_asked:
        # A human hears the voice: better than a question from a machine.
        _note_asked(tx, address, now)
    pass_on(tx, office, conversation, written, now)
    if not is_asked or _is_first_since(address):
        rows = [_seen(address, "btn_is_them"), _not_them(address)]
        key = "staff_number_doubt" if is_asked else "staff_number_back"
        tell_answering(tx, office, client, key, now, rows)
    return True


def with_nobody(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> bool:
    """Take what comes from a doubtful number of somebody who has nobody any more.

    Their name is not said to whoever may have the number by now.
    """
    address, incoming = written.address, written.incoming
    if address.address.channel is not Channel.SMS:
        return False
    wish = recognise(incoming.text)
    if wish is Keyword.WRONG and (
        address.asked_at is not None or _is_silent(address, now)
    ):
        strangers.keep_words(tx, incoming, client.id, now)
        give_up(tx, office, client, address, now)
        return True
    if wish is Keyword.STOP or not address.is_in_doubt(now):
        return False
    _note_asked(tx, address, now)
    strangers.keep(tx, office, written, now, person=client)
    strangers.answer_once(tx, office, incoming, now)
    return True


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> str | None:
    """Do what a contact person says of a client's number, and return what is noted."""
    number, _, owner = meaning.subject.partition(":")
    client = people.find(tx, PersonId(owner))
    if client is None or conversation_with(tx, worker, client) is None:
        return None
    reached = addresses.of_person(tx, client.id)
    address = next((each for each in reached if each.id == int(number)), None)
    if address is None:
        return None
    if meaning.action == NOT_THEM:
        give_up(tx, office, client, address, now)
        return ""
    return saw(tx, office, worker, client, address, now)


def saw(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    address: KnownAddress,
    now: datetime,
) -> str:
    """Trust a number with which a worker saw a client; return what is noted."""
    confirm(tx, address, now, addresses.seen)
    return office.say("staff_number_theirs", worker.language, client=client.label)


def doubt(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Doubt a number whose phone was out of reach twice in a day, and say so."""
    since = now - UNREACHABLE_WITHIN
    if address.asked_at is not None or not outbox.was_unreachable(
        tx, address.id, since, other_than=delivery.id
    ):
        return
    person = people.known(tx, address.person_id)
    if person.role.is_staff:
        return
    _ask(tx, office, person, address, now)
    tell_answering(
        tx, office, person, "staff_number_unreachable", now, [_seen(address)]
    )


def said_of_number(
    tx: Transaction,
    office: Office,
    held: Sequence[KnownAddress],
    wish: Keyword | None,
    now: datetime,
) -> bool:
    """Take an answer that holds for all who share a number; tell whether it was one."""
    asked = [each for each in held if was_asked(tx, each)]
    is_wrong = wish is Keyword.WRONG and all(_is_silent(each, now) for each in held)
    if not is_wrong and not (asked and (wish in THEIRS or wish in ANOTHERS)):
        return False
    address = (asked or held)[0]
    person = people.known(tx, address.person_id)
    theirs = wish in THEIRS
    _answer(tx, office, person, address, theirs=theirs, now=now)
    return True


def give_up(
    tx: Transaction,
    office: Office,
    person: Person,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Free a number that is somebody else's: at once, and with an excuse."""
    if address.frozen_for is not Reason.OPTED_OUT:
        text = office.say("wrong_person", person.language)
        draft = Draft(STRANGER, DeliveryKind.ANSWER, text, to=address.address)
        outbox.add(tx, draft, now)
    for each in addresses.find_all(tx, address.address):
        holder = people.known(tx, each.person_id)
        addresses.retire(tx, each)
        questions.withdraw(tx, holder.id, KIND)
        # What waited is judged anew: it goes another way, or its author is told.
        outbox.wake(tx, holder.id, now)
        tell_answering(tx, office, holder, "staff_wrong_number", now)


def _ask(
    tx: Transaction,
    office: Office,
    person: Person,
    address: KnownAddress,
    now: datetime,
) -> None:
    _note_asked(tx, address, now)
    put_ahead(tx, office, person.id, KIND, now)


def _note_asked(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    for each in addresses.find_all(tx, address.address):
        addresses.asked(tx, each, now)


def was_asked(tx: Transaction, address: KnownAddress) -> bool:
    """Tell whether its holder was, and not only the human who reads their words."""
    since = address.asked_at
    if since is None:
        return False
    return any(
        questions.was_put(tx, each.person_id, KIND, since)
        for each in addresses.find_all(tx, address.address)
    )


def _answer(
    tx: Transaction,
    office: Office,
    person: Person,
    address: KnownAddress,
    *,
    theirs: bool,
    now: datetime,
) -> None:
    if theirs:
        confirm(tx, address, now)
    else:
        give_up(tx, office, person, address, now)


def confirm(
    tx: Transaction,
    address: KnownAddress,
    now: datetime,
    note: Callable[[Transaction, KnownAddress, datetime], None] = addresses.confirm,
) -> None:
    """Doubt the number no more; what waited for that may go."""
    for each in addresses.find_all(tx, address.address):
        note(tx, each, now)
        questions.withdraw(tx, each.person_id, KIND)
        outbox.wake(tx, each.person_id, now)


def _doubtful(tx: Transaction, person: PersonId, now: datetime) -> KnownAddress | None:
    reached = addresses.of_person(tx, person)
    return next((each for each in reached if each.is_in_doubt(now)), None)


def _is_silent(address: KnownAddress, now: datetime) -> bool:
    """Tell whether no talk is going on there."""
    heard = address.last_inbound_at
    return heard is None or now - heard > ANSWERED_WITHIN


def _is_first_since(address: KnownAddress) -> bool:
    heard, asked = address.last_inbound_at, address.asked_at
    return heard is None or asked is None or heard < asked


def tell_answering(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    now: datetime,
    choices: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Tell whoever answers this person now, or else those who supervise."""
    assignment = assignments.current(tx, person.id)
    if assignment is None:
        notices.notify_supervisors(tx, office, key, now, client=person.label)
        return
    worker = people.known(tx, assignment.answering)
    text = office.say(key, worker.language, client=person.label)
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        case_id=cases.of_client(tx, person.id),
    )
    row = [
        Choice(office.say(label, worker.language), action, subject)
        for label, action, subject in choices
    ]
    notices.tell(tx, draft, now, [row] if row else ())


def _seen(
    address: KnownAddress, label: str = "btn_seen_number"
) -> tuple[str, str, str]:
    return label, SEEN, f"{address.id}:{address.person_id}"


def _not_them(address: KnownAddress) -> tuple[str, str, str]:
    return "btn_somebody_else", NOT_THEM, f"{address.id}:{address.person_id}"


def _question(
    tx: Transaction, office: Office, person: Person, _question: Question, now: datetime
) -> Asked | None:
    if _doubtful(tx, person.id, now) is None:
        return None
    return Asked(speaking.say(tx, office, person, "number_check"))


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    _question: Question,
    said: str,
    now: datetime,
) -> None:
    address = _doubtful(tx, person.id, now)
    if address is not None:
        _answer(tx, office, person, address, theirs=said == "yes", now=now)


def _unanswered(
    tx: Transaction, office: Office, person: Person, _question: Question, now: datetime
) -> None:
    """Tell a human that they must find another way."""
    address = _doubtful(tx, person.id, now)
    if address is not None:
        tell_answering(tx, office, person, "staff_number_silent", now, [_seen(address)])


NUMBER_CHECK = QuestionKind(
    ask=_question,
    answered=_answered,
    words=dict.fromkeys(THEIRS, "yes") | dict.fromkeys(ANOTHERS, "no"),
    lasts=ANSWERS_WITHIN,
    lapsed=_unanswered,
    # Past a pause and a switched-off topic, never past safe hours, a no, or STOP.
    delivery=DeliveryKind.NEWS,
    checks_number=True,
)
