"""When may we write, and do others see your phone: asked in the chat, and again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from casework.drafts import DeliveryKind
from casework.keywords import Keyword
from casework.people import Agreement, Person, PersonId, Role
from casework.reasons import Reason
from casework.safe_contact import (
    ASK_AGAIN_AFTER,
    NEVER_ASKED_WITHIN,
    Discreet,
    SafeContact,
    Window,
    every_day,
)
from handlers import clients, notices, questions, safe, safe_page, speaking
from handlers.duty import Duty
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from handlers.safe_setting import AFTER_HIDING, HOURS, KIND, ask_no_more
from storage import safe_contacts
from storage.questions import Question
from storage.transaction import Transaction

BY_DAY = every_day(Window(10 * 60, 19 * 60))
"""When a question from us is no trouble to somebody who has set no hours."""

HIDE = "hide"


def plan(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Let somebody who is new here be asked, but not on their first day."""
    if person.role is not Role.CLIENT:
        return
    ask_no_more(tx, person.id)
    moment = now + NEVER_ASKED_WITHIN
    _put(tx, office, person.id, moment, now)


def _due(tx: Transaction, _office: Office, now: datetime) -> list[PersonId]:
    """Return whose answers are old by now."""
    return safe_contacts.to_ask_again(tx, KIND, now - ASK_AGAIN_AFTER)


def _ask_again(
    tx: Transaction, office: Office, old: Sequence[PersonId], now: datetime
) -> None:
    for person in old:
        _put(tx, office, person, now, now)


ASK_AGAIN = Duty("safe_contact", _due, _ask_again)


def _put(
    tx: Transaction,
    office: Office,
    person: PersonId,
    moment: datetime,
    now: datetime,
) -> None:
    """Line it up for a time of day at which it is welcome."""
    kept = safe_contacts.of(tx, person)
    times = replace(kept, hours=kept.hours or BY_DAY)
    at = times.opens_at(moment, office.zone) or moment
    questions.put(tx, office, person, KIND, now, not_before=at)


def _ask(
    tx: Transaction, office: Office, person: Person, _question: Question, now: datetime
) -> Asked | None:
    """Return the question, unless it was answered or may not be asked."""
    kept = safe_contacts.of(tx, person.id)
    if person.agreement is not Agreement.GIVEN or _is_fresh(office, kept, now):
        return None
    answers = [*HOURS][:3]
    rows = [
        ((answer, office.say(f"btn_hours_{answer}", person.language)),)
        for answer in answers
    ]
    if kept.discreet is not Discreet.DISCREET:
        rows.append(((HIDE, office.say("btn_hide", person.language)),))
    text = speaking.say(tx, office, person, "safe_contact_question")
    return Asked(text, tuple(rows))


def _is_fresh(office: Office, kept: SafeContact, now: datetime) -> bool:
    today = now.astimezone(office.zone).date()
    return kept.checked_on is not None and today - kept.checked_on < ASK_AGAIN_AFTER


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    _question: Question,
    said: str,
    now: datetime,
) -> None:
    """Set the hours, say so to both; hiding is one thing, and the hours are another."""
    conversation = clients.conversation_of(tx, person)
    if said == HIDE:
        if conversation is not None:
            safe.hide(tx, office, conversation, now)
        questions.put(tx, office, person.id, AFTER_HIDING, now)
        return
    today = now.astimezone(office.zone).date()
    kept = safe_contacts.of(tx, person.id)
    answered = replace(
        kept,
        hours=HOURS[said].hours,
        checked_on=today,
        # About places nothing was asked here: what held before goes on.
        may_name_place=kept.may_name_place or kept.checked_on is None,
    )
    safe_contacts.set_profile(tx, person.id, answered, person.id, now)
    any_time = answered.hours is None
    key = "discreet_ack" if any_time else "safe_contact_saved"
    text = speaking.say(tx, office, person, key)
    case = None if conversation is None else conversation.case_id
    notices.answer(tx, person.id, text, now, case_id=case)
    if conversation is not None:
        worker = conversation.other
        notices.notify_about(
            tx,
            office,
            "staff_safe_contact",
            about=person,
            recipient=worker,
            case_id=case,
            now=now,
            hours=safe_page.hours_in_words(office, worker.language, answered),
            texts=office.say(f"safe_{answered.discreet}", worker.language),
        )


def _lapsed(
    tx: Transaction, office: Office, person: Person, _question: Question, now: datetime
) -> None:
    """Tell a human: it is better asked when they meet."""
    conversation = clients.conversation_of(tx, person)
    if conversation is not None:
        notices.notify_about(
            tx,
            office,
            "staff_safe_not_answered",
            about=person,
            recipient=conversation.other,
            case_id=conversation.case_id,
            now=now,
        )


def _not_reached(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    _reason: Reason,
    now: datetime,
) -> None:
    _lapsed(tx, office, person, question, now)


SAFE_CONTACT = QuestionKind(
    ask=_ask,
    answered=_answered,
    words=MappingProxyType(
        {Keyword.ONE: "any", Keyword.TWO: "day", Keyword.THREE: "evening"}
    ),
    lasts=timedelta(days=3),
    lapsed=_lapsed,
    is_patient=True,
    undelivered=_not_reached,
)
ASKED_AFTER_HIDING = replace(
    SAFE_CONTACT, delivery=DeliveryKind.ANSWER, is_patient=False
)
"""They pressed a button just now: what that leaves open waits for nothing."""
