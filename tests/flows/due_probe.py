"""The service, with a kind of reminder that is only there for a test."""

from datetime import timedelta
from types import MappingProxyType

from bot.cli import main as bot_main
from casework.drafts import DeliveryKind, Draft
from handlers import due_kinds, due_work
from handlers.due_work import Done, DueKind
from storage import outbox

KIND = "probe"
LATENESS = timedelta(seconds=60)


def text_of(subject):
    return f"reminder-{subject:04}-"


def remind(tx, _office, what, now):
    until = due_work.until(what)
    text = text_of(what.subject)
    draft = Draft(what.person, DeliveryKind.AUTOMATIC, text, until=until)
    return Done(outbox.add(tx, draft, now))


def register():
    known = dict(due_kinds.KINDS) | {KIND: DueKind(remind, LATENESS)}
    due_kinds.KINDS = MappingProxyType(known)


def main():
    """Run the command line of the service, which knows that kind as well."""
    register()
    bot_main()
