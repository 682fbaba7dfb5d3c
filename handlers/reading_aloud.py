"""A number that is proved by its holder, who reads digits aloud or calls from it."""

import re
from datetime import datetime, timedelta
from typing import Final

from casework.drafts import DeliveryKind, Draft
from casework.messages import Called, Incoming
from casework.people import Address, Channel, KnownAddress, Person
from handlers import dialogs, linking, notices
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.office import Office
from storage import addresses, number_checks, outbox, people
from storage.dialogs import Dialog
from storage.number_checks import NumberCheck
from storage.transaction import Transaction

DIALOG: Final = "new"
"""Taking somebody in, of which this is a part."""

CODES_FOR_A_NUMBER: Final = 3
CODES_OF_A_WORKER: Final = 20
COUNTED_FOR: Final = timedelta(hours=1)
CODE: Final = re.compile(r"\W{0,3}\d{2}[ -]?\d{2}\W{0,3}", re.ASCII)
SHORTEST_NUMBER: Final = 7
"""Digits; so many are a number and no code."""


def receive(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    dialog: Dialog,
    typed: str,
    now: datetime,
) -> None:
    """Take what was typed for the number, or for the digits that were sent there."""
    if dialog.step != "code" or is_number(typed):
        _number(tx, office, worker, client, typed, now)
        return
    check = number_checks.find(tx, int(dialog.state["check"]), now)
    if check is None:
        ask_number(tx, office, worker, client, "new_code_dead", now)
        return
    if number_checks.is_right(tx, check, re.sub(r"\D", "", typed)):
        _verify(tx, office, worker, client, check, now)
    elif number_checks.find(tx, check.id, now) is None:
        ask_number(tx, office, worker, client, "new_code_dead", now)
    else:
        state = dict(dialog.state)
        ask_words(tx, office, worker, "code", "new_code_wrong", state, now)


def is_number(typed: str) -> bool:
    """Tell whether somebody typed a number, and no code.

    >>> is_number("20 77 88 99"), is_number("47 11")
    (True, False)
    """
    return len(re.sub(r"\D", "", typed)) >= SHORTEST_NUMBER


def texted(tx: Transaction, office: Office, incoming: Incoming, now: datetime) -> bool:
    """Take the digits from who texts them back instead of reading them aloud."""
    if incoming.is_edit or not CODE.fullmatch(incoming.text.strip()):
        return False
    check = number_checks.open_at(tx, incoming.sender, now)
    if check is None:
        return False
    digits = re.sub(r"\D", "", incoming.text)
    worker = people.known(tx, check.worker)
    client = people.known(tx, check.person)
    if conversation_with(tx, worker, client) is None:
        return False
    if not number_checks.is_right(tx, check, digits):
        return False
    _verify(tx, office, worker, client, check, now)
    return True


def called(
    tx: Transaction,
    office: Office,
    call: Called,
    known: KnownAddress | None,
    now: datetime,
) -> bool:
    """Take a call from a number that is being checked for the code read aloud."""
    check = number_checks.open_at(tx, call.sender, now)
    if check is None or (known is not None and known.person_id != check.person):
        return False
    worker = people.known(tx, check.worker)
    client = people.known(tx, check.person)
    if conversation_with(tx, worker, client) is None:
        return False
    _verify(tx, office, worker, client, check, now)
    return True


def ask_number(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    key: str,
    now: datetime,
) -> None:
    """Ask for the number."""
    ask_words(tx, office, worker, "number", key, {"client": client.id}, now)


def _number(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    typed: str,
    now: datetime,
) -> None:
    """Send bare digits to the number: nobody there has agreed to anything more."""
    value = office.number_of(typed)
    if value is None:
        ask_number(tx, office, worker, client, "new_number_wrong", now)
        return
    address = Address(Channel.SMS, value)
    if _is_somebody_elses(tx, address, client):
        _leave_to_a_human(tx, office, worker, client, now)
        return
    since = now - COUNTED_FOR
    if (
        number_checks.sent_to(tx, address, since) >= CODES_FOR_A_NUMBER
        or number_checks.sent_by(tx, worker.id, since) >= CODES_OF_A_WORKER
    ):
        dialogs.end(tx, worker)
        notices.say(tx, office, worker, "new_number_often", now)
        return
    check, code = number_checks.begin(tx, client.id, worker.id, address, now)
    digits = Draft(client.id, DeliveryKind.ANSWER, code, sender=worker.id, to=address)
    outbox.add(tx, digits, now)
    state = {"client": client.id, "check": check.id}
    ask_words(tx, office, worker, "code", "new_code", state, now)


def _verify(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    check: NumberCheck,
    now: datetime,
) -> None:
    """Be sure of the number, and send the one message and the one question."""
    number_checks.use(tx, check, now)
    dialog = dialogs.standing(tx, worker, now)
    if dialog is not None and dialog.state.get("check") == check.id:
        dialogs.end(tx, worker)
    if _is_somebody_elses(tx, check.address, client):
        _leave_to_a_human(tx, office, worker, client, now)
        return
    known = addresses.find(tx, check.address)
    linking.tie(tx, office, client, check.address, known, now)


def _is_somebody_elses(tx: Transaction, address: Address, client: Person) -> bool:
    found = addresses.find_all(tx, address)
    return any(each.person_id != client.id for each in found)


def _leave_to_a_human(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Let a supervisor find out whose the number is; say nothing of it here."""
    dialogs.end(tx, worker)
    notices.say(tx, office, worker, "new_number_taken", now)
    notices.notify_supervisors(
        tx,
        office,
        "staff_number_taken",
        now,
        client=client.label,
        worker=worker.name,
    )


def ask_words(
    tx: Transaction,
    office: Office,
    worker: Person,
    step_name: str,
    key: str,
    state: dict[str, object],
    now: datetime,
) -> None:
    """Ask a step's question, which is answered in words."""
    question = Ask(office.say(key, worker.language), takes_words=True)
    dialogs.ask(tx, worker, DIALOG, step_name, state, question, now)
