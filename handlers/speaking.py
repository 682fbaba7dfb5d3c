"""What is said to somebody who is helped, as their safe contact asks for it."""

from types import MappingProxyType

from casework.people import Person
from casework.safe_contact import Discreet
from casework.wording import WORDINGS
from handlers.office import Office
from storage import safe_contacts
from storage.transaction import Transaction

DISCREET = MappingProxyType(
    {
        "stop_confirm": "discreet_stop",
        "number_check": "discreet_number_check",
        "notify_only": "discreet_new_message",
        "relay_ack": "discreet_ack",
        "relay_ack_short": "discreet_ack",
        "unknown_number": "discreet_unknown_number",
        "assignment_ended": "discreet_ended",
        "open_again": "discreet_again",
        "where_to_turn": "discreet_turn",
        "aftercare_ack": "discreet_turn",
    }
)
"""What stands in for a text where somebody may look over a shoulder."""

NAMES = frozenset({"worker", "substitute", "new_worker"})
"""Places for the name of somebody who works here."""


def say(
    tx: Transaction, office: Office, person: Person, key: str, **values: object
) -> str:
    """Return a text in the person's language, without names where they asked so."""
    safe = safe_contacts.of(tx, person.id)
    names = not NAMES.isdisjoint(WORDINGS[key].placeholders)
    if safe.discreet is Discreet.DISCREET or (names and not safe.may_name_worker):
        key = DISCREET.get(key, key)
    return office.say(key, person.language, **values)
