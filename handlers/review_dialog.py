"""Noting a review that was held, step by step: `/followup K7`."""

from datetime import date, datetime, timedelta
from typing import Any

from casework import days
from casework.follow_ups import FollowUp, Outcome, Party
from casework.people import Person, PersonId
from casework.profiles import RecordPolicy
from casework.rights import Act
from handlers import dialogs, follow_ups, lifecycle, named_client, notices, permissions
from handlers import profiles as rules
from handlers.contact_gaps import day
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.tried import NOTES_KEPT
from storage import assignments, cases, people
from storage.buttons import Meaning
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "review"
NOTE = "review_note"
"""What the button under a reminder does."""

LONGEST = 2000
GO_ON = "go_on"
CHOSEN = "\N{CHECK MARK} "

State = dict[str, Any]


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Ask on which day it was, once it is known whose it is."""
    if not said.strip():
        notices.say(tx, office, worker, "review_whom", now)
        return
    named = named_client.behind(tx, office, worker, said, Act.PLAN, now)
    if named is not None:
        _ask_day(tx, office, worker, named[0], now)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Begin where somebody was reminded of it; tell whether they still may."""
    client = people.find(tx, PersonId(meaning.subject))
    if client is None or not _may(tx, office, worker, client, now):
        return False
    _ask_day(tx, office, worker, client, now)
    return True


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next or write everything down."""
    state: State = {**dialog.state}
    client = people.known(tx, PersonId(state["client"]))
    # Asked anew at each step: whose client it is can change meanwhile.
    if not _may(tx, office, person, client, now):
        dialogs.end(tx, person)
        notices.say(tx, office, person, "to_no_clients", now)
        return
    match dialog.step:
        case "day":
            _with_day(tx, office, person, client, state, answer, now)
        case "who":
            _with_party(tx, office, person, client, state, answer, now)
        case "need":
            state["need"] = answer[:LONGEST]
            _ask_words(tx, office, person, "how", state, now)
        case "how":
            state["how"] = answer[:LONGEST]
            _ask_outcome(tx, office, person, state, now)
        case _ if answer in tuple(Outcome):
            _hold(tx, office, person, client, state, Outcome(answer), now)
        case _:
            _ask_outcome(tx, office, person, state, now)


def _may(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    has_help = lifecycle.own_assignment(tx, client) is not None
    return has_help and permissions.is_allowed(
        tx, office, worker, Act.PLAN, client, now
    )


def _ask_day(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    now: datetime,
    fault: str = "",
) -> None:
    today = _there(office, now)
    language = worker.language
    near = [
        (each.isoformat(), day(office, each, language))
        for each in (today, today - timedelta(days=1))
    ]
    asked = office.say("review_ask_day", language, client=client.label)
    question = Ask(
        f"{fault}\n{asked}".strip(),
        (near, (dialogs.cancel_choice(office, worker),)),
        takes_words=True,
    )
    state = {"client": client.id, "took_part": [Party.CLIENT, Party.CONTACT_PERSON]}
    dialogs.ask(tx, worker, DIALOG, "day", state, question, now)


def _with_day(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person,
    state: State,
    answer: str,
    now: datetime,
) -> None:
    found = _held_on(tx, office, client, answer, now)
    if found is None:
        fault = office.say("review_no_day", person.language)
        _ask_day(tx, office, person, client, now, fault)
        return
    state["held_on"] = found.isoformat()
    _ask_who(tx, office, person, client, state, now)


def _held_on(
    tx: Transaction, office: Office, client: Person, answer: str, now: datetime
) -> date | None:
    """Return the day that was written, if it can have been then."""
    today = _there(office, now)
    match = days.A_DAY.fullmatch(answer.strip(" .!"))
    found = None if match is None else days.meant(match, today, after=None)
    if found is not None and match is not None and match["word"] in days.WEEKDAYS:
        found -= timedelta(days=7 * (found > today))  # a weekday is the one just been
    assignment = lifecycle.own_assignment(tx, client)
    if found is None or assignment is None or found > today:
        return None
    begun = _there(office, assignments.details(tx, assignment.id).starts_at)
    return found if found >= begun else None


def _ask_who(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person,
    state: State,
    now: datetime,
) -> None:
    rows = [
        ((each, f"{CHOSEN if each in state['took_part'] else ''}{label}"),)
        for each, label in _parties(office, person, client)
    ]
    last = (
        (GO_ON, office.say("btn_go_on", person.language)),
        dialogs.cancel_choice(office, person),
    )
    text = office.say("review_ask_who", person.language)
    dialogs.ask(tx, person, DIALOG, "who", state, Ask(text, (*rows, last)), now)


def _parties(office: Office, to: Person, client: Person) -> list[tuple[str, str]]:
    return [
        (
            each,
            client.label
            if each is Party.CLIENT
            else office.say(f"party_{each}", to.language),
        )
        for each in Party
    ]


def _with_party(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person,
    state: State,
    answer: str,
    now: datetime,
) -> None:
    if answer != GO_ON or not state["took_part"]:
        if answer in tuple(Party):
            state["took_part"] = sorted({*state["took_part"]} ^ {answer})
        _ask_who(tx, office, person, client, state, now)
    elif _keeps_words(tx, client):
        _ask_words(tx, office, person, "need", state, now)
    else:
        _ask_outcome(tx, office, person, state, now)


def _keeps_words(tx: Transaction, client: Person) -> bool:
    case = cases.of_client(tx, client.id)
    return case is not None and RecordPolicy(cases.policy_of(tx, case)) in NOTES_KEPT


def _ask_words(
    tx: Transaction,
    office: Office,
    person: Person,
    about: str,
    state: State,
    now: datetime,
) -> None:
    """Ask one of the two questions: is it needed, does it work?"""
    text = office.say(f"review_ask_{about}", person.language)
    question = Ask(text, ((dialogs.cancel_choice(office, person),),), takes_words=True)
    dialogs.ask(tx, person, DIALOG, about, state, question, now)


def _ask_outcome(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    rows = [((each, office.say(f"btn_{each}", person.language)),) for each in Outcome]
    last = (dialogs.cancel_choice(office, person),)
    text = office.say("review_ask_outcome", person.language)
    dialogs.ask(tx, person, DIALOG, "outcome", state, Ask(text, (*rows, last)), now)


def _hold(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person,
    state: State,
    outcome: Outcome,
    now: datetime,
) -> None:
    dialogs.end(tx, person)
    assignment = lifecycle.own_assignment(tx, client)
    if assignment is None:
        return
    parties = frozenset(map(Party, state["took_part"]))
    held_on = date.fromisoformat(state["held_on"])
    held = FollowUp(assignment.id, held_on, parties, outcome)
    said = {name: state[name] for name in ("need", "how") if state.get(name)}
    follow_ups.hold(tx, office, person, client, held, said, now)
    profile = rules.of_assignment(tx, office, client, now)
    if outcome is Outcome.ENDS or profile is None:
        notices.say(tx, office, person, "review_noted_ends", now, client=client.label)
        return
    details = assignments.details(tx, assignment.id)
    due = follow_ups.due_of(tx, office, details, profile)
    values = {"client": client.label, "date": day(office, due, person.language)}
    notices.say(tx, office, person, "review_noted", now, **values)


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
