"""Saying plainly, to who writes outside working hours, that nobody reads it now.

Only where the organisation has chosen that nobody does: elsewhere somebody may.
"""

from datetime import datetime, timedelta

from casework.danger import Outside
from casework.people import Person
from handlers import (
    danger_answer,
    danger_climb,
    notices,
    speaking,
    wishes,
    working_hours,
)
from handlers.office import Office
from handlers.relaying import Written
from storage import assignments, cases, danger, messages, night_words, people
from storage.transaction import Transaction

AGAIN_AFTER = timedelta(hours=4)
"""Said more often it is noise."""

IS_THERE = timedelta(hours=2)
"""A contact person who wrote so lately is there after all."""

A_NIGHT = timedelta(hours=12)
"""Within it, what was said is not said whole once more."""


def say(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Say that it is kept, that nobody reads it now, and when somebody does."""
    if office.danger.outside is not Outside.NOBODY or written.may_mean_danger:
        return
    assignment = assignments.current(tx, client.id)
    if assignment is None or danger_climb.is_in_hours(tx, office, client.id, now):
        return
    told = night_words.told_at(tx, client.id)
    if told is not None and now - told < AGAIN_AFTER:
        return
    if wishes.wish_of(written) is not None or written.incoming.is_edit:
        return  # what we answered was no message to the human
    wrote = messages.last_written_at(tx, assignment.answering)
    if wrote is not None and now - wrote < IS_THERE:
        return
    if danger.is_open(tx, client.id) or not danger_answer.is_safe(
        tx, office, client.id, now
    ):
        return
    is_child = danger_answer.is_child(tx, office, client, now)
    key = "out_of_hours_child" if is_child else "out_of_hours_adult"
    is_said = told is not None and now - told < A_NIGHT
    if is_said or not danger_answer.line_for(tx, office, client, now):
        key = "out_of_hours_repeat"
    worker = people.known(tx, assignment.answering)
    text = speaking.say(
        tx,
        office,
        client,
        key,
        worker=worker.name,
        open_at=working_hours.open_at(tx, office, worker.id, now, client.language),
        child_line=office.child_line,
        adult_line=office.adult_line,
    )
    night_words.set_told(tx, client.id, now)
    notices.answer(tx, client.id, text, now, case_id=cases.of_client(tx, client.id))
