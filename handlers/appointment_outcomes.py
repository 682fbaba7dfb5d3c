"""What became of a meeting: asked of the contact person once it is over, by one tap."""

import re
from datetime import datetime
from types import MappingProxyType

from casework.appointments import OPEN, Appointment, AppointmentState, Outcome
from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from casework.reasons import Reason
from casework.tasks import TaskKind
from handlers import (
    appointment_missed,
    appointment_plans,
    entries,
    meet_note,
    notices,
    tasks,
    working_hours,
)
from handlers.appointment_plans import AFTER_AGAIN, AFTER_LEFT
from handlers.appointment_texts import answering, day_and_time
from handlers.caseload import conversation_with
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments, assignments, people
from storage.buttons import Meaning
from storage.due import Due
from storage.records import NewEntry
from storage.transaction import Transaction

OUTCOME = "appt_outcome"
"""What the buttons under the question do."""

SAID = re.compile(
    r"\s*(?:(?P<met>met|mødt|moedt|träffades|träffats|traffats)"
    r"|(?P<late>late|forsinket|sen)"
    r"|(?P<did_not_come>nobody|ingen|no-?show|udeblev|uteblev)"
    r"|(?P<attempted>attempted|forsøgt|forsogt|försökt|forsokt))"
    r"\s+#?(?P<number>\d{1,9})[\s.!]*",
    re.IGNORECASE,
)
A_ROW = 2
NEXT = MappingProxyType({AFTER_AGAIN: AFTER_LEFT})
"""What comes after a question that nobody answered."""


def _ask(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Ask whoever answers the client, in their hours; again the next working day."""
    one = _open_question(tx, due)
    if one is None:
        return Skip(Reason.OVER)
    worker = answering(tx, one)
    opens = working_hours.next_working(tx, office, worker.id, now)
    if opens > now:
        return Later(opens)
    following = NEXT.get(due.kind, AFTER_AGAIN)
    hours = working_hours.of(tx, office, worker.id)
    again = office.next_working_day(now, hours)
    appointment_plans.put(tx, office, following, one, again)
    return Done(_tell(tx, office, worker, one, now))


def _leave(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Let what was not answered twice stand among what somebody has to do."""
    one = _open_question(tx, due)
    if one is None:
        return Skip(Reason.OVER)
    client, worker = people.known(tx, one.client), answering(tx, one)
    said = day_and_time(office, one, worker.language)
    note = office.say("appt_line_short", worker.language, **said)
    about = str(one.id)
    tasks.put(tx, office, TaskKind.OUTCOME, client, now, subject=about, note=note)
    return Done()


ASK_KIND = DueKind(_ask)
"""Better late than never: what became of it is still to be written down."""

LEFT_KIND = DueKind(_leave)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> str | None:
    """Write down what a button says became of a meeting; return it in words.

    Where they met, a line about it is asked for, and what it was for.
    """
    number, _, said = meaning.subject.partition(":")
    noted = _note_of(tx, office, worker, int(number), Outcome(said), now)
    if noted is not None:
        meet_note.ask(tx, office, worker, appointments.known(tx, int(number)), now)
    return noted


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what `MET 3` or `NOBODY 3` says, and tell whether it was one of these."""
    match = SAID.fullmatch(text)
    if match is None:
        return False
    what = next(each for each in Outcome if match.groupdict().get(each))
    number = match["number"]
    said = _note_of(tx, office, worker, int(number), what, now)
    if said is None:
        said = office.say("meet_not_over", worker.language, number=number)
    notices.answer(tx, worker.id, said, now)
    return True


def _note_of(
    tx: Transaction,
    office: Office,
    worker: Person,
    number: int,
    said: Outcome,
    now: datetime,
) -> str | None:
    """Write down what became of a meeting; nothing: not theirs, or it never was."""
    one = appointments.find(tx, number)
    if one is None or not _may_say(tx, worker, one, now):
        return None
    return note(tx, office, worker, one, said, now)


def note(
    tx: Transaction,
    office: Office,
    worker: Person,
    one: Appointment,
    outcome: Outcome,
    now: datetime,
) -> str:
    """Write down what became of a meeting, and do what follows from it."""
    appointment_plans.drop(tx, office, one, now)
    over = appointments.set_outcome(tx, one, outcome, worker.id, now)
    about = str(one.id)
    kind = TaskKind.OUTCOME
    tasks.done_about(tx, office, one.client, kind, now, subject=about, by=worker.id)
    _write_down(tx, office, worker, over, outcome, now)
    if outcome is not Outcome.DID_NOT_COME:
        appointment_missed.withdraw(tx, office, over, now)
    elif one.outcome is not outcome and assignments.current(tx, one.client):
        appointment_missed.tell(tx, office, over, now)
    return office.say(
        "appt_noted",
        worker.language,
        client=people.known(tx, one.client).label,
        what=office.say(f"btn_out_{outcome}", worker.language),
        **day_and_time(office, over, worker.language),
    )


def _open_question(tx: Transaction, due: Due) -> Appointment | None:
    """Return the meeting, if it was to be like that and nobody said what became."""
    one = appointments.find(tx, due.subject)
    if one is None or one.revision != due.revision or one.outcome is not None:
        return None
    # Whoever asked for another time does not come at this one.
    is_expected = one.state in OPEN - {AppointmentState.MOVE_ASKED}
    return one if is_expected else None


def _may_say(tx: Transaction, worker: Person, one: Appointment, now: datetime) -> bool:
    """Tell whether somebody can say what became of it: theirs, and it has begun.

    Where the help ended since, it is whoever met them last.
    """
    is_off = one.state in (AppointmentState.CANCELLED, AppointmentState.DECLINED)
    if is_off or now < one.starts_at:
        return False
    if worker.id == answering(tx, one).id:
        return True
    client = people.known(tx, one.client)
    return conversation_with(tx, worker, client) is not None


def _tell(
    tx: Transaction, office: Office, worker: Person, one: Appointment, now: datetime
) -> int:
    language = worker.language
    said = {
        "client": people.known(tx, one.client).label,
        **day_and_time(office, one, language),
    }
    text = office.say("staff_appt_after", language, **said)
    hint = office.say("appt_after_hint", language, number=one.id)
    buttons = [
        Choice(office.say(f"btn_out_{each}", language), OUTCOME, f"{one.id}:{each}")
        for each in Outcome
    ]
    rows = [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        sms_text=f"{text} {hint}",
        case_id=one.case,
    )
    return notices.tell(tx, draft, now, rows)


def _write_down(
    tx: Transaction,
    office: Office,
    worker: Person,
    one: Appointment,
    outcome: Outcome,
    now: datetime,
) -> None:
    """Write into the case what became of it: how and how long, and not where."""
    said = day_and_time(office, one, office.language)
    what = office.say(f"btn_out_{outcome}", office.language)
    body = {
        "author": worker.name,
        "text": office.say("appt_log_outcome", office.language, what=what, **said),
        "appointment": one.uid,
        "outcome": outcome,
        "form": one.kind,
        "minutes": one.minutes,
        "starts_at": one.starts_at.isoformat(),
    }
    entry = NewEntry("appointment", now, "", "", worker.id, body)
    entries.write(tx, one.case, entry)
