"""Calls for a human that whoever answers cannot hear now: others are told."""

from collections.abc import Callable
from datetime import datetime

from casework.gates import leaves_by
from casework.people import Person, Role
from casework.tasks import Task, TaskKind
from handlers import notices, working_hours
from handlers.office import Office
from storage import addresses, people
from storage.transaction import Transaction

CALLS = frozenset({TaskKind.HELP, TaskKind.LOW, TaskKind.TALK, TaskKind.CALL})
"""What somebody waits for who asked for a human."""


def tell(
    tx: Transaction,
    office: Office,
    task: Task,
    said: Callable[[str], str],
    worker: Person,
    now: datetime,
) -> None:
    """Tell who stands in, and the supervisors, where who has it is away or unlinked.

    That happens where somebody chose to wait for their own contact person. `said` is
    the task in a language, without words of who is helped.
    """
    if task.kind not in CALLS:
        return
    is_away = working_hours.back_at(tx, worker.id, now) > now
    if not is_away and leaves_by(addresses.of_person(tx, worker.id), now) is not None:
        return
    # Imported late: whoever stands in is asked about through here as well.
    from handlers import standing_in  # noqa: PLC0415 - see above

    others = {*people.at_work(tx, Role.SUPERVISOR)}
    others |= {standing_in.answering_at(tx, worker.id, now)}
    for each in sorted(others - {worker.id}):
        language = people.known(tx, each).language
        text = office.say(
            "staff_task_unheard", language, task=said(language), worker=worker.name
        )
        notices.notify(tx, each, text, now)
