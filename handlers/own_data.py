"""What somebody may ask about themself: who reads this, and what is kept."""

from datetime import datetime

from casework.consents import ConsentState
from casework.people import Channel, Person, PersonId
from casework.profiles import RecordPolicy, Since
from casework.requests import RequestKind
from handlers import consents, contact_gaps, notices, profiles, requests, speaking
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
from storage import consents as stored
from storage import requests as asked
from storage.buttons import Meaning
from storage.transaction import Transaction

TAKE_BACK, CONSENTS = "take_back", "consents"
"""What buttons do, beside asking for something."""

MOST_CONSENTS = 20
"""More than that nobody reads in one message; a copy of the record has them all."""

_SAID = {
    ConsentState.GIVEN: "btn_yes",
    ConsentState.DECLINED: "btn_no",
    ConsentState.WITHDRAWN: "btn_took_back",
}
"""What was said; that something was asked is no answer."""


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
    lines += _open_requests(tx, office, client)
    buttons = _buttons(tx, office, client, policy, now)
    if channel is Channel.TELEGRAM:
        lines = ["\n".join(lines)]
    for line in lines[:-1]:
        notices.answer(tx, client.id, line, now, case_id=conversation.case_id)
    notices.answer(
        tx, client.id, lines[-1], now, case_id=conversation.case_id, choices=buttons
    )


def press(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    meaning: Meaning,
    now: datetime,
) -> bool:
    """Do what a button under that answer asks for; tell whether it was one of them."""
    client = conversation.client
    match meaning.action:
        case RequestKind.ACCESS | RequestKind.ERASURE:
            kind = RequestKind(meaning.action)
            requests.take(tx, office, conversation, channel, kind, now)
        case RequestKind.CORRECTION:
            _answer(tx, office, conversation, "correction_how", now)
        case _ if meaning.action == CONSENTS:
            say_consents(tx, office, conversation, now)
        case _ if meaning.action == TAKE_BACK:
            consents.take_back(tx, office, client, meaning.subject, channel, now)
        case _:
            return False
    return True


def say_consents(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Say what was said yes or no to, and when; the newest word on each thing last."""
    client, language = conversation.client, conversation.client.language
    heard = [
        office.say(
            "consent_line",
            language,
            date=office.texts.date(each.at, office.zone, language),
            what=speaking.say(tx, office, client, f"purpose_{each.purpose}"),
            said=office.say(_SAID[each.state], language),
        )
        for each in stored.of_person(tx, client.id)
        if each.state in _SAID
    ]
    if not heard:
        _answer(tx, office, conversation, "consents_none", now)
        return
    head = office.say("consents_heard", language)
    text = "\n".join([head, *heard[-MOST_CONSENTS:]])
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def _answer(
    tx: Transaction, office: Office, conversation: Conversation, key: str, now: datetime
) -> None:
    client = conversation.client
    text = speaking.say(tx, office, client, key)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def _open_requests(tx: Transaction, office: Office, client: Person) -> list[str]:
    """Return what they asked for and nobody has answered, each with its day."""
    return [
        speaking.say(
            tx,
            office,
            client,
            "mydata_asked",
            what=office.say(f"asked_{each.kind}", client.language),
            date=contact_gaps.day(office, each.term.due, client.language),
        )
        for each in asked.of_client(tx, client.id)
        if each.is_open
    ]


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
    """Return what can be asked for: of `none` nothing is kept that could be read.

    Their name or number can be wrong there all the same.
    """
    language = client.language
    labels = {
        RequestKind.CORRECTION: "btn_correct",
        RequestKind.ERASURE: "btn_delete_mine",
    }
    if policy is not RecordPolicy.NONE:
        labels = {RequestKind.ACCESS: "btn_access", **labels}
    rows = [[Choice(office.say(key, language), kind)] for kind, key in labels.items()]
    rows.append([Choice(office.say("btn_consents", language), CONSENTS)])
    for purpose, about in consents.given_by(tx, client.id, now):
        what = speaking.say(tx, office, client, f"purpose_{purpose}")
        label = office.say("btn_take_back", language, what=what)
        rows.append([Choice(label, TAKE_BACK, f"{purpose}:{about}")])
    return rows
