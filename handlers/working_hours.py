"""When somebody who works here answers, and by when they have promised to."""

import re
from datetime import datetime

from casework import hours
from casework.hours import NotHours
from casework.people import Person, PersonId
from casework.safe_contact import Week
from handlers import notices
from handlers.office import Office
from storage import absences, digests, working_hours
from storage.transaction import Transaction

OFFICE = re.compile(r"office|kontor(?:et)?|normal[te]?|-", re.IGNORECASE)
"""Said instead of hours: those of the organisation."""

BY_SMS = re.compile(r"^\s*(?:hours|arbejdstid|arbetstid)\b[\s:,.]*", re.IGNORECASE)


def of(tx: Transaction, office: Office, worker: PersonId) -> Week:
    """Return the hours in which somebody works."""
    return working_hours.find(tx, worker) or office.working_hours


def back_at(tx: Transaction, worker: PersonId, now: datetime) -> datetime:
    """Return when somebody who is away is back; now, if they are not away."""
    away = [each.ends_at for each in absences.open_of(tx, worker) if each.covers(now)]
    return max(away, default=now)


def is_working(
    tx: Transaction, office: Office, worker: PersonId, now: datetime
) -> bool:
    """Tell whether somebody works now."""
    if back_at(tx, worker, now) > now:
        return False
    return office.is_working(now, of(tx, office, worker))


def next_working(
    tx: Transaction, office: Office, worker: PersonId, now: datetime
) -> datetime:
    """Return now while somebody works, or when they next begin."""
    return office.next_working(back_at(tx, worker, now), of(tx, office, worker))


def promised(
    tx: Transaction, office: Office, worker: PersonId, now: datetime
) -> datetime:
    """Return by when somebody answers what they are asked now."""
    return office.promised(back_at(tx, worker, now), of(tx, office, worker))


def reply_by(
    tx: Transaction,
    office: Office,
    worker: PersonId,
    now: datetime,
    language: str | None,
) -> str:
    """Return by when somebody answers, for the place `reply_by`: "tomorrow 12:00"."""
    moment = promised(tx, office, worker, now)
    return office.texts.when(moment, now, office.zone, language)


def open_at(
    tx: Transaction,
    office: Office,
    worker: PersonId,
    now: datetime,
    language: str | None,
) -> str:
    """Return when somebody works again, for the place `open_at`."""
    moment = next_working(tx, office, worker, now)
    return office.texts.when(moment, now, office.zone, language)


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show somebody's hours, or let others count: `/hours mon-thu 8-15`."""
    said = said.strip()
    if OFFICE.fullmatch(said):
        _set(tx, worker.id, None, now)
    elif said:
        week = hours.read(said)
        if isinstance(week, NotHours):
            fault = office.say(f"hours_{week.fault}", worker.language, part=week.part)
            notices.answer(tx, worker.id, fault, now)
            return
        _set(tx, worker.id, week, now)
    key = "hours_are" if working_hours.find(tx, worker.id) else "hours_of_office"
    names = office.say("weekdays", worker.language).split()
    week = of(tx, office, worker.id)
    notices.say(tx, office, worker, key, now, hours=hours.write(week, names))


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what `HOURS mon-thu 8-15` says, and tell whether it was that."""
    match = BY_SMS.match(text)
    if match is None:
        return False
    said = text[match.end() :].strip()
    is_meant = not said or OFFICE.fullmatch(said)
    if not is_meant and isinstance(hours.read(said), NotHours):
        return False  # words to somebody who is helped
    begin(tx, office, worker, said, now)
    return True


def _set(tx: Transaction, worker: PersonId, week: Week | None, now: datetime) -> None:
    working_hours.set_hours(tx, worker, week, now)
    digests.plan_anew(tx, worker)
