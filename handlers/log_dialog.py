"""Noting a contact in two taps and a line: what form, how long, what about."""

from collections.abc import Sequence
from datetime import datetime

from casework.contact_line import read_minutes, read_note
from casework.contacts import ContactForm, Party, Said, Starter
from casework.past_days import Was
from casework.people import Person
from handlers import contact_words, dialogs, goal_words, notices
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.turns import State, Turn
from storage import goals
from storage.transaction import Transaction

DIALOG = "log"
MINUTES = (5, 15, 30, 45, 60, 90, 120, 180)
A_ROW = 2
MOST_CLIENTS = 40
MORE, READY = "more", "ready"
NOTHING = frozenset("-.")
"""What is typed where there is nothing to add."""

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
        "was": None if said.was is None else said.was.to_json(),
    }
    _ask_form(Turn(tx, office, worker, client, DIALOG, state, now))


def step(turn: Turn, answer: str) -> None:
    """Take the answer to one step, and ask the next or note it."""
    match turn.step:
        case "who":
            ask_form(turn.tx, turn.office, turn.worker, turn.client, Said(), turn.now)
        case "form":
            if answer in tuple(ContactForm):
                turn.state["form"] = answer
            _ask_next(turn)
        case "minutes" if answer == MORE:
            _ask_more(turn)
        case "minutes":
            turn.state["minutes"] = read_minutes(answer)
            _ask_next(turn)
        case "more":
            _take_more(turn, answer)
        case _:
            _take_line(turn.state, answer)
            _note(turn)


def _ask_next(turn: Turn) -> None:
    if "form" not in turn.state:
        _ask_form(turn)
    elif turn.state["minutes"] is None:
        _ask_minutes(turn)
    elif not turn.state["note"]:
        turn.ask("line", Ask(_asked(turn, "log_ask_line"), takes_words=True))
    else:
        _note(turn)


def _ask_form(turn: Turn) -> None:
    forms = [(each, turn.text(f"contact_{each}")) for each in ContactForm]
    text = turn.text("log_ask_form", client=turn.client.label)
    turn.ask("form", Ask(text, [*_rows(forms), (turn.cancel,)]))


def _ask_minutes(turn: Turn) -> None:
    choices = [
        (str(each), turn.text("contact_minutes", count=each)) for each in MINUTES
    ]
    more = (MORE, turn.text("btn_log_more"))
    rows = [*_rows(choices, 4), (more,), (turn.cancel,)]
    turn.ask("minutes", Ask(_asked(turn, "log_ask_minutes"), rows, takes_words=True))


def _ask_more(turn: Turn) -> None:
    """Ask who took part, who began it and which goals it served, tap by tap."""
    office, state, spoken = turn.office, turn.state, turn.worker.language
    parties = [
        (f"party:{each}", contact_words.party(office, each, spoken))
        for each in Party
        if each is not Party.CLIENT and each not in state["parties"]
    ]
    begun = [
        (f"begun:{each}", turn.text(f"contact_begun_{each}"))
        for each in Starter
        if state["started_by"] is None
    ]
    aims = [
        (f"goal:{each.id}", "# " + goal_words.name(office, each.words, spoken))
        for each in goals.open_of(turn.tx, turn.client.id)
        if each.words not in state["goals"]
    ]
    ready = (READY, turn.text("btn_log_ready"))
    rows = [*_rows(parties), *_rows(begun), *_rows(aims), (ready, turn.cancel)]
    turn.ask("more", Ask(_asked(turn, "log_ask_more"), rows))


def _take_more(turn: Turn, answer: str) -> None:
    state = turn.state
    what, _, code = answer.partition(":")
    if what == "party" and code in tuple(Party):
        state["parties"] = [*state["parties"], code]
    elif what == "begun" and code in tuple(Starter):
        state["started_by"] = code
    elif what == "goal":
        # By its number: words would lie in the open with the button.
        known = goals.open_of(turn.tx, turn.client.id)
        found = [each.words for each in known if str(each.id) == code]
        state["goals"] = [*state["goals"], *found]
    if answer == READY:
        _ask_next(turn)
    else:
        _ask_more(turn)


def _asked(turn: Turn, key: str) -> str:
    """Return a question, with what was said so far."""
    what = contact_words.sentence(turn.office, _said(turn.state), turn.worker.language)
    return turn.text(key, client=turn.client.label, what=what)


def _take_line(state: State, line: str) -> None:
    """Take the note, with own words in quotation marks and goals behind a #."""
    if line.strip() in NOTHING:
        return
    found = read_note(line)
    state["note"] = found.note
    state["own_words"] = found.own_words
    state["goals"] = [*state["goals"], *found.goals]


def _note(turn: Turn) -> None:
    # Imported late: a line that says no form is asked for it through here.
    from handlers import contact_log  # noqa: PLC0415 - see above

    turn.end()
    tx, worker, said = turn.tx, turn.worker, _said(turn.state)
    text = contact_log.note(tx, turn.office, worker, turn.client, said, turn.now)
    notices.answer(tx, worker.id, text, turn.now)


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
        was=None if state["was"] is None else Was.from_json(state["was"]),
    )


def _rows(choices: Sequence[tuple[str, str]], width: int = A_ROW) -> list[Row]:
    return [choices[at : at + width] for at in range(0, len(choices), width)]
