"""Noting a review that was held: step by step, or in one line by SMS."""

from datetime import date, datetime, timedelta

from casework.follow_up_line import LONGEST_ANSWER, read_follow_up, read_held_on
from casework.follow_ups import FollowUp, Outcome, Party
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import (
    entries,
    follow_ups,
    lifecycle,
    named_client,
    notices,
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
QUESTIONS = ("need", "how")
"""What is asked of a review: is the help still needed, and how does it work?"""

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
            turn.state["need"] = answer[:LONGEST_ANSWER]
            _ask_words(turn, "how")
        case "how":
            turn.state["how"] = answer[:LONGEST_ANSWER]
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
        _ask_day(turn, turn.text("review_no_day", **_possible(turn)))
        return
    turn.state["held_on"] = found.isoformat()
    _ask_who(turn)


def _held_on(turn: Turn, answer: str) -> date | None:
    """Return the day that was written, if it can have been then."""
    found = read_held_on(answer.strip(), _there(turn.office, turn.now))
    if found is None or found[0] is None or found[1].strip(" .!"):
        return None
    return found[0] if _had_begun(turn, found[0]) else None


def _had_begun(turn: Turn, held_on: date) -> bool:
    """Tell whether there was help on that day that could be looked at."""
    began = _began(turn)
    return began is not None and held_on >= began


def _began(turn: Turn) -> date | None:
    assignment = lifecycle.own_assignment(turn.tx, turn.client)
    if assignment is None:
        return None
    return _there(turn.office, assignments.details(turn.tx, assignment.id).starts_at)


def _possible(turn: Turn) -> dict[str, str]:
    """Return the first and the last day that may be written, as people write them."""
    today = _there(turn.office, turn.now)
    first = _began(turn) or today
    return {
        "first": f"{first.day}/{first.month}/{first.year}",
        "today": f"{today.day}/{today.month}",
    }


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
    state = turn.state
    assignment = lifecycle.own_assignment(turn.tx, turn.client)
    if assignment is None:
        return
    parties = frozenset(map(Party, state["took_part"]))
    held_on = date.fromisoformat(state["held_on"])
    held = FollowUp(assignment.id, held_on, parties, outcome)
    said = {name: state[name] for name in QUESTIONS if state.get(name)}
    notices.answer(turn.tx, turn.worker.id, _noted(turn, held, said), turn.now)


def _noted(turn: Turn, held: FollowUp, said: dict[str, str]) -> str:
    """Write a review down, and return what to say of it."""
    tx, office, client, now = turn.tx, turn.office, turn.client, turn.now
    follow_ups.hold(tx, office, turn.worker, client, held, said, now)
    profile = rules.of_assignment(tx, office, client, now)
    if held.outcome is Outcome.ENDS or profile is None:
        return turn.text("review_noted_ends", client=client.label)
    details = assignments.details(tx, held.assignment)
    due = follow_ups.due_of(tx, office, details, profile)
    when = day(office, due, turn.worker.language)
    return turn.text("review_noted", client=client.label, date=when)


def _in_one_line(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Note at once what was said, with what was understood; by SMS no steps follow."""
    named = named_client.behind(tx, office, worker, said, Act.PLAN, now)
    if named is None:
        return
    client, words = named
    turn = Turn(tx, office, worker, client, DIALOG, {}, now)
    told = read_follow_up(words, _there(office, now))
    assignment = lifecycle.own_assignment(tx, client)
    if assignment is None:
        turn.say("to_no_clients")
    elif told.outcome is None or not told.took_part:
        turn.say("review_how_sms", alias=client.alias)
    elif told.held_on is None or not _had_begun(turn, told.held_on):
        turn.say("review_no_day", **_possible(turn))
    else:
        held = FollowUp(assignment.id, told.held_on, told.took_part, told.outcome)
        answers = {"need": told.need, "how": told.how}
        kept = {name: each for name, each in answers.items() if each}
        keeps_words = entries.keeps_notes(tx, cases.of_client(tx, client.id))
        lines = [
            *follow_ups.in_words(office, client, held, worker.language),
            _noted(turn, held, kept if keeps_words else {}),
        ]
        if kept and not keeps_words:
            lines.append(turn.text("log_no_words"))
        notices.answer(tx, worker.id, "\n".join(lines), now)


by_sms = named_client.word_by_sms(
    "follow[ -]?up|opfølgning|opfoelgning|uppföljning|uppfoljning", _in_one_line
)


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
