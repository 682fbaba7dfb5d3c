"""Words that may mean danger: a human is told, and nothing else is done about them.

The message has been passed on by then, as any other. Nothing here blocks, holds back,
delays or answers instead of a human; nobody but people is ever called.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from casework.danger import Flag, is_cry
from casework.people import Person
from casework.reasons import Reason
from handlers import danger_alerts, danger_answer, danger_climb, due_work, entries
from handlers.office import Office
from handlers.relaying import Written
from storage import (
    addresses,
    alarms,
    assignments,
    cases,
    danger,
    messages,
    people,
    savepoints,
)
from storage.records import NewEntry
from storage.transaction import Transaction


def may_be_meant(office: Office, written: Written) -> bool:
    """Tell whether the words of a message, or under a picture, may mean danger."""
    text = written.incoming.text
    return bool(text) and (office.danger.words.are_in(text) or is_cry(text))


def look_after(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Do what words that may mean danger ask for; the message goes on whatever breaks.

    Those who run the service are called then: somebody must look.
    """
    if not savepoints.holds(tx, note_words, office, client, written, now):
        alarms.raise_alarm(tx, danger_alerts.ALARM, now)


def look_after_all(
    tx: Transaction, office: Office, sharers: Iterable[Person], now: datetime
) -> None:
    """Tell humans of words that may be of any of these people."""
    deed = partial(raise_flag, noted="danger_noted_shared")
    for each in sharers:
        if not savepoints.holds(tx, deed, office, each, None, now):
            alarms.raise_alarm(tx, danger_alerts.ALARM, now)


def note_words(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Tell humans of words that may mean danger, and say where help is to be had."""
    incoming = written.incoming
    known = messages.written_at(tx, written.address.id, incoming.message_id)
    before = danger.find_open(tx, client.id)
    flag = raise_flag(tx, office, client, None if known is None else known.id, now)
    if before is None or (before.is_anew(now) and flag.last_at == now):
        danger_answer.say(tx, office, client, now)


def raise_flag(
    tx: Transaction,
    office: Office,
    client: Person,
    message: int | None,
    now: datetime,
    *,
    noted: str = "danger_noted_answer",
) -> Flag:
    """Tell humans that somebody may be in danger; who is told of it already, is not.

    `message` holds the words; nothing: it was an answer to a question, or what the text
    `noted` says. Words that come much later, while somebody has it or nobody works, are
    told of anew; while nobody has it, once an hour however close they come.
    """
    known = danger.find_open(tx, client.id)
    flag = known or danger.add(tx, client.id, cases.of_client(tx, client.id), now)
    if message is None:
        danger.set_last(tx, flag, now)
    elif not danger.hit(tx, flag, message, now) and known is not None:
        return flag  # the same message once more
    if known is None:
        key = noted if message is None else "danger_noted"
        _write_down(tx, office, flag, "danger", key, now, author=client)
        danger_climb.begin(tx, office, flag, client, now)
    elif danger_climb.is_told_anew(tx, office, known, now):
        danger_climb.begin_anew(tx, office, flag, client, now)
    return danger.known(tx, flag.id)


def take(
    tx: Transaction, office: Office, flag: Flag, who: Person | None, now: datetime
) -> str | None:
    """Let somebody have it, or the duty team; return who has it already, if anybody.

    The others who were told hear of it, and nobody further is told.
    """
    taker = danger_alerts.DUTY if who is None else who.id
    if flag.taken_by is not None:
        return None if flag.taken_by == taker else flag.taken_by
    danger.take(tx, flag, taker, now)
    danger_climb.look_again(tx, office, flag, now)
    danger_alerts.tell_taken(tx, office, flag, taker, now)
    name = danger_alerts.name_of(tx, office, taker, office.language)
    _write_down(
        *(tx, office, flag, "danger_taken", "danger_taken", now),
        author=who,
        worker=name,
    )
    _end_alarm(tx, now)
    return None


def done(
    tx: Transaction, office: Office, flag: Flag, who: Person | None, now: datetime
) -> bool:
    """Close a flag: it is dealt with. Tell whether it was open."""
    closer = danger_alerts.DUTY if who is None else who.id
    if not danger.close(tx, flag, closer, now):
        return False
    due_work.cancel(tx, danger_climb.RUNG, flag.id, now, Reason.WITHDRAWN)
    danger_alerts.tell_done(tx, office, flag, closer, now)
    name = danger_alerts.name_of(tx, office, closer, office.language)
    _write_down(
        *(tx, office, flag, "danger_done", "danger_is_done", now),
        author=who,
        worker=name,
    )
    _end_alarm(tx, now)
    return True


def concerns(tx: Transaction, office: Office, flag: Flag, worker: Person) -> bool:
    """Tell whether somebody may have it: who was told, answers, or supervises.

    Whoever works here may hold the phone on which the duty team was told.
    """
    if worker.left_at is not None or not worker.role.is_staff:
        return False
    assignment = assignments.current(tx, flag.person)
    answers = assignment is not None and assignment.is_answered_by(worker.id)
    told = danger.told(tx, flag)
    is_told = worker.id in told or (
        danger_alerts.DUTY in told
        and any(
            each.address in office.duty for each in addresses.of_person(tx, worker.id)
        )
    )
    return answers or is_told or worker.role is danger_climb.LAST


def _end_alarm(tx: Transaction, now: datetime) -> None:
    """End the alarm that nobody had it, once nobody waits for somebody."""
    if all(flag.taken_by is not None for flag in danger.every_open(tx)):
        alarms.end(tx, danger_alerts.ALARM, now)


def _write_down(
    tx: Transaction,
    office: Office,
    flag: Flag,
    kind: str,
    key: str,
    now: datetime,
    *,
    author: Person | None,
    worker: str = "",
) -> None:
    """Write into the case that it happened and when; never the words."""
    client = people.known(tx, flag.person)
    said = office.say(key, office.language, client=client.label, worker=worker)
    entry = NewEntry(
        kind=kind,
        at=now,
        direction="",
        channel="",
        author="" if author is None else author.id,
        body={"author": "" if author is None else author.name, "text": said},
    )
    entries.write(tx, flag.case, entry)
