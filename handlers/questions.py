"""Asking somebody what a tap, a digit, a yes or a no answers: one thing at a time.

Whatever is not certainly the answer is a message to the human.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.keywords import Keyword
from casework.people import (
    Agreement,
    Channel,
    KnownAddress,
    Person,
    PersonId,
    Topic,
)
from casework.reasons import Reason
from handlers import judging, notices
from handlers.duty import Duty
from handlers.notices import Choice
from handlers.office import Office
from storage import cases, outbox, people, questions
from storage.outbox_rows import Delivery
from storage.questions import Question
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question and its buttons, as (answer, label) pairs in rows.

    `open_until` and `worth_until` stand in for what its kind says of how long it lasts,
    and for how long it is worth sending. `by` is the channel to try first.
    """

    text: str = field(repr=False)
    choices: tuple[tuple[tuple[str, str], ...], ...] = field(default=(), repr=False)
    open_until: datetime | None = None
    worth_until: datetime | None = None
    by: Channel | None = None


Ask = Callable[[Transaction, Office, Person, Question, datetime], Asked | None]
"""Returns the question as this person is asked it; nothing: no need any more."""

Answered = Callable[[Transaction, Office, Person, Question, str, datetime], None]
"""Does what the answer means, and says so."""

Lapsed = Callable[[Transaction, Office, Person, Question, datetime], None]
"""Does what silence means."""

Late = Callable[[Transaction, Office, Person, Question, str, datetime], bool]
"""Told an answer that came when nobody asked any more: says so, and whether it did."""

Undelivered = Callable[[Transaction, Office, Person, Question, Reason, datetime], None]
"""Does what has to be done where a question reached nobody."""


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """A kind of question: how it is asked, what answers it, and what follows.

    `words` maps a whole message to an answer. `lasts` is how long it stays open;
    `delivery` says whether it answers what somebody did or starts from us. What starts
    from us and `is_patient` is bound to no hour: it waits in line for the end of a
    talk, and holds up nobody. `checks_number` goes past all that waits, and only what
    comes from there answers it. `late` is told what comes too late (a digit within
    `digits_late`, till a human writes), `undelivered` where it did not arrive,
    `displaced` where it made way before it left.
    """

    ask: Ask
    answered: Answered
    words: Mapping[Keyword, str]
    lasts: timedelta = timedelta(days=3)
    lapsed: Lapsed | None = None
    delivery: DeliveryKind = DeliveryKind.AUTOMATIC
    is_patient: bool = False
    topic: Topic = Topic.MESSAGES
    checks_number: bool = False
    late: Late | None = None
    digits_late: timedelta | None = None
    undelivered: Undelivered | None = None
    displaced: Callable[[Transaction, Question, datetime], None] | None = None


YES_OR_NO: Mapping[Keyword, str] = {
    Keyword.YES: "yes",
    Keyword.ONE: "yes",
    Keyword.NO: "no",
    Keyword.TWO: "no",
}


def put(
    tx: Transaction,
    office: Office,
    person: PersonId,
    kind: str,
    now: datetime,
    *,
    subject: str = "",
    not_before: datetime | None = None,
) -> None:
    """Ask somebody this, now or after what they are being asked; never twice."""
    if questions.is_pending(tx, person, kind, subject):
        return
    questions.add(tx, person, kind, subject, not_before or now, now)
    ask_next(tx, office, person, now)


def put_ahead(
    tx: Transaction,
    office: Office,
    person_id: PersonId,
    kind: str,
    now: datetime,
    *,
    subject: str = "",
) -> None:
    """Ask somebody this before all else; what they are being asked comes after it."""
    if questions.is_pending(tx, person_id, kind, subject):
        return
    person = people.known(tx, person_id)
    if not _is_time(tx, office, person, _kinds()[kind], now):
        put(tx, office, person_id, kind, now, subject=subject)
        return
    make_way(tx, person_id, now)
    identity = questions.add(tx, person_id, kind, subject, now, now)
    question = questions.find(tx, identity)
    if question is None or not _ask(tx, office, person, question, now):
        ask_next(tx, office, person_id, now)


def stop(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Ask somebody nothing any more of all that is open or waits."""
    standing = questions.open_of(tx, person)
    if standing is not None:
        _take_back(tx, standing, now)
    questions.withdraw(tx, person)


def withdraw(
    tx: Transaction,
    office: Office,
    person: PersonId,
    kind: str,
    subject: str,
    now: datetime,
) -> bool:
    """Ask somebody this no more, nor what has not left yet; tell if they never saw it.

    What waits behind it comes next.
    """
    standing = questions.open_of(tx, person)
    is_open = standing is not None and (standing.kind, standing.subject) == (
        kind,
        subject,
    )
    has_left = standing is not None and is_open and _has_left(tx, standing)
    if standing is not None and is_open:
        _take_back(tx, standing, now)
    is_unseen = questions.is_pending(tx, person, kind, subject) and not has_left
    questions.withdraw(tx, person, kind, subject)
    if is_open:
        ask_next(tx, office, person, now)
    return is_unseen


def not_delivered(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    now: datetime,
    reason: Reason = Reason.PROVIDER,
) -> None:
    """Let go of a question that reached nobody: the next one may."""
    question = questions.open_of(tx, delivery.draft.recipient)
    if question is not None and question.delivery_id == delivery.id:
        questions.close(tx, question, "withdrawn")
        undelivered = _kinds()[question.kind].undelivered
        if undelivered is not None:
            person = people.known(tx, question.person)
            undelivered(tx, office, person, question, reason, now)
        ask_next(tx, office, question.person, now)


def make_way(tx: Transaction, person_id: PersonId, now: datetime) -> None:
    """Let what somebody is being asked wait until what comes now is over."""
    standing = questions.open_of(tx, person_id)
    if standing is not None:
        is_unseen = not _has_left(tx, standing)
        _take_back(tx, standing, now)
        questions.close(tx, standing, "waiting")
        displaced = _kinds()[standing.kind].displaced
        if is_unseen and displaced is not None:
            displaced(tx, standing, now)


def wait(tx: Transaction, person_id: PersonId, now: datetime) -> None:
    """Put a question that has not left yet back into the line."""
    standing = questions.open_of(tx, person_id)
    if standing is not None and not _has_left(tx, standing):
        make_way(tx, person_id, now)


def _take_back(tx: Transaction, question: Question, now: datetime) -> None:
    """Let a question that has not left yet not be asked."""
    number = question.delivery_id
    delivery = None if number is None else outbox.find(tx, number)
    if delivery is not None and delivery.state in ("held", "ready"):
        outbox.settle(tx, delivery, "skipped", now, reason=Reason.WITHDRAWN)
        tx.touch(delivery.lane)


def ask_next(
    tx: Transaction, office: Office, person_id: PersonId, now: datetime
) -> None:
    """Ask what is next in line, unless an answer to something is still awaited."""
    person = people.known(tx, person_id)
    if person.agreement is Agreement.ASKED or questions.open_of(tx, person_id):
        return
    for question in questions.in_line(tx, person_id, now):
        is_time = _is_time(tx, office, person, _kinds()[question.kind], now)
        if is_time and _ask(tx, office, person, question, now):
            return


def _is_time(
    tx: Transaction, office: Office, person: Person, kind: QuestionKind, now: datetime
) -> bool:
    """Tell whether a question would go out now: in line it gets no older."""
    return kind.delivery is not DeliveryKind.AUTOMATIC or judging.is_time(
        tx, office, person, now, is_patient=kind.is_patient
    )


def _ask(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> bool:
    """Ask it, and tell whether there was still need to."""
    kind = _kinds()[question.kind]
    asked = kind.ask(tx, office, person, question, now)
    if asked is None:
        questions.close(tx, question, "withdrawn")
        return False
    rows = [
        [Choice(label, "answer", f"{question.id}:{answer}") for answer, label in row]
        for row in asked.choices
    ]
    draft = Draft(
        person.id,
        kind.delivery,
        asked.text,
        case_id=None if kind.checks_number else cases.of_client(tx, person.id),
        topic=kind.topic,
        until=asked.worth_until or (now + kind.lasts if kind.is_patient else None),
        checks_number=kind.checks_number,
        by=asked.by,
    )
    delivery = notices.tell(tx, draft, now, rows)
    open_until = asked.open_until or now + kind.lasts
    questions.set_open(tx, question, delivery, open_until, now)
    return True


def answerable(tx: Transaction, person: PersonId, now: datetime) -> Question | None:
    """Return what somebody's words can answer: it has left us, and is not over."""
    question = questions.open_of(tx, person)
    if question is None or question.is_over(now) or not _has_left(tx, question):
        return None
    return question


def answer_by_word(
    tx: Transaction,
    office: Office,
    person: Person,
    word: Keyword | None,
    now: datetime,
    *,
    address: KnownAddress,
) -> bool:
    """Take a whole message from there for the answer, and tell whether it was one."""
    question = answerable(tx, person.id, now)
    if word is None or question is None:
        return False
    kind = _kinds()[question.kind]
    said = kind.words.get(word)
    if said is None or (kind.checks_number and not address.is_in_doubt(now)):
        return False
    is_agreement = person.agreement is Agreement.ASKED and not kind.checks_number
    if is_agreement and word in (Keyword.YES, Keyword.NO):
        return False  # "may we write to you?" stands before all else
    _answer(tx, office, person, question, said, now)
    return True


def answer_after_all(
    tx: Transaction,
    office: Office,
    person: Person,
    identity: int,
    word: Keyword,
    now: datetime,
) -> None:
    """Take a word for the answer to what had to make way for proof of who says it.

    The word came in time: that the proof took longer does not matter.
    """
    question = questions.find(tx, identity)
    if question is None or question.person != person.id:
        return
    said = _kinds()[question.kind].words.get(word)
    if said is not None and question.state in ("waiting", "open"):
        _answer(tx, office, person, question, said, now)


def answer_by_button(
    tx: Transaction, office: Office, person: Person, subject: str, now: datetime
) -> bool:
    """Take a pressed button for the answer; tell whether it was still asked."""
    number, _, said = subject.partition(":")
    question = answerable(tx, person.id, now)
    if question is None or question.id != int(number):
        return False
    _answer(tx, office, person, question, said, now)
    return True


def _overdue(tx: Transaction, _office: Office, now: datetime) -> list[Question]:
    return questions.overdue(tx, now)


def _let_go(
    tx: Transaction, office: Office, overdue: Sequence[Question], now: datetime
) -> None:
    """Let go of what nobody answered."""
    for question in overdue:
        kind = _kinds()[question.kind]
        if not _has_left(tx, question):
            # It waits for a provider that is away: nobody was silent yet.
            questions.prolong(tx, question, now + kind.lasts)
            continue
        questions.close(tx, question, "lapsed")
        lapsed = kind.lapsed
        if lapsed is not None:
            lapsed(tx, office, people.known(tx, question.person), question, now)
        ask_next(tx, office, question.person, now)


def _due(tx: Transaction, _office: Office, now: datetime) -> list[PersonId]:
    return questions.due(tx, now)


def _ask_all(
    tx: Transaction, office: Office, due: Sequence[PersonId], now: datetime
) -> None:
    for person in due:
        ask_next(tx, office, person, now)


LET_GO = Duty("unanswered_questions", _overdue, _let_go)
ASK = Duty("questions", _due, _ask_all)


def _answer(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    questions.close(tx, question, "answered")
    _kinds()[question.kind].answered(tx, office, person, question, said, now)
    ask_next(tx, office, person.id, now)


def _has_left(tx: Transaction, question: Question) -> bool:
    """Tell whether it stands on the phone, so that something can be its answer."""
    number = question.delivery_id
    asked = None if number is None else outbox.find(tx, number)
    return asked is None or asked.state not in ("held", "ready")


def _kinds() -> Mapping[str, QuestionKind]:
    # Imported late: what is asked stands with its subject, which asks through here.
    from handlers.question_kinds import KINDS  # noqa: PLC0415 - see above

    return KINDS
