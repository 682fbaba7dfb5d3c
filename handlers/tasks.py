"""Tasks for people: told when they come, nudged when late, done with one tap.

Whoever answers the client has them; where somebody else answers by now, they have
moved along, and with the help they end.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId, Role
from casework.reasons import Reason
from casework.tasks import Task, TaskKind
from handlers import due_work, entries, notices, safe_page, working_hours
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.duty import Duty
from handlers.notices import Choice
from handlers.office import Office
from storage import assignments, cases, people, safe_contacts, tasks
from storage.due import Due
from storage.records import NewEntry
from storage.tasks import NewTask
from storage.transaction import Transaction

DONE = "task_done"
"""What the button under a task does."""

PROPOSE, REVIEW = "task_propose", "task_review"
"""What more buttons under a review do: propose a meeting, note what came of it."""

OVERDUE = "task_overdue"

LONGEST_NOTE = 500

MORE_BUTTONS = MappingProxyType(
    {TaskKind.FOLLOW_UP: (("btn_propose", PROPOSE), ("btn_review", REVIEW))}
)

TOLD_EACH_TIME = frozenset({TaskKind.CALL})
"""Who asks twice to be called may need it badly."""


def put(
    tx: Transaction,
    office: Office,
    kind: TaskKind,
    client: Person,
    now: datetime,
    *,
    subject: str = "",
    note: str = "",
    promised: datetime | None = None,
    urgent: bool = False,
) -> Task | None:
    """Give whoever answers somebody a task, and tell them; nothing: nobody answers.

    One that is open already stays: with the earlier promise, the newest note, and
    told once more only if it has become urgent, or if each time counts.
    """
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return None
    worker = people.known(tx, assignment.answering)
    promised = promised or working_hours.promised(tx, office, worker.id, now)
    note = " ".join(note.split())[:LONGEST_NOTE]
    known = tasks.find_open(tx, client.id, kind, subject)
    is_told = known is None or kind in TOLD_EACH_TIME
    if known is None:
        case = cases.of_client(tx, client.id)
        new = NewTask(
            *(worker.id, client.id, case, kind, promised, subject, note, urgent)
        )
        task = tasks.add(tx, new, now)
        _write_down(tx, office, task, "task", now)
    else:
        promised = min(promised, known.promised_at)
        task = tasks.change(
            tx,
            known,
            promised,
            note or known.note,
            is_urgent=urgent or known.is_urgent,
        )
        is_told = is_told or (urgent and not known.is_urgent)
    due_work.put(
        tx, office, OVERDUE, task.id, client.id, promised, revision=task.climbed
    )
    if is_told:
        _tell(tx, office, task, "staff_task", worker, now)
    return task


def done(
    tx: Transaction, office: Office, task: Task, by: PersonId | None, now: datetime
) -> bool:
    """Close a task, and tell whether it was open; nothing more comes of it."""
    if not tasks.close(tx, task.id, by, now):
        return False
    due_work.cancel(tx, OVERDUE, task.id, now, Reason.WITHDRAWN)
    _write_down(tx, office, replace(task, done_at=now, done_by=by), "task_done", now)
    return True


def done_about(
    tx: Transaction,
    office: Office,
    client: PersonId,
    kind: TaskKind,
    now: datetime,
    *,
    subject: str = "",
    by: PersonId | None = None,
) -> bool:
    """Close the open task of a kind, as what it asked for has happened."""
    task = tasks.find_open(tx, client, kind, subject)
    return task is not None and done(tx, office, task, by, now)


def of_worker(tx: Transaction, worker: PersonId) -> list[Task]:
    """Return what somebody has to do, what was promised first comes first."""
    return tasks.of_worker(tx, worker)


def sentence(tx: Transaction, office: Office, task: Task, language: str) -> str:
    """Return what a task is: `K1 Alma wants to talk.`, and the note."""
    client = people.known(tx, task.client)
    if task.kind is TaskKind.CALL:
        said = _call(tx, office, client, language)
    else:
        said = office.say(f"task_{task.kind}", language, client=client.label)
    return f"{said} {_ended(task.note)}" if task.note else said


def _ended(note: str) -> str:
    return note if note.endswith((".", "!", "?")) else f"{note}."


def _call(tx: Transaction, office: Office, client: Person, language: str) -> str:
    """Return that somebody wants to be called, and how that is safe."""
    safe = safe_contacts.of(tx, client.id)
    hours = safe_page.hours_in_words(office, language, safe)
    said = office.say(
        "worker_call_request", language, client=client.label, safe_time=hours
    )
    if safe.voicemail_ok is False:
        said += " " + office.say("task_no_voicemail", language)
    return said


def when(office: Office, task: Task, now: datetime, language: str) -> str:
    """Return by when a task is promised, in words."""
    return office.texts.when(task.promised_at, now, office.zone, language)


def press(
    tx: Transaction, office: Office, worker: Person, subject: str, now: datetime
) -> str | None:
    """Close somebody's task, and say which; nothing for what is not theirs."""
    task = tasks.find(tx, int(subject))
    if task is None or task.worker != worker.id:
        return None
    done(tx, office, task, worker.id, now)
    _end_what_it_was_about(tx, office, task, worker, now)
    said = sentence(tx, office, task, worker.language)
    return office.say("task_is_done", worker.language, task=said)


def _end_what_it_was_about(
    tx: Transaction, office: Office, task: Task, worker: Person, now: datetime
) -> None:
    """Be done with the agreement of whose day the task reminded."""
    if task.kind is not TaskKind.AGREEMENT:
        return
    # Imported late: an agreement makes its task through here.
    from handlers import agreements  # noqa: PLC0415 - see above

    agreements.task_done(tx, office, int(task.subject), worker, now)


def _overdue(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Remind whoever promised, in their hours; a working day later the supervisors."""
    task = tasks.find(tx, due.subject)
    if task is None or not task.is_overdue(now) or task.climbed != due.revision:
        return Skip(Reason.OVER)
    opens = working_hours.next_working(tx, office, task.worker, now)
    if opens > now:
        return Later(opens)
    tasks.set_climbed(tx, task.id, task.climbed + 1)
    worker = people.known(tx, task.worker)
    if task.climbed:
        _tell_supervisors(tx, office, task, now)
        return Done()
    _tell(tx, office, task, "staff_task_overdue", worker, now)
    then = working_hours.promised(tx, office, worker.id, now)
    due_work.put(tx, office, OVERDUE, task.id, task.client, then, revision=1)
    return Done()


OVERDUE_KIND = DueKind(_overdue, urgent=True)
"""A promise has passed: better late than never said."""


def _moved(tx: Transaction, _office: Office, _now: datetime) -> list[int]:
    return tasks.moved(tx)


def _move(tx: Transaction, office: Office, moved: Sequence[int], now: datetime) -> None:
    """Give tasks to who answers now, with one notice; end those of who has nobody."""
    gained: dict[PersonId, list[Task]] = {}
    for identity in moved:
        task = tasks.known(tx, identity)
        assignment = assignments.current(tx, task.client)
        if assignment is None:
            done(tx, office, task, None, now)
        else:
            tasks.set_worker(tx, task.id, assignment.answering)
            gained.setdefault(assignment.answering, []).append(task)
    for worker, some in gained.items():
        _tell_of_several(tx, office, people.known(tx, worker), some, now)


MOVE = Duty("tasks", _moved, _move)


def _tell_of_several(
    tx: Transaction, office: Office, worker: Person, some: list[Task], now: datetime
) -> None:
    head = office.say("staff_tasks_taken_over", worker.language)
    lines = [line(tx, office, task, worker.language, now) for task in some]
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        "\n".join([head, *lines]),
        silent=not working_hours.is_working(tx, office, worker.id, now),
    )
    notices.tell(tx, draft, now)


def line(
    tx: Transaction, office: Office, task: Task, language: str, now: datetime
) -> str:
    """Return a task in a line of a list: `2. K1 Alma wants to talk. By today 12:00`."""
    return office.say(
        "task_line",
        language,
        number=task.number,
        task=sentence(tx, office, task, language),
        when=when(office, task, now, language),
    )


def _tell(
    tx: Transaction,
    office: Office,
    task: Task,
    key: str,
    worker: Person,
    now: datetime,
) -> None:
    """Tell whoever has it; quietly while they do not work, unless it is urgent."""
    spoken = worker.language
    text = office.say(
        key,
        spoken,
        task=sentence(tx, office, task, spoken),
        when=when(office, task, now, spoken),
    )
    hint = office.say("task_done_hint", spoken, number=task.number)
    quiet = not working_hours.is_working(tx, office, worker.id, now)
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        sms_text=f"{text} {hint}",
        case_id=task.case,
        silent=quiet and not task.is_urgent,
    )
    button = Choice(office.say("btn_done", spoken), DONE, str(task.id))
    more = [
        [Choice(office.say(label, spoken), action, task.client)]
        for label, action in MORE_BUTTONS.get(task.kind, ())
    ]
    notices.tell(tx, draft, now, [*more, [button]])


def _tell_supervisors(
    tx: Transaction, office: Office, task: Task, now: datetime
) -> None:
    for each in people.at_work(tx, Role.SUPERVISOR):
        other = people.known(tx, each)
        notices.notify(tx, other.id, overdue_of(tx, office, task, other, now), now)


def overdue_of(
    tx: Transaction, office: Office, task: Task, reader: Person, now: datetime
) -> str:
    """Return to a supervisor whose promise has passed, and what it was."""
    return office.say(
        "staff_task_overdue_of",
        reader.language,
        worker=people.known(tx, task.worker).name,
        task=sentence(tx, office, task, reader.language),
        when=when(office, task, now, reader.language),
    )


def _write_down(
    tx: Transaction, office: Office, task: Task, kind: str, now: datetime
) -> None:
    """Write into the case that it came, or who did it."""
    who = task.done_by if task.done_at else task.worker
    name = "" if who is None else people.known(tx, who).name
    entry = NewEntry(
        kind=kind,
        at=now,
        direction="",
        channel="",
        author=who or "",
        body={"author": name, "text": sentence(tx, office, task, office.language)},
    )
    entries.write(tx, task.case, entry)
