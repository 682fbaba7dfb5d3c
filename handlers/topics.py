"""What somebody wants to talk about at a follow-up: asked three days ahead, and kept.

Their words go to the human as all others do; in the record they are marked for the
meeting.
"""

from datetime import datetime, timedelta

from casework.appointments import Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.messages import Kind
from casework.people import Topic
from casework.profiles import RecordPolicy
from casework.reasons import NO_LOSS, Reason
from handlers import appointment_plans, notices, saved_words, speaking
from handlers.appointment_texts import answering, day_and_time
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.office import Office
from handlers.relaying import Conversation, Written
from handlers.saved_words import Wish
from storage import appointments, buttons, cases, due, messages, people
from storage.due import Due
from storage.transaction import Transaction

ASKED = "topics"
"""The mark under the question: a reply to it is meant for the meeting."""

AGREED_ON = frozenset({AppointmentState.PROPOSED, AppointmentState.CONFIRMED})
LOOK_AGAIN = timedelta(hours=1)
LATENESS = timedelta(days=2)
"""The day before there is no time left to think."""


def _ask(tx: Transaction, office: Office, due_now: Due, now: datetime) -> Result:
    """Ask once, when they have said yes to the meeting."""
    one = appointments.find(tx, due_now.subject)
    if one is None or one.revision != due_now.revision or not _is_kept(tx, one):
        return Skip(Reason.OVER)
    if one.state not in AGREED_ON or _was_asked(tx, one):
        return Skip(Reason.OVER)
    if one.state is AppointmentState.PROPOSED:
        return Later(now + LOOK_AGAIN)
    client = people.known(tx, one.client)
    said = day_and_time(office, one, client.language)
    text = speaking.say(
        tx, office, client, "topics_ask", name=client.name, date=said["date"]
    )
    draft = Draft(
        client.id,
        DeliveryKind.AUTOMATIC,
        text,
        case_id=one.case,
        topic=Topic.REMINDERS,
        until=one.starts_at,
    )
    delivery = notices.tell(tx, draft, now)
    buttons.add(tx, buttons.new_id(), client.id, ASKED, "", delivery, now)
    return Done(delivery)


def _missed(
    tx: Transaction, office: Office, due_then: Due, reason: Reason, now: datetime
) -> None:
    """Tell the contact person that somebody was not asked."""
    one = appointments.find(tx, due_then.subject)
    if reason in NO_LOSS or one is None or one.state not in AGREED_ON:
        return
    worker = answering(tx, one)
    said = day_and_time(office, one, worker.language)
    text = office.say(
        "staff_topics_unasked",
        worker.language,
        client=people.known(tx, one.client).label,
        date=said["date"],
    )
    notices.notify(tx, worker.id, text, now, case_id=one.case)


DUE = DueKind(_ask, lateness=LATENESS, missed=_missed)


def heard(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Mark a reply to the question for the meeting; the human has it as well."""
    incoming = written.incoming
    if incoming.kind is not Kind.TEXT or incoming.reply_to is None:
        return
    pointed = messages.pointed_at(tx, written.address.id, incoming.reply_to)
    if pointed is None or pointed.delivery_id is None:
        return
    if buttons.stands_under(tx, pointed.delivery_id, ASKED):
        own = messages.written_at(tx, written.address.id, incoming.message_id)
        entry = None if own is None else own.entry or None
        words = incoming.text.strip()
        saved_words.keep(
            tx, office, conversation, written, Wish.TOPIC, words, now, refers_to=entry
        )


def _was_asked(tx: Transaction, one: Appointment) -> bool:
    planned = due.of_subject(tx, appointment_plans.TOPICS, one.id)
    return any(each.state == "done" for each in planned)


def _is_kept(tx: Transaction, one: Appointment) -> bool:
    return RecordPolicy(cases.policy_of(tx, one.case)) is not RecordPolicy.NONE
