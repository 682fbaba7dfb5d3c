"""What somebody has promised, in one message: `/tasks`, or TASKS and DONE 2 by SMS."""

import re
from collections.abc import Sequence
from datetime import datetime

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form
from casework.people import Person
from casework.tasks import Task
from handlers import danger_list, notices, tasks
from handlers.notices import Choice
from handlers.office import Office
from storage.buttons import Meaning
from storage.transaction import Transaction

DONE = "tasks_done"
"""What a button under the list does: its subject is the task, and where the list is."""

MOST_BUTTONS = 24
A_ROW = 3

MOST_LINES = 30
"""More than that nobody reads in one message."""

LIST = re.compile(r"\s*(?:tasks?|opgaver|uppgifter)[\s.!]*", re.IGNORECASE)
NUMBERED = re.compile(
    r"\s*(?:done|klaret|klart?|færdig|faerdig|färdig|fardig)\s*#?([0-9]{1,6})[\s.!]*",
    re.IGNORECASE,
)


def show(
    tx: Transaction, office: Office, worker: Person, _words: str, now: datetime
) -> None:
    """Show somebody what they have promised, what is overdue first."""
    text, rows = _listed(tx, office, worker, now)
    hint = [office.say("tasks_done_hint", worker.language)] if rows else []
    by_sms = "\n".join([text, *hint])
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, sms_text=by_sms)
    notices.tell(tx, draft, now, rows)


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what TASKS or DONE 2 says, and tell whether it was one of these."""
    if LIST.fullmatch(text):
        show(tx, office, worker, "", now)
        return True
    match = NUMBERED.fullmatch(text)
    if match is None:
        return False
    number = int(match[1])
    found = [each for each in tasks.of_worker(tx, worker.id) if each.number == number]
    said = office.say("task_not_yours", worker.language)
    if found:
        said = tasks.close(tx, office, worker, found[0].id, now) or said
    notices.answer(tx, worker.id, said, now)
    return True


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Close the task whose button was pressed, and show the list anew in its place."""
    task, _, place = meaning.subject.partition("/")
    tasks.close(tx, office, worker, int(task), now)
    shown = int(place) if place else meaning.delivery_id
    text, rows = _listed(tx, office, worker, now, shown)
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        text,
        form=Form.EDIT,
        target=Target(delivery=shown),
    )
    notices.tell(tx, draft, now, rows)
    return True


def _listed(
    tx: Transaction,
    office: Office,
    worker: Person,
    now: datetime,
    place: int | None = None,
) -> tuple[str, Sequence[Sequence[Choice]]]:
    """Return the list, and a button for each task that stands in it."""
    found = tasks.of_worker(tx, worker.id)
    first = danger_list.lines(tx, office, worker, now)
    if not found:
        return "\n".join(first) or office.say("tasks_none", worker.language), ()
    said = [*first, *lines(tx, office, worker, found, now)]
    return "\n".join(said), buttons(office, worker, found, place)


def buttons(
    office: Office, worker: Person, found: Sequence[Task], place: int | None = None
) -> Sequence[Sequence[Choice]]:
    """Return a button for each task, which closes it and shows what is left."""
    done = office.say("btn_done", worker.language)
    where = "" if place is None else f"/{place}"
    choices = [
        Choice(f"{done} {each.number}", DONE, f"{each.id}{where}")
        for each in found[:MOST_BUTTONS]
    ]
    return [choices[at : at + A_ROW] for at in range(0, len(choices), A_ROW)]


def lines(
    tx: Transaction,
    office: Office,
    worker: Person,
    found: Sequence[Task],
    now: datetime,
) -> list[str]:
    """Return tasks line by line: what is overdue first, each kind under its head."""
    said = []
    shown = found[:MOST_LINES]
    for key, overdue in (("tasks_overdue", True), ("tasks_open", False)):
        some = [each for each in shown if each.is_overdue(now) is overdue]
        if some:
            said.append(office.say(key, worker.language))
            said += [
                tasks.line(tx, office, each, worker.language, now) for each in some
            ]
    if len(found) > len(shown):
        said.append(f"+ {len(found) - len(shown)}")
    return said
