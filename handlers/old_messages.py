"""Old messages for whoever answers now: what waits for an answer, and what a yes opens.

The server has none of the words: they are copied from the chat of who wrote them, or
stay in the record.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from casework.absences import AbsenceState
from casework.consents import (
    Consent,
    ConsentState,
    How,
    Known,
    Purpose,
    givers,
    owed,
)
from casework.drafts import DeliveryKind, Draft
from casework.messages import Copy, Form
from casework.people import Agreement, Channel, Person, PersonId
from handlers import consents as saying
from handlers import enrolment, notices, profiles, questions, speaking
from handlers.office import Office
from handlers.questions import YES_OR_NO, Asked, QuestionKind
from storage import (
    absences,
    addresses,
    assignments,
    cases,
    consents,
    people,
    unanswered,
)
from storage.questions import Question
from storage.transaction import Transaction
from storage.unanswered import Waiting

KIND = "contact_person_change_history"

SHOWN = timedelta(days=30)
"""How far back a yes goes; what is older is for a reader of the record."""


def ask(
    tx: Transaction, office: Office, client: PersonId, reader: PersonId, now: datetime
) -> None:
    """Ask whether somebody may read what was written before them, if anything was."""
    person = people.known(tx, client)
    agreed = person.agreement is Agreement.GIVEN
    if agreed and unanswered.by_person(tx, client):
        by_day = office.by_day(now)
        questions.put(tx, office, client, KIND, now, subject=reader, not_before=by_day)


def copy_unanswered(
    tx: Transaction,
    office: Office,
    client: Person,
    reader: Person,
    now: datetime,
    *,
    but: Collection[int] = (),
) -> int:
    """Bring what waits for an answer to who answers now; return how many that are.

    Nothing is brought of the messages in `but`: they are on their way by themselves.
    """
    found = unanswered.of_person(tx, client.id)
    waiting = [each for each in found if each.message.id not in but]
    _copy(tx, office, client, reader, waiting, now)
    return len(waiting)


def _question(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Ask, as long as the one it is about still answers."""
    del now
    reader = people.find(tx, PersonId(question.subject))
    assignment = assignments.current(tx, person.id)
    if reader is None or assignment is None or assignment.answering != reader.id:
        return None
    text = speaking.say(tx, office, person, KIND, new_worker=reader.name)
    buttons = (
        ("yes", office.say("btn_yes", person.language)),
        ("no", office.say("btn_no", person.language)),
    )
    return Asked(text, (buttons,))


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Write the answer down; after a yes bring what was written lately."""
    given = said == "yes"
    reader = people.known(tx, PersonId(question.subject))
    _note(tx, office, person, reader, now, given=given)
    assignment = assignments.current(tx, person.id)
    case = cases.of_client(tx, person.id)
    key = "history_given" if given else "history_declined"
    text = speaking.say(tx, office, person, key)
    notices.answer(tx, person.id, text, now, case_id=case)
    if assignment is None or assignment.answering != reader.id:
        return
    told = "staff_history_given" if given else "staff_history_declined"
    if given and is_owed(tx, office, person, now):
        told = "staff_history_owed"
    notices.notify_about(
        tx, office, told, about=person, recipient=reader, case_id=case, now=now
    )
    enrolment.open_case(tx, office, person, now)
    if told == "staff_history_given":
        written = unanswered.by_person(tx, person.id, now - SHOWN)
        _copy(tx, office, person, reader, written, now)


QUESTION = QuestionKind(
    ask=_question,
    answered=_answered,
    words=YES_OR_NO,
    delivery=DeliveryKind.NEWS,
)


def _note(
    tx: Transaction,
    office: Office,
    person: Person,
    reader: Person,
    now: datetime,
    *,
    given: bool,
) -> None:
    """Write down what somebody said to their old messages being read."""
    heard_from = addresses.of_person(tx, person.id)
    by_sms = bool(heard_from) and heard_from[0].address.channel is Channel.SMS
    said = Consent(
        person=person.id,
        giver=person.id,
        purpose=Purpose.HISTORY,
        state=ConsentState.GIVEN if given else ConsentState.DECLINED,
        how=How.SMS if by_sms else How.TELEGRAM,
        at=now,
        valid_until=_until(tx, person, reader),
    )
    saying.write_down(tx, office, said, KIND)


def _until(tx: Transaction, person: Person, reader: Person) -> datetime | None:
    """Return until when a yes holds: for a substitute, as long as they stand in."""
    assignment = assignments.current(tx, person.id)
    if assignment is None or assignment.substitute != reader.id:
        return None
    running = (
        each.ends_at
        for each in absences.open_of(tx, assignment.contact_person)
        if each.state is AbsenceState.RUNNING
    )
    return next(running, None)


def is_owed(tx: Transaction, office: Office, person: Person, now: datetime) -> bool:
    """Tell whether somebody else has to say yes as well, who has not yet."""
    assignment = assignments.current(tx, person.id)
    profile = profiles.of_assignment(tx, office, person, now)
    if assignment is None or profile is None:
        return False
    day = now.astimezone(office.zone).date()
    asked = givers(Purpose.HISTORY, profile, person.born_before, day)
    part = assignments.participants(tx, assignment.id)
    known = Known(
        person.id,
        representatives=[each for each, kind in part if kind == "representative"],
        guardians=[each for each, kind in part if kind == "guardian"],
    )
    rows = consents.of_person(tx, person.id)
    return bool(owed(rows, Purpose.HISTORY, asked, known, now))


def _copy(
    tx: Transaction,
    office: Office,
    client: Person,
    reader: Person,
    written: Sequence[Waiting],
    now: datetime,
) -> None:
    """Copy messages out of their author's chat; say when those were that cannot be."""
    if not written:
        return
    case = cases.of_client(tx, client.id)
    chats = {
        each.id: each.address
        for each in addresses.of_person(tx, client.id)
        if each.address.channel is Channel.TELEGRAM
    }
    times = {
        each.message.id: office.texts.when(each.at, now, office.zone, reader.language)
        for each in written
    }
    for chat_id, chat in chats.items():
        here = [each for each in written if each.message.address_id == chat_id]
        if here:
            head = office.say(
                "staff_copied",
                reader.language,
                client=client.label,
                when=times[here[0].message.id],
            )
            said = "\n".join([head, *(times[each.message.id] for each in here)])
            draft = Draft(
                reader.id,
                DeliveryKind.NOTICE,
                head,
                form=Form.COPY,
                copy=Copy(chat, tuple(each.message.external_id for each in here)),
                ahead=True,
                sms_text=said,
                case_id=case,
            )
            notices.tell(tx, draft, now)
    rest = [each for each in written if each.message.address_id not in chats]
    if rest:
        head = office.say("staff_not_copied", reader.language, client=client.label)
        text = "\n".join([head, *(times[each.message.id] for each in rest)])
        notices.notify(tx, reader.id, text, now, case_id=case)
