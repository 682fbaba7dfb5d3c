"""`/safe`: writing down with somebody when and how one may safely write to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from casework import hours
from casework.hours import NotHours
from casework.keywords import recognise, twilio_acts_on
from casework.people import Channel, Person, PersonId
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import dialogs, named_client, notices, safe_page
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.safe import next_morning
from storage import cases, held_back, people, questions, safe_contacts
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "safe"
KIND, AFTER_HIDING = "safe_contact", "safe_contact_hidden"
"""Kinds of question: whenever it is time, and again as somebody chose to hide."""
LONGEST_WORD = 40
WRITE_IT = "write it"
"""Asks for words in place of what is at hand."""

HOURS: Mapping[str, SafeContact] = MappingProxyType(
    {
        "any": SafeContact(),
        "day": SafeContact(hours=every_day(Window(8 * 60, 16 * 60))),
        "evening": SafeContact(hours=every_day(Window(16 * 60, 21 * 60))),
        "workdays": SafeContact(hours=(*[(Window(8 * 60, 16 * 60),)] * 5, (), ())),
    }
)
"""Times at hand; others are typed."""

CHANNELS: Mapping[str, tuple[Channel, ...]] = MappingProxyType(
    {
        "last": (),
        "telegram": (Channel.TELEGRAM, Channel.SMS),
        "sms": (Channel.SMS, Channel.TELEGRAM),
    }
)
SAID: Mapping[str, bool | None] = MappingProxyType(
    {"yes": True, "no": False, "unknown": None}
)
PAUSES = ("0", "1", "3", "7", "14")
"""Days."""

_YES_NO = (("yes", "btn_yes"), ("no", "btn_no"))
_OR_UNKNOWN = (*_YES_NO, ("unknown", "btn_unknown"))
_NO_WORD = (("-", "btn_no_word"),)

Taken = SafeContact | str
"""What is set by an answer, or the name of the text that says why it cannot be."""

Take = Callable[[SafeContact, str, Office, datetime], Taken]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to set: the answers at hand, and what an answer sets."""

    choices: tuple[tuple[str, str], ...]
    take: Take
    takes_words: bool = False


def begin(
    tx: Transaction, office: Office, worker: Person, words: str, now: datetime
) -> None:
    """Show what is set for the client who is named, or ask for whom."""
    clients = clients_of(tx, worker)
    found = named_client.called(tx, worker, words) if words else clients
    if len(found) == 1:
        _show(tx, office, worker, found[0], now)
        return
    if not clients:
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    rows = [[(str(each.id), each.label)] for each in clients]
    question = Ask(office.say("safe_ask_who", worker.language), rows)
    dialogs.ask(tx, worker, DIALOG, "who", {}, question, now)


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take an answer, set what it says, and show all of it again."""
    chosen = answer if dialog.step == "who" else dialog.state["client"]
    client = people.find(tx, PersonId(chosen))
    # The client may have another contact person since the question was asked.
    if client is None or client.id not in {each.id for each in clients_of(tx, worker)}:
        begin(tx, office, worker, "", now)
    elif dialog.step in PARTS:
        _set(tx, office, worker, client, dialog.step, answer, now)
    elif answer in PARTS:
        _ask(tx, office, worker, client, answer, now)
    elif answer == "done":
        _done(tx, office, worker, client, now)
    else:
        _show(tx, office, worker, client, now)


def _show(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    text = safe_page.page(office, worker, client, safe_contacts.of(tx, client.id), now)
    labels = [(name, office.say(f"btn_safe_{name}", worker.language)) for name in PARTS]
    rows = [labels[first : first + 2] for first in range(0, len(labels), 2)]
    done = [("done", office.say("btn_safe_done", worker.language))]
    state = {"client": client.id}
    dialogs.ask(tx, worker, DIALOG, "menu", state, Ask(text, [*rows, done]), now)


def _ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    name: str,
    now: datetime,
    fault: str = "",
    *,
    by_words: bool = False,
) -> None:
    """Ask for a part; the app opens a reply only where there are no buttons."""
    part, spoken = PARTS[name], worker.language
    asked = office.say(f"safe_ask_{name}", spoken, client=client.label)
    rows = [[(answer, office.say(key, spoken))] for answer, key in part.choices]
    if part.takes_words:
        rows.append([(WRITE_IT, office.say("btn_write_it", spoken))])
    question = Ask(
        f"{fault}\n{asked}" if fault else asked,
        () if by_words else rows,
        takes_words=part.takes_words,
    )
    dialogs.ask(tx, worker, DIALOG, name, {"client": client.id}, question, now)


def _set(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    name: str,
    answer: str,
    now: datetime,
) -> None:
    part, safe = PARTS[name], safe_contacts.of(tx, client.id)
    if part.takes_words and answer == WRITE_IT:
        _ask(tx, office, worker, client, name, now, by_words=True)
        return
    at_hand = answer in {each for each, _ in part.choices}
    if not at_hand and not part.takes_words:
        _ask(tx, office, worker, client, name, now)
        return
    taken = part.take(safe, answer, office, now)
    if isinstance(taken, str):
        fault = office.say(taken, worker.language, part=answer[:LONGEST_WORD])
        _ask(tx, office, worker, client, name, now, fault, by_words=True)
        return
    _keep(tx, office, worker, client, taken, now)
    _show(tx, office, worker, client, now)


def _keep(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    safe: SafeContact,
    now: datetime,
) -> None:
    today = now.astimezone(office.zone).date()
    checked = replace(safe, checked_on=today)
    safe_contacts.set_profile(tx, client.id, checked, worker.id, now)
    ask_no_more(tx, client.id)
    held_back.wake(tx, f"{client.id}/{cases.of_client(tx, client.id) or ''}", now)


def ask_no_more(tx: Transaction, person: PersonId) -> None:
    """Ask somebody no more about what is known now, or is asked anew later."""
    for kind in (KIND, AFTER_HIDING):
        questions.withdraw(tx, person, kind)


def _done(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Be done; that nothing had to be changed is worth knowing as well."""
    _keep(tx, office, worker, client, safe_contacts.of(tx, client.id), now)
    dialogs.end(tx, worker)
    text = office.say("safe_noted", worker.language, client=client.label)
    notices.answer(tx, worker.id, text, now, case_id=cases.of_client(tx, client.id))


def _hours(safe: SafeContact, answer: str, _office: Office, _now: datetime) -> Taken:
    if answer in HOURS:
        return replace(safe, hours=HOURS[answer].hours)
    week = hours.read(answer)
    if isinstance(week, NotHours):
        return f"hours_{week.fault}"
    return replace(safe, hours=None if week == hours.ALWAYS else week)


def _word(field: str) -> Take:
    def take(safe: SafeContact, answer: str, _office: Office, _now: datetime) -> Taken:
        word = "" if answer == "-" else " ".join(answer.split())
        # A word that means something else already would never reach its own meaning.
        is_taken = recognise(word) or twilio_acts_on(word) or word.startswith("/")
        if is_taken or len(word) > LONGEST_WORD or not (word or answer == "-"):
            return "safe_word_taken"
        changed: dict[str, Any] = {field: word}
        return replace(safe, **changed)

    return take


def _flag(field: str) -> Take:
    def take(safe: SafeContact, answer: str, _office: Office, _now: datetime) -> Taken:
        changed: dict[str, Any] = {field: SAID[answer]}
        return replace(safe, **changed)

    return take


def _discreet(safe: SafeContact, answer: str, _office: Office, _now: datetime) -> Taken:
    return replace(safe, discreet=Discreet(answer))


def _channels(safe: SafeContact, answer: str, _office: Office, _now: datetime) -> Taken:
    return replace(safe, channels=CHANNELS[answer])


def _pause(safe: SafeContact, answer: str, office: Office, now: datetime) -> Taken:
    days = int(answer)
    until = next_morning(office, now + timedelta(days=days - 1)) if days else None
    return replace(safe, paused_until=until)


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "hours": Part(
            tuple((each, f"btn_hours_{each}") for each in HOURS),
            _hours,
            takes_words=True,
        ),
        "strict": Part(_YES_NO, _flag("strict")),
        "texts": Part(tuple((each, f"safe_{each}") for each in Discreet), _discreet),
        "worker": Part(_YES_NO, _flag("may_name_worker")),
        "place": Part(_YES_NO, _flag("may_name_place")),
        "seen": Part(_OR_UNKNOWN, _flag("others_see_phone")),
        "voicemail": Part(_OR_UNKNOWN, _flag("voicemail_ok")),
        "channels": Part(
            tuple((each, f"btn_channel_{each}") for each in CHANNELS), _channels
        ),
        "code": Part(_NO_WORD, _word("code_word"), takes_words=True),
        "exit": Part(_NO_WORD, _word("exit_word"), takes_words=True),
        "confirm": Part(_YES_NO, _flag("confirm_by_code")),
        "pause": Part(tuple((each, f"btn_days_{each}") for each in PAUSES), _pause),
    }
)
