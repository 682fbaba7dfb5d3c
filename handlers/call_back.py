"""A wish to be called: a task for a human, and word of by when it is kept."""

from datetime import datetime

from casework.tasks import TaskKind
from handlers import notices, speaking, tasks
from handlers.office import Office
from handlers.relaying import Conversation
from storage.transaction import Transaction


def promise(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Let whoever answers ring them, and say by when somebody does.

    Where that has passed already, nothing is promised anew.
    """
    client = conversation.client
    task = tasks.put(tx, office, TaskKind.CALL, client, now)
    key, values = "call_asked", {"worker": conversation.other.name}
    if task is not None and not task.is_overdue(now):
        key = "call_promised"
        values["reply_by"] = tasks.when(office, task, now, client.language)
    text = speaking.say(tx, office, client, key, **values)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
