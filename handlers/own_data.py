"""What somebody may ask about themself: who reads this, and what is kept."""

from datetime import datetime, timedelta

from casework.people import Channel, Person, PersonId
from casework.profiles import RecordPolicy, Since
from handlers import consents, entries, notices, profiles, speaking
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Conversation
from storage import (
    assignments,
    case_wraps,
    cases,
    looks,
    people,
    readers,
    safe_contacts,
)
from storage.records import NewEntry
from storage.transaction import Transaction

ACCESS, ERASURE, TAKE_BACK = "access", "erasure", "take_back"
"""What buttons do."""

ANSWERED_WITHIN = timedelta(days=30)
"""A month, as the law asks."""

_TOLD = {
    ACCESS: ("access_request_ack", "staff_wants_access"),
    ERASURE: ("delete_request_ack", "staff_wants_deleted"),
}


def say_who(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Say who answers and when, and who else reads what somebody writes."""
    client, worker = conversation.client, conversation.other
    language = client.language
    answers = (
        office.say("answers_on_weekdays", language)
        if office.opening_hours
        else office.say("answers_soon", language)
    )
    key = _who_reads(tx, office, conversation, now)
    text = speaking.say(tx, office, client, key, worker=worker.name, answers=answers)
    assignment = assignments.current(tx, client.id)
    if assignment is not None and assignment.substitute is not None:
        absent = people.known(tx, assignment.contact_person)
        stands_in = speaking.say(
            tx,
            office,
            client,
            "who_stands_in",
            worker=absent.name,
            substitute=worker.name,
        )
        text = f"{stands_in} {text}"
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def say_what_is_kept(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    now: datetime,
) -> None:
    """Say what is stored, for how long, who can open it, and how to ask for it."""
    client = conversation.client
    policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
    if policy is RecordPolicy.NONE:
        lines = [speaking.say(tx, office, client, "mydata_none")]
    else:
        key = "mydata_full" if policy.keeps_words else "mydata_summary"
        how_long = _how_long(tx, office, client, now)
        looked = _looked(tx, office, conversation)
        lines = [
            speaking.say(tx, office, client, key, how_long=how_long),
            speaking.say(
                tx,
                office,
                client,
                "mydata_looked",
                looked=looked,
                worker=conversation.other.name,
            ),
        ]
    buttons = _buttons(tx, office, client, policy, now)
    if channel is Channel.TELEGRAM:
        lines = ["\n".join(lines)]
    for line in lines[:-1]:
        notices.answer(tx, client.id, line, now, case_id=conversation.case_id)
    notices.answer(
        tx, client.id, lines[-1], now, case_id=conversation.case_id, choices=buttons
    )


def request(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    what: str,
    now: datetime,
) -> None:
    """Take a wish to read or to have deleted: a human sees to it, within a month.

    The words lie sealed: only a reader can take them out.
    """
    client, worker = conversation.client, conversation.other
    by_then = now + ANSWERED_WITHIN
    answer, told = _TOLD[what]
    date = office.texts.date(by_then, office.zone, client.language)
    text = speaking.say(tx, office, client, answer, date=date)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
    entry = NewEntry(
        kind=f"{what}_request",
        at=now,
        direction="in",
        channel=channel,
        author=client.id,
        body={"author": client.name, "text": ""},
    )
    entries.write(tx, conversation.case_id, entry)
    notices.notify_about(
        tx,
        office,
        told,
        about=client,
        recipient=worker,
        case_id=conversation.case_id,
        now=now,
        date=office.texts.date(by_then, office.zone, worker.language),
    )


def _who_reads(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> str:
    policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
    if policy is RecordPolicy.NONE:
        return "who_none"
    if not policy.keeps_words:
        return "who_summary"
    profile = profiles.of_assignment(tx, office, conversation.client, now)
    is_open = profile is None or profile.opens_to_caseworker
    return "who_full" if is_open else "who_full_pair"


def _how_long(tx: Transaction, office: Office, client: Person, now: datetime) -> str:
    profile = profiles.of_assignment(tx, office, client, now)
    years = None if profile is None else profile.retention.years
    if profile is None or years is None:
        return office.say("kept_as_law_says", client.language)
    is_last = profile.retention.since is Since.LAST_ENTRY
    key = "kept_years_from_last" if is_last else "kept_years_from_end"
    return office.say(key, client.language, years=years)


def _looked(tx: Transaction, office: Office, conversation: Conversation) -> str:
    """Say who has a key to what is kept, and how often it was taken out to be read."""
    client, language = conversation.client, conversation.client.language
    holders = _holders(tx, conversation)
    names = ", ".join(holders)
    if names and speaking.hides(safe_contacts.of(tx, client.id), "mydata_looked"):
        names = str(len(holders))
    can = (
        office.say("looked_by", language, names=names)
        if names
        else office.say("looked_nobody", language)
    )
    taken = looks.of_case(tx, conversation.case_id)
    if not taken:
        return f"{can} {office.say('taken_out_never', language)}"
    date = office.texts.date(taken[-1].at, office.zone, language)
    count = len(taken)
    return f"{can} {office.say('taken_out', language, count=count, date=date)}"


def _holders(tx: Transaction, conversation: Conversation) -> list[str]:
    """Return the names of those who have a key to what is kept."""
    found: dict[PersonId, str] = {}
    for reader in readers.current(tx):
        if conversation.case_id in case_wraps.open_to(tx, reader.id):
            found[reader.person_id] = people.known(tx, reader.person_id).name
    return list(found.values())


def _buttons(
    tx: Transaction, office: Office, client: Person, policy: RecordPolicy, now: datetime
) -> list[list[Choice]]:
    """Return what can be asked for: nothing is kept that could be read of `none`."""
    rows = []
    if policy is not RecordPolicy.NONE:
        rows.append([Choice(office.say("btn_access", client.language), ACCESS)])
    rows.append([Choice(office.say("btn_delete_mine", client.language), ERASURE)])
    for purpose, about in consents.given_by(tx, client.id, now):
        what = office.say(f"purpose_{purpose}", client.language)
        label = office.say("btn_take_back", client.language, what=what)
        rows.append([Choice(label, TAKE_BACK, f"{purpose}:{about}")])
    return rows
