"""Sending the picture of the last weeks to whoever may read what was answered."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.made_files import drawn
from casework.people import Person
from handlers import check_in_answers, check_in_picture, notices, speaking
from handlers.check_in_picture import WEEKS, Point, Words
from handlers.office import Office
from storage import cases, check_ins
from storage.check_ins import CheckIn
from storage.transaction import Transaction

SCALE = (("5", 5), ("3", 3), ("1", 1))
CHOICES = (("fine", 5), ("talk", 2), ("help", 1))


def send(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Send it; where there is nothing to draw, or nothing to draw with, say so."""
    spoken = worker.language
    found = [
        each
        for each in check_ins.of_person(tx, client.id, now - timedelta(weeks=WEEKS))
        if each.state in ("answered", "words", "missed")
    ]
    picture = None
    if found:
        today = now.astimezone(office.zone).date()
        points = [_point(office, each) for each in found]
        words = _words(office, client, found, spoken)
        picture = check_in_picture.draw(points, today, words)
    if picture is None:
        key = "checkin_no_picture" if found else "checkin_no_answers"
        text = office.say(key, spoken, client=client.label)
        notices.answer(tx, worker.id, text, now)
        return
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        office.say("checkin_picture", spoken, client=client.label, weeks=WEEKS),
        case_id=cases.of_client(tx, client.id),
        file=drawn(picture),
    )
    notices.tell(tx, draft, now)


def _point(office: Office, each: CheckIn) -> Point:
    on = each.due_at.astimezone(office.zone).date()
    return Point(on, each.answer, is_missed=each.state == "missed")


def _words(office: Office, client: Person, found: list[CheckIn], spoken: str) -> Words:
    is_scaled = any(each.answer.isdigit() for each in found)
    levels = [
        (level, check_in_answers.label(office, said, spoken))
        for said, level in (SCALE if is_scaled else CHOICES)
    ]
    first_name = speaking.first_name(client.name)
    return Words(
        f"{client.alias} {first_name}", office.say("checkin_legend", spoken), levels
    )
