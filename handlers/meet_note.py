"""What a meeting was about: a line for the record, and the goals that it was for."""

from datetime import datetime

from casework.appointments import Appointment, Outcome
from casework.people import Person
from handlers import dialogs, entries, goal_words, notes, notices
from handlers.appointment_texts import day_and_time
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.notes import About
from handlers.office import Office
from storage import appointments, goals, people
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "meet_note"
READY = "ready"
MOST = 12
A_ROW = 2
ASKED_AFTER = frozenset({Outcome.MET, Outcome.LATE})


def ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    one: Appointment,
    now: datetime,
    chosen: tuple[str, ...] = (),
) -> None:
    """Ask for a line and a goal; who has nothing to add leaves it.

    What somebody is in the middle of goes on: they can write a note at any time.
    """
    if one.outcome not in ASKED_AFTER or not entries.keeps_notes(tx, one.case):
        return
    client = people.known(tx, one.client)
    if conversation_with(tx, worker, client) is None:
        return
    if not chosen and dialogs.standing(tx, worker, now) is not None:
        return
    language = worker.language
    left = [
        (str(each.id), "# " + goal_words.name(office, each.words, language))
        for each in goals.open_of(tx, one.client)[:MOST]
        if str(each.id) not in chosen
    ]
    rows = [left[at : at + A_ROW] for at in range(0, len(left), A_ROW)]
    ready = (READY, office.say("btn_done", language))
    last = [ready] if chosen else []
    rows.append([*last, dialogs.cancel_choice(office, worker)])
    text = office.say("meet_note_ask", language, client=client.label)
    state = {"meeting": one.id, "goals": list(chosen)}
    question = Ask(text, rows, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "words", state, question, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take a goal that was tapped, or the line, and write it into the case."""
    one = appointments.known(tx, int(dialog.state["meeting"]))
    client = people.known(tx, one.client)
    if conversation_with(tx, person, client) is None:
        dialogs.end(tx, person)
        notices.say(tx, office, person, "to_no_clients", now)
        return
    known = {str(each.id): each.words for each in goals.open_of(tx, client.id)}
    chosen = [each for each in dialog.state["goals"] if each in known]
    if answer in known:
        ask(tx, office, person, one, now, (*chosen, answer))
        return
    dialogs.end(tx, person)
    said = "" if answer == READY else answer
    about = About(
        client,
        meeting=one.uid,
        goals=tuple(known[each] for each in chosen),
        what=office.say(
            "appt_log_outcome",
            office.language,
            what=office.say(f"btn_out_{one.outcome}", office.language),
            **day_and_time(office, one, office.language),
        ),
    )
    notes.write(tx, office, person, about, said, now)
