"""Meetings that come again and again: proposed once, agreed on, changed and ended."""

from collections.abc import Sequence
from datetime import datetime

from casework import local_time
from casework.appointments import (
    OPEN,
    Appointment,
    AppointmentState,
    Fault,
    Outcome,
    fault_in,
)
from casework.meeting_series import NewSeries, Series, SeriesState, horizon, to_plan
from casework.people import Person
from casework.reasons import Reason
from handlers import (
    appointment_news,
    appointment_parties,
    appointment_plans,
    calendar_files,
    due_work,
    entries,
    questions,
    rhythms,
    speaking,
)
from handlers.appointment_texts import with_place
from handlers.caseload import conversation_with
from handlers.due_work import Done, DueKind, Result, Skip
from handlers.office import Office
from storage import appointments, assignments, people, rules
from storage import meeting_series as kept
from storage.appointments import Between, Origin
from storage.due import Due
from storage.records import NewEntry
from storage.transaction import Transaction

KIND = "meeting_series"
"""What the rule, what it makes due, and the question about it are called."""


def propose(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    new: NewSeries,
    now: datetime,
) -> Fault | None:
    """Ask somebody once whether they can meet in this rhythm; say why not to ask."""
    fault = fault_in(new.like, local_time.local_of(now, office.zone))
    if fault is not None:
        return fault
    conversation = conversation_with(tx, worker, client)
    if conversation is None:
        return Fault.NOT_THEIRS
    case = conversation.case_id
    for each in kept.of_client(tx, client.id):
        if each.state is SeriesState.PROPOSED:  # only the newest is asked about
            _withdraw(tx, office, each, now)
    series = kept.add(tx, new, client.id, case, office.zone, worker.id, now)
    _write_down(tx, office, series, "proposed", worker, now)
    ahead = appointment_plans.may_go_ahead(tx, client.id)
    put = questions.put_ahead if ahead else questions.put
    put(tx, office, client.id, KIND, now, subject=str(series.id))
    return None


def agree(
    tx: Transaction, office: Office, series: Series, client: Person, now: datetime
) -> Series:
    """Let a series count from now on; one that it replaces ends without a word."""
    rule = rules.add(
        tx,
        series.client,
        KIND,
        series.rhythm,
        series.zone,
        series.set_by,
        now,
        subject=series.id,
    )
    if series.replaces is not None:
        old = kept.find(tx, series.replaces)
        if old is not None and old.state is SeriesState.AGREED:
            _stop(tx, office, old, client, now)
    agreed = kept.agree(tx, series, rule)
    _write_down(tx, office, agreed, "agreed", client, now)
    extend(tx, office, agreed, now)
    due_work.plan_rule(tx, rule, now)
    _tell_others(tx, office, agreed, now)
    return agreed


def extend(tx: Transaction, office: Office, series: Series, now: datetime) -> int:
    """Let every meeting of the next weeks be there; return how many were missing."""
    assignment = assignments.current(tx, series.client)
    if assignment is None or series.rule is None:
        return 0
    missing = to_plan(series, now)
    client = people.known(tx, series.client)
    for starts in missing:
        one = appointments.add(
            tx,
            series.meeting(starts),
            Between(client.id, series.case, assignment.contact_person),
            series.zone,
            by=None,
            now=now,
            state=AppointmentState.CONFIRMED,
            origin=Origin(rule=series.rule),
        )
        appointment_plans.plan(tx, office, one, now)
    kept.set_planned(tx, series, horizon(series, now))
    return len(missing)


def refuse(
    tx: Transaction, office: Office, series: Series, client: Person, now: datetime
) -> None:
    """Let a series that somebody said no to be proposed no more."""
    kept.end(tx, series)
    _write_down(tx, office, series, "declined", client, now)


def end(
    tx: Transaction, office: Office, series: Series, by: Person, now: datetime
) -> bool:
    """Call off all that is ahead, with one message; tell if it still stood."""
    if series.state is SeriesState.ENDED:
        return False
    client = people.known(tx, series.client)
    ended: Sequence[Appointment] = ()
    if series.state is SeriesState.PROPOSED:
        is_told = not _withdraw(tx, office, series, now)
    else:
        ended = _stop(tx, office, series, by, now)
        is_told = True
    if is_told:
        text = say(tx, office, client, "series_off", series)
        appointment_news.tell_of(tx, office, client, text, series.case, ended, now)
    return True


def end_with_help(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> None:
    """Let no meeting follow the end of the help; those that are there end by it."""
    for each in kept.of_client(tx, client.id):
        rule = None if each.rule is None else rules.find(tx, each.rule)
        if rule is not None:
            due_work.end_rule(tx, rule, now)
        _withdraw(tx, office, each, now)


def say(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    series: Series,
    **values: object,
) -> str:
    """Return a text about a series for somebody who is helped."""
    assignment = assignments.current(tx, series.client)
    worker = series.set_by if assignment is None else assignment.contact_person
    said = {
        "name": person.name,
        "worker": people.known(tx, worker).name,
        "rhythm": rhythms.said(office, series.rhythm, person.language),
    }
    text = speaking.say(tx, office, person, key, **(said | values))
    return with_place(tx, office, person, key, text, series)


def _due(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Add what is ahead as one of them begins; end what nobody is there for."""
    series = kept.by_rule(tx, due.subject)
    if series is None or series.state is not SeriesState.AGREED:
        return Skip(Reason.OVER)
    if assignments.current(tx, series.client) is None:
        client = people.known(tx, series.client)
        _stop(tx, office, series, client, now)
        return Skip(Reason.OVER)
    extend(tx, office, series, now)
    return Done()


DUE_KIND = DueKind(_due)
"""Late is as good: what is missing is added."""


def _withdraw(tx: Transaction, office: Office, series: Series, now: datetime) -> bool:
    """Ask about a series no more, and tell if that was never seen."""
    kept.end(tx, series)
    about = str(series.id)
    return questions.withdraw(tx, office, series.client, KIND, about, now)


def _stop(
    tx: Transaction, office: Office, series: Series, by: Person, now: datetime
) -> list[Appointment]:
    """Call off every meeting of it that is ahead, and let none follow; return them."""
    rule = None if series.rule is None else rules.find(tx, series.rule)
    ended: list[Appointment] = []
    if rule is not None:
        due_work.end_rule(tx, rule, now)
        for one in appointments.of_rule(tx, rule.id, now):
            if one.state in OPEN:
                appointment_plans.drop(tx, office, one, now)
                cancelled = AppointmentState.CANCELLED
                off = appointments.set_state(tx, one, cancelled, by.id, now)
                outcome = Outcome.CANCELLED_BY_US
                appointments.set_outcome(tx, off, outcome, by.id, now)
                appointment_parties.tell_off(tx, office, off, now)
                ended.append(off)
        calendar_files.changed(tx, office, ended, now)
    kept.end(tx, series)
    _write_down(tx, office, series, "ended", by, now)
    return ended


def _tell_others(
    tx: Transaction, office: Office, series: Series, now: datetime
) -> None:
    """Tell everybody else who was chosen of the first meeting; of changes they hear."""
    if series.rule is not None:
        for one in appointments.of_rule(tx, series.rule, now)[:1]:
            appointment_parties.tell(tx, office, one, now)


def _write_down(
    tx: Transaction,
    office: Office,
    series: Series,
    what: str,
    by: Person,
    now: datetime,
) -> None:
    spoken = office.language
    rhythm = rhythms.said(office, series.rhythm, spoken)
    body = {
        "author": by.name,
        "text": office.say(f"series_log_{what}", spoken, rhythm=rhythm),
        "form": series.kind,
        "minutes": series.minutes,
    }
    direction = "in" if by.id == series.client else "out"
    entry = NewEntry("appointment", now, direction, "", by.id, body)
    entries.write(tx, series.case, entry)
