"""Being away: planned, told beforehand, begun and ended by the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.absences import TOLD_AHEAD, Absence, AbsenceState
from casework.drafts import DeliveryKind
from casework.keywords import Keyword
from casework.people import Agreement, Assignment, Person, PersonId
from casework.reasons import Reason
from handlers import (
    appointment_staff,
    notices,
    old_messages,
    questions,
    standing_in,
)
from handlers.duty import Duty
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from handlers.standing_in import ASKED, answering_at, days_of
from storage import (
    absences,
    assignments,
    cases,
    outbox,
    pending,
    people,
    unanswered,
)
from storage import questions as asked
from storage.questions import Question
from storage.transaction import Transaction

TOLD_OF_IT = (
    *("substitute_ahead", "substitute_ask", "substitute_ask_short"),
    *("substitute_start", "substitute_wait"),
)
"""What people hear of an absence before it is over."""


def plan(
    tx: Transaction,
    office: Office,
    worker: Person,
    substitute: PersonId | None,
    starts_at: datetime,
    ends_at: datetime,
    lines: Mapping[PersonId, str],
    now: datetime,
) -> Absence:
    """Write down that somebody will be away, and begin at once what is due."""
    identity = absences.add(tx, worker.id, substitute, starts_at, ends_at, now)
    for client, matters in lines.items():
        absences.set_line(tx, identity, client, matters)
    absence = Absence(identity, worker.id, substitute, starts_at, ends_at)
    if starts_at > now and substitute is not None:
        who = people.known(tx, substitute)
        days = days_of(office, absence, who.language)
        text = office.say(
            "staff_substitute_planned", who.language, worker=worker.name, **days
        )
        notices.notify(tx, who.id, text, now)
    # Somebody has to come to them, or say that nobody does.
    readers = {worker.id, answering_at(tx, worker.id, max(starts_at, now))}
    appointment_staff.tell_of_absence(
        tx, office, worker, sorted(readers), starts_at, ends_at, now
    )
    look_after(tx, office, now)
    return absence


def look_after(tx: Transaction, office: Office, now: datetime) -> int:
    """Begin, end and announce what is due; return how many assignments changed."""
    BEGIN_AND_END.everyone(tx, office, now)
    ANNOUNCE.everyone(tx, office, now)
    return standing_in.settle(tx, office, now)


def _begun_or_over(tx: Transaction, _office: Office, now: datetime) -> list[int]:
    return [
        each.id
        for each in absences.every_open(tx)
        if each.ends_at <= now
        or (each.state is AbsenceState.PLANNED and each.starts_at <= now)
    ]


def _begin_and_end(
    tx: Transaction, office: Office, due: Sequence[int], now: datetime
) -> None:
    """Begin and end what is due.

    What began and ended while nobody looked is over, and nobody is told.
    """
    for absence in absences.every_open(tx):
        if absence.id in due:
            step = _end if absence.ends_at <= now else _begin
            step(tx, office, absence, now)


BEGIN_AND_END = Duty("absences", _begun_or_over, _begin_and_end)


def come_back(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> AbsenceState | None:
    """End an absence now, or call off the next one; return what became of it."""
    found = absences.open_of(tx, worker.id)
    if not found:
        return None
    absence = next(
        (each for each in found if each.state is AbsenceState.RUNNING), found[0]
    )
    if absence.state is AbsenceState.RUNNING:
        # What waits names the day that was planned: it is looked for while that stands.
        for one in assignments.open_of(tx, worker.id):
            _take_back(tx, office, one, absence, now)
        absences.set_end(tx, absence.id, now)
        look_after(tx, office, now)
        return AbsenceState.OVER
    _call_off(tx, office, absence, now)
    return AbsenceState.CANCELLED


def _begin(tx: Transaction, office: Office, absence: Absence, now: datetime) -> None:
    absences.set_state(tx, absence.id, AbsenceState.RUNNING)
    worker = people.known(tx, absence.person)
    days = days_of(office, absence, worker.language)
    text = office.say("staff_away_begins", worker.language, **days)
    notices.notify(tx, worker.id, text, now)
    nobody = answering_at(tx, worker.id, now) == worker.id
    lines = absences.lines(tx, absence.id)
    for one in assignments.open_of(tx, worker.id):
        line = lines.get(one.client)
        if nobody or (line is not None and line.waits):
            for client in standing_in.everybody_in(tx, one):
                standing_in.tell(tx, office, "substitute_wait", client, absence, now)


def _end(tx: Transaction, office: Office, absence: Absence, now: datetime) -> None:
    """Be back: those who waited are told here, the others as they change hands."""
    absences.set_state(tx, absence.id, AbsenceState.OVER)
    if absence.state is AbsenceState.RUNNING:
        lines = absences.lines(tx, absence.id)
        worker = people.known(tx, absence.person)
        waiting = []
        for one in assignments.open_of(tx, absence.person):
            line = lines.get(one.client)
            if one.substitute is None and line is not None and line.waits:
                standing_in.tell(tx, office, "substitute_end", one.client, absence, now)
            _take_back(tx, office, one, absence, now)
            for client in standing_in.everybody_in(tx, one):
                asked.withdraw(tx, client, old_messages.KIND)
                waiting.append(people.known(tx, client))
        _welcome_back(tx, office, worker, waiting, now)
    absences.forget_lines(tx, absence.id)


def _take_back(
    tx: Transaction, office: Office, one: Assignment, absence: Absence, now: datetime
) -> None:
    """Say and ask nothing more about an absence in one assignment."""
    asked.withdraw(tx, one.client, ASKED, str(absence.id))
    for client in standing_in.everybody_in(tx, one):
        _drop_unsent(tx, office, client, absence, one.substitute, now)


def _drop_unsent(
    tx: Transaction,
    office: Office,
    client: PersonId,
    absence: Absence,
    substitute: PersonId | None,
    now: datetime,
) -> None:
    """Let nothing of it go out that waited for safe hours all the time."""
    person = people.known(tx, client)
    said = {
        standing_in.say_of(tx, office, key, person, absence, substitute)
        for key in TOLD_OF_IT
    }
    for waits in pending.to(tx, client, {DeliveryKind.NEWS}):
        if waits.draft.text in said:
            outbox.settle(tx, waits, "skipped", now, reason=Reason.OVER)
            tx.touch(waits.lane)


def _welcome_back(
    tx: Transaction,
    office: Office,
    worker: Person,
    clients: list[Person],
    now: datetime,
) -> None:
    """Tell somebody who is back, and who still waits for an answer."""
    lines = [office.say("staff_back", worker.language)]
    for client in clients:
        count = len(unanswered.of_person(tx, client.id))
        if count:
            values = {"client": client.label, "count": count}
            lines.append(office.say("staff_unanswered", worker.language, **values))
    notices.notify(tx, worker.id, "\n".join(lines), now)


def _untold(
    tx: Transaction, office: Office, now: datetime
) -> list[tuple[int, Assignment]]:
    """Return who is to be told of which absence that somebody else will answer."""
    if office.is_night(now):
        return []
    untold = []
    for absence in absences.every_open(tx):
        ahead = absence.state is AbsenceState.PLANNED and now < absence.starts_at
        if not ahead or absence.starts_at - TOLD_AHEAD > now:
            continue
        if answering_at(tx, absence.person, absence.starts_at) == absence.person:
            continue
        known = absences.lines(tx, absence.id)
        told = {client for client, line in known.items() if line.told_at is not None}
        own = assignments.open_of(tx, absence.person)
        untold += [(absence.id, one) for one in own if one.client not in told]
    return untold


def _announce(
    tx: Transaction,
    office: Office,
    untold: Sequence[tuple[int, Assignment]],
    now: datetime,
) -> None:
    """Tell those who are helped beforehand, and ask what they would rather.

    Who cannot be asked just now is told, and asked as soon as that is possible.
    """
    known = {each.id: each for each in absences.every_open(tx)}
    for identity, one in untold:
        absence = known[identity]
        substitute = answering_at(tx, absence.person, absence.starts_at)
        questions.put(tx, office, one.client, ASKED, now, subject=str(absence.id))
        clients = standing_in.everybody_in(tx, one)
        if _was_told(tx, absence, one.client):
            clients = clients[1:]
        for client in clients:
            standing_in.tell(
                tx, office, "substitute_ahead", client, absence, now, substitute
            )
        absences.set_told(tx, absence.id, one.client, now)


ANNOUNCE = Duty("absences_ahead", _untold, _announce)


def _was_told(tx: Transaction, absence: Absence, client: PersonId) -> bool:
    line = absences.lines(tx, absence.id).get(client)
    return line is not None and line.told_at is not None


def _call_off(tx: Transaction, office: Office, absence: Absence, now: datetime) -> None:
    absences.set_state(tx, absence.id, AbsenceState.CANCELLED)
    for one in assignments.open_of(tx, absence.person):
        asked.withdraw(tx, one.client, ASKED, str(absence.id))
        if _was_told(tx, absence, one.client):
            for client in standing_in.everybody_in(tx, one):
                standing_in.tell(tx, office, "absence_off", client, absence, now)
    absences.forget_lines(tx, absence.id)
    if absence.substitute is not None:
        who = people.known(tx, absence.substitute)
        worker = people.known(tx, absence.person).name
        text = office.say("staff_absence_off", who.language, worker=worker)
        notices.notify(tx, who.id, text, now)


def _question(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Ask whether somebody else may answer; who was told already is asked in short."""
    absence = _asked_about(tx, person, question)
    if absence is None or person.agreement is not Agreement.GIVEN:
        return None
    substitute = answering_at(tx, absence.person, max(now, absence.starts_at))
    if substitute == absence.person:
        return None
    is_told = _was_told(tx, absence, person.id)
    key = "substitute_ask_short" if is_told else "substitute_ask"
    text = standing_in.say_of(tx, office, key, person, absence, substitute)
    absences.set_told(tx, absence.id, person.id, now)
    buttons = (
        (("substitute", office.say("btn_yes", person.language)),),
        (("wait", office.say("btn_wait", person.language)),),
    )
    return Asked(text, buttons)


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Do as they would rather have it, and say so."""
    absence = _asked_about(tx, person, question)
    if absence is None:
        return
    waits = said == "wait"
    absences.set_waits(tx, absence.id, person.id, waits=waits)
    substitute = answering_at(tx, absence.person, max(now, absence.starts_at))
    key = "substitute_wait" if waits else "substitute_ok"
    text = standing_in.say_of(tx, office, key, person, absence, substitute)
    case = cases.of_client(tx, person.id)
    notices.answer(tx, person.id, text, now, case_id=case)
    if waits:
        worker = people.known(tx, absence.person)
        notices.notify_about(
            tx,
            office,
            "staff_waits",
            about=person,
            recipient=worker,
            case_id=case,
            now=now,
            worker=worker.name,
        )
    standing_in.settle(tx, office, now)


QUESTION = QuestionKind(
    ask=_question,
    answered=_answered,
    words={
        Keyword.ONE: "substitute",
        Keyword.YES: "substitute",
        Keyword.TWO: "wait",
        Keyword.NO: "wait",
    },
    delivery=DeliveryKind.NEWS,
)


def _asked_about(tx: Transaction, person: Person, question: Question) -> Absence | None:
    """Return the absence that was asked about, while it still concerns them."""
    absence = absences.find(tx, int(question.subject))
    assignment = assignments.current(tx, person.id)
    if absence is None or assignment is None:
        return None
    if absence.state not in (AbsenceState.PLANNED, AbsenceState.RUNNING):
        return None
    return absence if assignment.contact_person == absence.person else None
