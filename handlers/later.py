"""Words that their author lets leave later: listed, changed, dropped, asked about."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from casework import local_time, when
from casework.drafts import DeliveryKind, Draft, Target
from casework.entities import entities_behind, utf16_length
from casework.messages import Incoming
from casework.people import Person
from casework.reasons import Reason
from casework.rights import Act
from casework.when import NotWhen, When, WhenFault
from handlers import (
    due_work,
    kept_lines,
    named_client,
    notices,
    private_lines,
    when_asking,
)
from handlers.caseload import conversation_with
from handlers.due_work import Done, DueKind, Result, Skip
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Leaving, Written, pass_on
from storage import messages, people, scheduled
from storage.buttons import Meaning
from storage.due import Due
from storage.scheduled import Scheduled
from storage.transaction import Transaction

KIND = "scheduled"
"""What is due: the words, at the hour that their author chose."""

SEND, HOLD, DROP, ASK = "later_send", "later_hold", "later_drop", "later_ask"
"""What the buttons do; their subject is the words."""

LATENESS = timedelta(hours=2)
"""After that their author is asked: "good luck today" is no good tomorrow."""

MOST_WAITING = 50
"""Of one author: more than that is another program."""

SHOWN = 60
"""Characters of the words in a list."""

LONGEST_WHEN = 12
"""Words: no time of day needs more."""

COMMAND = re.compile(
    r"\s*(?:/later(?:@\w+)?|later|senere|senare)(?:\s+(?P<who>\S+)\s*)?", re.IGNORECASE
)
BY_SMS = re.compile(
    r"\s*(?:(?P<later_drop>drop|slet|ta bort)|(?P<later_send>send|skicka)"
    r"|(?P<later_ask>ask|spørg|spoerg|fråga))\s+#?(?P<number>\d{1,9})[\s.!]*",
    re.IGNORECASE,
)
IN_WORDS = Leaving(in_words=True)


def begin(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> None:
    """Let words leave later, or show what does; the command alone shows it."""
    match = COMMAND.match(written.incoming.text)
    if match is None or match["who"] is None:
        _show(tx, office, worker, now)
        return
    read = _read(tx, office, worker, written, now)
    if read is None:
        return
    client, moment, words = read
    if len(scheduled.open_of(tx, worker.id)) >= MOST_WAITING:
        notices.say(tx, office, worker, "later_full", now)
        return
    kept = Scheduled(
        id=scheduled.next_id(tx),
        worker=worker.id,
        client=client.id,
        event=kept_lines.as_kept(words),
        send_at=moment,
        asks_first=False,
        revision=0,
        state="waiting",
        created_at=now,
    )
    scheduled.add(tx, kept, written.address.id, written.incoming.message_id)
    _plan(tx, office, kept)
    _confirm(tx, office, worker, kept, written, now)


def by_sms(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> bool:
    """Do what LATER, LATER K7 … or LATER SEND 2 asks; tell whether it was that."""
    match = COMMAND.match(written.incoming.text)
    if match is None:
        return False
    behind = written.incoming.text[match.start("who") :] if match["who"] else ""
    said = BY_SMS.fullmatch(behind)
    if said is not None:
        action = next(each for each in (SEND, ASK, DROP) if said[each])
        if not _do(tx, office, worker, int(said["number"]), action, now):
            notices.say(tx, office, worker, "later_gone", now)
        return True
    if match["who"] and not named_client.called(tx, worker, match["who"]):
        return False  # words that only begin like that
    begin(tx, office, worker, written, now)
    return True


def change(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> Written | None:
    """Take a changed command for what it says now.

    Returns what is to be done with an edit as usual; nothing where it was dealt with.
    """
    kept = scheduled.find_written(tx, written.address.id, written.incoming.message_id)
    if kept is None:
        return written
    read = _read(tx, office, worker, written, now, is_left=not kept.is_open)
    if read is None or kept.state == "dropped":
        return None
    client, moment, words = read
    if not kept.is_open:
        return words
    due_work.cancel(tx, KIND, kept.id, now, Reason.WITHDRAWN)
    first = replace(words, incoming=replace(words.incoming, is_edit=False))
    scheduled.change(tx, kept, client.id, kept_lines.as_kept(first), moment)
    changed = scheduled.find(tx, kept.id)
    if changed is None:
        raise LookupError
    _plan(tx, office, changed)
    _confirm(tx, office, worker, changed, written, now)
    return None


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Do what a button says; tell whether the words still waited."""
    return _do(tx, office, worker, int(meaning.subject), meaning.action, now)


def _do(
    tx: Transaction,
    office: Office,
    worker: Person,
    number: int,
    action: str,
    now: datetime,
) -> bool:
    """Do with words what their author says; tell whether they still waited."""
    words = scheduled.find(tx, number)
    if words is None or words.worker != worker.id or not words.is_open:
        return False
    match action:
        case "later_send":
            due_work.cancel(tx, KIND, words.id, now, Reason.WITHDRAWN)
            _send(tx, office, worker, words, now)
        case "later_hold":
            notices.say(tx, office, worker, "later_held", now)
        case "later_ask":
            scheduled.set_asks(tx, words, asks=True)
            notices.say(tx, office, worker, "later_asks", now)
        case _:
            due_work.cancel(tx, KIND, words.id, now, Reason.WITHDRAWN)
            scheduled.settle(tx, words, "dropped")
            notices.say(tx, office, worker, "later_dropped", now)
    return True


def due(tx: Transaction, office: Office, what: Due, now: datetime) -> Result:
    """Send the words at their hour, or ask their author who wanted to be asked."""
    words = scheduled.find(tx, what.subject)
    if words is None or words.state != "waiting" or words.revision != what.revision:
        return Skip(Reason.WITHDRAWN)
    worker = people.known(tx, words.worker)
    conversation = conversation_with(tx, worker, people.known(tx, words.client))
    if words.asks_first and conversation is not None:
        wrote = messages.last_written_at(tx, words.client)
        if wrote is not None and wrote > words.created_at:
            scheduled.set_asked(tx, words)
            _ask(tx, office, worker, words, "later_wrote", now)
            return Done()
    return Done(_send(tx, office, worker, words, now))


def missed(
    tx: Transaction, office: Office, what: Due, reason: Reason, now: datetime
) -> None:
    """Ask the author what becomes of words whose hour went by."""
    words = scheduled.find(tx, what.subject)
    if reason is Reason.WITHDRAWN or words is None or words.state != "waiting":
        return
    scheduled.set_asked(tx, words)
    worker = people.known(tx, words.worker)
    _ask(tx, office, worker, words, "later_missed", now)


DUE = DueKind(due, LATENESS, missed, urgent=True)


def _read(
    tx: Transaction,
    office: Office,
    worker: Person,
    written: Written,
    now: datetime,
    *,
    is_left: bool = False,
) -> tuple[Person, datetime, Written] | None:
    """Return to whom, when and what; or say what is missing, and return nothing.

    Of words that have left nobody asks whether their hour is still to come.
    """
    match = COMMAND.match(written.incoming.text)
    if match is None or match["who"] is None:
        notices.say(tx, office, worker, "later_how", now)
        return None
    client = named_client.theirs(tx, office, worker, match["who"], Act.WRITE_TO, now)
    if client is None:
        return None
    asked_at = written.incoming.at if is_left else now
    found = split(written.incoming.text[match.end() :], asked_at, office)
    if isinstance(found, NotWhen):
        text = when_asking.question(office, worker.language, found)
        notices.answer(tx, worker.id, text, now)
        return None
    at, words = found
    if not words:
        notices.say(tx, office, worker, "later_how", now)
        return None
    incoming = _behind(written.incoming, words)
    moment = local_time.instant(at, office.zone)
    return client, moment, replace(written, incoming=incoming)


def split(text: str, now: datetime, office: Office) -> tuple[datetime, str] | NotWhen:
    """Return when, on the wall, and the words behind it exactly as they were written.

    When it is goes on for as long as the text says nothing but that: `tomorrow 9 pm`,
    and not for how long it takes.
    """
    found: tuple[datetime, str] | None = None
    for match in islice(re.finditer(r"\S+", text), LONGEST_WHEN):
        read = when.read(text[: match.end()], now, office.zone)
        if isinstance(read, When) and not read.rest and read.minutes is None:
            found = read.starts, text[match.end() :].strip()
        elif found is not None:
            return found
    if found is not None:
        return found
    read = when.read(text, now, office.zone)
    if isinstance(read, NotWhen):
        return read
    return NotWhen(WhenFault.LENGTH, text.strip()[:SHOWN])


def _behind(incoming: Incoming, words: str) -> Incoming:
    """Return the message without what stands before its words."""
    head = incoming.text.rindex(words)
    look = entities_behind(incoming.entities, utf16_length(incoming.text[:head]))
    return replace(incoming, text=words, entities=look, reply_to=None)


def _plan(tx: Transaction, office: Office, words: Scheduled) -> None:
    due_work.put(
        tx,
        office,
        KIND,
        words.id,
        words.client,
        words.send_at,
        revision=words.revision,
    )


def _send(
    tx: Transaction, office: Office, worker: Person, words: Scheduled, now: datetime
) -> int | None:
    """Pass the words on; nobody gets what their author may not send them any more."""
    client = people.known(tx, words.client)
    conversation = conversation_with(tx, worker, client)
    if conversation is None:
        scheduled.settle(tx, words, "dropped")
        notices.say(tx, office, worker, "later_over", now, client=client.alias)
        return None
    written = kept_lines.from_kept(words.event)
    scheduled.settle(tx, words, "sent")
    if private_lines.holds(tx, office, worker, client, written, now):
        return None
    return pass_on(tx, office, conversation, written, now, IN_WORDS)


def _confirm(
    tx: Transaction,
    office: Office,
    worker: Person,
    words: Scheduled,
    written: Written,
    now: datetime,
) -> None:
    """Say to whom the words go and when, with what can still be done with them."""
    values = {
        "client": people.known(tx, words.client).label,
        "when": _when(office, words, worker, now),
    }
    by_sms = office.say("later_kept_sms", worker.language, number=words.id, **values)
    actions = [("send_now", SEND), ("drop", DROP)]
    if not words.asks_first:
        actions.append(("btn_ask_first", ASK))
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        office.say("later_kept", worker.language, **values),
        sms_text=by_sms,
        reply_to=Target(external=(written.address.id, written.incoming.message_id)),
    )
    notices.tell(tx, draft, now, [_buttons(office, worker, words, actions)])


def _ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    words: Scheduled,
    key: str,
    now: datetime,
) -> None:
    text = office.say(
        key,
        worker.language,
        client=people.known(tx, words.client).label,
        text=_begins(words),
        when=_when(office, words, worker, now),
    )
    actions = [("send_now", SEND), ("btn_hold", HOLD), ("drop", DROP)]
    row = _buttons(office, worker, words, actions)
    _tell(tx, office, worker, text, [row], now)


def _show(tx: Transaction, office: Office, worker: Person, now: datetime) -> None:
    """List what leaves later, each with a button that drops it."""
    waiting = scheduled.open_of(tx, worker.id)
    if not waiting:
        notices.say(tx, office, worker, "later_none", now)
        return
    lines = [office.say("later_list", worker.language)]
    rows = []
    for words in waiting:
        alias = people.known(tx, words.client).alias
        at = _when(office, words, worker, now)
        lines.append(f"{words.id}. {alias}, {at}: {_begins(words)}")
        label = f"{office.say('drop', worker.language)} {words.id}"
        rows.append([Choice(label, DROP, str(words.id))])
    _tell(tx, office, worker, "\n".join(lines), rows, now)


def _tell(
    tx: Transaction,
    office: Office,
    worker: Person,
    text: str,
    rows: list[list[Choice]],
    now: datetime,
) -> None:
    """Tell what waits, with buttons; by SMS with the words that do the same."""
    first = rows[0][0].subject
    hint = office.say("later_hint_sms", worker.language, number=first)
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, sms_text=f"{text}\n{hint}")
    notices.tell(tx, draft, now, rows)


def _buttons(
    office: Office, worker: Person, words: Scheduled, actions: list[tuple[str, str]]
) -> list[Choice]:
    say: Callable[[str], str] = lambda key: office.say(key, worker.language)  # noqa: E731 - short for two lines
    return [Choice(say(key), action, str(words.id)) for key, action in actions]


def _begins(words: Scheduled) -> str:
    text = " ".join(kept_lines.from_kept(words.event).incoming.text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _when(office: Office, words: Scheduled, worker: Person, now: datetime) -> str:
    return office.texts.when(words.send_at, now, office.zone, worker.language)
