"""What somebody reads who wrote words that may mean danger: where help is to be had.

Only where it is safe to say it, and the help lines rarely. It never stands instead of
a human's answer, and never pretends to be one.
"""

from dataclasses import replace
from datetime import datetime

from casework.danger import LINES_AGAIN_AFTER, Outside
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId
from casework.profiles import ADULT, age_on
from handlers import danger_climb, notices, profiles, speaking, working_hours
from handlers.office import Office
from storage import assignments, cases, check_ins, danger, outbox, people, safe_contacts
from storage.transaction import Transaction

NAMING = ("crisis_child", "crisis_adult")
"""How texts begin that name a help line."""


def say(tx: Transaction, office: Office, client: Person, now: datetime) -> None:
    """Say it, if somebody answers this person and the channel is safe now."""
    assignment = assignments.current(tx, client.id)
    if assignment is None or not is_safe(tx, office, client.id, now):
        return
    worker = people.known(tx, assignment.answering)
    hour = _hour(tx, office, client.id, now)
    key = f"crisis_again_{hour}"
    safe = safe_contacts.of(tx, client.id)
    if safe.others_see_phone:
        key = "discreet_danger"
    elif line_for(tx, office, client, now) and may_name_lines(tx, client.id, now):
        adult = "child" if is_child(tx, office, client, now) else "adult"
        key = f"crisis_{adult}_{hour}"
    values = {
        "worker": worker.name,
        "open_at": working_hours.open_at(tx, office, worker.id, now, client.language),
        "child_line": office.child_line,
        "adult_line": office.adult_line,
    }
    text = speaking.say(tx, office, client, key, **values)
    if key.startswith(NAMING) and not speaking.hides(safe, key):
        danger.name_lines(tx, client.id, now)
    case = cases.of_client(tx, client.id)
    draft = Draft(client.id, DeliveryKind.ANSWER, text, case_id=case)
    outbox.add(tx, draft, now)


def name_line(tx: Transaction, office: Office, client: Person, now: datetime) -> None:
    """Name a help line to who asks for help, where it is safe to say it."""
    line = line_for(tx, office, client, now)
    safe = safe_contacts.of(tx, client.id)
    is_hidden = safe.others_see_phone or speaking.hides(safe, "help_line")
    if not line or is_hidden or not is_safe(tx, office, client.id, now):
        return
    text = speaking.say(tx, office, client, "help_line", line=line)
    notices.answer(tx, client.id, text, now, case_id=cases.of_client(tx, client.id))


def line_for(tx: Transaction, office: Office, client: Person, now: datetime) -> str:
    """Return the help line for somebody; empty where the organisation names none."""
    is_young = is_child(tx, office, client, now)
    return office.child_line if is_young else office.adult_line


def is_safe(tx: Transaction, office: Office, client: PersonId, now: datetime) -> bool:
    """Tell whether somebody may read it on this phone now.

    Whoever asked for a pause, and writes, is answered; not in unsafe hours, and not
    who has left the talk.
    """
    safe = replace(safe_contacts.of(tx, client), paused_until=None)
    return safe.is_open(now, office.zone)


def may_name_lines(tx: Transaction, person: PersonId, now: datetime) -> bool:
    """Tell whether no help line was named for two weeks, here or in a check-in."""
    named = danger.lines_named_at(tx, person)
    since = now - LINES_AGAIN_AFTER
    lately = named is not None and named > since
    return not lately and not check_ins.were_lines_given(tx, person, since)


def is_child(tx: Transaction, office: Office, client: Person, now: datetime) -> bool:
    """Tell whether somebody is under 18, as far as we know; their help may say so."""
    if client.born_before is not None:
        today = now.astimezone(office.zone).date()
        return age_on(client.born_before, today) < ADULT
    profile = profiles.of_assignment(tx, office, client, now)
    return profile is not None and profile.oldest is not None and profile.oldest < ADULT


def _hour(tx: Transaction, office: Office, client: PersonId, now: datetime) -> str:
    if danger_climb.is_in_hours(tx, office, client, now):
        return "in_hours"
    if office.danger.outside is Outside.NOBODY:
        return "nobody"
    return "out_of_hours"
