"""Answering what people asked about what is kept of them: `/requests`, or by SMS."""

import re
from datetime import datetime
from typing import Any

from casework.people import Person
from casework.requests import Fault, Outcome, Request, RequestKind
from casework.rights import Act
from handlers import dialogs, entries, notices, permissions, requests
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.requests import Answer
from storage import people
from storage import requests as stored
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "requests"
GRANT, REFUSE, EXTEND = "grant", "refuse", "extend"
"""What can be done with one."""

BY_SMS = re.compile(
    r"\s*(?:requests?|anmodning(?:er)?|begäran|begaran)\b[\s#]*(?:(\d{1,6})\b\s*(.*))?",
    re.IGNORECASE | re.DOTALL,
)
ENTRY = re.compile(r"#?(\d{1,7})", re.ASCII)
"""The number of an entry; no case has ten million."""

_DEEDS = (
    (GRANT, re.compile(r"(?:yes|ja)\b[\s#:,.]*(\d{0,7})[\s.!]*", re.IGNORECASE)),
    (REFUSE, re.compile(r"(?:no|nej)\b[\s:,.]*(.*)", re.IGNORECASE | re.DOTALL)),
    (
        EXTEND,
        re.compile(r"(?:later|senere|senare)\b[\s:,.]*(.*)", re.IGNORECASE | re.DOTALL),
    ),
)


def begin(
    tx: Transaction, office: Office, worker: Person, _said: str, now: datetime
) -> None:
    """Show what waits for an answer, with a button for each."""
    found = requests.open_for(tx, office, worker, now)
    lines = requests.listed(tx, office, worker, found, now)
    if not lines:
        notices.say(tx, office, worker, "requests_none", now)
        return
    shown = found[: requests.MOST_LINES]
    rows = [
        [(str(each.id), f"{each.id}. {people.known(tx, each.client).label}")]
        for each in shown
    ]
    question = Ask("\n".join(lines), [*rows, [dialogs.cancel_choice(office, worker)]])
    dialogs.ask(tx, worker, DIALOG, "which", {}, question, now)


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what `REQUEST 3 NO the law forbids it` says, or list; tell if it was one."""
    match = BY_SMS.fullmatch(text)
    if match is None:
        return False
    if match[1] is None:
        found = requests.open_for(tx, office, worker, now)
        lines = requests.listed(tx, office, worker, found, now)
        if found:
            lines.append(office.say("request_how", worker.language, number=found[0].id))
        said = "\n".join(lines) or office.say("requests_none", worker.language)
        notices.answer(tx, worker.id, said, now)
        return True
    request = _of(tx, office, worker, int(match[1]), now)
    if request is None:
        notices.say(tx, office, worker, "request_unknown", now, number=match[1])
        return True
    for deed, form in _DEEDS:
        if given := form.fullmatch(match[2].strip()):
            _do(tx, office, worker, request, deed, given[1].strip(), now)
            return True
    notices.say(tx, office, worker, "request_how", now, number=request.id)
    return True


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next or be done."""
    state = dict(dialog.state)
    number = int(answer) if dialog.step == "which" else state["request"]
    # Asked anew at each step: who answers can change meanwhile, or have answered.
    request = _of(tx, office, person, number, now)
    if request is None:
        dialogs.end(tx, person)
        notices.say(tx, office, person, "request_unknown", now, number=number)
    elif dialog.step == "which":
        _ask_what(tx, office, person, request, now)
    elif dialog.step == "what" and _needs_words(tx, request, answer):
        state |= {"deed": answer}
        key = "request_which" if answer == GRANT else "request_why"
        client = people.known(tx, request.client)
        text = office.say(key, person.language, client=client.label)
        question = Ask(text, takes_words=True)
        dialogs.ask(tx, person, DIALOG, "words", state, question, now)
    else:
        dialogs.end(tx, person)
        deed, words = (answer, "") if dialog.step == "what" else (state["deed"], answer)
        _do(tx, office, person, request, deed, words, now)


def _needs_words(tx: Transaction, request: Request, deed: str) -> bool:
    if deed == GRANT:
        is_beside_one = request.kind is RequestKind.CORRECTION and request.entry is None
        return is_beside_one and entries.has_record(tx, request.case)
    return True


def _ask_what(
    tx: Transaction, office: Office, worker: Person, request: Request, now: datetime
) -> None:
    """Ask what is to be done; the words of who is helped are for who reads them."""
    client, language = people.known(tx, request.client), worker.language
    lines = [requests.line(tx, office, worker, request, now)]
    may_read = permissions.is_allowed(tx, office, worker, Act.READ_CONTENT, client, now)
    if may_read and (words := stored.words_of(tx, request)):
        lines.append(f"“{words}”")
    choices = [
        (GRANT, office.say(f"btn_request_{request.kind}", language)),
        (REFUSE, office.say("btn_request_refuse", language)),
    ]
    if request.extended_at is None:
        choices.append((EXTEND, office.say("btn_request_extend", language)))
    rows = [[each] for each in (*choices, dialogs.cancel_choice(office, worker))]
    state: dict[str, Any] = {"request": request.id}
    question = Ask("\n".join(lines), rows)
    dialogs.ask(tx, worker, DIALOG, "what", state, question, now)


def _do(
    tx: Transaction,
    office: Office,
    worker: Person,
    request: Request,
    deed: str,
    words: str,
    now: datetime,
) -> None:
    """Answer it or give it more time, and say what came of it."""
    fault: Fault | None
    if deed == EXTEND:
        fault = requests.extend(tx, office, request, words, worker, now)
    elif deed == REFUSE:
        given = Answer(Outcome.REFUSED, reason=words)
        fault = requests.answer(tx, office, request, given, worker, now)
    else:
        number = ENTRY.fullmatch(words)
        given = Answer(Outcome.GRANTED, entry=int(number[1]) if number else None)
        fault = requests.answer(tx, office, request, given, worker, now)
    client = people.known(tx, request.client)
    if fault is None:
        notices.say(tx, office, worker, "request_told", now, client=client.label)
    else:
        notices.say(tx, office, worker, f"request_fault_{fault}", now)


def _of(
    tx: Transaction, office: Office, worker: Person, number: int, now: datetime
) -> Request | None:
    """Return an open request, if this is somebody who may answer it."""
    request = stored.find(tx, number)
    if request is None or not request.is_open:
        return None
    client = people.known(tx, request.client)
    act = Act.ANSWER_REQUEST
    if permissions.is_allowed(tx, office, worker, act, client, now):
        return request
    permissions.note_denied(tx, worker, act, client, now)
    return None
