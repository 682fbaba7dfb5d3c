"""How somebody is asked for a yes in plain words, and what each answer does."""

from dataclasses import replace
from datetime import datetime

from casework import consents as rules
from casework.consents import Consent, ConsentState, Purpose
from casework.people import Agreement, Assignment, Person, PersonId
from casework.reasons import Reason
from handlers import consents, speaking
from handlers.office import Office
from handlers.questions import YES_OR_NO, Asked, QuestionKind
from storage import assignments, people
from storage.consents import of_person as rows_of
from storage.questions import Question
from storage.transaction import Transaction

_ASKED_OF_SOMEBODY = {
    Purpose.MESSAGES: "own_again",
    Purpose.MEASURE: "consent_ask_measure",
    Purpose.MEDIA: "consent_ask_media",
    Purpose.SHARING: "consent_ask_sharing",
}
_ASKED_OF_WHO_SPEAKS_FOR_THEM = {
    Purpose.MEASURE: "guardian_ask_measure",
    Purpose.MEDIA: "guardian_ask_media",
    Purpose.SHARING: "guardian_ask_sharing",
}


def _ask(
    tx: Transaction, office: Office, giver: Person, question: Question, now: datetime
) -> Asked | None:
    purpose, about = _subject(question)
    assignment = assignments.current(tx, giver.id)
    if assignment is None:
        return None
    if giver.agreement is not Agreement.GIVEN:
        # It could not go out: a human asks when they meet, and is told so once. On
        # which words is theirs to say.
        _write_asked(tx, office, giver, "", question, now)
        consents.tell(tx, office, giver, "staff_consent_in_person", purpose, now)
        return None
    of_others = about is not None
    keys = _ASKED_OF_WHO_SPEAKS_FOR_THEM if of_others else _ASKED_OF_SOMEBODY
    return _asked(tx, office, giver, keys[purpose], question, assignment, now)


def _ask_anew(
    tx: Transaction, office: Office, giver: Person, question: Question, now: datetime
) -> Asked | None:
    assignment = assignments.current(tx, giver.id)
    if assignment is None or giver.agreement is not Agreement.GIVEN:
        return None
    return _asked(tx, office, giver, consents.RENEW, question, assignment, now)


def _asked(
    tx: Transaction,
    office: Office,
    giver: Person,
    key: str,
    question: Question,
    assignment: Assignment,
    now: datetime,
) -> Asked:
    """Return the question in words, and keep that it is asked, and on which text."""
    _write_asked(tx, office, giver, key, question, now)
    purpose, about = _subject(question)
    concerned = people.known(tx, about or giver.id)
    worker = people.known(tx, assignment.contact_person)
    text = speaking.say(
        tx,
        office,
        giver,
        key,
        name=concerned.name,
        worker=worker.name,
        date=_said_on(tx, office, giver, purpose, now),
    )
    yes = ("yes", office.say("btn_yes", giver.language))
    no = ("no", office.say("btn_no", giver.language))
    return Asked(text, ((yes, no),))


def _write_asked(
    tx: Transaction,
    office: Office,
    giver: Person,
    key: str,
    question: Question,
    now: datetime,
) -> None:
    purpose, about = _subject(question)
    state, how = ConsentState.ASKED, consents.way_of(tx, giver)
    said = Consent(about or giver.id, giver.id, purpose, state, how, now)
    consents.write_down(tx, office, said, key)


def _said_on(
    tx: Transaction, office: Office, giver: Person, purpose: Purpose, now: datetime
) -> str:
    """Return the day of the yes that is asked about anew."""
    rows = rows_of(tx, giver.id)
    answer = rules.newest(rows).get((purpose, giver.id))
    moment = now if answer is None else answer.at
    return office.texts.date(moment, office.zone, giver.language)


def _answered(
    tx: Transaction,
    office: Office,
    giver: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    purpose, about = _subject(question)
    given = said == "yes"
    how = consents.way_of(tx, giver)
    state = ConsentState.GIVEN if given else ConsentState.DECLINED
    if not given and question.kind == consents.RENEW:
        state = ConsentState.WITHDRAWN
    said_now = Consent(about or giver.id, giver.id, purpose, state, how, now)
    consents.write_down(tx, office, said_now)
    consents.keep(tx, office, giver, purpose, "btn_yes" if given else "btn_no", now)
    key = "consent_noted" if given else "consent_noted_no"
    if purpose is Purpose.MESSAGES:
        agreement = Agreement.GIVEN if given else Agreement.DECLINED
        people.set_agreement(tx, giver.id, agreement, now)
        key = key if given else "consent_withdrawn"
    consents.answer(tx, office, giver, key, now)
    told = "staff_consent_given" if given else "staff_consent_declined"
    consents.tell(tx, office, giver, told, purpose, now)


def _lapsed(
    tx: Transaction, office: Office, giver: Person, question: Question, now: datetime
) -> None:
    """Take silence for no answer: a human asks when they meet."""
    consents.tell(tx, office, giver, "staff_consent_silent", _subject(question)[0], now)


def _subject(question: Question) -> tuple[Purpose, PersonId | None]:
    if question.kind == consents.RENEW:
        return Purpose.MESSAGES, None
    purpose, _, about = question.subject.partition(":")
    return Purpose(purpose), PersonId(about) if about else None


def _not_reached(
    tx: Transaction,
    office: Office,
    giver: Person,
    question: Question,
    _reason: Reason,
    now: datetime,
) -> None:
    """Let a human ask, who is told that it was not asked here."""
    purpose, _ = _subject(question)
    consents.tell(tx, office, giver, "staff_consent_in_person", purpose, now)


ASKING = QuestionKind(
    ask=_ask,
    answered=_answered,
    words=YES_OR_NO,
    lasts=rules.ANSWERED_WITHIN,
    lapsed=_lapsed,
    is_patient=True,
    undelivered=_not_reached,
)
RENEWING = replace(ASKING, ask=_ask_anew)
"""How somebody is asked for a yes, and how an old yes is asked about."""
