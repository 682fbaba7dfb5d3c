"""A number that several people use: a human says whose words come from it.

Nothing is guessed: where the same contact person answers all of them, they are asked;
where not, nobody is shown what may be another's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.gates import leaves_by
from casework.keywords import Keyword, recognise
from casework.messages import Called, Incoming
from casework.people import Channel, KnownAddress, Person, PersonId
from casework.reasons import Reason
from handlers import clients, danger, kept_lines, notices, numbers, opt_outs, strangers
from handlers.caseload import aliases_of, conversation_with
from handlers.duty import Duty
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Written
from storage import addresses, choices, outbox, people, shared_lines
from storage.buttons import Meaning
from storage.shared_lines import SharedLine
from storage.transaction import Transaction

WHOSE = "shared"
"""The action of the buttons that say whose words they are."""

LEFT_AFTER = timedelta(hours=24)
"""Whoever has not said by then does not know."""


def receive(tx: Transaction, office: Office, incoming: Incoming, now: datetime) -> None:
    """Ask whose words these are; do at once what holds for the number as a whole."""
    held = addresses.find_all(tx, incoming.sender)
    sharers = _people_of(tx, held)
    wish = recognise(incoming.text)
    if _stops_or_starts(tx, office, held, incoming, wish, now) or (
        numbers.said_of_number(tx, office, held, wish, now)
    ):
        strangers.keep_words(tx, incoming, "", now)
        return
    written = Written(incoming, held[0])
    _find_out_whose(tx, office, written, sharers, now)
    if danger.may_be_meant(office, written):
        # Whose words they are is found out later: it may be any of them.
        danger.look_after_all(tx, office, sharers, now)


def _find_out_whose(
    tx: Transaction,
    office: Office,
    written: Written,
    sharers: Sequence[Person],
    now: datetime,
) -> None:
    incoming = written.incoming
    worker = _answering(tx, sharers)
    if worker is None:
        _seal(tx, office, written, "shared_sealed", sharers, now)
        return
    # The next line without a swipe must not go to whom they chose before.
    choices.close(tx, worker.id)
    kept = kept_lines.as_kept(written)
    line = shared_lines.add(tx, incoming.sender, worker.id, kept, now)
    _ask(tx, office, worker, sharers, incoming, line, now)


def called(tx: Transaction, office: Office, call: Called, now: datetime) -> bool:
    """Ask for a call back to a number that several use; tell whether it is one."""
    held = addresses.find_all(tx, call.sender)
    sharers = _people_of(tx, held)
    if len(held) < 2:  # noqa: PLR2004 - what sharing means
        return False
    worker = _answering(tx, sharers)
    if worker is None:
        strangers.called(tx, office, call, now)
        return True
    text = office.say("shared_called", worker.language, aliases=aliases_of(sharers))
    notices.notify(tx, worker.id, text, now)
    return True


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> str | None:
    """Take words for the client's whose name was pressed; return what is noted."""
    number, _, owner = meaning.subject.partition(":")
    line = shared_lines.find(tx, int(number))
    client = people.find(tx, PersonId(owner))
    if line is None or client is None:
        return None
    return _give(tx, office, worker, client, line, now)


def name(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    """Take a short name by SMS for the answer whose the oldest words are."""
    for line in shared_lines.asked_of(tx, worker.id):
        noted = _give(tx, office, worker, client, line, now)
        if noted is not None:
            notices.answer(tx, worker.id, noted, now)
            return True
    return False


def _due(tx: Transaction, _office: Office, now: datetime) -> list[int]:
    return shared_lines.before(tx, now - LEFT_AFTER)


def _give_up(
    tx: Transaction, office: Office, lines: Sequence[int], now: datetime
) -> None:
    """Seal what nobody said whose it is, and say so."""
    for each in lines:
        line = shared_lines.find(tx, each)
        if line is None:
            continue
        shared_lines.forget(tx, line)
        written = kept_lines.from_kept(line.event)
        held = addresses.find_all(tx, written.incoming.sender)
        _seal(tx, office, written, "shared_left", _people_of(tx, held), now)


GIVE_UP = Duty("shared_lines", _due, _give_up)


def _give(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    line: SharedLine,
    now: datetime,
) -> str | None:
    """Let words be a client's, if they may be; the rest is as if nobody shared it."""
    written = kept_lines.from_kept(line.event)
    held = addresses.find_all(tx, written.incoming.sender)
    own = next((each for each in held if each.person_id == client.id), None)
    if own is None or conversation_with(tx, worker, client) is None:
        return None
    shared_lines.forget(tx, line)
    clients.receive(tx, office, client, replace(written, address=own), now)
    return office.say("shared_named", worker.language, client=client.label)


def _ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    sharers: Sequence[Person],
    incoming: Incoming,
    line: int,
    now: datetime,
) -> None:
    by_sms = leaves_by(addresses.of_person(tx, worker.id), now) is Channel.SMS
    key = "shared_whose_sms" if by_sms else "shared_whose"
    text = office.say(
        key,
        worker.language,
        aliases=aliases_of(sharers),
        clients=", ".join(each.label for each in sharers),
        text=incoming.text,
    )
    buttons = [Choice(each.label, WHOSE, f"{line}:{each.id}") for each in sharers]
    draft = Draft(worker.id, DeliveryKind.NOTICE, text)
    notices.tell(tx, draft, now, [] if by_sms else [[each] for each in buttons])


def _stops_or_starts(
    tx: Transaction,
    office: Office,
    held: Sequence[KnownAddress],
    incoming: Incoming,
    wish: Keyword | None,
    now: datetime,
) -> bool:
    """Stop or start all who use the number; tell whether the words meant just that."""
    done = opt_outs.done_by_network(incoming)
    stopped = [each for each in held if each.frozen_for is Reason.OPTED_OUT]
    if Keyword.STOP in (wish, done):
        for each in held:
            addresses.freeze(tx, each, Reason.OPTED_OUT)
            _tell(tx, office, each, "staff_opted_out", now)
        return wish is Keyword.STOP
    if Keyword.START in (wish, done):
        for each in stopped:
            addresses.thaw(tx, each)
            outbox.wake(tx, each.person_id, now)
            _tell(tx, office, each, "staff_started_again", now)
    return wish is Keyword.START and bool(stopped)


def _tell(
    tx: Transaction, office: Office, address: KnownAddress, key: str, now: datetime
) -> None:
    person = people.known(tx, address.person_id)
    numbers.tell_answering(tx, office, person, key, now)


def _answering(tx: Transaction, sharers: Sequence[Person]) -> Person | None:
    """Return who answers all of them, if it is one person."""
    found = [clients.conversation_of(tx, each) for each in sharers]
    others = {None if each is None else each.other.id for each in found}
    if len(others) != 1:
        return None
    return None if found[0] is None else found[0].other


def _people_of(tx: Transaction, held: Sequence[KnownAddress]) -> list[Person]:
    return [people.known(tx, each.person_id) for each in held]


def _seal(
    tx: Transaction,
    office: Office,
    written: Written,
    key: str,
    sharers: Sequence[Person],
    now: datetime,
) -> None:
    """Let nobody see the words, and those who supervise know that they lie there."""
    strangers.keep_words(tx, written.incoming, "", now)
    aliases = aliases_of(sharers) or "-"
    notices.notify_supervisors(tx, office, key, now, aliases=aliases)
