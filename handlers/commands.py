"""What somebody who works here asks of the program: commands, and words by SMS."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from casework import addressing, staff_words
from casework.addressing import How, Named
from casework.entities import entities_behind, utf16_length
from casework.keywords import Keyword, recognise
from casework.messages import Incoming
from casework.people import Person
from casework.reasons import Reason
from casework.rights import Act
from handlers import (
    appointment_outcomes,
    appointment_staff,
    away,
    cadence,
    check_in_staff,
    consent_noting,
    contact_log,
    danger_list,
    dialogs,
    follow_ups,
    goals,
    handover_dialog,
    languages,
    later,
    meet,
    named_client,
    notes,
    notices,
    opt_outs,
    own_month,
    promises,
    record_file,
    requests_dialog,
    review_dialog,
    safe_setting,
    series_list,
    steering,
    street,
    task_list,
    tried,
    undoing,
    working_hours,
)
from handlers.caseload import (
    aliases_of,
    buttons_to_choose,
    clients_of,
    names_of,
)
from handlers.named_client import Asked, Deed
from handlers.office import Office
from handlers.relaying import Written
from storage import addresses, cases, choices, messages, outbox
from storage.transaction import Transaction

TO = re.compile(r"^/to(?:@\w+)?\s+(\S+)\s*")
"""The command that names a client, before the words to them."""

A_COMMAND = re.compile(r"\s*/[a-z]+\b", re.IGNORECASE)
"""How something begins that is meant for us, by SMS as well."""

MOST_BUTTONS = 40

DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "/new": street.begin,
        "/invite": street.invite,
        "/seen": street.saw,
        "/safe": safe_setting.begin,
        "/cancel": dialogs.cancel,
        "/meet": meet.begin,
        "/move": meet.move,
        "/calloff": meet.call_off,
        "/series": series_list.show,
        "/meetings": appointment_staff.show,
        "/away": away.begin,
        "/back": away.back,
        "/handover": handover_dialog.begin,
        "/end": steering.begin,
        "/consent": consent_noting.begin,
        "/checkins": check_in_staff.begin,
        "/tasks": task_list.show,
        "/danger": danger_list.show,
        "/hours": working_hours.begin,
        "/tried": tried.begin,
        "/cadence": cadence.begin,
        "/month": own_month.show,
        "/agree": promises.begin,
        "/agreements": promises.show,
        "/followup": review_dialog.begin,
        "/reviews": follow_ups.show,
        "/log": contact_log.begin,
        "/goals": goals.begin,
        "/record": record_file.begin,
        "/correct": notes.correct,
        "/requests": requests_dialog.begin,
    }
)


ON_MESSAGES: Mapping[
    str, Callable[[Transaction, Office, Person, Written, datetime], None]
] = MappingProxyType(
    {"/later": later.begin, "/language": languages.ask}
    | dict.fromkeys(notes.COMMANDS, notes.begin)
)
"""Commands that look at the message itself: what it replies to, and how it came."""

ABOUT_SOMEBODY = frozenset(
    {
        "/agree",
        "/tried",
        "/cadence",
        "/followup",
        "/log",
        "/goals",
        "/correct",
        "/record",
    }
)
"""Commands that a reply to somebody's message spares their name."""


ASKED_BY_SMS: tuple[Asked, ...] = (
    danger_list.by_sms,
    danger_list.list_by_sms,
    away.by_sms,
    appointment_staff.by_sms,
    meet.by_sms,
    appointment_outcomes.by_sms,
    task_list.by_sms,
    working_hours.by_sms,
    tried.by_sms,
    contact_log.by_sms,
    notes.by_sms,
    notes.correct_by_sms,
    notes.important_by_sms,
    goals.by_sms,
    promises.list_by_sms,
    promises.by_sms,
    requests_dialog.by_sms,
    check_in_staff.by_sms,
    cadence.by_sms,
    follow_ups.by_sms,
    review_dialog.by_sms,
    own_month.by_sms,
)
"""What a word by SMS can ask for; the first that knows it does it."""


def obey(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> tuple[Named, Written] | None:
    """Do what a command says; return words that it names a client for, if any."""
    first, *rest = written.incoming.text.split(maxsplit=1)
    command = first.partition("@")[0].lower()
    clients = clients_of(tx, worker)
    match command:
        case "/to" if not clients:
            notices.say(tx, office, worker, "to_no_clients", now)
        case "/to" if rest:
            return _write_to(tx, office, worker, written, now)
        case "/to" | "/clients":
            key = "to_choose" if clients else "to_no_clients"
            notices.answer(
                tx,
                worker.id,
                office.say(key, worker.language),
                now,
                choices=buttons_to_choose(clients[:MOST_BUTTONS]),
            )
        case "/undo":
            undoing.undo_last(tx, office, worker, now, _replied_message(tx, written))
        case "/help" | "/start":
            notices.say(tx, office, worker, "help_staff", now)
        case "/about":
            notices.say(tx, office, worker, "about_staff", now)
        case _ if command in ON_MESSAGES:
            ON_MESSAGES[command](tx, office, worker, written, now)
        case _ if command in DEEDS:
            said = _said_behind(tx, written, clients, command, "".join(rest).strip())
            DEEDS[command](tx, office, worker, said, now)
        case _:
            notices.say(tx, office, worker, "command_unknown_staff", now)
    return None


def _write_to(
    tx: Transaction,
    office: Office,
    worker: Person,
    written: Written,
    now: datetime,
) -> tuple[Named, Written] | None:
    """Choose the client whom `/to` names, or return what is said in the same line."""
    name, line = after_to(written.incoming)
    client = named_client.theirs(tx, office, worker, name, Act.WRITE_TO, now)
    if client is None:
        return None
    if not line.text.strip():
        choose(tx, office, worker, client, now)
        return None
    return Named(client.id, How.COMMAND), replace(written, incoming=line)


def after_to(incoming: Incoming) -> tuple[str, Incoming]:
    """Return whom `/to` names, and the message without the command."""
    match = TO.match(incoming.text)
    if match is None:
        return "", incoming
    head = match.end()
    look = entities_behind(incoming.entities, utf16_length(incoming.text[:head]))
    return match[1], replace(incoming, text=incoming.text[head:], entities=look)


def _said_behind(
    tx: Transaction,
    written: Written,
    clients: Sequence[Person],
    command: str,
    said: str,
) -> str:
    """Return what was said behind a command, with the name that a reply stands for."""
    reply_to = written.incoming.reply_to
    if reply_to is None or command not in ABOUT_SOMEBODY:
        return said
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    case = None if pointed is None else pointed.case_id
    client = None if case is None else cases.client_of(tx, case)
    found = [each for each in clients if each.id == client]
    if not found or said.partition(" ")[0].casefold() in names_of(found[0]):
        return said
    return f"{found[0].alias} {said}".strip()


def _replied_message(tx: Transaction, written: Written) -> int | None:
    reply_to = written.incoming.reply_to
    if reply_to is None:
        return None
    own = messages.written_at(tx, written.address.id, reply_to)
    return None if own is None else own.id


def choose(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Let the worker's next lines go to this client, and say so."""
    choice = addressing.Choice(client.id, How.COMMAND, now + addressing.CHOICE_LASTS)
    choices.set_choice(tx, worker.id, choice)
    text = office.say("to_chosen", worker.language, client=client.label)
    case = cases.of_client(tx, client.id)
    notices.answer(tx, worker.id, text, now, case_id=case)


def grant(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> bool:
    """Do what a word by SMS asks for, and tell whether it did."""
    text = _in_words(worker, written.incoming.text)
    if any(asked(tx, office, worker, text, now) for asked in ASKED_BY_SMS) or (
        later.by_sms(tx, office, worker, written, now)
    ):
        return True
    wish = recognise(text)
    match wish:
        case None:
            if street.take_in_by_sms(tx, office, worker, text, now):
                return True
            if not A_COMMAND.match(text):
                return False
            notices.say(tx, office, worker, "command_not_by_sms", now)
        case Keyword.UNDO:
            undoing.undo_last(tx, office, worker, now)
        case Keyword.HELP:
            _help_by_sms(tx, office, worker, now)
        case Keyword.ABOUT:
            notices.say(tx, office, worker, "about_staff", now)
        case _:
            return languages.grant(tx, office, wish, worker, written, now)
    return True


def _in_words(worker: Person, text: str) -> str:
    """Return what a word of ours would say; a command is as certain as one."""
    match = A_COMMAND.match(text)
    if match is None:
        return text
    return staff_words.by_sms(match[0], worker.language) + text[match.end() :]


def _help_by_sms(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> None:
    """Say how one writes by SMS, and which words do something."""
    aliases = aliases_of(clients_of(tx, worker)) or "-"
    alias = aliases.partition(",")[0].replace("-", "K1")
    spoken = worker.language
    said = office.say("help_staff_sms", spoken, alias=alias, aliases=aliases)
    known = ", ".join(staff_words.word(each, spoken) for each in staff_words.COMMANDS)
    words = office.say("help_words_sms", spoken, alias=alias, words=known)
    text = staff_words.by_sms(f"{said}\n{words}", spoken)
    notices.answer(tx, worker.id, text, now)


def was_stopped_or_started(
    tx: Transaction, worker: Person, written: Written, now: datetime
) -> bool:
    """Tell whether the network took the message for itself; it is no client's then."""
    was_stopped = written.address.frozen_for is Reason.OPTED_OUT
    match opt_outs.done_by_network(written.incoming):
        case Keyword.STOP:
            addresses.freeze(tx, written.address, Reason.OPTED_OUT)
        case Keyword.START if was_stopped:
            addresses.thaw(tx, written.address)
            outbox.wake(tx, worker.id, now)
        case _:
            return False
    return True
