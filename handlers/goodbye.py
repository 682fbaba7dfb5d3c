"""The last words to somebody, after which nothing follows that starts from us."""

from collections.abc import Sequence
from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.gates import NotAnyMore, judge
from casework.people import Person
from casework.reasons import Reason
from handlers import notices, outcomes, questions, speaking
from handlers.judging import standing_of
from handlers.office import Office
from storage import addresses, assignments, cases, choices, pending
from storage.transaction import Transaction


def say(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    now: datetime,
    *,
    key: str = "assignment_ended",
    first: Sequence[str] = (),
    **values: object,
) -> int:
    """Say the last words to somebody, and let nothing else of ours follow them.

    `first` is what has to be said before them.
    """
    leave_alone(tx, office, person, now)
    # Not there: it may be called once more when the goodbye, news as well, waits.
    _skip(tx, office, person, DeliveryKind.NEWS, Reason.OVER, now)
    case = cases.of_client(tx, person.id)
    for said in first:
        notices.news(tx, person.id, said, now, case_id=case)
    text = words(tx, office, person, worker, now, key=key, **values)
    delivery = notices.news(tx, person.id, text, now, case_id=case)
    _tell_if_it_cannot_go(tx, office, person, worker, now)
    return delivery


def words(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    now: datetime,
    *,
    key: str = "assignment_ended",
    **values: object,
) -> str:
    """Return a goodbye as this person will read it."""
    return speaking.say(
        tx,
        office,
        person,
        key,
        name=person.name,
        worker=worker.name,
        date=office.texts.date(now, office.zone, person.language),
        **values,
    )


def leave_alone(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Withdraw what was asked, close who is chosen, skip what starts from our side."""
    from handlers import check_in_plans  # noqa: PLC0415 - it serves conversations

    check_in_plans.end(tx, office, person.id, now)
    questions.stop(tx, person.id, now)
    assignment = assignments.current(tx, person.id)
    if assignment is not None:
        for worker in {assignment.contact_person, assignment.answering}:
            chosen = choices.find(tx, worker)
            if chosen is not None and chosen.client == person.id:
                choices.close(tx, worker)
    skip_automatic(tx, office, person, Reason.OVER, now)


def skip_automatic(
    tx: Transaction, office: Office, person: Person, reason: Reason, now: datetime
) -> None:
    """Let nothing go out that starts from our side and still waits."""
    _skip(tx, office, person, DeliveryKind.AUTOMATIC, reason, now)


def _skip(
    tx: Transaction,
    office: Office,
    person: Person,
    kind: DeliveryKind,
    reason: Reason,
    now: datetime,
) -> None:
    for waits in pending.to(tx, person.id, {kind}):
        outcomes.give_up(tx, office, waits, reason, now, skipped=True)
        tx.touch(waits.lane)


def _tell_if_it_cannot_go(
    tx: Transaction, office: Office, person: Person, worker: Person, now: datetime
) -> None:
    """Tell the contact person that the goodbye must be said in another way."""
    news = Draft(person.id, DeliveryKind.NEWS)
    judgement = judge(
        news.kind,
        person,
        addresses.of_person(tx, person.id),
        decided_at=now,
        now=now,
        standing=standing_of(tx, office, news),
    )
    if isinstance(judgement, NotAnyMore):
        notices.notify_about(
            tx,
            office,
            "receipt_not_delivered",
            about=person,
            recipient=worker,
            case_id=cases.of_client(tx, person.id),
            now=now,
            reason=office.say(f"reason_{judgement.reason}", worker.language),
        )
