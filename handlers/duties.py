"""What must be looked after from time to time; each duty looks into the tables."""

from datetime import datetime, timedelta

from casework.people import Person
from handlers import (
    absences,
    ages,
    notices,
    questions,
    safe_question,
    shared_numbers,
    staff,
)
from handlers.office import Office
from storage import dialogs, number_checks, people, unaddressed
from storage.transaction import Transaction

ASK_AGAIN_AFTER = timedelta(minutes=5)


DROPPED_AFTER = timedelta(hours=12)
"""Words of yesterday must not go to anybody who is named today."""


NUMBERS_KEPT_FOR = timedelta(days=1)
"""A number that was typed and not proved is nobody's."""


def drop_unaddressed(tx: Transaction, office: Office, now: datetime) -> int:
    """Drop lines that nobody was named for, and say so; return how many people's."""
    left = unaddressed.asked_again_before(tx, now - DROPPED_AFTER)
    for person in left:
        worker = people.known(tx, person)
        lines = len(unaddressed.take_all(tx, person))
        text = office.say("dropped_unaddressed", worker.language, lines=lines)
        notices.notify(tx, person, text, now)
    return len(left)


def bring_back_unaddressed(tx: Transaction, office: Office, now: datetime) -> int:
    """Ask again about lines that wait for a name; return how many people were asked."""
    waiting: list[Person] = [
        people.known(tx, person)
        for person in unaddressed.asked_before(tx, now - ASK_AGAIN_AFTER)
    ]
    drop_unaddressed(tx, office, now)
    for worker in waiting:
        staff.ask_again(tx, office, worker, now)
    return len(waiting)


def keep_asking(tx: Transaction, office: Office, now: datetime) -> int:
    """Ask what is due, let go of what nobody answered; return how many were asked."""
    dialogs.end_old(tx, now)
    number_checks.forget_before(tx, now - NUMBERS_KEPT_FOR)
    shared_numbers.give_up(tx, office, now)
    safe_question.ask_again(tx, office, now)
    return questions.tick(tx, office, now)


def mind_absences(tx: Transaction, office: Office, now: datetime) -> int:
    """Begin and end what is due; return how many are answered by somebody else now."""
    return absences.look_after(tx, office, now)


def mind_ages(tx: Transaction, office: Office, now: datetime) -> int:
    """Look whose birthday changes something; return at how many it was looked."""
    return ages.look_after(tx, office, now)
