"""When somebody is asked how they are: theirs to change, to pause and to stop."""

import re
from datetime import datetime, timedelta

from casework import check_ins as rules_of_check_ins
from casework import local_time
from casework.drafts import DeliveryKind
from casework.keywords import recognise
from casework.messages import Kind
from casework.people import Person, PersonId
from casework.rhythm_words import RhythmWords, Unclear, read_rhythm
from handlers import notices, questions, rhythms, speaking
from handlers.check_in_news import say, settle, tell
from handlers.check_in_plans import (
    Cannot,
    end,
    most_a_week,
    pause,
    rule_of,
    to_come,
    wanted,
)
from handlers.notices import Choice
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from handlers.relaying import Conversation, Written, keep
from storage import questions as asked_questions
from storage.questions import Question
from storage.transaction import Transaction

WHEN = "check_in_when"
"""The question on which days and at what time."""

ACTION = "check_in"
"""What the buttons under the page do."""

HOUR, SELDOM, OFTEN, PAUSE, STOP = "hour", "seldom", "often", "pause", "stop"

A_WEEK = timedelta(days=7)

_OURS = re.compile(
    r"\s*/?check-?ins(?:@\w+)?(?P<said>\s.*)?", re.IGNORECASE | re.DOTALL
)
_PLAIN = re.compile(
    r"\s*(?:check[ -]?ins?|sp[øo]e?rg|fr[åa]ga)(?P<said>\s.*)?", re.IGNORECASE
)
"""Words that may as well be the beginning of what is said to the human."""

_DEEDS = {
    PAUSE: re.compile(r"paus[ea]?", re.IGNORECASE),
    STOP: re.compile(r"stopp?|slut|sluta|off|fra|av", re.IGNORECASE),
    SELDOM: re.compile(
        r"less|sj[æa]ldnere|mindre|mindre ofte|s[äa]llan(?:are)?", re.IGNORECASE
    ),
    OFTEN: re.compile(r"more|oftere|mere|oftare|mer", re.IGNORECASE),
}
LONGEST = 60
"""Signs of what may be meant as a rhythm; what is longer is said to the human."""

A_FEW = 2
"""Words behind a rhythm that may belong to it; more of them are a message."""


def receive(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Take what somebody writes of their check-ins, and tell whether it was that."""
    incoming = written.incoming
    if incoming.kind is not Kind.TEXT or incoming.is_edit:
        return False
    ours = _OURS.fullmatch(incoming.text)
    is_short = len(incoming.text) <= LONGEST
    match = ours or (_PLAIN.fullmatch(incoming.text) if is_short else None)
    if match is None:
        return _takes_when(tx, office, conversation, written, now)
    said = (match["said"] or "").strip(" \t\n.!")
    deed = next((each for each, word in _DEEDS.items() if word.fullmatch(said)), None)
    if said and deed is None and not _may_be_rhythm(said, office, now):
        if ours is not None:
            say(tx, office, conversation, "checkin_unclear", now)
        return False  # it may be meant for the human as well
    keep(tx, conversation, written, now)
    if not said:
        show(tx, office, conversation, now)
    elif deed is not None:
        press(tx, office, conversation, deed, now)
    else:
        _set(tx, office, conversation, said, now)
    return True


def _takes_when(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Take words for the answer to when, if they may be meant as one."""
    said = written.incoming.text.strip()
    standing = asked_questions.open_of(tx, conversation.client.id)
    if standing is None or standing.kind != WHEN:
        return False
    question = questions.answerable(tx, conversation.client.id, now)
    if question is None or len(said) > LONGEST:
        return False
    if recognise(said) is not None or not _may_be_rhythm(said, office, now):
        return False
    keep(tx, conversation, written, now)
    _set(tx, office, conversation, said, now)
    return True


def _may_be_rhythm(said: str, office: Office, now: datetime) -> bool:
    """Tell whether a rhythm may be meant, however wrong; other words are a message."""
    today = local_time.local_of(now, office.zone).date()
    found = read_rhythm(said, today)
    if isinstance(found, RhythmWords):
        return not found.rest or len(found.rest.split()) <= A_FEW
    return found.fault not in (Unclear.WORD, Unclear.NOTHING)


def _set(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    said: str,
    now: datetime,
) -> None:
    """Let what was written count, or ask for it in clear words."""
    client = conversation.client
    made = wanted(tx, office, client, said, now)
    if isinstance(made, Cannot):
        say(tx, office, conversation, made.key, now, **made.values)
        return
    questions.withdraw(tx, office, client.id, WHEN, "", now)
    settle(tx, office, conversation, made, now)


def show(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Say what is agreed, and how to change it."""
    client = conversation.client
    known = to_come(tx, client.id, now)
    most = most_a_week(tx, office, client, now)
    if known is None:
        key = "checkin_page_none" if most else "checkin_never"
        rows = [[HOUR]] if most else []
    elif known.is_paused(now):
        key, rows = "checkin_page_paused", [[HOUR], [STOP]]
    else:
        changes = [SELDOM] if rules_of_check_ins.more_seldom(known.rhythm) else []
        if rules_of_check_ins.more_often(known.rhythm, most):
            changes.append(OFTEN)
        key, rows = "checkin_page", [[HOUR], changes, [PAUSE, STOP]]
    values: dict[str, object] = {}
    if known is not None:
        values["rhythm"] = rhythms.said(office, known.rhythm, client.language)
    if known is not None and known.paused_until is not None and known.is_paused(now):
        until = office.texts.date(known.paused_until, office.zone, client.language)
        values["date"] = until
    spoken = client.language
    choices = [
        [
            Choice(office.say(f"btn_checkin_{each}", spoken), ACTION, each)
            for each in row
        ]
        for row in rows
        if row
    ]
    text = speaking.say(tx, office, client, key, **values)
    notices.answer(
        tx, client.id, text, now, case_id=conversation.case_id, choices=choices
    )


def press(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    deed: str,
    now: datetime,
) -> None:
    """Do what a button, or a word by SMS, asks of what is agreed."""
    client = conversation.client
    known = rule_of(tx, client.id)
    if deed == HOUR:
        ask_when(tx, office, client.id, now)
    elif known is None:
        show(tx, office, conversation, now)
    elif deed == PAUSE:
        pause(tx, office, client.id, now + A_WEEK, client.id, now)
        date = office.texts.date(now + A_WEEK, office.zone, client.language)
        say(tx, office, conversation, "checkin_paused", now, date=date)
        tell(tx, office, conversation, "staff_checkins_paused", now, date=now + A_WEEK)
    elif deed == STOP:
        end(tx, office, client.id, now)
        say(tx, office, conversation, "checkin_stopped", now)
        tell(tx, office, conversation, "staff_checkins_stopped", now)
    else:
        most = most_a_week(tx, office, client, now)
        changed = (
            rules_of_check_ins.more_seldom(known.rhythm)
            if deed == SELDOM
            else rules_of_check_ins.more_often(known.rhythm, most)
        )
        if changed is None:
            show(tx, office, conversation, now)
        else:
            settle(tx, office, conversation, changed, now)


def ask_when(tx: Transaction, office: Office, person: PersonId, now: datetime) -> None:
    """Ask on which days and at what time they would like it."""
    questions.put(tx, office, person, WHEN, now)


def _when(
    tx: Transaction, office: Office, person: Person, _question: Question, _now: datetime
) -> Asked:
    return Asked(speaking.say(tx, office, person, "checkin_when"))


def _no_answer(
    _tx: Transaction,
    _office: Office,
    _person: Person,
    _question: Question,
    _said: str,
    _now: datetime,
) -> None:
    """Do nothing: the answer is in words, and read before (`receive`)."""


WHEN_QUESTION = QuestionKind(
    ask=_when,
    answered=_no_answer,
    words={},
    lasts=timedelta(hours=12),
    delivery=DeliveryKind.ANSWER,
)
