"""What a contact person did in a month, in a few lines: `/month`."""

import re
from collections.abc import Callable
from datetime import datetime

from casework.people import Person
from casework.report_period import Fault, Period, read_period
from casework.report_topics import AHEAD, LAST_WORD, OPEN, Topic
from casework.reports import UNKNOWN, Asked, By, Report
from handlers import figures, named_client, notices
from handlers.contact_gaps import day
from handlers.figures_frame import Frame, Whom
from handlers.office import Office
from storage import assignments, people
from storage.transaction import Transaction

LAST = re.compile(
    r"last(?: month)?|sidste(?: måned)?|forrige(?: måned)?|förra(?: månaden)?",
    re.IGNORECASE,
)
TOPICS = (Topic.CONTACTS, Topic.MEETINGS, Topic.ANSWERS, Topic.HOURS)

_Figures = dict[str, int | None]


def show(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show what somebody did this month, or in the one that they name.

    It is of those alone whom they answer now, so nothing of it is covered.
    """
    spoken = worker.language
    period = _period(office, said.strip(), now)
    clients = frozenset(assignments.clients_of(tx, worker.id))
    if isinstance(period, Fault):
        notices.say(tx, office, worker, "month_unclear", now)
    elif not clients:
        notices.say(tx, office, worker, "to_no_clients", now)
    else:
        frame = Frame(tx, office, Whom(clients=clients), now)
        asked = Asked(period, By.CONTACT_PERSON, now, topics=TOPICS, is_own=True)
        made = figures.of(tx, office, frame, asked)
        text = _text(office, period, _own(made, people.ref_of(tx, worker.id)), spoken)
        notices.answer(tx, worker.id, text, now)


by_sms = named_client.word_by_sms(
    # In capitals: a month is what one asks somebody about as well.
    "(?-i:MONTH|MÅNED|MAANED|MÅNAD|MANAD)",
    show,
    behind=rf"(?:{LAST.pattern}|\d{{4}}-\d{{1,2}})?",
)


def _period(office: Office, said: str, now: datetime) -> Period | Fault:
    today = now.astimezone(office.zone).date()
    if LAST.fullmatch(said):
        this = read_period("", "", "", today, office.zone)
        if isinstance(this, Fault):
            return this
        before = this.since.astimezone(office.zone).date().toordinal() - 1
        said = f"{today.fromordinal(before):%Y-%m}"
    found = read_period(said, "", "", today, office.zone)
    is_ahead = isinstance(found, Period) and found.first > today
    return Fault.MONTH if is_ahead else found


def _own(made: Report, ref: str) -> dict[Topic, _Figures]:
    """Return the figures of one contact person, topic by topic."""
    return {
        section.topic: {
            column.name: cell.value
            for row in section.rows
            if row.key == ref
            for column, cell in zip(section.columns, row.cells, strict=True)
        }
        for section in made.sections
    }


def _text(
    office: Office, period: Period, own: dict[Topic, _Figures], spoken: str
) -> str:
    def count(topic: Topic, *names: str) -> str:
        """Return a number of theirs; a dash for one that nobody can know."""
        found = own[topic]
        known = [found.get(name, 0) for name in names]
        return UNKNOWN if None in known else str(sum(each or 0 for each in known))

    lines = [
        office.say(
            "month_head",
            spoken,
            since=day(office, period.first, spoken),
            until=day(office, period.last, spoken),
        ),
        _contacts(office, count, spoken),
        office.say(
            "month_meetings",
            spoken,
            count=count(Topic.MEETINGS, "meetings_planned"),
            met=count(Topic.MEETINGS, "met", "late"),
            missed=count(Topic.MEETINGS, "did_not_come", "attempted"),
            off=count(Topic.MEETINGS, "cancelled_by_client", "cancelled_by_us"),
            ahead=count(Topic.MEETINGS, AHEAD, OPEN),
        ),
        office.say(
            "month_answers",
            spoken,
            count=count(Topic.ANSWERS, "asked"),
            kept=count(Topic.ANSWERS, "in_time"),
            late=count(Topic.ANSWERS, "late"),
            waiting=count(Topic.ANSWERS, "waits_in_time", "waits_too_long"),
            last=count(Topic.ANSWERS, LAST_WORD),
        ),
        office.say("month_minutes", spoken, count=count(Topic.HOURS, "minutes")),
    ]
    if own[Topic.CONTACTS].get("held", 0) is None:
        lines.append(office.say("month_not_kept", spoken))
    return "\n".join(lines)


def _contacts(office: Office, count: Callable[..., str], spoken: str) -> str:
    """Return how much contact there was, beside what was planned, if anything was."""
    held, planned = (count(Topic.CONTACTS, name) for name in ("held", "planned"))
    if planned == UNKNOWN:
        return office.say("month_contacts_only", spoken, count=held)
    return office.say("month_contacts", spoken, count=held, planned=planned)
