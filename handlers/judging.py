"""Whether a delivery may go out at this moment, and by which way.

Asked at the last moment, whatever was true when it was decided.
"""

from dataclasses import replace
from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.gates import (
    PLAIN,
    Go,
    NotAnyMore,
    NotNow,
    Standing,
    judge,
    may_start,
)
from casework.messages import Form
from casework.people import Person
from casework.reasons import Reason
from casework.retries import PATIENCE
from casework.rights import Act
from casework.safe_contact import SafeContact
from handlers import permissions
from handlers.carrying import Way
from handlers.office import Office
from handlers.strangers import STRANGER
from storage import (
    addresses,
    assignments,
    cases,
    danger,
    due,
    past_assignments,
    people,
    safe_contacts,
    started,
)
from storage.outbox_rows import Delivery
from storage.transaction import Transaction


def way_of(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> Way | NotNow | NotAnyMore:
    """Return where it goes now, or why it waits or goes nowhere any more."""
    draft = delivery.draft
    if draft.to is not None:
        if now - delivery.created_at > PATIENCE[draft.kind].age:
            return NotAnyMore(Reason.TOO_OLD)
        safe = safe_contacts.of(tx, draft.recipient)
        if safe.left_until is not None and safe.has_left(now):
            # Who closed the talk hears nothing, not even that a STOP was understood.
            return NotNow(safe.left_until, Reason.PAUSED)
        return Way(draft.to, addresses.find(tx, draft.to))
    recipient = people.find(tx, draft.recipient)
    if recipient is None or draft.recipient == STRANGER:
        return NotAnyMore(Reason.NO_ADDRESS)
    if draft.with_record and not _may_have_record(tx, office, recipient, draft, now):
        return NotAnyMore(Reason.WITHDRAWN)
    reached = addresses.of_person(tx, draft.recipient)
    if draft.form in (Form.REACTION, Form.DELETE) and draft.target is not None:
        # This is done in the chat where the message stands, and nowhere else.
        external = draft.target.external
        reached = [each for each in reached if external and each.id == external[0]]
        if not reached:
            return NotAnyMore(Reason.NO_ADDRESS)
    withdrawn = due.why_withdrawn(tx, delivery.id) if _may_be_due(draft) else None
    if withdrawn is not None:
        return NotAnyMore(withdrawn)
    to_staff = recipient.role.is_staff
    judgement = judge(
        draft.kind,
        recipient,
        reached,
        decided_at=delivery.created_at,
        now=now,
        standing=replace(PLAIN, until=draft.until)
        if to_staff
        else _standing(tx, office, delivery.draft, now),
    )
    if isinstance(judgement, Go):
        return Way(judgement.address.address, judgement.address, to_staff)
    return judgement


def is_time(
    tx: Transaction, office: Office, person: Person, now: datetime, *, is_patient: bool
) -> bool:
    """Tell whether something from our side would go out now.

    What is patient looks as well whether a human talks with them, whether somebody
    looks after them, and how much came today.
    """
    if person.role.is_staff:
        return True
    draft = Draft(person.id, DeliveryKind.AUTOMATIC, until=now)
    standing = (
        _standing(tx, office, draft, now)
        if is_patient
        else standing_of(tx, office, draft)
    )
    return may_start(person, standing, now)


def _may_have_record(
    tx: Transaction, office: Office, recipient: Person, draft: Draft, now: datetime
) -> bool:
    """Tell whether who asked for a case may still have it as it leaves."""
    client = None if draft.case_id is None else cases.client_of(tx, draft.case_id)
    return client is not None and permissions.is_allowed(
        tx, office, recipient, Act.EXPORT, people.known(tx, client), now
    )


def _may_be_due(draft: Draft) -> bool:
    """Tell whether it may have been put here by what is due, and cancelled since."""
    return draft.kind is DeliveryKind.AUTOMATIC or draft.until is not None


def _standing(tx: Transaction, office: Office, draft: Draft, now: datetime) -> Standing:
    recipient = draft.recipient
    standing = replace(standing_of(tx, office, draft), was_doubted=draft.was_doubted)
    if draft.kind is DeliveryKind.AUTOMATIC:
        in_danger = danger.is_open(tx, recipient)
        standing = replace(standing, is_in_danger=in_danger)
    if draft.until is None:
        return standing
    return replace(
        standing,
        words_at=started.last_written(tx, cases.of_client(tx, recipient)),
        started_today=started.count_since(tx, recipient, office.midnight(now)),
    )


def _safe_of(tx: Transaction, draft: Draft) -> SafeContact:
    """Return what somebody called safe; among those ways this one is tried first."""
    safe = safe_contacts.of(tx, draft.recipient)
    return safe if draft.by is None else replace(safe, channels=(draft.by,))


def standing_of(tx: Transaction, office: Office, draft: Draft) -> Standing:
    """Return what else is known of somebody who is helped, as it is at this moment."""
    assignment = assignments.current(tx, draft.recipient)
    past = None if assignment else past_assignments.last_of(tx, draft.recipient)
    if past is not None and past.principal != draft.recipient:
        # Whose help it was still gets what was written before; who only took part does
        # not: a guardian's part may have ended so that they read no more.
        past = None
    return Standing(
        assignment=None if assignment is None else assignment.state,
        safe=_safe_of(tx, draft),
        zone=office.zone,
        topic=draft.topic,
        # Words that stand there by mistake are taken away without a sound.
        overridden=draft.overridden or draft.form is Form.DELETE,
        checks_number=draft.checks_number,
        ended_at=None if past is None else past.ends_at,
        takes_back=draft.form is Form.DELETE,
        until=draft.until,
    )
