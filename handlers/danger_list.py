"""Who may be in danger, for those who work here: `/danger`, buttons, words by SMS."""

import re
from collections.abc import Sequence
from datetime import datetime

from casework.danger import Flag
from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Incoming
from casework.people import Person
from handlers import danger, danger_alerts, named_client, notices
from handlers.danger_alerts import DONE, DUTY, TAKE
from handlers.notices import Choice
from handlers.office import Office
from storage import danger as flags
from storage import outbox, people
from storage.buttons import Meaning
from storage.transaction import Transaction

MOST = 30

_SHORT_NAME = r"\s+(k[0-9]{1,6})[\s.!]*"
TAKEN = re.compile(
    r"\s*(?:takes?|i have|have|tag(?:er)?|jeg har|tar?|jag har)" + _SHORT_NAME,
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"\s*(?:done|klaret|klart?|f\w{1,2}rdig|fardig)" + _SHORT_NAME, re.IGNORECASE
)
"""Said by SMS with the short name behind."""


def show(
    tx: Transaction, office: Office, worker: Person, _words: str, now: datetime
) -> None:
    """List the open flags: those that concern somebody; supervisors see all."""
    found = of(tx, office, worker)[:MOST]
    if not found:
        notices.say(tx, office, worker, "danger_none", now)
        return
    rows = [[_choice(tx, office, worker, flag)] for flag in found]
    text = "\n".join(lines(tx, office, worker, now))
    by_sms = "\n".join(_by_sms(tx, office, worker, flag, now) for flag in found)
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, sms_text=by_sms)
    notices.tell(tx, draft, now, rows)


list_by_sms = named_client.word_by_sms(
    # In capitals: "danger" and "fare" are what one writes about as well.
    "(?-i:DANGER|FARE|FARA)",
    show,
    behind="",
)


def of(tx: Transaction, office: Office, worker: Person) -> list[Flag]:
    """Return the open flags that somebody sees, the oldest first."""
    known = flags.every_open(tx)
    return [flag for flag in known if danger.concerns(tx, office, flag, worker)]


def lines(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return the open flags that somebody sees, with a head; nothing: there are none.

    It stands first in the list of tasks and in the digest.
    """
    found = of(tx, office, worker)[:MOST]
    if not found:
        return ()
    head = office.say("danger_list", worker.language)
    labels = [people.known(tx, flag.person).label for flag in found]
    return [
        head,
        *(
            _line(tx, office, worker, flag, label, now)
            for flag, label in zip(found, labels, strict=True)
        ),
    ]


def press_take(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Take what the button stands for, and let Done stand there instead."""
    flag = _meant(tx, office, worker, meaning)
    if flag is None:
        return False
    client = people.known(tx, flag.person)
    other = danger.take(tx, office, flag, worker, now)
    if other is not None:
        name = danger_alerts.name_of(tx, office, other, worker.language)
        text = office.say(
            "danger_taken", worker.language, client=client.label, worker=name
        )
        _put_instead(tx, worker, meaning, text, (), now)
        return True
    text = office.say("danger_you_have_it", worker.language, client=client.label)
    button = Choice(office.say("btn_done", worker.language), DONE, str(flag.id))
    _put_instead(tx, worker, meaning, text, [[button]], now)
    return True


def press_done(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Close what the button stands for."""
    flag = _meant(tx, office, worker, meaning)
    if flag is None or not danger.done(tx, office, flag, worker, now):
        return False
    _put_instead(tx, worker, meaning, _closed(tx, office, worker, flag), (), now)
    return True


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what TAKE K7 or DONE K7 says, and tell whether it was one of these."""
    match = TAKEN.fullmatch(text) or CLOSED.fullmatch(text)
    if match is None:
        return False
    flag = _called(tx, match[1])
    if flag is None or not danger.concerns(tx, office, flag, worker):
        notices.say(tx, office, worker, "danger_not_yours", now)
        return True
    client = people.known(tx, flag.person)
    if match.re is CLOSED:
        danger.done(tx, office, flag, worker, now)
        notices.answer(tx, worker.id, _closed(tx, office, worker, flag), now)
        return True
    other = danger.take(tx, office, flag, worker, now)
    if other is not None:
        name = danger_alerts.name_of(tx, office, other, worker.language)
        said = office.say(
            "danger_taken", worker.language, client=client.alias, worker=name
        )
    else:
        said = office.say("danger_yours_sms", worker.language, alias=client.alias)
    notices.answer(tx, worker.id, said, now)
    return True


def from_duty(
    tx: Transaction, office: Office, incoming: Incoming, now: datetime
) -> bool:
    """Do what the duty team says from where it is told; tell whether it was theirs."""
    if incoming.sender not in office.duty:
        return False
    text = incoming.text
    match = TAKEN.fullmatch(text) or CLOSED.fullmatch(text)
    flag = None if match is None else _called(tx, match[1])
    if match is None or flag is None or DUTY not in flags.told(tx, flag):
        said = office.say("danger_not_yours", office.language)
    else:
        said = _done_by_duty(tx, office, flag, now, closes=match.re is CLOSED)
    draft = Draft(DUTY, DeliveryKind.ANSWER, said, to=incoming.sender)
    outbox.add(tx, draft, now)
    return True


def _done_by_duty(
    tx: Transaction, office: Office, flag: Flag, now: datetime, *, closes: bool
) -> str:
    alias, spoken = people.known(tx, flag.person).alias, office.language
    if closes:
        danger.done(tx, office, flag, None, now)
        name = danger_alerts.name_of(tx, office, DUTY, spoken)
        return office.say("danger_is_done", spoken, client=alias, worker=name)
    other = danger.take(tx, office, flag, None, now)
    name = danger_alerts.name_of(tx, office, other or DUTY, spoken)
    said = office.say("danger_taken", spoken, client=alias, worker=name)
    if other is not None:
        return said
    return f"{said} {office.say('danger_done_hint', spoken, alias=alias)}"


def _called(tx: Transaction, alias: str) -> Flag | None:
    client = people.find_by_alias(tx, alias)
    return None if client is None else flags.find_open(tx, client.id)


def _meant(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning
) -> Flag | None:
    flag = flags.find(tx, int(meaning.subject))
    if flag is None or not flag.is_open:
        return None
    return flag if danger.concerns(tx, office, flag, worker) else None


def _choice(tx: Transaction, office: Office, worker: Person, flag: Flag) -> Choice:
    label = people.known(tx, flag.person).label
    is_taken = flag.taken_by is not None
    key, action = ("btn_done", DONE) if is_taken else ("btn_danger_take", TAKE)
    said = office.say(key, worker.language)
    return Choice(f"{said}: {label}", action, str(flag.id))


def _by_sms(
    tx: Transaction, office: Office, worker: Person, flag: Flag, now: datetime
) -> str:
    """Return a flag with the short name alone, and the words to answer with."""
    alias = people.known(tx, flag.person).alias
    key = "danger_done_hint" if flag.taken_by else "danger_take_hint"
    hint = office.say(key, worker.language, alias=alias)
    return f"{_line(tx, office, worker, flag, alias, now)}. {hint}"


def _line(
    tx: Transaction,
    office: Office,
    worker: Person,
    flag: Flag,
    client: str,
    now: datetime,
) -> str:
    spoken = worker.language
    since = danger_alerts.since(office, flag, now, spoken)
    if flag.taken_by is None:
        return office.say("danger_line_open", spoken, client=client, since=since)
    name = danger_alerts.name_of(tx, office, flag.taken_by, spoken)
    return office.say(
        "danger_line_taken", spoken, client=client, since=since, worker=name
    )


def _closed(tx: Transaction, office: Office, worker: Person, flag: Flag) -> str:
    client = people.known(tx, flag.person)
    return office.say(
        "danger_is_done", worker.language, client=client.label, worker=worker.name
    )


def _put_instead(
    tx: Transaction,
    worker: Person,
    meaning: Meaning,
    text: str,
    rows: Sequence[Sequence[Choice]],
    now: datetime,
) -> None:
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        text,
        form=Form.EDIT,
        target=Target(delivery=meaning.delivery_id),
    )
    notices.tell(tx, draft, now, rows)
