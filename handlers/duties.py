"""What must be looked after from time to time; each duty looks into the tables."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from casework.people import PersonId
from handlers import (
    absences,
    ages,
    appointment_plans,
    chats,
    check_ins,
    daily_look,
    digest,
    notices,
    private_lines,
    questions,
    safe_question,
    shared_numbers,
    staff,
    standing_in,
    tasks,
)
from handlers.duty import Duty, once
from handlers.office import Office
from storage import dialogs, number_checks, people, unaddressed
from storage.transaction import Transaction

ASK_AGAIN_AFTER = timedelta(minutes=5)


DROPPED_AFTER = timedelta(hours=12)
"""Words of yesterday must not go to anybody who is named today."""


NUMBERS_KEPT_FOR = timedelta(days=1)
"""A number that was typed and not proved is nobody's."""


def _stale(tx: Transaction, _office: Office, now: datetime) -> list[PersonId]:
    return unaddressed.asked_again_before(tx, now - DROPPED_AFTER)


def _drop_unaddressed(
    tx: Transaction, office: Office, stale: Sequence[PersonId], now: datetime
) -> None:
    """Drop lines that nobody was named for, and say so."""
    for person in stale:
        lines = unaddressed.forget_all(tx, person)
        language = people.known(tx, person).language
        text = office.say("dropped_unaddressed", language, lines=lines)
        notices.notify(tx, person, text, now)


def _unaddressed(tx: Transaction, _office: Office, now: datetime) -> list[PersonId]:
    return unaddressed.asked_before(tx, now - ASK_AGAIN_AFTER)


def _bring_back(
    tx: Transaction, office: Office, waiting: Sequence[PersonId], now: datetime
) -> None:
    """Ask again about lines that wait for a name."""
    for person in waiting:
        staff.ask_again(tx, office, people.known(tx, person), now)


def _end_dialogs(tx: Transaction, _office: Office, now: datetime) -> None:
    dialogs.end_old(tx, now)


def _forget_numbers(tx: Transaction, _office: Office, now: datetime) -> None:
    number_checks.forget_before(tx, now - NUMBERS_KEPT_FOR)


DROP_UNADDRESSED = Duty("drop_unaddressed", _stale, _drop_unaddressed)
BRING_BACK = Duty("unaddressed", _unaddressed, _bring_back)

LOOKED_AFTER: tuple[Duty[Any], ...] = (
    DROP_UNADDRESSED,
    BRING_BACK,
    private_lines.DROP_OLD,
    once("dialogs", _end_dialogs),
    appointment_plans.FORGET_PLACES,
    once("numbers", _forget_numbers),
    shared_numbers.GIVE_UP,
    safe_question.ASK_AGAIN,
    check_ins.FORGET,
    chats.CLOSE,
    questions.LET_GO,
    questions.ASK,
    absences.BEGIN_AND_END,
    absences.ANNOUNCE,
    standing_in.SETTLE,
    tasks.MOVE,
    daily_look.DAILY_LOOK,
    digest.DIGEST,
    ages.END_GUARDIANS,
    ages.LOOK,
)
"""What is looked after every few seconds, in this order."""
