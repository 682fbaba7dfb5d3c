"""What comes after no answer: a gentle reminder, another way, a human."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework import local_time, rhythm
from casework.appointments import AppointmentState
from casework.check_ins import LATENESS, Rung, next_rung
from casework.people import Person, PersonId
from casework.reasons import Reason
from casework.tasks import Task, TaskKind
from handlers import caseload, due_work, profiles, tasks, working_hours
from handlers import check_ins as asking
from handlers.check_ins import RUNG
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.office import Office
from storage import (
    addresses,
    appointments,
    assignments,
    check_ins,
    due,
    outbox,
    people,
    rules,
    safe_contacts,
)
from storage.check_ins import CheckIn, Silence
from storage.due import Due
from storage.transaction import Transaction

STANDS_IN = timedelta(hours=12)
"""The next check-in within that time takes the place of a reminder."""

REMINDED_WITHIN = timedelta(hours=12)
"""A reminder that is later than that waits until what came meanwhile was read."""

PUT_OFF_BY = timedelta(days=3)
"""So long a reminder waits for safe hours: a weekend, not a week."""

AFTER_DOWN = timedelta(hours=1)

ARRIVED = frozenset({"sent", "delivered", "read"})

A_MINUTE = timedelta(minutes=1)


def plan(
    tx: Transaction,
    office: Office,
    person: Person,
    silent: Silence,
    after: Rung,
    now: datetime,
) -> None:
    """Let the next rung be climbed in time, unless somebody answers before."""
    profile = profiles.of_assignment(tx, office, person, now)
    rung = next_rung(
        after,
        silent.tries,
        asking.TRIES if profile is None else profile.missed_tries,
        has_other_channel=asking.has_other_channel(tx, person, now),
    )
    _put(tx, office, silent, rung, _after(office, now, after.delay))


def end(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Climb no further: they were heard, or it begins anew."""
    silent = check_ins.silence(tx, person)
    if silent is not None:
        due_work.cancel(tx, RUNG, silent.check_in, now, Reason.WITHDRAWN)
        check_ins.end_silence(tx, person)


def _put(
    tx: Transaction, office: Office, silent: Silence, rung: Rung, at: datetime
) -> None:
    due_work.put(
        tx, office, RUNG, silent.check_in, silent.person, at, revision=rung.number
    )


def _climb(tx: Transaction, office: Office, what: Due, now: datetime) -> Result:
    silent = check_ins.silence(tx, what.person)
    is_over = silent is None or silent.handed_at is not None
    if silent is None or is_over or silent.check_in != what.subject:
        return Skip(Reason.OVER)
    person, rung = people.known(tx, what.person), list(Rung)[what.revision]
    instead = _next_check_in(tx, silent, now)
    if instead is not None and rung is not Rung.CONTACT_PERSON:
        return Later(instead)
    if rung is Rung.CONTACT_PERSON:
        return _tell(tx, office, person, now)
    check_in = check_ins.known(tx, silent.check_in)
    if not check_in.is_open:
        # The last question reached nobody: those before it were not answered.
        _put(tx, office, silent, Rung.CONTACT_PERSON, now)
        return Skip(Reason.OVER)
    if not _has_arrived(tx, check_in):
        return Later(now + AFTER_DOWN)
    if now - what.at > REMINDED_WITHIN:
        # The service stood still. What they wrote meanwhile is taken in first.
        _put(tx, office, silent, rung, office.by_day(now + AFTER_DOWN))
        return Skip(Reason.TOO_OLD)
    waits = asking.why_not(tx, office, person, now, what.at + REMINDED_WITHIN)
    if isinstance(waits, Skip):
        if waits.reason is Reason.SAFE_HOURS:
            _put_off(tx, office, silent, rung, now)
        else:
            end(tx, person.id, now)
    if waits is not None:
        return waits
    asking.withdraw_question(tx, office, person.id, now)
    done = asking.put(tx, office, person, check_in, rung, now)
    return done or Later(now + asking.LOOK_AGAIN)


def _put_off(
    tx: Transaction, office: Office, silent: Silence, rung: Rung, now: datetime
) -> None:
    """Remind as their safe hours open; where that is far, a human hears instead."""
    opens = safe_contacts.of(tx, silent.person).opens_at(now, office.zone)
    if opens is not None and opens - now <= PUT_OFF_BY:
        _put(tx, office, silent, rung, opens)
    else:
        then = _after(office, now, rung.delay)
        _put(tx, office, silent, Rung.CONTACT_PERSON, then)


def _after(office: Office, now: datetime, delay: timedelta) -> datetime:
    """Return the same time of day so much later, whatever the clocks did meanwhile."""
    return local_time.instant(
        local_time.local_of(now, office.zone) + delay, office.zone
    )


def _has_arrived(tx: Transaction, check_in: CheckIn) -> bool:
    """Tell whether the question is known to stand on the phone."""
    what = due.find(tx, check_in.due)
    number = None if what is None else what.delivery_id
    delivery = None if number is None else outbox.find(tx, number)
    return delivery is None or delivery.state in ARRIVED


def _next_check_in(tx: Transaction, silent: Silence, now: datetime) -> datetime | None:
    """Return until when the next check-in would have been asked, if it comes soon."""
    check_in = check_ins.known(tx, silent.check_in)
    rule = rules.find(tx, check_in.rule)
    if rule is None or rule.ended_at is not None:
        return None
    following = rhythm.next_after(rule.rhythm, rule.zone, check_in.due_at)
    if following is None or rule.is_paused(following[1]):
        return None
    latest = following[1] + LATENESS + A_MINUTE
    is_soon = following[1] - now <= STANDS_IN and now < latest
    return latest if is_soon else None


def _tell(tx: Transaction, office: Office, person: Person, now: datetime) -> Result:
    """Give it to a human, in their hours; nothing automatic follows."""
    assignment = assignments.current(tx, person.id)
    if assignment is None:
        end(tx, person.id, now)
        return Skip(Reason.OVER)
    worker = people.known(tx, assignment.answering)
    opens = working_hours.next_working(tx, office, worker.id, now)
    if opens > now:
        return Later(opens)
    # Of all who are silent by then in one message: many are asked at the same hour.
    clients = caseload.clients_of(tx, worker)
    given = [
        _give(tx, office, each, worker, now)
        for each in clients
        if each.id == person.id or _is_due(tx, each.id, now)
    ]
    new = [each for each in given if each is not None]
    tasks.tell_of_new(tx, office, worker, new, now)
    return Done()


def _is_due(tx: Transaction, person: PersonId, now: datetime) -> bool:
    """Tell whether a human is to hear of somebody's silence by now."""
    silent = check_ins.silence(tx, person)
    return silent is not None and any(
        each.at <= now
        and each.state in ("planned", "claimed")
        and each.revision == Rung.CONTACT_PERSON.number
        for each in due.of_subject(tx, RUNG, silent.check_in)
    )


def _give(
    tx: Transaction, office: Office, person: Person, worker: Person, now: datetime
) -> Task | None:
    """Let a human have somebody's silence; nothing: they have it."""
    silent = check_ins.silence(tx, person.id)
    if silent is None or silent.handed_at is not None:
        return None
    check_in = check_ins.known(tx, silent.check_in)
    if check_in.is_open:
        check_ins.settle(tx, check_in, "missed", now)
    asking.withdraw_question(tx, office, person.id, now)
    check_ins.set_silence(tx, replace(silent, handed_at=now))
    check_ins.add_rung(tx, check_in.id, Rung.CONTACT_PERSON, worker.id, now)
    note = _note(tx, office, person, worker, silent, now)
    return tasks.put(tx, office, TaskKind.MISSED, person, now, note=note)


def _note(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    silent: Silence,
    now: datetime,
) -> str:
    spoken = worker.language
    heard = [each.last_inbound_at for each in addresses.of_person(tx, person.id)]
    last = max((each for each in heard if each is not None), default=None)
    return office.say(
        "worker_checkin_missed",
        spoken,
        n=silent.tries,
        last_contact=(
            "-" if last is None else office.texts.date(last, office.zone, spoken)
        ),
        step=_step(tx, office, person, spoken, now),
    )


def _step(
    tx: Transaction, office: Office, person: Person, spoken: str, now: datetime
) -> str:
    """Return what is agreed to come next: their meeting, or a word from a human."""
    meetings = appointments.upcoming_of(tx, person.id, now)
    agreed = [each for each in meetings if each.state is AppointmentState.CONFIRMED]
    if not agreed:
        return office.say("checkin_step", spoken)
    date = office.texts.date(agreed[0].starts_at, office.zone, spoken)
    return office.say("checkin_step_meeting", spoken, date=date)


def _missed(
    tx: Transaction, _office: Office, what: Due, reason: Reason, _now: datetime
) -> None:
    """Go on where a reminder reached nobody: it was no try."""
    silent = check_ins.silence(tx, what.person)
    if what.delivery_id is None or silent is None or silent.check_in != what.subject:
        return
    if reason is Reason.WITHDRAWN or silent.handed_at is not None:
        return
    fewer = replace(silent, tries=max(silent.tries - 1, 1))
    check_ins.set_silence(tx, fewer)


CLIMBING = DueKind(_climb, missed=_missed)
