"""Noting a contact in two taps and a line: what form, how long, what about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.contact_line import read_minutes, read_note
from casework.contacts import ContactForm, Party, Said, Starter
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import contact_words, dialogs, goal_words, notices, permissions
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.office import Office
from storage import goals, people
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "log"
MINUTES = (5, 15, 30, 45, 60, 90, 120, 180)
A_ROW = 2
MOST_CLIENTS = 40
MORE, READY = "more", "ready"
NOTHING = frozenset("-.")
"""What is typed where there is nothing to add."""

State = dict[str, Any]
Row = Sequence[tuple[str, str]]


def ask_who(tx: Transaction, office: Office, worker: Person, now: datetime) -> None:
    """Ask whom it was with, where nobody was named."""
    clients = clients_of(tx, worker)[:MOST_CLIENTS]
    rows = [
        *_rows([(each.id, each.label) for each in clients]),
        (dialogs.cancel_choice(office, worker),),
    ]
    text = office.say("log_who", worker.language)
    dialogs.ask(tx, worker, DIALOG, "who", {}, Ask(text, rows), now)


def ask_form(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    said: Said,
    now: datetime,
) -> None:
    """Ask for the form; what was said already is not asked again."""
    state: State = {
        "client": client.id,
        "minutes": said.minutes,
        "parties": list(said.parties),
        "started_by": said.started_by,
        "goals": list(said.goals),
        "note": said.note,
        "own_words": said.own_words,
    }
    _ask_form(tx, office, worker, client, state, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next or note it."""
    state: State = {**dialog.state}
    if dialog.step == "who":
        state["client"] = answer
    client = people.known(tx, PersonId(state["client"]))
    # Asked anew at each step: whose client it is can change meanwhile.
    if not permissions.is_allowed(tx, office, person, Act.WRITE_TO, client, now):
        dialogs.end(tx, person)
        notices.say(tx, office, person, "to_no_clients", now)
        return
    match dialog.step:
        case "who":
            ask_form(tx, office, person, client, Said(), now)
        case "form":
            if answer in tuple(ContactForm):
                state["form"] = answer
            _ask_next(tx, office, person, client, state, now)
        case "minutes" if answer == MORE:
            _ask_more(tx, office, person, client, state, now)
        case "minutes":
            state["minutes"] = read_minutes(answer)
            _ask_next(tx, office, person, client, state, now)
        case "more":
            _take_more(tx, office, person, client, state, answer, now)
        case _:
            _take_line(state, answer)
            _note(tx, office, person, client, state, now)


def _ask_next(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    if "form" not in state:
        _ask_form(tx, office, worker, client, state, now)
    elif state["minutes"] is None:
        _ask_minutes(tx, office, worker, client, state, now)
    elif not state["note"]:
        _ask_line(tx, office, worker, client, state, now)
    else:
        _note(tx, office, worker, client, state, now)


def _ask_form(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    language = worker.language
    forms = [(each, office.say(f"contact_{each}", language)) for each in ContactForm]
    rows = [*_rows(forms), (dialogs.cancel_choice(office, worker),)]
    text = office.say("log_ask_form", language, client=client.label)
    dialogs.ask(tx, worker, DIALOG, "form", state, Ask(text, rows), now)


def _ask_minutes(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    language = worker.language
    choices = [
        (str(each), office.say("contact_minutes", language, count=each))
        for each in MINUTES
    ]
    more = (MORE, office.say("btn_log_more", language))
    rows = [*_rows(choices, 4), (more,), (dialogs.cancel_choice(office, worker),)]
    what = contact_words.sentence(office, _said(state), language)
    text = office.say("log_ask_minutes", language, client=client.label, what=what)
    question = Ask(text, rows, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "minutes", state, question, now)


def _ask_more(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    """Ask who took part, who began it and which goals it served, tap by tap."""
    language = worker.language
    parties = [
        (f"party:{each}", contact_words.party(office, each, language))
        for each in Party
        if each is not Party.CLIENT and each not in state["parties"]
    ]
    begun = [
        (f"begun:{each}", office.say(f"contact_begun_{each}", language))
        for each in Starter
        if state["started_by"] is None
    ]
    aims = [
        (f"goal:{each.id}", "# " + goal_words.name(office, each.words, language))
        for each in goals.open_of(tx, client.id)
        if each.words not in state["goals"]
    ]
    ready = (READY, office.say("btn_log_ready", language))
    rows = [
        *_rows(parties),
        *_rows(begun),
        *_rows(aims),
        (ready, dialogs.cancel_choice(office, worker)),
    ]
    what = contact_words.sentence(office, _said(state), language)
    text = office.say("log_ask_more", language, client=client.label, what=what)
    dialogs.ask(tx, worker, DIALOG, "more", state, Ask(text, rows), now)


def _take_more(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    answer: str,
    now: datetime,
) -> None:
    what, _, code = answer.partition(":")
    if what == "party" and code in tuple(Party):
        state["parties"] = [*state["parties"], code]
    elif what == "begun" and code in tuple(Starter):
        state["started_by"] = code
    elif what == "goal":
        # By its number: words would lie in the open with the button.
        found = [
            each.words for each in goals.open_of(tx, client.id) if str(each.id) == code
        ]
        state["goals"] = [*state["goals"], *found]
    if answer == READY:
        _ask_next(tx, office, worker, client, state, now)
    else:
        _ask_more(tx, office, worker, client, state, now)


def _ask_line(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    language = worker.language
    what = contact_words.sentence(office, _said(state), language)
    text = office.say("log_ask_line", language, client=client.label, what=what)
    question = Ask(text, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "line", state, question, now)


def _take_line(state: State, line: str) -> None:
    """Take the note, with own words in quotation marks and goals behind a #."""
    if line.strip() in NOTHING:
        return
    found = read_note(line)
    state["note"] = found.note
    state["own_words"] = found.own_words
    state["goals"] = [*state["goals"], *found.goals]


def _note(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    # Imported late: a line that says no form is asked for it through here.
    from handlers import contact_log  # noqa: PLC0415 - see above

    dialogs.end(tx, worker)
    text = contact_log.note(tx, office, worker, client, _said(state), now)
    notices.answer(tx, worker.id, text, now)


def _said(state: State) -> Said:
    begun = state["started_by"]
    return Said(
        form=ContactForm(state["form"]) if "form" in state else None,
        minutes=state["minutes"],
        parties=tuple(map(Party, state["parties"])),
        started_by=Starter(begun) if begun else None,
        goals=tuple(state["goals"]),
        note=state["note"],
        own_words=state["own_words"],
    )


def _rows(choices: Sequence[tuple[str, str]], width: int = A_ROW) -> list[Row]:
    return [choices[at : at + width] for at in range(0, len(choices), width)]
