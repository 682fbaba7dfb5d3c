"""Telling whoever is helped what is new about meetings that are agreed on, or off."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from casework.appointments import Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, Person
from casework.reasons import Reason
from handlers import appointment_plans, calendar_files, due_work, notices, speaking
from handlers.appointment_plans import NEWS
from handlers.appointment_texts import answering, line, say, tell_staff
from handlers.due_work import Done, DueKind, Result, Skip
from handlers.office import Office
from storage import appointments, due, people
from storage.appointments import MOVED
from storage.due import Due
from storage.transaction import Transaction

NEWS_OFF, NEWS_LIST = "appointment_news_off", "appointment_news_list"
"""Word that one is off, and of several at once: nothing that comes later ends these."""

MOST_LISTED = 5

UNSAID = frozenset({Reason.WITHDRAWN, Reason.OVER})
"""Why word of a meeting may rightly not have gone out."""


def tell(
    tx: Transaction, office: Office, key: str, appointment: Appointment, now: datetime
) -> None:
    """Tell them of one meeting, and offer its calendar file while it stands.

    Where it cannot arrive before the meeting begins, a human hears of that at once.
    """
    client = people.known(tx, appointment.client)
    text = say(tx, office, client, key, appointment)
    _say(tx, office, client, text, [appointment], [appointment], now)


def tell_by_day(
    tx: Transaction,
    office: Office,
    client: Person,
    changed: Sequence[Appointment],
    now: datetime,
) -> None:
    """Tell them of all that changed in one message, once the night is over.

    Several are told as a list of what is ahead. What must be known before the night is
    over does not wait. What changes meanwhile is told as it is then.
    """
    by_day = office.by_day(now)
    if now < by_day < min(each.starts_at for each in changed):
        for each in changed:
            appointment_plans.put(tx, office, _kind(each), each, by_day)
    else:
        _tell_all(tx, office, client, changed, now)


def _tell_all(
    tx: Transaction,
    office: Office,
    client: Person,
    changed: Sequence[Appointment],
    now: datetime,
) -> int:
    """Tell them how it stands now with all of these; return the delivery."""
    if len(changed) == 1:
        (one,) = shown = changed
        text = say(tx, office, client, _key(tx, one), one)
    else:
        shown = appointments.upcoming_of(tx, client.id, now)[:MOST_LISTED]
        text = _listed(tx, office, client, shown)
    delivery = _say(tx, office, client, text, changed, shown, now)
    calendar_files.changed(tx, office, changed, now)
    return delivery


def _say(
    tx: Transaction,
    office: Office,
    client: Person,
    text: str,
    about: Sequence[Appointment],
    shown: Sequence[Appointment],
    now: datetime,
) -> int:
    first = about[0]
    draft = Draft(
        client.id,
        DeliveryKind.NEWS,
        text,
        case_id=first.case,
        until=max(each.starts_at for each in about),
    )
    delivery = notices.tell(
        tx, draft, now, calendar_files.offer(office, client, *shown)
    )
    due_work.did(
        tx,
        office,
        NEWS_LIST if len(about) > 1 else _kind(first),
        first.id,
        client.id,
        delivery,
        now,
        revision=first.revision,
    )
    return delivery


def tell_of(
    tx: Transaction,
    office: Office,
    client: Person,
    text: str,
    case: CaseId,
    off: Sequence[Appointment],
    now: datetime,
) -> None:
    """Tell them in these words of several that are off; a human if it cannot arrive."""
    if off:
        _say(tx, office, client, text, off, (), now)
    else:
        notices.news(tx, client.id, text, now, case_id=case)


def _kind(one: Appointment) -> str:
    return NEWS_OFF if one.state is AppointmentState.CANCELLED else NEWS


def _key(tx: Transaction, one: Appointment) -> str:
    """Return what is to be said of it: that it is off, at another time, or agreed."""
    if one.state is AppointmentState.CANCELLED:
        return "appt_cancelled_by_worker"
    past = appointments.history(tx, one.id)
    is_moved = any(
        later.what == MOVED and later.starts != earlier.starts
        for earlier, later in pairwise(past)
        if later.revision == one.revision
    )
    return "appt_moved_agreed" if is_moved else "appt_agreed"


def _listed(
    tx: Transaction, office: Office, client: Person, found: Sequence[Appointment]
) -> str:
    if not found:
        return speaking.say(tx, office, client, "appt_list_none")
    lines = "; ".join(line(tx, office, client, each) for each in found)
    name = client.name
    return speaking.say(tx, office, client, "appt_list_new", list=lines, name=name)


def _do(tx: Transaction, office: Office, what: Due, now: datetime) -> Result:
    """Tell in the morning of all that the night brought, as it stands by then."""
    waiting = [
        each
        for each in due.of_person(tx, what.person, what.at, what.at + due_work.SOONEST)
        if each.kind in (NEWS, NEWS_OFF) and each.state in ("planned", "claimed")
    ]
    found = [_standing(tx, each, now) for each in waiting]
    standing = [each for each in found if each is not None]
    for each in waiting:
        if each.id != what.id:
            due.settle(tx, each, "done", now)
    if not standing:
        return Skip(Reason.TOO_OLD)
    _tell_all(tx, office, people.known(tx, what.person), standing, now)
    return Done()


def _standing(tx: Transaction, what: Due, now: datetime) -> Appointment | None:
    one = appointments.known(tx, what.subject)
    is_same = one.revision == what.revision
    return one if is_same and now < one.starts_at else None


def _not_told(
    tx: Transaction, office: Office, what: Due, reason: Reason, now: datetime
) -> None:
    """Tell the contact person: somebody may come, or not come, who does not know."""
    one = appointments.known(tx, what.subject)
    if reason in UNSAID or one.revision != what.revision:
        return
    why = office.say(f"reason_{reason}", answering(tx, one).language)
    tell_staff(tx, office, "staff_appt_undelivered", one, now, reason=why)


KIND = DueKind(_do, missed=_not_told, urgent=True)
"""Word of a meeting; how late it may be follows from when that begins."""
