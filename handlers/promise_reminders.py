"""Reminding of what was agreed on: on its morning, and once when it is overdue."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.people import Person, Topic
from casework.profiles import ContentPolicy
from casework.promises import Promise, Who
from casework.reasons import NO_LOSS, Reason
from casework.tasks import TaskKind
from handlers import due_work, notices, profiles, speaking, tasks
from handlers.due_work import Done, DueKind, Result, Skip
from handlers.office import Office
from storage import assignments, cases, outbox, people, promises
from storage.due import Due
from storage.transaction import Transaction

TODAY, LATE = "promise", "promise_late"
"""The morning of its day, and the one after."""

LATENESS = timedelta(hours=12)
"""In the evening nobody does what was to be done that day."""


def _remind(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    found = promises.find(tx, due.subject)
    assignment = assignments.current(tx, due.person)
    if found is None or not found.is_open or assignment is None:
        return Skip(Reason.OVER)
    client = people.known(tx, found.client)
    worker = people.known(tx, assignment.answering)
    if found.who is Who.CLIENT:
        return Done(_tell_client(tx, office, found, client, worker, due, now))
    return Done(_tell_worker(tx, office, "staff_agreement_today", found, worker, now))


def _tell_client(
    tx: Transaction,
    office: Office,
    found: Promise,
    client: Person,
    worker: Person,
    due: Due,
    now: datetime,
) -> int:
    """Remind who is helped, kindly, and as discreetly as they asked for."""
    values = {"name": client.name, "what": found.words, "worker": worker.name}
    text = speaking.say(tx, office, client, "agreement_today", **values)
    profile = profiles.of_assignment(tx, office, client, now)
    # A human's words leave by SMS only where the kind of help lets them.
    is_open = profile is None or profile.content is ContentPolicy.FULL
    plain = None if is_open else office.say("discreet_agreement", client.language)
    draft = Draft(
        client.id,
        DeliveryKind.AUTOMATIC,
        text,
        sms_text=plain,
        case_id=cases.of_client(tx, client.id),
        topic=Topic.REMINDERS,
        until=due_work.until(due),
    )
    return outbox.add(tx, draft, now)


def _tell_worker(
    tx: Transaction,
    office: Office,
    key: str,
    found: Promise,
    worker: Person,
    now: datetime,
) -> int:
    client = people.known(tx, found.client)
    values = {"client": client.label, "what": found.words}
    text = office.say(key, worker.language, **values)
    case = cases.of_client(tx, client.id)
    return notices.notify(tx, worker.id, text, now, case_id=case)


def _missed(
    tx: Transaction, office: Office, due: Due, reason: Reason, now: datetime
) -> None:
    """Tell the contact person that somebody was not reminded."""
    found = promises.find(tx, due.subject)
    assignment = assignments.current(tx, due.person)
    if reason in NO_LOSS or found is None or assignment is None:
        return
    if found.is_open and found.who is Who.CLIENT:
        worker = people.known(tx, assignment.answering)
        _tell_worker(tx, office, "staff_agreement_untold", found, worker, now)


def _late(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Give the contact person a task: somebody should ask what came of it."""
    found = promises.find(tx, due.subject)
    if found is None or not found.is_open:
        return Skip(Reason.OVER)
    client = people.known(tx, found.client)
    subject, note = str(found.id), found.words
    tasks.put(tx, office, TaskKind.AGREEMENT, client, now, subject=subject, note=note)
    return Done()


TODAY_KIND = DueKind(_remind, lateness=LATENESS, missed=_missed)
LATE_KIND = DueKind(_late)
