"""What staff and the duty team are told of somebody who may be in danger.

Never the words: an alert names the short name, and says to read what was written.
"""

from collections.abc import Sequence
from datetime import datetime

from casework.danger import Flag, Outside
from casework.drafts import DeliveryKind, Draft
from casework.people import Channel, Person, PersonId
from handlers import notices
from handlers.notices import Choice
from handlers.office import Office
from storage import alarms, assignments, cases, danger, outbox, people
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

TAKE, DONE = "danger_take", "danger_done"
"""What the buttons do."""

DUTY = PersonId("duty")
"""The duty team has no person here: it is reached where the settings say."""

ALARM = "danger"


def tell(
    tx: Transaction,
    office: Office,
    flag: Flag,
    who: PersonId,
    now: datetime,
    *,
    after: str | None = None,
) -> None:
    """Alert somebody; `after` is who has had it and not closed it, if anybody."""
    worker, client = people.known(tx, who), people.known(tx, flag.person)
    before = _told_before(tx, flag, who)
    assignment = assignments.current(tx, client.id)
    answers = assignment is not None and assignment.answering == who

    def said(name: str) -> str:
        return _alert(tx, office, flag, name, worker.language, before, after, now)

    hint = office.say("danger_take_hint", worker.language, alias=client.alias)
    draft = Draft(
        who,
        DeliveryKind.NOTICE,
        said(client.label),
        sms_text=f"{said(client.alias)} {hint}",
        # Where the words themselves arrive it stands behind them.
        case_id=cases.of_client(tx, client.id) if answers else None,
    )
    button = Choice(office.say("btn_danger_take", worker.language), TAKE, str(flag.id))
    notices.tell(tx, draft, now, [[button]])
    danger.tell(tx, flag, who, now)


def tell_duty(tx: Transaction, office: Office, flag: Flag, now: datetime) -> None:
    """Alert the duty team, on every way there is to it."""
    alias = people.known(tx, flag.person).alias
    hint = office.say("danger_take_hint", office.language, alias=alias)
    alert = office.say("worker_safety_alert", office.language, client=alias)
    _to_duty(tx, office, alert, now, hint=hint)
    danger.tell(tx, flag, DUTY, now)


def tell_of_stranger(
    tx: Transaction, office: Office, channel: str, now: datetime
) -> None:
    """Alert those who supervise, and who is on duty now, of somebody nobody knows."""
    key = "staff_unknown_danger"
    notices.notify_supervisors(tx, office, key, now, channel=channel)
    if office.danger.outside is Outside.DUTY and not office.is_working(now):
        text = office.say(key, office.language, channel=channel)
        _to_duty(tx, office, text, now)


def tell_taken(
    tx: Transaction, office: Office, flag: Flag, taker: PersonId, now: datetime
) -> None:
    """Tell the others who were told who has it."""
    _tell_others(tx, office, flag, "danger_taken", taker, now)


def tell_done(
    tx: Transaction, office: Office, flag: Flag, closer: PersonId, now: datetime
) -> None:
    """Tell the others who were told that it is dealt with."""
    _tell_others(tx, office, flag, "danger_is_done", closer, now)


def name_of(tx: Transaction, office: Office, who: str, language: str) -> str:
    """Return what somebody is called, or the duty team."""
    if who == DUTY:
        return office.say("danger_duty", language)
    return people.known(tx, PersonId(who)).name


def since(office: Office, flag: Flag, now: datetime, language: str) -> str:
    """Return since when it stands, in words."""
    return office.texts.when(flag.raised_at, now, office.zone, language)


def not_delivered(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Raise the alarm where the duty team was not reached."""
    if delivery.draft.recipient == DUTY:
        alarms.raise_alarm(tx, ALARM, now)


def _told_before(tx: Transaction, flag: Flag, who: PersonId) -> list[str]:
    """Return who was told of these very words; all, where they are told once more."""
    before = [each for each in danger.told_in_round(tx, flag) if each != who]
    told_at = danger.last_told_at(tx, flag)
    if before or told_at is None or danger.known(tx, flag.id).last_at > told_at:
        return before
    return danger.told(tx, flag)


def _alert(
    tx: Transaction,
    office: Office,
    flag: Flag,
    client: str,
    language: str,
    before: Sequence[str],
    after: str | None,
    now: datetime,
) -> str:
    if after is not None:
        taken = flag.taken_at or flag.raised_at
        return office.say(
            "danger_not_closed",
            language,
            client=client,
            since=office.texts.when(taken, now, office.zone, language),
            worker=name_of(tx, office, after, language),
        )
    if not before:
        return office.say("worker_safety_alert", language, client=client)
    names = ", ".join(name_of(tx, office, each, language) for each in before)
    when = since(office, flag, now, language)
    return office.say(
        "danger_climbs", language, client=client, since=when, worker=names
    )


def _tell_others(
    tx: Transaction, office: Office, flag: Flag, key: str, who: PersonId, now: datetime
) -> None:
    client = people.known(tx, flag.person)
    for each in danger.told(tx, flag):
        if each == who:
            continue
        if each == DUTY:
            name = name_of(tx, office, who, office.language)
            text = office.say(key, office.language, client=client.alias, worker=name)
            _to_duty(tx, office, text, now)
            continue
        other = people.known(tx, PersonId(each))
        if other.left_at is None:
            _tell_one(tx, office, other, client, key, who, now)


def _tell_one(
    tx: Transaction,
    office: Office,
    other: Person,
    client: Person,
    key: str,
    who: PersonId,
    now: datetime,
) -> None:
    name = name_of(tx, office, who, other.language)

    def said(called: str) -> str:
        return office.say(key, other.language, client=called, worker=name)

    draft = Draft(
        other.id,
        DeliveryKind.NOTICE,
        said(client.label),
        sms_text=said(client.alias),
    )
    outbox.add(tx, draft, now)


def _to_duty(
    tx: Transaction, office: Office, text: str, now: datetime, *, hint: str = ""
) -> None:
    for address in office.duty:
        is_sms = address.channel is Channel.SMS
        # In a group we hear nothing, so nobody is asked for an answer there.
        is_group = address.value.startswith("-")
        said = text if is_group or not hint else f"{text} {hint}"
        if is_sms or office.telegram_enabled:
            draft = Draft(DUTY, DeliveryKind.NOTICE, said, to=address)
            outbox.add(tx, draft, now)
