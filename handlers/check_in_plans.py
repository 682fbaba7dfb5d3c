"""What is agreed about asking somebody how they are: one rhythm, theirs to say."""

from dataclasses import dataclass
from datetime import datetime, time

from casework import check_ins as rules_of_check_ins
from casework import local_time, rhythm
from casework.people import Person, PersonId, Role
from casework.rhythm import Rhythm
from casework.rhythm_words import RhythmFault, read_rhythm
from handlers import check_in_ladder, due_work, profiles, questions
from handlers import check_ins as asking
from handlers.check_ins import KIND
from handlers.office import Office
from storage import check_ins, rules
from storage.rules import Rule
from storage.transaction import Transaction

PROPOSED = "check_in_plan"
"""The question whether a contact person may ask."""


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why a rhythm is not taken: the key of the text, and what stands in it."""

    key: str
    values: dict[str, object]


def rule_of(tx: Transaction, person: PersonId) -> Rule | None:
    """Return what is agreed with somebody."""
    found = rules.of_person(tx, person, KIND)
    return found[0] if found else None


def to_come(tx: Transaction, person: PersonId, now: datetime) -> Rule | None:
    """Return what is agreed with somebody, unless the last of it is over."""
    rule = rule_of(tx, person)
    if rule is None or rhythm.next_after(rule.rhythm, rule.zone, now) is None:
        return None
    return rule


def most_a_week(tx: Transaction, office: Office, person: Person, now: datetime) -> int:
    """Return how often a week somebody may be asked at most; 0: never.

    Whoever only takes part in another's help is not asked.
    """
    if person.role is not Role.CLIENT:
        return 0
    profile = profiles.of_assignment(tx, office, person, now)
    return 0 if profile is None else profile.check_ins_a_week


def wanted(
    tx: Transaction, office: Office, person: Person, said: str, now: datetime
) -> Rhythm | Cannot:
    """Return the rhythm that was written, if it is clear and not too often."""
    most = most_a_week(tx, office, person, now)
    if not most:
        return Cannot("checkin_never", {})
    today = local_time.local_of(now, office.zone).date()
    found = read_rhythm(said, today)
    known = rule_of(tx, person.id)
    if isinstance(found, RhythmFault) or found.rest:
        return Cannot("checkin_unclear", {})
    if found.at is None and known is None:
        return Cannot("checkin_unclear", {})
    at = found.at or (time(0) if known is None else known.rhythm.at)
    made = found.rhythm(at, found.starts or today)
    if isinstance(made, RhythmFault):
        return Cannot("checkin_unclear", {})
    if rhythm.next_after(made, office.zone, now) is None:
        return Cannot("checkin_unclear", {})
    if rules_of_check_ins.a_week(made) > most:
        return Cannot("checkin_too_often", {"n": most})
    return made


def agree(
    tx: Transaction,
    office: Office,
    person: Person,
    made: Rhythm,
    by: PersonId,
    now: datetime,
) -> None:
    """Let a rhythm count from now on, in place of what did before."""
    known = rule_of(tx, person.id)
    withdraw_proposal(tx, office, person.id, now, "agreed")
    _let_go(tx, office, person.id, now)
    if known is None:
        identity = rules.add(tx, person.id, KIND, made, office.zone, by, now)
        due_work.plan_rule(tx, identity, now)
    else:
        rules.pause(tx, known, None, None)
        due_work.change_rule(tx, known, made, office.zone, by, now)


def withdraw_proposal(
    tx: Transaction,
    office: Office,
    person: PersonId,
    now: datetime,
    state: str = "withdrawn",
) -> None:
    """Ask no more whether a rhythm is all right: it was agreed, or is not wanted."""
    before = check_ins.proposed_to(tx, person)
    if before is not None:
        check_ins.close_proposals(tx, person, state)
        questions.withdraw(tx, office, person, PROPOSED, str(before.id), now)


def pause(
    tx: Transaction,
    office: Office,
    person: PersonId,
    until: datetime,
    by: PersonId,
    now: datetime,
) -> bool:
    """Ask nothing until then; tell whether anything was agreed."""
    known = rule_of(tx, person)
    if known is None:
        return False
    _let_go(tx, office, person, now)
    rules.pause(tx, known, until, by)
    return True


def resume(tx: Transaction, person: PersonId, now: datetime) -> None:
    """End a pause; the next time is said to be the first after it."""
    known = rule_of(tx, person)
    if known is not None and known.is_paused(now):
        rules.pause(tx, known, now, known.paused_by)


def end(tx: Transaction, office: Office, person: PersonId, now: datetime) -> bool:
    """Ask no more, nor whether it may be asked; tell whether anything was agreed."""
    withdraw_proposal(tx, office, person, now)
    known = rule_of(tx, person)
    if known is None:
        return False
    _let_go(tx, office, person, now)
    due_work.end_rule(tx, known, now)
    return True


def _let_go(tx: Transaction, office: Office, person: PersonId, now: datetime) -> None:
    """Await no answer any more to what was asked last."""
    asking.withdraw_question(tx, office, person, now)
    check_in_ladder.end(tx, person, now)
    last = check_ins.last_of(tx, person)
    if last is not None and last.is_open:
        check_ins.settle(tx, last, "withdrawn", now)
