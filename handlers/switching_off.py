"""What somebody switches off of what starts from our side, for days or for good."""

from datetime import datetime, timedelta

from casework.consents import Consent, ConsentState, Purpose
from casework.keywords import Keyword
from casework.people import Channel, Person, PersonId, Topic
from handlers import consents, notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Conversation
from storage import outbox, people
from storage.transaction import Transaction

PAUSE, TOPIC = "pause", "topic"
"""What buttons do."""

A_WEEK, LONGEST = 7, 60
"""Days of a pause: where nobody said how many, and at most."""

OFFERED = (3, 14, 30)

BY_WORD = {
    Keyword.MESSAGES: Topic.MESSAGES,
    Keyword.REMINDERS: Topic.REMINDERS,
    Keyword.QUESTIONS: Topic.CHECK_INS,
}
"""The words that switch one thing alone, on or off."""


def pause(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    days: int,
    now: datetime,
) -> None:
    """Start nothing from our side for some days; a human may write all the same."""
    client, worker = conversation.client, conversation.other
    days = min(max(days, 1), LONGEST)
    until = now + timedelta(days=days)
    people.set_paused(tx, client.id, until)
    offered = [
        Choice(office.say("btn_days", client.language, days=each), PAUSE, str(each))
        for each in OFFERED
    ]
    text = speaking.say(tx, office, client, "pause_confirm", days=days)
    notices.answer(
        tx, client.id, text, now, case_id=conversation.case_id, choices=[offered]
    )
    notices.notify_about(
        tx,
        office,
        "staff_paused",
        about=client,
        recipient=worker,
        case_id=conversation.case_id,
        now=now,
        date=office.texts.date(until, office.zone, worker.language),
    )


def end_pause(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Let go out again what waited for the end of a pause."""
    people.set_paused(tx, person, None)
    outbox.wake(tx, person, now)


def is_paused(person: Person, now: datetime) -> bool:
    """Tell whether somebody asked for a pause that goes on."""
    return person.paused_until is not None and person.paused_until > now


def show(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Say what is on and what is off, and how to switch each."""
    client = people.known(tx, conversation.client.id)
    states = {topic: _state(office, client, topic) for topic in Topic}
    rows = [
        [
            Choice(
                f"{office.say(f'purpose_{topic}', client.language)}: {state}",
                TOPIC,
                topic,
            )
        ]
        for topic, state in states.items()
    ]
    text = speaking.say(
        tx,
        office,
        client,
        "notices_menu",
        **{str(topic): state for topic, state in states.items()},
    )
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id, choices=rows)


def switch(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    topic: Topic,
    channel: Channel,
    now: datetime,
) -> None:
    """Switch one thing alone, off or on again, and say how all stand now."""
    client = people.known(tx, conversation.client.id)
    is_on = topic in client.declined_topics
    people.set_declined_topics(tx, client.id, client.declined_topics ^ {topic})
    state = ConsentState.GIVEN if is_on else ConsentState.WITHDRAWN
    how, purpose = consents.by(channel), Purpose(topic.value)
    said = Consent(client.id, client.id, purpose, state, how, now)
    consents.write_down(tx, office, said, "notices_menu")
    worker = conversation.other
    notices.notify_about(
        tx,
        office,
        "staff_switched_on" if is_on else "staff_switched_off",
        about=client,
        recipient=worker,
        case_id=conversation.case_id,
        now=now,
        what=office.say(f"purpose_{topic}", worker.language),
    )
    show(tx, office, conversation, now)
    outbox.wake(tx, client.id, now)


def _state(office: Office, client: Person, topic: Topic) -> str:
    key = "switched_off" if topic in client.declined_topics else "switched_on"
    return office.say(key, client.language)
