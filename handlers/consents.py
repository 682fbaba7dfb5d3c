"""Asking for a yes, writing down what was said, and taking it back.

No answer ends the help: the contact person is told, and talks about it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework import consents as rules
from casework.consents import (
    CONSENTS,
    Consent,
    ConsentState,
    How,
    Purpose,
)
from casework.people import Agreement, Channel, Person, PersonId, Topic
from handlers import entries, notices, questions, speaking
from handlers.duty import Duty
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import addresses, assignments, cases, consents, people
from storage.records import NewEntry
from storage.transaction import Transaction

ASK, RENEW = "consent", "consent_renewal"
"""Kinds of question."""

ASKED_HERE = (Purpose.MESSAGES, Purpose.MEASURE, Purpose.MEDIA, Purpose.SHARING)
"""What can be asked at any time; old messages are asked about by whoever takes over."""


def write_down(tx: Transaction, office: Office, said: Consent, key: str = "") -> None:
    """Keep one word of somebody, with the version of the text that they were shown.

    Without a `key` it is the text on which they were last asked.
    """
    giver = people.known(tx, said.giver)
    version = _version(office, key, giver) if key else ""
    if not key and said.recorded_by is None:
        asked = consents.last_asked(tx, said.person, said.giver, said.purpose)
        if asked is not None:
            key, version = asked.text_key, asked.text_version
    consents.add(tx, replace(said, text_key=key, text_version=version))


def agreed(
    tx: Transaction,
    office: Office,
    person: Person,
    state: ConsentState,
    now: datetime,
    key: str = "",
) -> None:
    """Keep what somebody says about being written to at all."""
    how, about = way_of(tx, person), person.id
    said = Consent(about, about, Purpose.MESSAGES, state, how, now)
    write_down(tx, office, said, key)


def hear(tx: Transaction, office: Office, said: Consent) -> None:
    """Write down what somebody said on paper or to a human's face, and act on it.

    Raises `NotPossibleError` where they are nobody who could say it.
    """
    giver = people.known(tx, said.giver)
    is_own = said.giver == said.person
    may_say_it = is_own or (said.purpose.topic is None and _speaks_for(tx, said))
    if giver.role.is_staff or not may_say_it:
        sentence = "the giver is neither this person nor takes part for them"
        raise NotPossibleError(sentence)
    write_down(tx, office, said)
    given = said.state is ConsentState.GIVEN
    answer_key = "btn_yes" if given else "btn_no"
    keep(tx, office, giver, said.purpose, answer_key, said.at)
    topic = said.purpose.topic
    if topic is Topic.MESSAGES:
        agreement = Agreement.GIVEN if given else Agreement.DECLINED
        people.set_agreement(tx, giver.id, agreement, said.at)
    elif topic is not None:
        off = (
            giver.declined_topics - {topic}
            if given
            else {*giver.declined_topics, topic}
        )
        people.set_declined_topics(tx, giver.id, off)


def _speaks_for(tx: Transaction, said: Consent) -> bool:
    assignment = assignments.current(tx, said.giver)
    return assignment is not None and assignment.principal == said.person


def by(channel: Channel) -> How:
    """Return how somebody says it who says it here."""
    return How.TELEGRAM if channel is Channel.TELEGRAM else How.SMS


def given_by(
    tx: Transaction, giver: PersonId, now: datetime
) -> list[tuple[Purpose, PersonId]]:
    """Return what somebody has said yes to and could take back, and about whom."""
    about = [giver]
    assignment = assignments.current(tx, giver)
    if assignment is not None and assignment.principal not in (None, giver):
        about.append(assignment.principal)
    return [
        (purpose, person)
        for person in about
        for purpose in CONSENTS
        if rules.is_given(consents.of_person(tx, person), purpose, giver, now)
    ]


def ask(
    tx: Transaction,
    office: Office,
    giver: PersonId,
    purpose: Purpose,
    now: datetime,
    *,
    about: PersonId | None = None,
) -> None:
    """Ask somebody for a yes, for themself or `about` a person they speak for.

    Raises `NotPossibleError` where that is asked in another way.
    """
    if purpose not in ASKED_HERE or (
        about not in (None, giver) and purpose.topic is not None
    ):
        sentence = f"{purpose.replace('_', ' ')}: nobody is asked about this so"
        raise NotPossibleError(sentence)
    whom = "" if about in (None, giver) else f":{about}"
    questions.put(tx, office, giver, ASK, now, subject=f"{purpose}{whom}")


def ask_own(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Ask who is of age now for their own yes to messages.

    About the help itself a human asks, and writes it down.
    """
    subject = str(Purpose.MESSAGES)
    questions.put_ahead(tx, office, person.id, ASK, now, subject=subject)


def _old(tx: Transaction, _office: Office, now: datetime) -> list[Consent]:
    """Return every yes of long ago."""
    return consents.old(tx, now - rules.ASKED_AGAIN_AFTER, now - rules.SILENT_FOR, now)


def _ask_anew(
    tx: Transaction, office: Office, old: Sequence[Consent], now: datetime
) -> None:
    for answer in old:
        giver = people.known(tx, answer.giver)
        is_own = answer.person == answer.giver
        if assignments.current(tx, giver.id) is None or (
            answer.purpose is Purpose.MESSAGES
            and giver.agreement is not Agreement.GIVEN
        ):
            continue
        if answer.purpose is Purpose.MESSAGES:
            questions.put(tx, office, giver.id, RENEW, now)
        elif answer.purpose in (Purpose.MEASURE, Purpose.MEDIA, Purpose.SHARING):
            about = None if is_own else answer.person
            ask(tx, office, giver.id, answer.purpose, now, about=about)


ASK_ANEW = Duty("consents", _old, _ask_anew)


def withdraw(
    tx: Transaction,
    office: Office,
    giver: Person,
    purpose: Purpose,
    about: PersonId,
    how: How,
    now: datetime,
) -> None:
    """Take a yes back, and tell the contact person; nothing ends."""
    state = ConsentState.WITHDRAWN
    write_down(tx, office, Consent(about, giver.id, purpose, state, how, now))
    keep(tx, office, giver, purpose, "switched_off", now)
    tell(tx, office, giver, "staff_consent_withdrawn", purpose, now)


def withdraw_all(
    tx: Transaction, office: Office, giver: Person, how: How, now: datetime
) -> None:
    """Take back in a word all that somebody said yes to, and say what it was."""
    given = given_by(tx, giver.id, now)
    for purpose, about in given:
        withdraw(tx, office, giver, purpose, about, how, now)
    say_taken_back(tx, office, giver, [purpose for purpose, _ in given], now)


def take_back(
    tx: Transaction,
    office: Office,
    giver: Person,
    subject: str,
    channel: Channel,
    now: datetime,
) -> None:
    """Take back the one yes that a button stands for, if it still holds."""
    purpose, _, about = subject.partition(":")
    named = (Purpose(purpose), PersonId(about))
    given = named in given_by(tx, giver.id, now)
    if given:
        withdraw(tx, office, giver, *named, by(channel), now)
    say_taken_back(tx, office, giver, [named[0]] if given else [], now)


def say_taken_back(
    tx: Transaction,
    office: Office,
    giver: Person,
    purposes: list[Purpose],
    now: datetime,
) -> None:
    """Say what is taken back now, or that there was nothing."""
    names = [office.say(f"purpose_{each}", giver.language) for each in purposes]
    key = "consent_taken_back" if names else "consent_none_given"
    what = ", ".join(dict.fromkeys(names))
    answer(tx, office, giver, key, now, what=what)


def keep(
    tx: Transaction,
    office: Office,
    giver: Person,
    purpose: Purpose,
    answer: str,
    now: datetime,
) -> None:
    """Write into the record what was said, where one is kept."""
    reached = addresses.of_person(tx, giver.id)
    language = giver.language
    text = (
        f"{office.say(f'purpose_{purpose}', language)}: {office.say(answer, language)}"
    )
    entry = NewEntry(
        kind="agreement",
        at=now,
        direction="in",
        channel=reached[0].address.channel if reached else "",
        author=giver.id,
        body={"author": giver.name, "text": text},
    )
    entries.write(tx, cases.of_client(tx, giver.id), entry)


def _version(office: Office, key: str, giver: Person) -> str:
    words = office.texts.unfilled(key, giver.language)
    return rules.version_of(words, giver.language)


def way_of(tx: Transaction, giver: Person) -> How:
    """Return how somebody says it: by the way that they last wrote from."""
    reached = addresses.of_person(tx, giver.id)
    return by(reached[0].address.channel) if reached else How.SPOKEN


def answer(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    """Answer what somebody said about it."""
    text = speaking.say(tx, office, person, key, **values)
    notices.answer(tx, person.id, text, now, case_id=cases.of_client(tx, person.id))


def tell(
    tx: Transaction,
    office: Office,
    giver: Person,
    key: str,
    purpose: Purpose,
    now: datetime,
) -> None:
    """Tell whoever answers this person now."""
    assignment = assignments.current(tx, giver.id)
    if assignment is None:
        return
    worker = people.known(tx, assignment.answering)
    notices.notify_about(
        tx,
        office,
        key,
        about=giver,
        recipient=worker,
        case_id=cases.of_client(tx, giver.id),
        now=now,
        what=office.say(f"purpose_{purpose}", worker.language),
    )
