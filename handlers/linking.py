"""Tying a chat or a number to the person who was invited."""

import re
from datetime import datetime, timedelta

from casework.messages import Incoming
from casework.people import (
    Address,
    AddressState,
    Channel,
    KnownAddress,
    Person,
)
from handlers import (
    asking,
    entries,
    families,
    notices,
    profiles,
    safe_question,
    speaking,
    strangers,
)
from handlers.office import Office
from storage import (
    addresses,
    assignments,
    cases,
    choices,
    invitations,
    outbox,
    past_assignments,
    people,
)
from storage.invitations import Invitation
from storage.records import NewEntry
from storage.transaction import Transaction

CODE = re.compile(r"^\D{0,3}(\d{3})[ -]?(\d{3})\D{0,3}$", re.ASCII)
SPELLED = re.compile(
    r"(?:\W*\b(?:hej|hi|hello|the|my|min|kod(?:en?)?|code|er|är|is|nr)\b)*"
    r"\W{0,3}((?:[0-9oil][ -]*){6})\W{0,3}",
    re.IGNORECASE,
)
"""A code as it is typed in a hurry: with words before it, spaces, an O for a zero."""

LOOKS_LIKE = str.maketrans("oOiIlL", "001111")
FEWEST_DIGITS = 4
LONGEST_CODE = 40  # characters, with the words around it

START = re.compile(r"^/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})$")
LOCKED_AFTER = 5
LOCKED_FOR = timedelta(hours=1)


def receive(
    tx: Transaction,
    office: Office,
    incoming: Incoming,
    now: datetime,
) -> bool:
    """Link whoever gives an invitation's link or code; tell whether this was one.

    From a known address only a link or code that fits an invitation counts: six
    digits in a talk are words to the human.
    """
    if incoming.is_edit:
        return False
    link = START.match(incoming.text)
    code = "" if link is not None else _code_in(incoming.text)
    if link is None and not code:
        return False
    who = f"{incoming.sender.channel} {incoming.sender.value}"
    held = addresses.find_all(tx, incoming.sender)
    settled = any(each.state is not AddressState.UNVERIFIED for each in held)
    if not settled and _is_locked(tx, office, incoming, who, now):
        return True
    found = (
        invitations.find_by_token(tx, link[1])
        if link is not None
        else invitations.find_by_code(tx, code)
    )
    if settled and (found is None or found.was_used or found.expires_at <= now):
        return False
    refusal = _refusal(found, now, by_link=link is not None)
    if refusal is not None or found is None:
        _refuse(tx, office, incoming, refusal or "link_unknown", who, now)
        return True
    theirs = [each for each in held if each.person_id == found.person]
    known = next(iter([*theirs, *held]), None)
    if _link(tx, office, incoming, known, found, now):
        # A right code that links nobody leaves the guesses before it what they are.
        invitations.forget_guesses(tx, who)
    return True


def _code_in(text: str) -> str:
    """Return the six digits that a whole message says, or nothing.

    >>> _code_in("482 913"), _code_in("koden er 4 8 2 9 l 3"), _code_in("kl 12 30")
    ('482913', '482913', '')
    """
    said = text.strip()
    if len(said) > LONGEST_CODE:
        return ""
    match = CODE.match(said)
    if match is not None:
        return f"{match[1]}{match[2]}"
    match = SPELLED.fullmatch(said)
    if match is None or sum(each.isdigit() for each in match[1]) < FEWEST_DIGITS:
        return ""
    return re.sub(r"[ -]", "", match[1]).translate(LOOKS_LIKE)


def _refusal(found: Invitation | None, now: datetime, *, by_link: bool) -> str | None:
    if found is None:
        return "link_unknown" if by_link else "link_code_wrong"
    if found.was_used:
        return "link_used" if by_link else "link_code_wrong"
    if found.expires_at <= now:
        return "link_expired" if by_link else "link_code_expired"
    return None


def _is_locked(
    tx: Transaction, office: Office, incoming: Incoming, who: str, now: datetime
) -> bool:
    wrong = invitations.wrong_guesses(tx, who, now)
    if wrong < LOCKED_AFTER:
        return False
    if wrong == LOCKED_AFTER:
        invitations.count_guess(tx, who, now + LOCKED_FOR, now)
        strangers.answer(tx, office, incoming, "link_code_locked", now)
    return True


def _refuse(
    tx: Transaction,
    office: Office,
    incoming: Incoming,
    key: str,
    who: str,
    now: datetime,
) -> None:
    invitations.count_guess(tx, who, now + LOCKED_FOR, now)
    strangers.answer(tx, office, incoming, key, now)


def _link(
    tx: Transaction,
    office: Office,
    incoming: Incoming,
    known: KnownAddress | None,
    invitation: Invitation,
    now: datetime,
) -> bool:
    """Link whom the invitation is for, or say why not; tell whether they are."""
    person = people.known(tx, invitation.person)
    if incoming.sender.channel is Channel.TELEGRAM and not profiles.may_use_telegram(
        tx, office, person, now
    ):
        strangers.answer(
            tx, office, incoming, "link_too_young", now, language=person.language
        )
        return False
    if known is not None and known.person_id != person.id:
        # One address, two people: a human looks at it, nobody is told anything.
        strangers.answer(tx, office, incoming, "link_unknown", now)
        notices.notify_supervisors(
            tx, office, "staff_unknown_sender", now, channel=incoming.sender.channel
        )
        return False
    invitations.use(tx, invitation, now)
    tie(tx, office, person, incoming.sender, known, now)
    return True


def tie(
    tx: Transaction,
    office: Office,
    person: Person,
    sender: Address,
    known: KnownAddress | None,
    now: datetime,
) -> None:
    """Make this somebody's address, and say what is said at the first contact."""
    address = _verified(tx, person, sender, known, now)
    if person.role.is_staff:
        _welcome_staff(tx, office, person, address, now)
    else:
        _welcome_client(tx, office, person, sender.channel, now)
    outbox.wake(tx, person.id, now)


def _verified(
    tx: Transaction,
    person: Person,
    address: Address,
    known: KnownAddress | None,
    now: datetime,
) -> KnownAddress:
    """Make this the person's one address on its channel."""
    for other in addresses.of_person(tx, person.id):
        if other.address.channel is address.channel and (
            known is None or other.id != known.id
        ):
            addresses.retire(tx, other)
    if known is None:
        return addresses.add(tx, person.id, address, AddressState.VERIFIED, now)
    addresses.verify(tx, known, now)
    return known


def _welcome_staff(
    tx: Transaction,
    office: Office,
    person: Person,
    address: KnownAddress,
    now: datetime,
) -> None:
    if address.address.channel is Channel.SMS:
        clients = assignments.clients_of(tx, person.id)
        alias = people.known(tx, clients[0]).alias if clients else "K1"
        text = office.say(
            "staff_welcome_sms", person.language, name=person.name, alias=alias
        )
    else:
        text = office.say("staff_welcome", person.language, name=person.name)
    notices.answer(tx, person.id, text, now)


def _welcome_client(
    tx: Transaction,
    office: Office,
    person: Person,
    channel: Channel,
    now: datetime,
) -> None:
    """Send the one message and the one question that linking brings."""
    assignment = assignments.current(tx, person.id)
    case = cases.of_client(tx, person.id)
    if assignment is None or case is None:
        ended = past_assignments.last_of(tx, person.id) is not None
        key = "where_to_turn" if ended else "no_contact_person_client"
        text = speaking.say(tx, office, person, key, name=person.name)
        notices.answer(tx, person.id, text, now)
        return
    worker = people.known(tx, assignment.answering)
    choices.close_others(tx, worker.id, person.id)
    asking.ask(tx, office, person, worker, now)
    safe_question.plan(tx, office, person, now)
    entry = NewEntry(
        kind="linked",
        at=now,
        direction="in",
        channel=channel,
        author=person.id,
        body={"author": person.name, "text": ""},
    )
    entries.write(tx, case, entry)
    told = office.say(
        "staff_new_client", worker.language, alias=person.alias, name=person.name
    )
    told = families.introduce(tx, office, person, worker) or told
    notices.notify(tx, worker.id, told, now, case_id=case)
