"""Telling one after the other of somebody who may be in danger, until one has it.

In working hours: who answers them, the contact person, the supervisors. Outside, whom
the organisation chose; those on the ladder first thing when work begins.
"""

from datetime import datetime, timedelta
from functools import partial

from casework.absences import AbsenceState
from casework.danger import ANEW_AFTER, Flag, Outside, Rung, ladder
from casework.gates import leaves_by
from casework.people import Person, PersonId, Role
from casework.reasons import Reason
from handlers import danger_alerts, due_work, standing_in, working_hours
from handlers.danger_alerts import ALARM, DUTY
from handlers.due_work import Done, DueKind, Result, Skip
from handlers.office import Office
from storage import (
    absences,
    addresses,
    alarms,
    assignments,
    danger,
    people,
    savepoints,
)
from storage.due import Due
from storage.transaction import Transaction

RUNG = "danger_rung"

LAST = Role.SUPERVISOR
"""Who stand on the last rung."""

EARLY = timedelta(minutes=1)
"""So much before work begins they are told: before all else that the day brings."""

ROUND_PAUSE = timedelta(hours=1)
"""After the last rung the ladder begins anew so much later, if still nobody has it."""


def begin(
    tx: Transaction, office: Office, flag: Flag, client: Person, now: datetime
) -> None:
    """Tell whom the organisation chose for this hour, and plan who is next."""
    if is_in_hours(tx, office, client.id, now):
        _tell_next(tx, office, flag, client, now)
    else:
        _tell_outside(tx, office, flag, client, now)


def begin_anew(
    tx: Transaction, office: Office, flag: Flag, client: Person, now: datetime
) -> None:
    """Begin once more, as if nobody had been told or had it."""
    danger.take(tx, flag, None, now)
    begin(tx, office, danger.begin_round(tx, flag), client, now)


def is_told_anew(tx: Transaction, office: Office, flag: Flag, now: datetime) -> bool:
    """Tell whether more words are told of, where there are some already.

    In hours somebody is told every few minutes anyway, until one has it. Outside, who
    writes all night must not be heard once alone because the pauses are short.
    """
    if flag.taken_by is not None:
        return flag.is_anew(now)
    if is_in_hours(tx, office, flag.person, now):
        return False
    told_at = danger.last_told_at(tx, flag) or flag.last_at
    return now - told_at >= ANEW_AFTER


def look_again(tx: Transaction, office: Office, flag: Flag, now: datetime) -> None:
    """Plan to climb again if whoever has it has not closed it by the next day.

    What was taken in the night is asked for when work begins.
    """
    by_night = not office.is_working(now)
    at = office.next_working(now) if by_night else office.next_working_day(now)
    _plan(tx, office, flag, at)


def is_in_hours(
    tx: Transaction, office: Office, client: PersonId, now: datetime
) -> bool:
    """Tell whether the office works now, or whoever answers this person."""
    assignment = assignments.current(tx, client)
    return office.is_working(now) or (
        assignment is not None
        and working_hours.is_working(tx, office, assignment.answering, now)
    )


def rungs_of(tx: Transaction, client: PersonId, now: datetime) -> tuple[Rung, ...]:
    """Return who is told one after the other; nobody who is away."""
    supervisors = people.at_work(tx, LAST)
    assignment = assignments.current(tx, client)
    if assignment is None:
        return ladder(None, (), supervisors)
    away = {
        each.person
        for each in absences.every_open(tx)
        if each.state is AbsenceState.RUNNING and each.covers(now)
    }
    both = (assignment.contact_person, assignment.substitute)
    others = [each for each in both if each is not None and each not in away]
    first = assignment.answering
    if first in away:
        # Whoever rather waits for them is in danger now: who is here is told.
        first = standing_in.answering_at(tx, first, now)
    return ladder(first, others, supervisors)


def _climb(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Tell the next, unless somebody has it by now."""
    flag = danger.find(tx, due.subject)
    if flag is None or not flag.is_open or flag.step != due.revision:
        return Skip(Reason.OVER)
    client = people.known(tx, flag.person)
    if not is_in_hours(tx, office, client.id, now + EARLY):
        _tell_outside(tx, office, flag, client, now, only_duty=True)
    elif flag.taken_by is not None:
        had, flag = flag.taken_by, danger.begin_round(tx, flag)
        danger.take(tx, flag, None, now)
        _tell_next(tx, office, flag, client, now, after=had)
    else:
        _tell_next(tx, office, flag, client, now)
    return Done()


def _missed(
    tx: Transaction, office: Office, due: Due, reason: Reason, now: datetime
) -> None:
    """Go on later with what broke every try; those who run the service are called."""
    flag = danger.find(tx, due.subject)
    if reason is Reason.TRIED_TOO_OFTEN and flag is not None and flag.is_open:
        alarms.raise_alarm(tx, ALARM, now)
        _plan(tx, office, flag, now + ROUND_PAUSE)


RUNG_KIND = DueKind(_climb, missed=_missed, urgent=True)
"""Late is better than never, and a human who waits comes before all else."""


def _tell_next(
    tx: Transaction,
    office: Office,
    flag: Flag,
    client: Person,
    now: datetime,
    *,
    after: str | None = None,
) -> None:
    """Tell the first rung that was not told in this round; after the last, alarm.

    Where nobody on a rung can be reached, the next is told at once.
    """
    told = set(danger.told_in_round(tx, flag))
    for rung in rungs_of(tx, client.id, now):
        fresh = [each for each in rung if each not in told]
        reached = [
            each for each in fresh if _told(tx, office, flag, each, now, after=after)
        ]
        if reached:
            _plan(tx, office, flag, now + office.danger.climbs_after)
            return
    alarms.raise_alarm(tx, ALARM, now)
    _plan(tx, office, danger.begin_round(tx, flag), now + ROUND_PAUSE)


def _told(
    tx: Transaction,
    office: Office,
    flag: Flag,
    who: PersonId,
    now: datetime,
    *,
    after: str | None = None,
) -> bool:
    """Tell somebody, and tell whether they can be reached; what breaks stops nobody."""
    tell = partial(danger_alerts.tell, after=after)
    told = savepoints.holds(tx, tell, office, flag, who, now)
    return told and leaves_by(addresses.of_person(tx, who), now) is not None


def _tell_outside(
    tx: Transaction,
    office: Office,
    flag: Flag,
    client: Person,
    now: datetime,
    *,
    only_duty: bool = False,
) -> None:
    """Tell whom the organisation chose, and the ladder when work begins.

    `only_duty`: those on the ladder were told while they worked.
    """
    told = danger.told_in_round(tx, flag)
    match office.danger.outside:
        case Outside.DUTY:
            if DUTY not in told:
                danger_alerts.tell_duty(tx, office, flag, now)
        case Outside.CONTACT_PERSON | Outside.UNDECIDED:
            for each in () if only_duty else rungs_of(tx, client.id, now)[:1]:
                for who in each:
                    _told(tx, office, flag, who, now)
        case Outside.NOBODY:
            pass
    opens = _next_hours(tx, office, client.id, now)
    _plan(tx, office, danger.begin_round(tx, flag), opens - EARLY)


def _next_hours(
    tx: Transaction, office: Office, client: PersonId, now: datetime
) -> datetime:
    opens = office.next_working(now)
    assignment = assignments.current(tx, client)
    if assignment is None:
        return opens
    worker = assignment.answering
    return min(opens, working_hours.next_working(tx, office, worker, now))


def _plan(tx: Transaction, office: Office, flag: Flag, at: datetime) -> None:
    """Plan the next look; what was planned before counts no more."""
    step = danger.next_step(tx, flag)
    due_work.put(tx, office, RUNG, flag.id, flag.person, at, revision=step)
