"""Which words may leave by SMS, which is open to read on its way."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind
from casework.gates import TALKING_WITHIN
from casework.people import Channel, Person, PersonId
from casework.profiles import ContentPolicy
from handlers import profiles, speaking
from handlers.office import Office
from storage import people, safe_contacts
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

LONGEST_VALIDITY = timedelta(hours=10)
"""What Twilio does by itself (`validity_period`, 36,000 s)."""


def guarded(
    tx: Transaction, office: Office, delivery: Delivery, channel: Channel, now: datetime
) -> Delivery:
    """Return the delivery with no more in it than its kind of help lets out by SMS."""
    if channel is not Channel.SMS or not withholds(tx, office, delivery, now):
        return delivery
    draft = delivery.draft
    recipient = people.known(tx, draft.recipient)
    worker = "" if draft.sender is None else people.known(tx, draft.sender).name
    text = speaking.say(tx, office, recipient, "notify_only", worker=worker)
    return replace(delivery, draft=replace(draft, sms_text=text))


def valid_for(
    tx: Transaction, office: Office, recipient: PersonId, now: datetime
) -> timedelta | None:
    """Return how long the network may go on trying, so that no backlog rings at night.

    To the end of the safe hours; where a talk goes on outside them, as long as a talk
    counts as going on. Nothing: as long as the provider does by itself.
    """
    person = people.find(tx, recipient)
    if person is None or person.role.is_staff:
        return None
    safe = safe_contacts.of(tx, recipient)
    if not safe.is_bounded:
        return None
    if not safe.is_open(now, office.zone):
        return TALKING_WITHIN
    return safe.closes_within(LONGEST_VALIDITY, now, office.zone)


def withholds(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> bool:
    """Tell whether a human's words stay here, and only a notice of them goes."""
    if delivery.draft.kind is not DeliveryKind.RELAY:
        return False
    recipient: Person | None = people.find(tx, delivery.draft.recipient)
    if recipient is None or recipient.role.is_staff:
        return False
    profile = profiles.of_assignment(tx, office, recipient, now)
    return profile is not None and profile.content is not ContentPolicy.FULL
