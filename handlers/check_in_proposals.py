"""A rhythm that a contact person would like: nothing counts before a yes."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind
from casework.keywords import Keyword
from casework.people import Person
from casework.reasons import Reason
from casework.rhythm import Rhythm
from handlers import questions, rhythms, speaking
from handlers.check_in_news import say, settle, tell
from handlers.check_in_plans import PROPOSED, withdraw_proposal
from handlers.check_in_words import ask_when
from handlers.clients import conversation_of
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from storage import check_ins
from storage.questions import Question
from storage.transaction import Transaction


def propose(
    tx: Transaction,
    office: Office,
    person: Person,
    made: Rhythm,
    by: Person,
    now: datetime,
) -> None:
    """Ask somebody whether they would like that; nothing counts before their yes."""
    withdraw_proposal(tx, office, person.id, now)
    identity = check_ins.propose(tx, person.id, made, by.id, now)
    questions.put(tx, office, person.id, PROPOSED, now, subject=str(identity))


def _proposal(
    tx: Transaction, office: Office, person: Person, question: Question, _now: datetime
) -> Asked | None:
    proposal = check_ins.proposal(tx, int(question.subject))
    conversation = conversation_of(tx, person)
    if proposal is None or proposal.state != "asked" or conversation is None:
        return None
    said = rhythms.said(office, proposal.rhythm, person.language)
    text = speaking.say(
        tx,
        office,
        person,
        "checkin_proposal",
        worker=conversation.other.name,
        rhythm=said,
    )
    keys = (("yes", "btn_yes"), ("no", "btn_no"), ("other", "btn_move"))
    row = tuple((answer, office.say(key, person.language)) for answer, key in keys)
    return Asked(text, (row,))


def _proposal_answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    proposal = check_ins.proposal(tx, int(question.subject))
    conversation = conversation_of(tx, person)
    if proposal is None or proposal.state != "asked" or conversation is None:
        return
    if said == "yes":
        settle(tx, office, conversation, proposal.rhythm, now)
    elif said == "no":
        check_ins.close_proposals(tx, person.id, "declined")
        say(tx, office, conversation, "checkin_declined", now)
        tell(tx, office, conversation, "staff_checkins_declined", now)
    else:
        check_ins.close_proposals(tx, person.id, "other")
        tell(tx, office, conversation, "staff_checkins_other", now)
        ask_when(tx, office, person.id, now)


def _lapsed(
    tx: Transaction, office: Office, person: Person, _question: Question, now: datetime
) -> None:
    """Take silence for no yes, and tell who proposed it."""
    check_ins.close_proposals(tx, person.id, "withdrawn")
    conversation = conversation_of(tx, person)
    if conversation is not None:
        tell(tx, office, conversation, "staff_checkins_no_answer", now)


def _undelivered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    _reason: Reason,
    now: datetime,
) -> None:
    """Tell who proposed it that it must be agreed in another way."""
    _lapsed(tx, office, person, question, now)


PROPOSAL = QuestionKind(
    ask=_proposal,
    answered=_proposal_answered,
    words={
        **questions.YES_OR_NO,
        Keyword.THREE: "other",
        Keyword.MOVE: "other",
    },
    lasts=timedelta(days=3),
    lapsed=_lapsed,
    delivery=DeliveryKind.NEWS,
    undelivered=_undelivered,
)
