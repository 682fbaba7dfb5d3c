"""Proposing what somebody has put together, and telling them that it was sent."""

from collections.abc import Sequence
from datetime import datetime

from casework.appointments import Appointment, Fault
from casework.drafts import DeliveryKind, Draft
from casework.meeting_series import NewSeries
from casework.people import Person, PersonId
from casework.rhythm import Rhythm
from casework.tasks import TaskKind
from handlers import (
    appointment_plans,
    appointments,
    calendar_files,
    meet_words,
    meeting_series,
    notices,
    rhythms,
    tasks,
)
from handlers.meet_plan import Plan
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments as kept
from storage import people
from storage.transaction import Transaction


def send(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    now: datetime,
    *,
    agreed: bool = False,
    said: Sequence[str] = (),
) -> Fault | None:
    """Propose it, or another time for one that there is; return what is in the way.

    `said` is added to the answer: what whoever saw no preview should know.
    """
    new = plan.as_new()
    client = people.known(tx, PersonId(plan.client or ""))
    if plan.every is not None:
        return _send_series(tx, office, worker, plan, plan.every, now, said)
    one: Appointment | Fault
    old = None if plan.moves is None else kept.known(tx, plan.moves)
    # One that began meanwhile stays as it was: what became of it is still to be said.
    has_begun = old is not None and old.is_open and old.starts_at <= now
    if old is not None and not has_begun:
        one = appointments.move(tx, office, worker, old, new, now)
    else:
        one = appointments.propose(tx, office, worker, client, new, now, agreed=agreed)
    if isinstance(one, Fault):
        return one
    if plan.instead is not None:
        about = str(plan.instead)
        kind = TaskKind.NEW_TIME
        tasks.done_about(tx, office, client.id, kind, now, subject=about, by=worker.id)
    key = "meet_told" if agreed else "meet_asked"
    _say(tx, office, worker, one, now, key=key, notes=said)
    return None


def _send_series(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    every: Rhythm,
    now: datetime,
    said: Sequence[str],
) -> Fault | None:
    """Propose all of them at once."""
    client = people.known(tx, PersonId(plan.client or ""))
    new = NewSeries(rhythm=every, like=plan.as_new(), replaces=plan.series)
    fault = meeting_series.propose(tx, office, worker, client, new, now)
    if fault is None:
        rhythm = rhythms.said(office, every, worker.language)
        values = {"client": client.label, "rhythm": rhythm}
        text = office.say("series_asked", worker.language, **values)
        notices.answer(tx, worker.id, "\n".join([text, *said]), now)
    return fault


def _say(
    tx: Transaction,
    office: Office,
    worker: Person,
    one: Appointment,
    now: datetime,
    *,
    key: str,
    notes: Sequence[str],
) -> None:
    """Say that it was sent, with what can be done about it later."""
    language = worker.language
    text = office.say(
        key,
        language,
        client=people.known(tx, one.client).label,
        **meet_words.when_of(office, one.starts, language),
    )
    number = office.say("meet_number", language, number=one.id)
    text = "\n".join([text, *notes])
    hint = office.say("meet_sms_hint", language, number=one.id)
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        f"{text} {number}",
        sms_text=f"{text} {hint}",
        case_id=one.case,
    )
    # Another time is asked for whenever it is; only what was sent is called off.
    wanted = (
        (appointments.NEW_TIME, "btn_meet_move", str(one.id)),
        (appointments.OFF, "btn_meet_off", appointment_plans.subject_of(one)),
    )
    row = [
        Choice(office.say(label, language), action, about)
        for action, label, about in wanted
    ]
    offered = calendar_files.offer(office, worker, one)
    notices.tell(tx, draft, now, [row, *offered])
