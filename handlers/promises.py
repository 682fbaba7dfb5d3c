"""What two people agreed on: noted in one line, reminded, done with a tap."""

import re
from datetime import date, datetime, timedelta

from casework import local_time, staff_words
from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from casework.promises import (
    LONGEST_WORDS,
    MORNING,
    Fault,
    Promise,
    Said,
    Who,
    read_day,
    read_promise,
)
from casework.reasons import Reason
from casework.rights import Act
from casework.tasks import TaskKind
from handlers import (
    due_work,
    entries,
    named_client,
    notices,
    promise_reminders,
    promise_words,
    tasks,
    turns,
)
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Conversation
from handlers.turns import Turn
from storage import cases, people, promises
from storage.buttons import Meaning
from storage.records import NewEntry
from storage.transaction import Transaction

DIALOG = "promise"
DONE = "promise_done"
"""What a button under the list does."""

DONE_BY_SMS = re.compile(
    r"(?:done|klaret|klart?|færdig|faerdig|färdig|fardig)\s*#?(\d{1,9})",
    re.IGNORECASE,
)

MOST_BUTTONS = 24
NO_DAY = "none"


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Note what was agreed on, asking for what was not said: who, and by when."""
    read = _read(tx, office, worker, said, now)
    if read is None:
        return
    client, found = read
    state = {
        "client": client.id,
        "words": found.words,
        "who": found.who,
        "due_on": None if found.due_on is None else found.due_on.isoformat(),
    }
    _ask_next(Turn(tx, office, worker, client, DIALOG, state, now))


def _note_at_once(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Note it without asking back: who is not said is the one who is helped."""
    read = _read(tx, office, worker, said, now)
    if read is not None:
        _note(tx, office, worker, *read, now)


by_sms = named_client.word_by_sms("agree|agreed|aftalt|avtalat", _note_at_once)


def _read(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> tuple[Person, Said] | None:
    """Return with whom what was agreed on; nothing: they were told what is wrong."""
    named = named_client.behind(
        tx, office, worker, said, Act.WRITE_TO, now, how="agree_how"
    )
    if named is None:
        return None
    client, words = named
    found = read_promise(words, _today(office, now))
    if isinstance(found, Fault):
        values = {"client": client.label, "count": LONGEST_WORDS}
        notices.say(tx, office, worker, f"agree_{found}", now, **values)
        return None
    return client, found


def step(turn: Turn, answer: str) -> None:
    """Take the answer to one step, and ask the next or note it."""
    if turn.step == "who":
        if answer in tuple(Who):
            turn.state["who"] = answer
    elif answer == NO_DAY:
        turn.state["no_day"] = True
    else:
        found = read_day(answer, _today(turn.office, turn.now))
        if isinstance(found, Fault):
            _ask_when(turn, turn.text(f"agree_{found}"))
            return
        turn.state["due_on"] = found.isoformat()
    _ask_next(turn)


def show(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show what is agreed on and still open: with one, or with everybody."""
    if said.strip():
        named = named_client.behind(tx, office, worker, said, Act.WRITE_TO, now)
        if named is None:
            return
        clients = [named[0]]
    else:
        clients = clients_of(tx, worker)
    lines, by_sms, buttons = _listed(tx, office, worker, clients)
    if not lines:
        notices.say(tx, office, worker, "agreements_none", now)
        return
    by_sms.append(office.say("agreements_hint", worker.language))
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        "\n".join(lines),
        sms_text=staff_words.by_sms("\n".join(by_sms), worker.language),
    )
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    notices.tell(tx, draft, now, rows)


def _show_or_close(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Be done with the promise of a number, or show what is open."""
    match = DONE_BY_SMS.fullmatch(said)
    if match is None:
        show(tx, office, worker, said, now)
    elif not _close(tx, office, worker, int(match[1]), now):
        show(tx, office, worker, "", now)


list_by_sms = named_client.word_by_sms(
    "agreements|det aftalte|överenskommelser|overenskommelser",
    _show_or_close,
    behind=rf"(?:{named_client.A_NAME}|{DONE_BY_SMS.pattern})?",
)


def show_client(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Show somebody who is helped what they agreed on."""
    client = conversation.client
    text = promise_words.to_client(tx, office, client, conversation.other)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Be done with a promise; tell whether it was still open, and theirs."""
    return _close(tx, office, worker, int(meaning.subject), now)


def _close(
    tx: Transaction, office: Office, worker: Person, identity: int, now: datetime
) -> bool:
    found = promises.find(tx, identity)
    if found is None:
        return False
    client = people.known(tx, found.client)
    if not turns.may_write(tx, office, worker, client, now):
        return False
    if not done(tx, office, found, worker, now):
        return False
    values = {"client": client.label, "what": found.words}
    notices.say(tx, office, worker, "agreement_done", now, **values)
    return True


def done(
    tx: Transaction, office: Office, found: Promise, by: Person, now: datetime
) -> bool:
    """Close a promise, and tell whether it was open; nothing more comes of it."""
    if not promises.close(tx, found.id, by.id, now):
        return False
    for kind in (promise_reminders.TODAY, promise_reminders.LATE):
        due_work.cancel(tx, kind, found.id, now, Reason.OVER)
    tasks.done_about(
        tx,
        office,
        found.client,
        TaskKind.AGREEMENT,
        now,
        subject=str(found.id),
        by=by.id,
    )
    _write_down(tx, office, found, "agreed_done", by, now)
    return True


def task_done(
    tx: Transaction, office: Office, identity: int, by: Person, now: datetime
) -> None:
    """Be done with the promise that a task was about."""
    found = promises.find(tx, identity)
    if found is not None:
        done(tx, office, found, by, now)


def _ask_next(turn: Turn) -> None:
    """Ask who, then by when, whichever was not said; then note it."""
    state = turn.state
    if not state["who"]:
        _ask_who(turn)
    elif not state["due_on"] and "no_day" not in state:
        _ask_when(turn)
    else:
        turn.end()
        due = state["due_on"] and date.fromisoformat(state["due_on"])
        said = Said(state["words"], due or None, Who(state["who"]))
        _note(turn.tx, turn.office, turn.worker, turn.client, said, turn.now)


def _ask_who(turn: Turn) -> None:
    rows = (
        ((Who.CLIENT, turn.client.label),),
        ((Who.WORKER, turn.text("btn_me")),),
        ((Who.OTHER, turn.text("btn_somebody_else")),),
        (turn.cancel,),
    )
    turn.ask("who", Ask(turn.text("agree_ask_who", what=_quoted(turn)), rows))


def _ask_when(turn: Turn, fault: str = "") -> None:
    asked = turn.text("agree_ask_when", what=_quoted(turn))
    row = ((NO_DAY, turn.text("btn_no_day")), turn.cancel)
    turn.ask("when", Ask(f"{fault}\n{asked}".strip(), (row,), takes_words=True))


def _quoted(turn: Turn) -> str:
    return f'"{turn.state["words"]}"'


def _note(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    said: Said,
    now: datetime,
) -> None:
    who = said.who or Who.CLIENT
    noted = promises.add(tx, client.id, who, said.words, said.due_on, worker.id, now)
    _plan(tx, office, noted, now)
    _write_down(tx, office, noted, "agreed", worker, now)
    line = promise_words.line(tx, office, noted, client, worker.language)
    notices.say(tx, office, worker, "agree_noted", now, client=client.label, what=line)


def _plan(tx: Transaction, office: Office, noted: Promise, now: datetime) -> None:
    """Remind on the morning of its day, and on the next one if it is not done."""
    if noted.due_on is None:
        return
    for kind, days in ((promise_reminders.TODAY, 0), (promise_reminders.LATE, 1)):
        morning = datetime.combine(noted.due_on + timedelta(days=days), MORNING)
        at = local_time.instant(morning, office.zone)
        if at > now:
            due_work.put(tx, office, kind, noted.id, noted.client, at)


def _listed(
    tx: Transaction, office: Office, worker: Person, clients: list[Person]
) -> tuple[list[str], list[str], list[Choice]]:
    """Return a line, one for SMS and a button for each.

    They are numbered through; by SMS each keeps its number, whatever becomes of others.
    """
    lines: list[str] = []
    by_sms: list[str] = []
    buttons: list[Choice] = []
    label = office.say("btn_done", worker.language)
    for client in clients:
        found = promises.open_of(tx, client.id)[: MOST_BUTTONS - len(buttons)]
        if found:
            head = office.say("agreements_of", worker.language, client=client.label)
            lines.append(head)
            by_sms.append(head)
        for each in found:
            number = len(buttons) + 1
            words = promise_words.line(tx, office, each, client, worker.language)
            lines.append(f"{number}. {words}")
            by_sms.append(f"{each.id}. {words}")
            buttons.append(Choice(f"{label} {number}", DONE, str(each.id)))
    return lines, by_sms, buttons


def _write_down(
    tx: Transaction,
    office: Office,
    noted: Promise,
    kind: str,
    by: Person,
    now: datetime,
) -> None:
    """Write it into the case; the words only where a worker's words are kept."""
    client = people.known(tx, noted.client)
    case = cases.of_client(tx, client.id)
    text = promise_words.for_case(tx, office, noted, client, case)
    body = {"author": by.name, "text": text, "who": noted.who, "promise": noted.id}
    entries.write(tx, case, NewEntry(kind, now, "", "", by.id, body))


def _today(office: Office, now: datetime) -> date:
    return now.astimezone(office.zone).date()
