"""`/goals K7`: what somebody wants to reach, from the list or in own words."""

import re
from collections.abc import Sequence
from datetime import datetime

from casework import staff_words
from casework.contacts import Goal
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import (
    dialogs,
    entries,
    goal_words,
    named_client,
    notices,
    turns,
)
from handlers.dialogs import Ask
from handlers.notices import Choice
from handlers.office import Office
from handlers.turns import Turn
from storage import cases, goals, people
from storage.buttons import Meaning
from storage.goals import KeptGoal
from storage.records import NewEntry
from storage.transaction import Transaction

DIALOG = "goals"
ADD, END = "goal_add", "goal_end"
"""What the buttons under the list do."""

MOST = 20
A_ROW = 2
_ENDS = re.compile(
    r"(?:end|ends|slut|sluta|afslut|avsluta)\s+#?(\d{1,3})", re.IGNORECASE
)


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show the goals of whom is named, add those behind the name, or end one."""
    named = named_client.behind(
        tx, office, worker, said, Act.WRITE_TO, now, how="goals_how"
    )
    if named is None:
        return
    client, words = named
    if ends := _ENDS.fullmatch(words):
        found = goals.open_of(tx, client.id)[int(ends[1]) - 1 : int(ends[1])]
        for each in found:
            _end(tx, office, worker, client, each, now)
    else:
        for part in filter(None, (each.strip() for each in re.split(r"[,;\n]", words))):
            _add(tx, office, worker, client, part, now)
    _show(tx, office, worker, client, now)


by_sms = named_client.word_by_sms("goals?|m[åa]l", begin)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Ask for another goal, or end one; tell whether there was anything to do."""
    who, _, number = meaning.subject.partition("/")
    client = people.find(tx, PersonId(who))
    if client is None or not turns.may_write(tx, office, worker, client, now):
        return False
    if meaning.action == ADD:
        _ask(tx, office, worker, client, now)
        return True
    found = [each for each in goals.open_of(tx, client.id) if str(each.id) == number]
    for each in found:
        _end(tx, office, worker, client, each, now)
        _show(tx, office, worker, client, now)
    return bool(found)


def step(turn: Turn, answer: str) -> None:
    """Take a goal that was pressed or typed."""
    turn.end()
    if answer:
        _add(turn.tx, turn.office, turn.worker, turn.client, answer, turn.now)
    _show(turn.tx, turn.office, turn.worker, turn.client, turn.now)


def _show(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    spoken, found = worker.language, goals.open_of(tx, client.id)
    key = "goals_of" if found else "goals_none"
    lines = [office.say(key, spoken, client=client.label)]
    lines += [
        f"{place}. {goal_words.name(office, each.words, spoken)}"
        for place, each in enumerate(found, 1)
    ]
    end = office.say("btn_goal_end", spoken)
    buttons = [
        Choice(f"{end} {place}", END, f"{client.id}/{each.id}")
        for place, each in enumerate(found[:MOST], 1)
    ]
    rows = [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]
    add = [Choice(office.say("btn_goal_add", spoken), ADD, client.id)]
    case = cases.of_client(tx, client.id)
    text = "\n".join(lines)
    hint = office.say("goals_hint", spoken, alias=client.alias)
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        text,
        sms_text=staff_words.by_sms(f"{text}\n{hint}", spoken),
        case_id=case,
    )
    notices.tell(tx, draft, now, [*rows, add])


def _ask(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Ask for a goal: a tap on one of the list, or a reply with own words."""
    spoken = worker.language
    taken = {each.words for each in goals.open_of(tx, client.id)}
    left = [
        (each, office.say(f"goal_{each}", spoken)) for each in Goal if each not in taken
    ]
    rows: list[Sequence[tuple[str, str]]] = [
        left[at : at + A_ROW] for at in range(0, len(left), A_ROW)
    ]
    rows.append((dialogs.cancel_choice(office, worker),))
    text = office.say("goals_ask", spoken, client=client.label)
    question = Ask(text, rows, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "which", {"client": client.id}, question, now)


def _add(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    said: str,
    now: datetime,
) -> None:
    words = goal_words.read(office, said)
    known = goals.open_of(tx, client.id)
    if len(known) >= MOST or any(each.words == words for each in known):
        return
    added = goals.add(tx, client.id, words, worker.id, now)
    _write_down(tx, office, worker, client, "goal", added, now)


def _end(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    goal: KeptGoal,
    now: datetime,
) -> None:
    if goals.end(tx, goal.id, now):
        _write_down(tx, office, worker, client, "goal_ended", goal, now)


def _write_down(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    kind: str,
    goal: KeptGoal,
    now: datetime,
) -> None:
    """Write it into the case; own words only where a worker's words are kept."""
    case = cases.of_client(tx, client.id)
    kept = entries.keeps_notes(tx, case)
    is_listed = goal.words in tuple(Goal)
    body: dict[str, object] = {"author": worker.name, "text": ""}
    if kept or is_listed:
        body["text"] = goal_words.name(office, goal.words, office.language)
        body["goals"] = [goal.words]
    entries.write(tx, case, NewEntry(kind, now, "", "", worker.id, body))
