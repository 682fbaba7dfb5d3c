"""A code word before an SMS changes something, where somebody asked for that.

A sender's number can be forged, and a phone lent. What makes us quieter needs no word.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from unicodedata import normalize

from casework.drafts import DeliveryKind, Draft
from casework.keywords import Keyword
from casework.people import Agreement, Channel, KnownAddress, Person
from casework.reasons import Reason
from handlers import consents, notices, numbers, speaking, wishes
from handlers.office import Office
from handlers.questions import (
    Asked,
    QuestionKind,
    answer_after_all,
    answerable,
    make_way,
)
from handlers.relaying import Conversation, Written, keep
from handlers.strangers import STRANGER
from storage import invitations, outbox, questions, safe_contacts
from storage.questions import Question
from storage.transaction import Transaction

KIND = "confirm_code"
LASTS = timedelta(hours=1)
MOST_WRONG = 5
LOCKED_FOR = timedelta(hours=1)


def receive(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    wish: Keyword | None,
    now: datetime,
) -> bool:
    """Ask for the code word, or take it; tell whether nothing else is to be done."""
    client, incoming = conversation.client, written.incoming
    if incoming.sender.channel is not Channel.SMS or incoming.is_edit:
        return False
    safe = safe_contacts.of(tx, client.id)
    if not safe.confirm_by_code or not safe.code_word:
        return False
    agrees = _agrees_to(answerable(tx, client.id, now), wish)
    if wish is not None and (
        agrees is not None or _changes_something(tx, wish, client, written.address, now)
    ):
        keep(tx, conversation, written, now)
        subject = f"{wish}:{'' if agrees is None else agrees.id}"
        _ask(tx, office, client, written.address, subject, now)
        return True
    # Whoever sends the code word before they are asked for it has proved it as well.
    asked = questions.open_of(tx, client.id)
    if asked is None or asked.kind != KIND or asked.is_over(now):
        return False
    if _is_same(incoming.text, safe.code_word):
        questions.close(tx, asked, "answered")
        invitations.forget_guesses(tx, _who(client))
        _grant(tx, office, conversation, written, asked, now)
        return True
    if wish is not None or not _may_be_a_guess(incoming.text):
        return False
    _wrong(tx, office, conversation, written, asked, now)
    # Digits alone are a guess; a word may be said to the human as well.
    if not incoming.text.strip().isdigit():
        return False
    keep(tx, conversation, written, now)
    return True


def _grant(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    asked: Question,
    now: datetime,
) -> None:
    """Do what was wished before the code word was asked for."""
    word, _, other = asked.subject.partition(":")
    wish, client = Keyword(word), conversation.client
    if written.address.is_in_doubt(now):
        numbers.confirm(tx, written.address, now)
    elif other:
        answer_after_all(tx, office, client, int(other), wish, now)
    else:
        wishes.grant(tx, office, wish, conversation, written, now)


def _agrees_to(asked: Question | None, wish: Keyword | None) -> Question | None:
    """Return the consent that this word would give."""
    if asked is None or wish not in numbers.THEIRS:
        return None
    return asked if asked.kind in (consents.ASK, consents.RENEW) else None


def _changes_something(
    tx: Transaction,
    wish: Keyword,
    client: Person,
    address: KnownAddress,
    now: datetime,
) -> bool:
    """Tell whether it would let us say more, or in other words, than before."""
    if address.is_in_doubt(now):
        return wish in numbers.THEIRS and numbers.was_asked(tx, address)
    if wish is Keyword.START:
        is_stopped = address.frozen_for is Reason.OPTED_OUT
        return is_stopped or client.agreement is Agreement.DECLINED
    if wish is Keyword.YES:
        return client.agreement is Agreement.ASKED
    return wish.language is not None


def _ask(
    tx: Transaction,
    office: Office,
    client: Person,
    address: KnownAddress,
    subject: str,
    now: datetime,
) -> None:
    if invitations.wrong_guesses(tx, _who(client), now) >= MOST_WRONG:
        _say(tx, office, client, address, "confirm_code_locked", now)
        return
    make_way(tx, client.id, now)
    questions.withdraw(tx, client.id, KIND)
    identity = questions.add(tx, client.id, KIND, subject, now, now)
    delivery = _say(tx, office, client, address, "confirm_code_ask", now)
    question = questions.find(tx, identity)
    if question is not None:
        questions.set_open(tx, question, delivery, now + LASTS, now)


def _wrong(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    asked: Question,
    now: datetime,
) -> None:
    client = conversation.client
    invitations.count_guess(tx, _who(client), now + LOCKED_FOR, now)
    if invitations.wrong_guesses(tx, _who(client), now) < MOST_WRONG:
        _say(tx, office, client, written.address, "confirm_code_wrong", now)
        return
    questions.close(tx, asked, "withdrawn")
    _say(tx, office, client, written.address, "confirm_code_locked", now)
    notices.notify_about(
        tx,
        office,
        "staff_code_locked",
        about=client,
        recipient=conversation.other,
        case_id=conversation.case_id,
        now=now,
    )


def _say(
    tx: Transaction,
    office: Office,
    client: Person,
    address: KnownAddress,
    key: str,
    now: datetime,
) -> int:
    """Answer where it came from, even where all else is stopped."""
    text = speaking.say(tx, office, client, key)
    draft = Draft(STRANGER, DeliveryKind.ANSWER, text, to=address.address)
    return outbox.add(tx, draft, now)


def _may_be_a_guess(text: str) -> bool:
    return len(text.split()) == 1


def _is_same(said: str, word: str) -> bool:
    return compare_digest(_plain(said), _plain(word))


def _plain(text: str) -> bytes:
    return " ".join(normalize("NFKC", text).casefold().strip(" .!").split()).encode()


def _who(client: Person) -> str:
    return f"code word of {client.id}"


def _ask_nothing(
    _tx: Transaction, _office: Office, _person: Person, _of: Question, _now: datetime
) -> Asked | None:
    """Ask only the one who has just wanted something."""
    return None


def _answer_nothing(
    _tx: Transaction,
    _office: Office,
    _person: Person,
    _of: Question,
    _said: str,
    _now: datetime,
) -> None:
    """Do nothing: no single word or button is the answer."""


CONFIRM_CODE = QuestionKind(
    ask=_ask_nothing, answered=_answer_nothing, words={}, lasts=LASTS
)
