"""What somebody who works here writes: commands, and words for one of their clients."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework import addressing
from casework.addressing import Ask, Circumstances, How, Named, Send
from casework.gates import in_order, leaves_by
from casework.messages import Kind
from casework.people import AddressState, Channel, Person, PersonId
from handlers import (
    commands,
    dialogs,
    edits,
    kept_lines,
    later,
    notices,
    private_lines,
    shared_numbers,
    undoing,
)
from handlers.caseload import aliases_of, clients_of, conversation_with, names_of
from handlers.commands import MOST_BUTTONS, after_to
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Leaving, Written, pass_on
from storage import (
    addresses,
    cases,
    choices,
    danger,
    messages,
    people,
    safe_contacts,
    unaddressed,
)
from storage.transaction import Transaction

ADDRESS, DROP = "address", "drop"
"""What the buttons under words for nobody yet do: they go to a client, or nowhere."""

ALIAS = re.compile(r"^\s*([Kk]\d{1,5})\b[\s:,.-]*", re.ASCII)
"""A client's short name at the beginning of an SMS: `K7 hello`."""


def receive(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> None:
    """Do what a worker's message asks for."""
    addresses.heard_from(tx, written.address, now)
    incoming = written.incoming
    by_telegram = incoming.sender.channel is Channel.TELEGRAM
    if _is_ours(tx, office, worker, written, now):
        return
    if by_telegram and incoming.text.startswith("/") and incoming.kind is Kind.TEXT:
        line = commands.obey(tx, office, worker, written, now)
        if line is not None and not _is_repeated(tx, written):
            clients = clients_of(tx, worker)
            _address(tx, office, worker, line[1], line[0], clients, now)
        return
    if commands.was_stopped_or_started(tx, worker, written, now):
        return
    if not by_telegram and commands.grant(tx, office, worker, written, now):
        return
    if _is_repeated(tx, written):
        return
    if incoming.media_count:
        notices.say(tx, office, worker, "sms_media_not_sent", now)
    clients = clients_of(tx, worker)
    if not clients:
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    named, words = _named(tx, office, worker, written, clients, now)
    if words is not None and not _is_empty(words):
        _address(tx, office, worker, words, named, clients, now)


def _is_ours(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> bool:
    """Take an answer to what we asked, or a changed line; tell whether it was one."""
    if dialogs.receive(tx, office, worker, written, now):
        return True
    return written.incoming.is_edit and _edit(tx, office, worker, written, now)


def _forget_retyped(tx: Transaction, worker: Person, written: Written) -> None:
    """Forget a line that waits where it was typed again, with the short name."""
    said = written.incoming.text.strip().casefold()
    for line in unaddressed.waiting(tx, worker.id):
        if line.event["incoming"]["text"].strip().casefold() == said:
            unaddressed.forget(tx, line)


def _is_repeated(tx: Transaction, written: Written) -> bool:
    incoming = written.incoming
    return messages.written_at(tx, written.address.id, incoming.message_id) is not None


def _is_empty(written: Written) -> bool:
    incoming = written.incoming
    return incoming.kind is Kind.TEXT and not incoming.text.strip()


def _named(
    tx: Transaction,
    office: Office,
    worker: Person,
    written: Written,
    clients: Sequence[Person],
    now: datetime,
) -> tuple[Named | None, Written | None]:
    """Return whom the message itself names, and the message without that name.

    No message is returned where an alias was all it said, or named nobody.
    """
    replied = _replied_to(tx, written, clients)
    if replied is not None:
        return Named(replied, How.REPLY), written
    if written.incoming.sender.channel is not Channel.SMS:
        return None, written
    match = ALIAS.match(written.incoming.text)
    if match is None:
        return None, written
    alias = match[1].upper()
    client = next((each for each in clients if each.alias == alias), None)
    if client is None:
        notices.say(tx, office, worker, "alias_unknown", now, alias=alias)
        return None, None
    rest = written.incoming.text[match.end() :]
    if not rest.strip():
        if shared_numbers.name(tx, office, worker, client, now):
            return None, None
        address_waiting(tx, office, worker, client, now, How.ALIAS)
        return None, None
    written = replace(written, incoming=replace(written.incoming, text=rest))
    _forget_retyped(tx, worker, written)
    return Named(client.id, How.ALIAS), written


def _replied_to(
    tx: Transaction, written: Written, clients: Sequence[Person]
) -> PersonId | None:
    """Return the client whose message, or message about whom, was replied to."""
    reply_to = written.incoming.reply_to
    if reply_to is None:
        return None
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    if pointed is None or pointed.case_id is None:
        return None
    client = cases.client_of(tx, pointed.case_id)
    return client if any(each.id == client for each in clients) else None


def _address(
    tx: Transaction,
    office: Office,
    worker: Person,
    written: Written,
    named: Named | None,
    clients: Sequence[Person],
    now: datetime,
) -> None:
    # Who swiped a message that names none of their clients, or changed one that went
    # to nobody, meant somebody: not whoever happens to be chosen.
    incoming = written.incoming
    astray = named is None and (incoming.reply_to is not None or incoming.is_edit)
    if astray and not incoming.is_edit:
        # Nor are the lines behind it: the swiped message may be one of which we never
        # heard that it arrived.
        choices.close(tx, worker.id)
    choice = None if astray else choices.find(tx, worker.id)
    client_id = addressing.named_for(named, choice, now)
    client = next((each for each in clients if each.id == client_id), None)
    if client_id is None or client is None:
        _hold_and_ask(tx, office, worker, written, clients, now)
        return
    circumstances = _circumstances(tx, worker, client, written, clients, now)
    match addressing.decide(named, choice, circumstances, now):
        case Ask():
            _hold_and_ask(tx, office, worker, written, clients, now)
        case Send() as decided:
            choices.set_choice(tx, worker.id, decided.choice)
            send(tx, office, worker, client, written, decided, now)


def send(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    written: Written,
    decided: Send,
    now: datetime,
) -> None:
    """Pass a worker's words on; held words are announced with Undo and Send now."""
    conversation = conversation_with(tx, worker, client)
    if conversation is None:
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    if private_lines.holds(tx, office, worker, client, written, now):
        return
    leaving = Leaving(decided.hold, decided.in_words)
    delivery = pass_on(tx, office, conversation, written, now, leaving)
    if written.not_kept:
        kind = office.say(f"kind_{written.incoming.kind}", worker.language)
        notices.notify_about(
            tx,
            office,
            "media_not_kept",
            about=client,
            recipient=worker,
            case_id=conversation.case_id,
            now=now,
            kind=kind,
        )
    on_telegram = written.incoming.sender.channel is Channel.TELEGRAM
    if delivery is not None and decided.hold is not None and on_telegram:
        undoing.announce(tx, office, conversation, delivery, written, decided.hold, now)


def _circumstances(
    tx: Transaction,
    worker: Person,
    client: Person,
    written: Written,
    clients: Sequence[Person],
    now: datetime,
) -> Circumstances:
    safe = safe_contacts.of(tx, client.id)
    taken = in_order(addresses.of_person(tx, client.id), safe, now)[:1]
    last = messages.last_by(tx, worker.id)
    others = [each for each in clients if each.id != client.id]
    return Circumstances(
        last_written_to=None if last is None else cases.client_of(tx, last.case_id),
        leaves_by_sms=any(each.address.channel is Channel.SMS for each in taken),
        address_in_doubt=any(
            each.state is AddressState.UNVERIFIED
            or each.is_shared
            or each.is_in_doubt(now)
            for each in taken
        ),
        names_another=any(_says(written.incoming.text, each) for each in others),
        danger_open=danger.is_open(tx, client.id),
    )


def _says(text: str, client: Person) -> bool:
    """Tell whether a text holds somebody's first name or short name as a word."""
    words = set(re.findall(r"\w+", text.casefold()))
    return bool(words & names_of(client))


def _hold_and_ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    written: Written,
    clients: Sequence[Person],
    now: datetime,
) -> None:
    """Keep the line, and ask once for all lines that come meanwhile."""
    waiting = unaddressed.add(
        tx,
        worker.id,
        written.address.id,
        written.incoming.message_id,
        kept_lines.as_kept(written),
        now,
    )
    if waiting > 1:
        return
    if written.incoming.sender.channel is Channel.SMS:
        notices.say(
            tx,
            office,
            worker,
            "who_is_this_for_sms",
            now,
            aliases=aliases_of(clients),
        )
        return
    notices.answer(
        tx,
        worker.id,
        office.say("who_is_this_for", worker.language),
        now,
        choices=who_buttons(office, worker, clients),
    )


def ask_again(tx: Transaction, office: Office, worker: Person, now: datetime) -> None:
    """Bring lines back that nobody was named for: send to whom, or drop?"""
    lines = unaddressed.count(tx, worker.id)
    clients = clients_of(tx, worker)
    unaddressed.set_asked_again(tx, worker.id, now)
    reached = addresses.of_person(tx, worker.id)
    if leaves_by(reached, now) is Channel.SMS:
        text = office.say(
            "still_unaddressed_sms",
            worker.language,
            lines=lines,
            aliases=aliases_of(clients),
        )
    else:
        text = office.say("still_unaddressed", worker.language, lines=lines)
    notices.answer(
        tx, worker.id, text, now, choices=who_buttons(office, worker, clients)
    )


def who_buttons(
    office: Office, worker: Person, clients: Sequence[Person]
) -> list[list[Choice]]:
    """Return a button for each client, and one that drops the words."""
    buttons = [[Choice(each.label, ADDRESS, each.id)] for each in clients]
    drop = [Choice(office.say("drop", worker.language), DROP)]
    return [*buttons[:MOST_BUTTONS], drop]


def address_waiting(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    now: datetime,
    how: How,
) -> None:
    """Send the lines that waited for a name to this client, in their order."""
    lines = unaddressed.take_all(tx, worker.id)
    if not lines:
        commands.choose(tx, office, worker, client, now)
        return
    clients = clients_of(tx, worker)
    for line in lines:
        written = kept_lines.from_kept(line.event)
        _address(tx, office, worker, written, Named(client.id, how), clients, now)


def _edit(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> bool:
    """Change words that wait to be addressed, or that were passed on already."""
    incoming = written.incoming
    line = unaddressed.find_line(tx, written.address.id, incoming.message_id)
    if line is not None:
        unaddressed.replace(tx, line, kept_lines.as_kept(written))
        return True
    scheduled = later.change(tx, office, worker, written, now)
    if scheduled is None:
        return True
    incoming = scheduled.incoming
    _, changed = after_to(incoming)
    written = replace(written, incoming=changed)
    if private_lines.change(tx, office, worker, written, now):
        return True
    message = messages.written_at(tx, written.address.id, incoming.message_id)
    if message is None:
        return incoming.text.startswith("/")
    client_id = cases.client_of(tx, message.case_id)
    client = None if client_id is None else people.find(tx, client_id)
    conversation = None if client is None else conversation_with(tx, worker, client)
    if conversation is None:
        notices.say(tx, office, worker, "to_no_clients", now)
        return True
    if private_lines.holds(tx, office, worker, conversation.client, written, now):
        return True
    return edits.receive(tx, office, conversation, written, now)
