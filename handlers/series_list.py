"""`/series`: the meetings that come again and again, to be changed or ended as one."""

from datetime import datetime

from casework.meeting_series import Series, SeriesState
from casework.people import Person
from handlers import meet_dialog, meeting_series, notices, rhythms
from handlers.caseload import clients_of, conversation_with
from handlers.meet_plan import Plan
from handlers.notices import Choice
from handlers.office import Office
from storage import meeting_series as kept
from storage import people
from storage.buttons import Meaning
from storage.transaction import Transaction

CHANGE, END = "series_change", "series_end"
MOST_LISTED = 20


def show(
    tx: Transaction, office: Office, worker: Person, _said: str, now: datetime
) -> None:
    """Show every series of those whom somebody answers."""
    found = [
        each
        for client in clients_of(tx, worker)
        for each in kept.of_client(tx, client.id)
    ][:MOST_LISTED]
    if not found:
        notices.say(tx, office, worker, "series_none", now)
        return
    lines = [_line(tx, office, worker, each) for each in found]
    rows = [_buttons(tx, office, worker, each) for each in found]
    notices.answer(tx, worker.id, "\n".join(lines), now, choices=rows)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Change or end the series that a button names; tell if it is theirs."""
    series = kept.find(tx, int(meaning.subject))
    if series is None or series.state is SeriesState.ENDED:
        return False
    client = people.known(tx, series.client)
    if conversation_with(tx, worker, client) is None:
        return False
    if meaning.action == CHANGE:
        plan = Plan(
            client=client.id,
            minutes=series.minutes,
            kind=series.kind,
            place=series.place,
            tell=series.tell,
            soon=series.remind_before_2h,
            series=series.id,
        )
        meet_dialog.go_on(tx, office, worker, plan, now)
        return True
    meeting_series.end(tx, office, series, worker, now)
    rhythm = rhythms.said(office, series.rhythm, worker.language)
    text = office.say(
        "series_ended", worker.language, client=client.label, rhythm=rhythm
    )
    notices.answer(tx, worker.id, text, now, case_id=series.case)
    return True


def _line(tx: Transaction, office: Office, worker: Person, series: Series) -> str:
    return office.say(
        f"series_line_{series.state}",
        worker.language,
        client=people.known(tx, series.client).label,
        rhythm=rhythms.said(office, series.rhythm, worker.language),
    )


def _buttons(
    tx: Transaction, office: Office, worker: Person, series: Series
) -> list[Choice]:
    alias = people.known(tx, series.client).alias
    return [
        Choice(office.say(label, worker.language, alias=alias), action, str(series.id))
        for action, label in ((CHANGE, "btn_series_change"), (END, "btn_series_end"))
    ]
