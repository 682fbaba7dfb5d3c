"""Noting a review that was held, step by step: `/followup K7`."""

from datetime import date, datetime, timedelta

from casework import days
from casework.follow_ups import FollowUp, Outcome, Party
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import (
    entries,
    follow_ups,
    lifecycle,
    named_client,
    permissions,
)
from handlers import profiles as rules
from handlers.contact_gaps import day
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.turns import Turn
from storage import assignments, cases, people
from storage.buttons import Meaning
from storage.transaction import Transaction

DIALOG = "review"
LONGEST = 2000
GO_ON = "go_on"
CHOSEN = "\N{CHECK MARK} "


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Ask on which day it was, once it is known whose it is."""
    named = named_client.behind(
        tx, office, worker, said, Act.PLAN, now, how="review_whom"
    )
    if named is not None:
        _ask_day(Turn(tx, office, worker, named[0], DIALOG, {}, now))


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Begin where somebody was reminded of it; tell whether they still may."""
    client = people.find(tx, PersonId(meaning.subject))
    if client is None or not may(tx, office, worker, client, now):
        return False
    _ask_day(Turn(tx, office, worker, client, DIALOG, {}, now))
    return True


def step(turn: Turn, answer: str) -> None:
    """Take the answer to one step, and ask the next or write everything down."""
    match turn.step:
        case "day":
            _with_day(turn, answer)
        case "who":
            _with_party(turn, answer)
        case "need":
            turn.state["need"] = answer[:LONGEST]
            _ask_words(turn, "how")
        case "how":
            turn.state["how"] = answer[:LONGEST]
            _ask_outcome(turn)
        case _ if answer in tuple(Outcome):
            _hold(turn, Outcome(answer))
        case _:
            _ask_outcome(turn)


def may(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    """Tell whether somebody may note a review of a client's help."""
    has_help = lifecycle.own_assignment(tx, client) is not None
    return has_help and permissions.is_allowed(
        tx, office, worker, Act.PLAN, client, now
    )


def _ask_day(turn: Turn, fault: str = "") -> None:
    today = _there(turn.office, turn.now)
    near = [
        (each.isoformat(), day(turn.office, each, turn.worker.language))
        for each in (today, today - timedelta(days=1))
    ]
    asked = turn.text("review_ask_day", client=turn.client.label)
    turn.state["client"] = turn.client.id
    turn.state["took_part"] = [Party.CLIENT, Party.CONTACT_PERSON]
    rows = (near, (turn.cancel,))
    turn.ask("day", Ask(f"{fault}\n{asked}".strip(), rows, takes_words=True))


def _with_day(turn: Turn, answer: str) -> None:
    found = _held_on(turn, answer)
    if found is None:
        _ask_day(turn, turn.text("review_no_day"))
        return
    turn.state["held_on"] = found.isoformat()
    _ask_who(turn)


def _held_on(turn: Turn, answer: str) -> date | None:
    """Return the day that was written, if it can have been then."""
    tx, office = turn.tx, turn.office
    today = _there(office, turn.now)
    match = days.A_DAY.fullmatch(answer.strip(" .!"))
    found = None if match is None else days.meant(match, today, after=None)
    if found is not None and match is not None and match["word"] in days.WEEKDAYS:
        found -= timedelta(days=7 * (found > today))  # a weekday is the one just been
    assignment = lifecycle.own_assignment(tx, turn.client)
    if found is None or assignment is None or found > today:
        return None
    begun = _there(office, assignments.details(tx, assignment.id).starts_at)
    return found if found >= begun else None


def _ask_who(turn: Turn) -> None:
    rows = [
        ((each, f"{CHOSEN if each in turn.state['took_part'] else ''}{label}"),)
        for each, label in _parties(turn)
    ]
    last = ((GO_ON, turn.text("btn_go_on")), turn.cancel)
    turn.ask("who", Ask(turn.text("review_ask_who"), (*rows, last)))


def _parties(turn: Turn) -> list[tuple[str, str]]:
    return [
        (
            each,
            turn.client.label if each is Party.CLIENT else turn.text(f"party_{each}"),
        )
        for each in Party
    ]


def _with_party(turn: Turn, answer: str) -> None:
    took_part = turn.state["took_part"]
    if answer != GO_ON or not took_part:
        if answer in tuple(Party):
            turn.state["took_part"] = sorted({*took_part} ^ {answer})
        _ask_who(turn)
    elif entries.keeps_notes(turn.tx, cases.of_client(turn.tx, turn.client.id)):
        _ask_words(turn, "need")
    else:
        _ask_outcome(turn)


def _ask_words(turn: Turn, about: str) -> None:
    """Ask one of the two questions: is it needed, does it work?"""
    text = turn.text(f"review_ask_{about}")
    turn.ask(about, Ask(text, ((turn.cancel,),), takes_words=True))


def _ask_outcome(turn: Turn) -> None:
    rows = [((each, turn.text(f"btn_{each}")),) for each in Outcome]
    turn.ask("outcome", Ask(turn.text("review_ask_outcome"), (*rows, (turn.cancel,))))


def _hold(turn: Turn, outcome: Outcome) -> None:
    turn.end()
    tx, office, state, client = turn.tx, turn.office, turn.state, turn.client
    assignment = lifecycle.own_assignment(tx, client)
    if assignment is None:
        return
    parties = frozenset(map(Party, state["took_part"]))
    held_on = date.fromisoformat(state["held_on"])
    held = FollowUp(assignment.id, held_on, parties, outcome)
    said = {name: state[name] for name in ("need", "how") if state.get(name)}
    follow_ups.hold(tx, office, turn.worker, client, held, said, turn.now)
    profile = rules.of_assignment(tx, office, client, turn.now)
    if outcome is Outcome.ENDS or profile is None:
        turn.say("review_noted_ends", client=client.label)
        return
    details = assignments.details(tx, assignment.id)
    due = follow_ups.due_of(tx, office, details, profile)
    when = day(office, due, turn.worker.language)
    turn.say("review_noted", client=client.label, date=when)


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
