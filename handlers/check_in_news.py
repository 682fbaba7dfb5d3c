"""Telling both sides what is agreed about asking how somebody is."""

from datetime import datetime

from casework.consents import Consent, ConsentState, Purpose
from casework.gates import leaves_by
from casework.people import Channel, Person, Topic
from casework.rhythm import Rhythm
from handlers import consents, notices, rhythms, speaking
from handlers.check_in_plans import agree
from handlers.office import Office
from handlers.relaying import Conversation
from storage import addresses, people
from storage.transaction import Transaction


def settle(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    made: Rhythm,
    now: datetime,
) -> None:
    """Let a rhythm count, and tell both."""
    client = conversation.client
    _switch_on(tx, office, client, now)
    agree(tx, office, client, made, client.id, now)
    said = rhythms.said(office, made, client.language)
    say(tx, office, conversation, "checkin_agreed", now, rhythm=said)
    tell(tx, office, conversation, "staff_checkins_set", now, made)


def _switch_on(tx: Transaction, office: Office, client: Person, now: datetime) -> None:
    """Take the wish to be asked for the end of a no to being asked."""
    known = people.known(tx, client.id)
    if Topic.CHECK_INS not in known.declined_topics:
        return
    topics = known.declined_topics - {Topic.CHECK_INS}
    people.set_declined_topics(tx, client.id, topics)
    channel = leaves_by(addresses.of_person(tx, client.id), now)
    how = consents.by(channel or Channel.SMS)
    purpose, state = Purpose(Topic.CHECK_INS.value), ConsentState.GIVEN
    said = Consent(client.id, client.id, purpose, state, how, now)
    consents.write_down(tx, office, said, "checkin_agreed")


def say(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    """Answer somebody about their check-ins."""
    client = conversation.client
    text = speaking.say(tx, office, client, key, **values)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def tell(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    key: str,
    now: datetime,
    made: Rhythm | None = None,
    date: datetime | None = None,
) -> None:
    """Tell the contact person what somebody wants of their check-ins."""
    worker = conversation.other
    values: dict[str, object] = {}
    if made is not None:
        values["rhythm"] = rhythms.said(office, made, worker.language)
    if date is not None:
        values["date"] = office.texts.date(date, office.zone, worker.language)
    notices.notify_about(
        tx,
        office,
        key,
        about=conversation.client,
        recipient=worker,
        case_id=conversation.case_id,
        now=now,
        **values,
    )
