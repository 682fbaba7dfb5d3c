"""One quiet message a day to each who works here: what the day brings.

It comes as their working hours begin, once, and not at all where nothing is in it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from casework import staff_words
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId, Role
from handlers import (
    appointment_texts,
    check_in_digest,
    contact_gaps,
    danger_list,
    follow_ups,
    note_nudge,
    notices,
    requests,
    task_list,
    tasks,
    working_hours,
)
from handlers.duty import Duty
from handlers.office import Office
from storage import appointments, digests, people
from storage import tasks as stored
from storage.transaction import Transaction

Section = Callable[[Transaction, Office, Person, datetime], Sequence[str]]
"""Returns the lines of one subject for somebody, its head first; or none at all."""

STILL_MORNING = timedelta(hours=4)
"""So long after the beginning it is told; what comes later waits for the next day."""

MOST_SIGNS = 3500
"""A message on Telegram holds 4096."""

LONGEST_LINE = 200
"""What is longer can be read where it comes from: in the list, and in the chat."""


def _tasks(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    found = tasks.of_worker(tx, worker.id)
    return task_list.lines(tx, office, worker, found, now)


def _overdue_of_others(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return for supervisors which promises of others nobody has kept."""
    if worker.role is not Role.SUPERVISOR:
        return ()
    found = [
        each
        for each in stored.overdue(tx, now)
        if each.climbed > 1 and each.worker != worker.id
    ]
    lines = [tasks.overdue_of(tx, office, each, worker, now) for each in found]
    most = task_list.MOST_LINES
    more = [f"+ {len(lines) - most}"] if len(lines) > most else []
    return [*lines[:most], *more]


def _meetings(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return the meetings that are still to come today."""
    until = office.midnight(now + timedelta(days=1))
    found = appointments.of_worker(tx, worker.id, now, until)
    if not found:
        return ()
    head = office.say("digest_meetings", worker.language)
    return [
        head,
        *(appointment_texts.staff_line(tx, office, worker, each) for each in found),
    ]


SECTIONS: tuple[Section, ...] = (
    danger_list.lines,
    _tasks,
    _overdue_of_others,
    _meetings,
    check_in_digest.lines,
    requests.in_digest,
    follow_ups.in_digest,
    contact_gaps.in_digest,
    note_nudge.in_digest,
)
"""What stands in a digest, in this order."""


def plan(tx: Transaction, office: Office, worker: PersonId, now: datetime) -> None:
    """Let somebody be told when their next day begins; today's, if it is to come."""
    hours = working_hours.of(tx, office, worker)
    today = now.astimezone(office.zone).date()
    has_begun = office.began_to_work(now, hours) is not None
    if has_begun or digests.told_on(tx, worker) == today:
        digests.plan(tx, worker, office.next_working_day(now, hours))
    else:
        digests.plan(tx, worker, office.next_working(now, hours))


def _due(tx: Transaction, _office: Office, now: datetime) -> Sequence[PersonId]:
    return [*digests.unplanned(tx), *digests.due(tx, now)]


def _tell(
    tx: Transaction, office: Office, due: Sequence[PersonId], now: datetime
) -> None:
    for each in due:
        began = office.began_to_work(now, working_hours.of(tx, office, each))
        is_planned = digests.next_at(tx, each) is not None
        is_away = working_hours.back_at(tx, each, now) > now
        if (
            is_planned
            and not is_away
            and began is not None
            and now - began <= STILL_MORNING
        ):
            _tell_one(tx, office, people.known(tx, each), now)
        plan(tx, office, each, now)


DIGEST = Duty("digest", _due, _tell)


def _tell_one(tx: Transaction, office: Office, worker: Person, now: datetime) -> None:
    """Tell somebody what the day brings, if it brings anything, and only once."""
    today = now.astimezone(office.zone).date()
    if digests.told_on(tx, worker.id) == today:
        return
    parts = [each(tx, office, worker, now) for each in SECTIONS]
    said = ["\n".join(lines) for lines in parts if lines]
    if not said:
        return
    head = office.say("digest", worker.language)
    for text in _pages("\n\n".join([head, *said])):
        draft = Draft(
            worker.id,
            DeliveryKind.NOTICE,
            text,
            sms_text=staff_words.by_sms(text, worker.language),
            silent=True,
        )
        notices.tell(tx, draft, now)
    digests.set_told(tx, worker.id, today)


def _pages(text: str) -> list[str]:
    """Return it in as few messages as hold it: what is said once must not be cut."""
    pages = [""]
    for line in text.split("\n"):
        short = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}..."
        if len(pages[-1]) + len(short) >= MOST_SIGNS:
            pages.append("")
        pages[-1] += f"{short}\n"
    return [each.strip("\n") for each in pages]
