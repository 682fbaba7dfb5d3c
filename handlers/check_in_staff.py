"""`/checkins K7`: what is agreed and was answered; to propose, to pause, to go on."""

import re
from datetime import datetime, timedelta

from casework import staff_words
from casework.check_ins import KEPT_FOR
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId, Topic
from casework.rights import Act
from handlers import (
    check_in_answers,
    check_in_curve,
    check_in_ladder,
    check_in_plans,
    check_in_proposals,
    named_client,
    notices,
    permissions,
    rhythms,
)
from handlers.caseload import clients_of
from handlers.check_in_plans import Cannot
from handlers.notices import Choice
from handlers.office import Office
from storage import cases, check_ins, people
from storage.buttons import Meaning
from storage.check_ins import CheckIn
from storage.rules import Rule
from storage.transaction import Transaction

PICTURE = "picture"
ACTION = "check_in_of"
"""What the buttons under the page do."""

SHOWN = 5
"""Answers on the page."""

LONGEST_WORDS = 150
"""Signs of what was written with an answer; the message itself came whole."""

LONGEST_PAUSE = 60
"""Days."""

_PAUSE = re.compile(r"paus[ea]?(?:\s+(\d{1,3})\s*\w*)?", re.IGNORECASE)
_ANEW = re.compile(r"anew|start|igen|forfra|p[åa] ny(?:tt)?", re.IGNORECASE)
_STOP = re.compile(r"stopp?|slut|sluta", re.IGNORECASE)
_BY_SMS = re.compile(r"\s*/?check-?ins\b\s*(?P<said>.*)", re.IGNORECASE | re.DOTALL)
LONGEST = 80


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show what is agreed with whom is named, or do what is said behind the name."""
    name, _, wish = said.strip().partition(" ")
    clients = clients_of(tx, worker)
    if not name and len(clients) != 1:
        notices.say(tx, office, worker, "checkins_who", now)
        return
    client: Person | None = clients[0]
    if name:
        client = named_client.theirs(tx, office, worker, name, Act.SEE_METADATA, now)
    if client is None:
        return
    wish = wish.strip()
    if pause := _PAUSE.fullmatch(wish):
        _pause(tx, office, worker, client, int(pause[1] or 7), now)
    elif _ANEW.fullmatch(wish):
        _anew(tx, office, worker, client, now)
    elif _STOP.fullmatch(wish):
        check_in_plans.end(tx, office, client.id, now)
        show(tx, office, worker, client, now)
    elif wish:
        _propose(tx, office, worker, client, wish, now)
    else:
        show(tx, office, worker, client, now)


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what `CHECKINS K7 tuesdays 15` says; tell whether it was that."""
    match = _BY_SMS.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return False
    begin(tx, office, worker, match["said"].strip(), now)
    return True


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Do what a button under the page says; tell whether it still could."""
    deed, _, who = meaning.subject.partition(":")
    client = next((each for each in clients_of(tx, worker) if each.id == who), None)
    if client is None:
        return False
    if deed == "pause":
        _pause(tx, office, worker, client, 7, now)
    elif deed == PICTURE:
        if not permissions.is_allowed(
            tx, office, worker, Act.READ_CONTENT, client, now
        ):
            return False
        check_in_curve.send(tx, office, worker, client, now)
    else:
        _anew(tx, office, worker, client, now)
    return True


def show(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Say what is agreed, how it stands, and what was answered."""
    spoken = worker.language
    rule = check_in_plans.to_come(tx, client.id, now)
    lines = [_state(tx, office, client, rule, spoken, now)]
    deeds = []
    if permissions.is_allowed(tx, office, worker, Act.READ_CONTENT, client, now):
        found = check_ins.of_person(tx, client.id, now - KEPT_FOR)
        lines += [line(office, each, spoken) for each in found[-SHOWN:]]
        deeds += [PICTURE] if found else []
    silent = check_ins.silence(tx, client.id)
    deeds += ["pause"] if rule is not None and not rule.is_paused(now) else []
    if (silent is not None and silent.handed_at) or (rule and rule.is_paused(now)):
        deeds.append("anew")
    buttons = [
        Choice(
            office.say(f"btn_checkins_{each}", spoken), ACTION, f"{each}:{client.id}"
        )
        for each in deeds
    ]
    text = "\n".join(lines)
    hint = office.say("checkins_hint", spoken, alias=client.alias) if deeds else ""
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        text,
        sms_text=staff_words.by_sms(f"{text}\n{hint}".strip(), spoken),
        case_id=cases.of_client(tx, client.id),
    )
    notices.tell(tx, draft, now, [buttons] if buttons else ())


def _state(
    tx: Transaction,
    office: Office,
    client: Person,
    rule: Rule | None,
    spoken: str,
    now: datetime,
) -> str:
    proposed = check_ins.proposed_to(tx, client.id)
    if rule is None and proposed is not None:
        said = rhythms.said(office, proposed.rhythm, spoken)
        return office.say(
            "staff_checkins_proposed", spoken, client=client.label, rhythm=said
        )
    if rule is None:
        return office.say(
            "staff_checkins_none", spoken, client=client.label, alias=client.alias
        )
    if Topic.CHECK_INS in client.declined_topics:
        return office.say("staff_checkins_off", spoken, client=client.label)
    said = rhythms.said(office, rule.rhythm, spoken)
    silent = check_ins.silence(tx, client.id)
    if rule.is_paused(now) and rule.paused_until is not None:
        by = (
            None
            if rule.paused_by is None
            else people.find(tx, PersonId(rule.paused_by))
        )
        return office.say(
            "staff_checkins_pause",
            spoken,
            client=client.label,
            rhythm=said,
            date=office.texts.date(rule.paused_until, office.zone, spoken),
            who="-" if by is None else by.name,
        )
    rests = silent is not None and silent.handed_at is not None
    key = "staff_checkins_rest" if rests else "staff_checkins"
    return office.say(key, spoken, client=client.label, rhythm=said)


def line(office: Office, each: CheckIn, spoken: str) -> str:
    """Return one check-in in a line: `Tue 24 Nov: fine`."""
    date = office.texts.date(each.due_at, office.zone, spoken)
    if each.state == "answered" and each.answer:
        said = check_in_answers.label(office, each.answer, spoken)
    elif each.state == "skipped" and each.reason is not None:
        why = office.say(f"reason_{each.reason}", spoken)
        said = office.say("checkin_was_skipped", spoken, reason=why)
    elif each.state == "words":
        said = office.say("checkin_was_words", spoken)
    else:
        said = office.say(f"checkin_was_{_seen(each.state)}", spoken)
    words = each.words
    if len(words) > LONGEST_WORDS:
        words = f"{words[:LONGEST_WORDS]}..."
    return f"{date}: {said}" + (f" - {words}" if words else "")


def _seen(state: str) -> str:
    """Return under which name a state is shown."""
    return {"asked": "asked", "missed": "missed"}.get(state, "over")


def _pause(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    days: int,
    now: datetime,
) -> None:
    until = now + timedelta(days=min(max(days, 1), LONGEST_PAUSE))
    check_in_plans.pause(tx, office, client.id, until, worker.id, now)
    show(tx, office, worker, client, now)


def _anew(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Let it go on after a human had it, or before a pause is over."""
    check_in_ladder.end(tx, client.id, now)
    check_in_plans.resume(tx, client.id, now)
    show(tx, office, worker, client, now)


def _propose(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    wish: str,
    now: datetime,
) -> None:
    """Ask whoever it is about; what is unclear, or too often, comes back at once."""
    if Topic.CHECK_INS in client.declined_topics:
        notices.say(tx, office, worker, "staff_checkins_off", now, client=client.label)
        return
    made = check_in_plans.wanted(tx, office, client, wish, now)
    if isinstance(made, Cannot):
        text = office.say(f"staff_{made.key}", worker.language, **made.values)
        notices.answer(tx, worker.id, text, now)
        return
    check_in_proposals.propose(tx, office, client, made, worker, now)
    said = rhythms.said(office, made, worker.language)
    text = office.say(
        "staff_checkins_proposed", worker.language, client=client.label, rhythm=said
    )
    notices.answer(tx, worker.id, text, now, case_id=cases.of_client(tx, client.id))
