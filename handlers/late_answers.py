"""Answers that come when nobody asks any more: what became of it is said."""

from datetime import datetime

from casework.keywords import Keyword
from casework.people import Person
from handlers import clients, question_kinds
from handlers.office import Office
from handlers.questions import QuestionKind
from storage import messages, questions
from storage.questions import Question
from storage.transaction import Transaction


def by_word(
    tx: Transaction, office: Office, person: Person, word: Keyword, now: datetime
) -> bool:
    """Say what became of what was asked last, if this word would have answered it."""
    question = questions.last_asked(tx, person.id)
    if question is None or question.state == "open":
        return False
    kind = _kind(question)
    said = None if kind is None else kind.words.get(word)
    if word.digit is not None and _is_said_to_human(tx, person, question, kind, now):
        return False
    return said is not None and _say(tx, office, person, question, said, now)


def _is_said_to_human(
    tx: Transaction,
    person: Person,
    question: Question,
    kind: QuestionKind | None,
    now: datetime,
) -> bool:
    """Tell whether a bare digit says something else by now: a human asked meanwhile."""
    asked_at = question.asked_at
    if kind is None or kind.digits_late is None or asked_at is None:
        return False
    conversation = clients.conversation_of(tx, person)
    return now - asked_at > kind.digits_late or (
        conversation is not None
        and messages.has_written(
            tx, conversation.other.id, conversation.case_id, asked_at
        )
    )


def by_button(
    tx: Transaction, office: Office, person: Person, subject: str, now: datetime
) -> bool:
    """Say what became of what this button answered; tell whether there was a word."""
    number, _, said = subject.partition(":")
    question = questions.find(tx, int(number))
    if question is None or question.state == "open":
        return False
    return _say(tx, office, person, question, said, now)


def _say(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> bool:
    kind = _kind(question)
    if kind is None or kind.late is None:
        return False
    return kind.late(tx, office, person, question, said, now)


def _kind(question: Question) -> QuestionKind | None:
    """Return its kind; nothing for one that this version does not ask any more."""
    return question_kinds.KINDS.get(question.kind)
