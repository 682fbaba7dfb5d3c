"""Asking somebody whether they can meet again and again, and what follows."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind
from casework.meeting_series import Series, SeriesState
from casework.people import Person
from casework.reasons import Reason
from casework.rhythm import next_after
from casework.tasks import TaskKind
from handlers import calendar_files, meeting_series, notices, rhythms, tasks
from handlers.appointment_questions import WORDS
from handlers.meeting_series import say
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from storage import appointments, assignments, people
from storage import meeting_series as kept
from storage.questions import Question
from storage.transaction import Transaction

LASTS = timedelta(days=3)
ANSWERS = ("yes", "no", "move")


def _ask(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    series = kept.find(tx, int(question.subject))
    first = None if series is None else _first(office, series, person, now)
    if series is None or series.state is not SeriesState.PROPOSED or first is None:
        return None
    key = "series_proposal" if series.replaces is None else "series_moved"
    text = say(tx, office, person, key, series, date=first)
    row = tuple((each, office.say(f"btn_{each}", person.language)) for each in ANSWERS)
    return Asked(text, (row,))


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Do what they said, and tell whoever proposed it."""
    series = kept.known(tx, int(question.subject))
    if series.state is not SeriesState.PROPOSED:
        return
    if said == "yes":
        series = meeting_series.agree(tx, office, series, person, now)
        first = _first(office, series, person, now) or ""
        text = say(tx, office, person, "series_agreed", series, date=first)
        meetings = appointments.of_rule(tx, series.rule, now) if series.rule else []
        offered = calendar_files.offer(office, person, *meetings)
    else:
        meeting_series.refuse(tx, office, series, person, now)
        key = "appt_declined" if said == "no" else "appt_reschedule_ask"
        text = say(tx, office, person, key, series)
        about = f"series {series.id}"
        tasks.put(tx, office, TaskKind.NEW_TIME, person, now, subject=about)
        offered = []
    case = series.case
    notices.answer(tx, person.id, text, now, case_id=case, choices=offered)
    _tell(tx, office, f"staff_series_{said}", series, now)


def _lapsed(
    tx: Transaction, office: Office, _person: Person, question: Question, now: datetime
) -> None:
    """Tell whoever proposed it that nobody answered: they may ring."""
    series = kept.known(tx, int(question.subject))
    if series.state is SeriesState.PROPOSED:
        kept.end(tx, series)
        _tell(tx, office, "staff_series_unanswered", series, now)


def _not_reached(
    tx: Transaction,
    office: Office,
    _person: Person,
    question: Question,
    _reason: Reason,
    now: datetime,
) -> None:
    """Tell whoever proposed it that it did not arrive, which is no answer either."""
    series = kept.known(tx, int(question.subject))
    if series.state is SeriesState.PROPOSED:
        kept.end(tx, series)
        _tell(tx, office, "staff_series_unanswered", series, now)


def _first(office: Office, series: Series, person: Person, now: datetime) -> str | None:
    found = next_after(series.rhythm, series.zone, now)
    if found is None:
        return None
    return office.texts.date(found[1], series.zone, person.language)


def _tell(
    tx: Transaction, office: Office, key: str, series: Series, now: datetime
) -> None:
    assignment = assignments.current(tx, series.client)
    worker = series.set_by if assignment is None else assignment.answering
    reader = people.known(tx, worker)
    text = office.say(
        key,
        reader.language,
        client=people.known(tx, series.client).label,
        rhythm=rhythms.said(office, series.rhythm, reader.language),
    )
    notices.notify(tx, reader.id, text, now, case_id=series.case)


QUESTION = QuestionKind(
    ask=_ask,
    answered=_answered,
    words=WORDS,
    lasts=LASTS,
    lapsed=_lapsed,
    # A human proposes it: it waits for no talk, and is nothing that starts from us.
    delivery=DeliveryKind.NEWS,
    undelivered=_not_reached,
)
