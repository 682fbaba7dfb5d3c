"""Saying that one will be away, and who answers meanwhile: step by step, or by SMS."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from casework.absences import Absence, AbsenceState, overlapping
from casework.days import DayFault, Span, begins, ends, parse_span
from casework.gates import leaves_by
from casework.people import Channel, Person, PersonId, Role
from handlers import absences as planning
from handlers import dialogs, notices, standing_in
from handlers.colleagues import colleagues_of, named
from handlers.dialogs import Ask
from handlers.office import Office
from storage import absences, addresses, assignments, people
from storage.absences import Line
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "away"
LONGEST_LINE = 200
"""Signs; what needs more belongs into a talk between the two."""

AWAY = re.compile(r"^\s*(?:away|væk|vaek|borta)\b[\s:,]*", re.IGNORECASE)
BACK = re.compile(r"^\s*(?:back|tilbage|tillbaka)[\s.!]*$", re.IGNORECASE)
A_LINE = re.compile(r"^\s*(K\d{1,5})\b[\s:,.-]*(.*)$", re.IGNORECASE | re.ASCII)

State = dict[str, Any]


def begin(
    tx: Transaction, office: Office, person: Person, said: str, now: datetime
) -> None:
    """Begin with what was said behind the command: days, and who answers, or nothing.

    A supervisor may name first who is away, and cannot say so themself.
    """
    state: State = {"worker": person.id, "lines": {}}
    if not said.strip():
        _ask_days(tx, office, person, state, now)
        return
    today = now.astimezone(office.zone).date()
    is_supervisor = person.role is Role.SUPERVISOR
    if is_supervisor and parse_span(said, today) is DayFault.NO_DAY:
        called, *rest = said.split(maxsplit=1)
        found = named(tx, called, person)
        if len(found) == 1:
            state["worker"] = found[0].id
            said = " ".join(rest)
    _with_days(tx, office, person, state, said, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next."""
    state: State = {**dialog.state}
    if dialog.step == "days":
        _with_days(tx, office, person, state, answer, now)
    elif dialog.step == "who":
        _with_substitute(tx, office, person, state, answer, now)
    elif dialog.step == "line":
        line = "" if answer == "-" else " ".join(answer.split())[:LONGEST_LINE]
        state["lines"][state.pop("about")] = line
        _preview(tx, office, person, state, now)
    elif answer == "confirm":
        _confirm(tx, office, person, state, now)
    elif answer.startswith("about:"):
        _ask_line(tx, office, person, state, answer.partition(":")[2], now)
    else:
        _take_lines(tx, state, answer)
        _preview(tx, office, person, state, now)


def back(
    tx: Transaction, office: Office, worker: Person, _words: str, now: datetime
) -> None:
    """Be back, or call off what was planned; who is back is welcomed as it ends."""
    match planning.come_back(tx, office, worker, now):
        case None:
            notices.say(tx, office, worker, "away_none", now)
        case AbsenceState.CANCELLED:
            notices.say(tx, office, worker, "away_called_off", now)
        case _:
            pass


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what `AWAY 1/12-8/12 M4` or `BACK` says; tell whether it was one of these."""
    if BACK.match(text) and absences.open_of(tx, worker.id):
        back(tx, office, worker, "", now)
        return True
    match = AWAY.match(text)
    if match is None:
        return False
    said = text[match.end() :]
    found = parse_span(said, now.astimezone(office.zone).date())
    if found is DayFault.NO_DAY:
        if said.strip():
            return False  # words to somebody who is helped
        notices.say(tx, office, worker, "away_sms_help", now)
    elif isinstance(found, DayFault):
        notices.say(tx, office, worker, f"day_{found}", now)
    else:
        _away_by_sms(tx, office, worker, found, now)
    return True


def _away_by_sms(
    tx: Transaction, office: Office, worker: Person, span: Span, now: datetime
) -> None:
    others = named(tx, span.rest, worker) if span.rest else []
    if span.rest and len(others) != 1:
        notices.say(tx, office, worker, "away_unknown", now, alias=span.rest[:40])
        return
    substitute = others[0] if others else None
    if _is_taken(tx, office, worker, worker, span, now):
        return
    _plan(tx, office, worker, worker, span, substitute, {}, now)


def _with_days(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    said: str,
    now: datetime,
) -> None:
    span = parse_span(said, now.astimezone(office.zone).date())
    if isinstance(span, DayFault):
        _ask_days(tx, office, person, state, now, f"day_{span}")
        return
    worker = people.known(tx, PersonId(state["worker"]))
    if _is_taken(tx, office, person, worker, span, now):
        dialogs.end(tx, person)
        return
    state |= {"first": span.first.isoformat(), "last": span.last.isoformat()}
    if not span.rest:
        _ask_who(tx, office, person, state, now)
        return
    found = named(tx, span.rest, worker)
    if len(found) == 1:
        _with_substitute(tx, office, person, state, found[0].id, now)
        return
    wrong = office.say("away_unknown", person.language, alias=span.rest[:40])
    _ask_who(tx, office, person, state, now, wrong)


def _with_substitute(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    answer: str,
    now: datetime,
) -> None:
    """Take a pressed button, or a typed name."""
    worker = people.known(tx, PersonId(state["worker"]))
    known = {each.id: each for each in colleagues_of(tx, worker)}
    if answer == "supervisor":
        state["substitute"] = ""
    elif PersonId(answer) in known:
        state["substitute"] = answer
    else:
        found = named(tx, answer, worker)
        if len(found) != 1:
            wrong = office.say("away_unknown", person.language, alias=answer[:40])
            _ask_who(tx, office, person, state, now, wrong)
            return
        state["substitute"] = found[0].id
    _preview(tx, office, person, state, now)


def _ask_days(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    now: datetime,
    fault: str = "",
) -> None:
    text = office.say(fault or "away_ask_days", person.language)
    question = Ask(text, takes_words=True)
    dialogs.ask(tx, person, DIALOG, "days", state, question, now)


def _ask_who(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    now: datetime,
    fault: str = "",
) -> None:
    worker = people.known(tx, PersonId(state["worker"]))
    rows = [((each.id, each.label),) for each in colleagues_of(tx, worker)]
    last = (
        ("supervisor", office.say("btn_supervisor", person.language)),
        dialogs.cancel_choice(office, person),
    )
    days = standing_in.days_of(office, _absence(office, state), person.language)
    asked = office.say("away_ask_who", person.language, **days)
    question = Ask(f"{fault}\n{asked}".strip(), (*rows, last), takes_words=True)
    dialogs.ask(tx, person, DIALOG, "who", state, question, now)


def _ask_line(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    client: str,
    now: datetime,
) -> None:
    if PersonId(client) not in _clients(tx, state):
        # Typed, or of somebody whom they do not answer any more.
        _preview(tx, office, person, state, now)
        return
    state["about"] = client
    label = people.known(tx, PersonId(client)).label
    text = office.say("away_ask_line", person.language, client=label)
    question = Ask(text, takes_words=True)
    dialogs.ask(tx, person, DIALOG, "line", state, question, now)


def _take_lines(tx: Transaction, state: State, answer: str) -> None:
    """Take lines such as `K1 court on Thursday`, typed as a reply to the preview."""
    for line in answer.splitlines():
        match = A_LINE.match(line)
        client = match and people.find_by_alias(tx, match[1])
        if match and client and client.id in _clients(tx, state):
            state["lines"][client.id] = match[2].strip()[:LONGEST_LINE]


def _preview(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    """Show what will be: the days, who answers, and what matters of each."""
    absence, language = _absence(office, state), person.language
    worker = people.known(tx, absence.person)
    who = _who(tx, office, absence.substitute, language)
    own = worker.id == person.id
    head = office.say(
        "away_preview" if own else "away_preview_for",
        language,
        worker=worker.name,
        substitute=who,
        **standing_in.days_of(office, absence, language),
    )
    clients = [people.known(tx, each) for each in _clients(tx, state)]
    lines = [
        standing_in.listed(each, Line(each.id, state["lines"].get(each.id, "")))
        for each in clients
    ]
    notes = _notes(tx, office, absence, who, language, now)
    hint = office.say("away_preview_hint", language, substitute=who)
    rows = [((f"about:{each.id}", each.label),) for each in clients[:40]]
    last = (
        ("confirm", office.say("btn_confirm", language)),
        dialogs.cancel_choice(office, person),
    )
    question = Ask(
        "\n".join([head, *lines, *notes, hint]), (*rows, last), takes_words=True
    )
    dialogs.ask(tx, person, DIALOG, "preview", state, question, now)


def _notes(
    tx: Transaction,
    office: Office,
    absence: Absence,
    who: str,
    language: str,
    now: datetime,
) -> list[str]:
    """Return what the one who plans should know: others away, or out of reach."""
    moment = max(now, absence.starts_at)
    found = standing_in.answering_at(tx, absence.person, moment, planned=absence)
    if found == absence.person:
        return [office.say("away_nobody", language)]
    answering = people.known(tx, found)
    notes = []
    if absence.substitute not in (None, found):
        notes.append(
            office.say("away_other", language, substitute=who, other=answering.name)
        )
    channel = leaves_by(addresses.of_person(tx, found), now)
    if channel is not Channel.TELEGRAM:
        key = "away_unlinked" if channel is None else "away_open_sms"
        notes.append(office.say(key, language, substitute=answering.name))
    return notes


def _confirm(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    dialogs.end(tx, person)
    span = Span(date.fromisoformat(state["first"]), date.fromisoformat(state["last"]))
    worker = people.known(tx, PersonId(state["worker"]))
    if _is_taken(tx, office, person, worker, span, now):
        return
    substitute = state["substitute"] or None
    other = None if substitute is None else people.known(tx, PersonId(substitute))
    lines = {PersonId(key): line for key, line in state["lines"].items() if line}
    _plan(tx, office, person, worker, span, other, lines, now)


def _plan(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    span: Span,
    substitute: Person | None,
    lines: Mapping[PersonId, str],
    now: datetime,
) -> None:
    starts_at, ends_at = begins(span.first, office.zone), ends(span.last, office.zone)
    other = None if substitute is None else substitute.id
    absence = Absence(0, worker.id, other, starts_at, ends_at)
    notices.say(
        tx,
        office,
        person,
        "away_done",
        now,
        substitute=_who(tx, office, other, person.language),
        **standing_in.days_of(office, absence, person.language),
    )
    planning.plan(tx, office, worker, other, starts_at, ends_at, lines, now)


def _is_taken(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    span: Span,
    now: datetime,
) -> bool:
    """Say so, and tell, where these days are taken by another absence."""
    starts_at, ends_at = begins(span.first, office.zone), ends(span.last, office.zone)
    found = overlapping(absences.open_of(tx, worker.id), starts_at, ends_at)
    if found is None:
        return False
    days = standing_in.days_of(office, found, person.language)
    notices.say(tx, office, person, "away_taken", now, **days)
    return True


def _clients(tx: Transaction, state: State) -> list[PersonId]:
    worker = PersonId(state["worker"])
    return [each.client for each in assignments.open_of(tx, worker)]


def _absence(office: Office, state: State) -> Absence:
    """Return the absence as it would be."""
    substitute = state.get("substitute")
    return Absence(
        0,
        PersonId(state["worker"]),
        PersonId(substitute) if substitute else None,
        begins(date.fromisoformat(state["first"]), office.zone),
        ends(date.fromisoformat(state["last"]), office.zone),
    )


def _who(
    tx: Transaction, office: Office, substitute: PersonId | None, language: str
) -> str:
    if substitute is None:
        return office.say("away_supervisor", language)
    return people.known(tx, substitute).name
