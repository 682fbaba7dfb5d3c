"""Asking how somebody is, at the hour that was agreed: one tap, and room for words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from casework.check_ins import KEPT_FOR, LATENESS, Answer, Rung
from casework.drafts import DeliveryKind
from casework.gates import in_order
from casework.keywords import Keyword
from casework.people import (
    Agreement,
    AssignmentState,
    Channel,
    Person,
    PersonId,
    Topic,
)
from casework.reasons import Reason
from handlers import check_in_answers, due_work, profiles, questions, speaking
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.duty import once
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from storage import (
    addresses,
    assignments,
    check_ins,
    people,
    rules,
    safe_contacts,
)
from storage import questions as asked_questions
from storage.check_ins import CheckIn, Silence
from storage.due import Due
from storage.questions import Question
from storage.transaction import Transaction

KIND = "check_in"
"""Of the rule, of what is due, and of the question with four answers."""

SCALE = "check_in_scale"
"""Of the question from 1 to 5."""

RUNG = "check_in_rung"

TRIES = 3
"""Where somebody is in no kind of help that says how often it is tried."""

LOOK_AGAIN = timedelta(minutes=10)
"""While something else is being asked."""

_QUIET = frozenset(
    {
        *(Reason.PAUSED, Reason.OVER, Reason.NOT_AGREED),
        *(Reason.WITHDRAWN, Reason.OPTED_OUT),
    }
)
"""Nobody needs to be told that it was not asked: they know."""


def ask(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Ask somebody how they are, if that was agreed and this is the time."""
    rule = rules.find(tx, due.subject)
    if rule is None or rule.ended_at is not None:
        return Skip(Reason.OVER)
    if assignments.current(tx, due.person) is None:
        due_work.end_rule(tx, rule, now)
        return Skip(Reason.OVER)
    person = people.known(tx, due.person)
    profile = profiles.of_assignment(tx, office, person, now)
    silent = check_ins.silence(tx, person.id)
    most = TRIES if profile is None else profile.missed_tries
    if silent is not None and (silent.handed_at is not None or silent.tries >= most):
        return Skip(Reason.PAUSED)  # a human has it: nothing automatic goes on
    waits = why_not(tx, office, person, now, due.at + LATENESS)
    if waits is not None:
        return waits
    is_scaled = profile is not None and profile.check_in_scale
    _supersede(tx, office, person, now)
    check_in = check_ins.add(tx, due, is_scaled=is_scaled, now=now)
    return put(tx, office, person, check_in, Rung.QUESTION, now) or Skip(Reason.ASKED)


def why_not(
    tx: Transaction, office: Office, person: Person, now: datetime, until: datetime
) -> Skip | Later | None:
    """Return why somebody is not asked just now, if there is a reason."""
    assignment = assignments.current(tx, person.id)
    if assignment is None:
        return Skip(Reason.OVER)
    is_paused = person.paused_until is not None and person.paused_until > now
    if is_paused or assignment.state is AssignmentState.PAUSED:
        return Skip(Reason.PAUSED)
    is_wanted = Topic.CHECK_INS not in person.declined_topics
    if person.agreement is not Agreement.GIVEN or not is_wanted:
        return Skip(Reason.NOT_AGREED)
    safe = safe_contacts.of(tx, person.id)
    if not safe.is_open(now, office.zone):
        opens = safe.opens_at(now, office.zone)
        is_soon = opens is not None and opens <= until
        return Later(opens) if opens and is_soon else Skip(Reason.SAFE_HOURS)
    standing = asked_questions.open_of(tx, person.id)
    if standing is not None and standing.kind not in (KIND, SCALE):
        again = now + LOOK_AGAIN  # one thing at a time
        return Later(again) if again < until else Skip(Reason.ASKED)
    return None


def put(
    tx: Transaction,
    office: Office,
    person: Person,
    check_in: CheckIn,
    rung: Rung,
    now: datetime,
) -> Done | None:
    """Ask, count the try, and plan what comes after no answer."""
    from handlers import check_in_ladder  # noqa: PLC0415 - it asks through here

    kind = SCALE if check_in.is_scaled else KIND
    subject = f"{check_in.id}:{rung}"
    questions.put(tx, office, person.id, kind, now, subject=subject)
    question = asked_questions.open_of(tx, person.id)
    if question is None or question.subject != subject:
        questions.withdraw(tx, office, person.id, kind, subject, now)
        return None
    before = check_ins.silence(tx, person.id)
    silent = before or Silence(person.id, check_in.id, 0, now, now)
    tried = replace(silent, check_in=check_in.id, tries=silent.tries + 1, tried_at=now)
    check_ins.set_silence(tx, tried)
    check_ins.add_rung(tx, check_in.id, rung, person.id, now)
    check_in_ladder.plan(tx, office, person, tried, rung, now)
    return Done(question.delivery_id)


def withdraw_question(
    tx: Transaction, office: Office, person: PersonId, now: datetime
) -> None:
    """Let nothing be the answer any more to how they are."""
    standing = asked_questions.open_of(tx, person)
    if standing is not None and standing.kind in (KIND, SCALE):
        questions.withdraw(tx, office, person, standing.kind, standing.subject, now)


def _supersede(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Let the last time be missed; what it climbed to goes on with this one."""
    last = check_ins.last_of(tx, person.id)
    if last is None or not last.is_open:
        return
    check_ins.settle(tx, last, "missed", now)
    due_work.cancel(tx, RUNG, last.id, now, Reason.WITHDRAWN)
    withdraw_question(tx, office, person.id, now)


def _missed(
    tx: Transaction, _office: Office, due: Due, reason: Reason, now: datetime
) -> None:
    """Write down why somebody was not asked; that is not their silence."""
    check_in = check_ins.by_due(tx, due.id)
    if check_in is None:
        if reason not in _QUIET:
            check_ins.add(tx, due, skipped=reason, now=now)
        return
    if not check_in.is_open:
        return
    state = "withdrawn" if reason in _QUIET else "skipped"
    check_ins.settle(tx, check_in, state, now, reason=reason)
    not_tried(tx, due.person, check_in, now)


def not_tried(
    tx: Transaction, person: PersonId, check_in: CheckIn, now: datetime
) -> None:
    """Count one try less; where there was no other, nobody was silent."""
    silent = check_ins.silence(tx, person)
    if silent is None or silent.check_in != check_in.id:
        return
    if silent.tries > 1:
        check_ins.set_silence(tx, replace(silent, tries=silent.tries - 1))
        return
    check_ins.end_silence(tx, person)
    due_work.cancel(tx, RUNG, check_in.id, now, Reason.WITHDRAWN)


ASKING = DueKind(ask, lateness=LATENESS, missed=_missed)


_WORDS: Mapping[Keyword, str] = MappingProxyType(
    {
        Keyword.ONE: Answer.FINE,
        Keyword.FINE: Answer.FINE,
        Keyword.TWO: Answer.TALK,
        Keyword.TALK: Answer.TALK,
        Keyword.THREE: Answer.HELP,
        Keyword.HELP: Answer.HELP,
        Keyword.NEED_HELP: Answer.HELP,
        Keyword.FOUR: Answer.LATER,
        Keyword.LATER: Answer.LATER,
    }
)
_SCALE_WORDS: Mapping[Keyword, str] = MappingProxyType(
    {
        **{Keyword(digit): digit for digit in "12345"},
        Keyword.TALK: Answer.TALK,
        Keyword.HELP: Answer.HELP,
        Keyword.NEED_HELP: Answer.HELP,
        Keyword.LATER: Answer.LATER,
    }
)
_TEXTS = MappingProxyType(
    {
        (KIND, True): "checkin_choice",
        (KIND, False): "checkin_choice_again",
        (SCALE, True): "checkin_question",
        (SCALE, False): "checkin_reminder",
    }
)


def _question(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Ask with buttons; a reminder asks once more."""
    number, _, rung = question.subject.partition(":")
    check_in = check_ins.find(tx, int(number))
    if check_in is None or not check_in.is_open:
        return None
    climbed = {each: at for each, _, at in check_ins.rungs(tx, check_in.id)}
    if now - climbed.get(Rung(rung), now) > LATENESS:
        return None  # it had made way for something else, and is no news by now
    is_first = rung == Rung.QUESTION
    text = speaking.say(
        tx, office, person, _TEXTS[question.kind, is_first], name=person.name
    )
    rule = rules.find(tx, check_in.rule)
    if is_first and rule is not None and rule.paused_until is not None:
        text = f"{office.say('checkin_back', person.language)} {text}"
        rules.pause(tx, rule, None, None)
    return Asked(
        text,
        _buttons(office, person, question.kind),
        worth_until=(check_in.due_at if is_first else now) + LATENESS,
        by=_other_channel_of(tx, person, now) if rung == Rung.OTHER_CHANNEL else None,
    )


def _buttons(
    office: Office, person: Person, kind: str
) -> tuple[tuple[tuple[str, str], ...], ...]:
    if kind == SCALE:
        scale = [(digit, f"btn_scale_{digit}") for digit in "54321"]
        keys = [[each] for each in scale]
    else:
        keys = [
            [(Answer.FINE, "btn_fine"), (Answer.TALK, "btn_talk")],
            [(Answer.HELP, "btn_need_help"), (Answer.LATER, "btn_not_now")],
        ]
    return tuple(
        tuple((str(answer), office.say(key, person.language)) for answer, key in row)
        for row in keys
    )


def _other_channel_of(tx: Transaction, person: Person, now: datetime) -> Channel | None:
    """Return the way by which they were not asked yet, if there is another."""
    safe = safe_contacts.of(tx, person.id)
    reached = in_order(addresses.of_person(tx, person.id), safe, now)
    ways = list(dict.fromkeys(each.address.channel for each in reached))
    return ways[1] if len(ways) > 1 else None


def has_other_channel(tx: Transaction, person: Person, now: datetime) -> bool:
    """Tell whether somebody can be asked by another way as well."""
    return _other_channel_of(tx, person, now) is not None


QUESTION = QuestionKind(
    ask=_question,
    answered=check_in_answers.answered,
    words=_WORDS,
    lasts=Rung.QUESTION.delay,
    delivery=DeliveryKind.AUTOMATIC,
    topic=Topic.CHECK_INS,
    late=check_in_answers.late,
    digits_late=Rung.QUESTION.delay,
)
SCALE_QUESTION = replace(QUESTION, words=_SCALE_WORDS)


def _forget(tx: Transaction, _office: Office, now: datetime) -> None:
    check_ins.forget_before(tx, now - KEPT_FOR)


FORGET = once("check_ins", _forget)
