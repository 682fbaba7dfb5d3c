"""Tasks for people: told when they come, nudged when late, done with one tap.

Whoever answers the client has them; where somebody else answers by now, they have
moved along, and with the help they end.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId, Role
from casework.reasons import Reason
from casework.tasks import Task, TaskKind
from handlers import due_work, entries, notices, safe_page, unheard, working_hours
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.duty import Duty
from handlers.notices import Choice
from handlers.office import Office
from storage import assignments, cases, people, safe_contacts, tasks
from storage.buttons import Meaning
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

HINTS = MappingProxyType({TaskKind.FOLLOW_UP: "task_follow_up_hint"})
"""What is said by SMS, where there are no buttons."""

TOLD_EACH_TIME = frozenset({TaskKind.CALL, TaskKind.HELP})
"""Who asks twice may need it badly."""

TOLD_TOGETHER = frozenset({TaskKind.MISSED})
"""Many of them come at the same hour: who gives them tells of them (`tell_of_new`)."""

NO_WORDS = frozenset({TaskKind.MISSED, TaskKind.SILENCE})
"""What supervisors read the note of, who may not read what somebody said."""


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

    One that is open already stays: with the earlier promise, the newest note, and told
    once more only if it has become urgent or overdue, or if each time counts.
    """
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return None
    worker = people.known(tx, assignment.answering)
    promised = promised or working_hours.promised(tx, office, worker.id, now)
    note = " ".join(note.split())[:LONGEST_NOTE]
    known = tasks.find_open(tx, client.id, kind, subject)
    is_told = known is None or kind in TOLD_EACH_TIME or known.is_overdue(now)
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
    if is_told and kind not in TOLD_TOGETHER:
        _tell(tx, office, task, "staff_task", worker, now)
        unheard.tell(tx, office, task, _bare(tx, office, task), worker, now)
    return task


def tell_of_new(
    tx: Transaction, office: Office, worker: Person, new: list[Task], now: datetime
) -> None:
    """Tell somebody of all that has come at once, in one message."""
    if len(new) == 1:
        _tell(tx, office, new[0], "staff_task", worker, now)
    elif new:
        _tell_of_several(tx, office, worker, "tasks_open", new, now)


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
    said = _bare(tx, office, task)(language)
    return f"{said} {_ended(task.note)}" if task.note else said


def _bare(tx: Transaction, office: Office, task: Task) -> Callable[[str], str]:
    """Return what says a task in a language without its note: what anybody may read."""
    client = people.known(tx, task.client)
    if task.kind is TaskKind.CALL:
        return partial(_call, tx, office, client)
    return partial(office.say, f"task_{task.kind}", client=client.label)


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
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> str | None:
    """Close the task that a button names, and say which."""
    return close(tx, office, worker, int(meaning.subject), now)


def close(
    tx: Transaction, office: Office, worker: Person, identity: int, now: datetime
) -> str | None:
    """Close somebody's task, and say which; nothing for what is not theirs."""
    task = tasks.find(tx, identity)
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
    from handlers import promises  # noqa: PLC0415 - see above

    promises.task_done(tx, office, int(task.subject), worker, now)


def _overdue(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Remind whoever promised, in their hours; a working day later the supervisors."""
    task = tasks.find(tx, due.subject)
    if task is None or not task.is_overdue(now) or task.climbed != due.revision:
        return Skip(Reason.OVER)
    opens = working_hours.next_working(tx, office, task.worker, now)
    if opens > now:
        return Later(opens)
    # All that is overdue by now is said in one message: each alone would be a hail.
    some = [
        each
        for each in tasks.of_worker(tx, task.worker)
        if each.is_overdue(now) and each.climbed == task.climbed
    ]
    for each in some:
        tasks.set_climbed(tx, each.id, each.climbed + 1)
    if task.climbed:
        _tell_supervisors(tx, office, some, now)
        return Done()
    worker = people.known(tx, task.worker)
    if len(some) == 1:
        _tell(tx, office, task, "staff_task_overdue", worker, now)
    else:
        _tell_of_several(tx, office, worker, "tasks_overdue", some, now)
    then = working_hours.promised(tx, office, worker.id, now)
    for each in some:
        due_work.put(tx, office, OVERDUE, each.id, each.client, then, revision=1)
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
        taker = people.known(tx, worker)
        _tell_of_several(tx, office, taker, "staff_tasks_taken_over", some, now)


MOVE = Duty("tasks", _moved, _move)


def _tell_of_several(
    tx: Transaction,
    office: Office,
    worker: Person,
    key: str,
    some: list[Task],
    now: datetime,
) -> None:
    """Tell somebody of several tasks at once, each with its button to be done."""
    # Imported late: a list shows tasks, and closes them, through here.
    from handlers import task_list  # noqa: PLC0415 - see above

    shown = some[: task_list.MOST_LINES]
    lines = [line(tx, office, task, worker.language, now) for task in shown]
    more = [f"+ {len(some) - len(shown)}"] if len(some) > len(shown) else []
    text = "\n".join([office.say(key, worker.language), *lines, *more])
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        sms_text=f"{text}\n{office.say('tasks_done_hint', worker.language)}",
        silent=not working_hours.is_working(tx, office, worker.id, now),
    )
    notices.tell(tx, draft, now, task_list.buttons(office, worker, shown))


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
    hints = [office.say("task_done_hint", spoken, number=task.number)]
    if task.kind in HINTS:
        alias = people.known(tx, task.client).alias
        hints.insert(0, office.say(HINTS[task.kind], spoken, alias=alias))
    quiet = not working_hours.is_working(tx, office, worker.id, now)
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        sms_text=f"{text} {'. '.join(hints)}",
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
    tx: Transaction, office: Office, some: list[Task], now: datetime
) -> None:
    for each in people.at_work(tx, Role.SUPERVISOR):
        other = people.known(tx, each)
        lines = [overdue_of(tx, office, task, other, now) for task in some]
        notices.notify(tx, other.id, "\n".join(lines), now)


def overdue_of(
    tx: Transaction, office: Office, task: Task, reader: Person, now: datetime
) -> str:
    """Return to a supervisor whose promise has passed, and what it was.

    No words of who is helped: a supervisor may not read what a case holds.
    """
    shown = task if task.kind in NO_WORDS else replace(task, note="")
    return office.say(
        "staff_task_overdue_of",
        reader.language,
        worker=people.known(tx, task.worker).name,
        task=sentence(tx, office, shown, reader.language),
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
