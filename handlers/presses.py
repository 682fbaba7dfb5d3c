"""What a pressed button does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from casework.addressing import How
from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Pressed
from casework.people import (
    Agreement,
    KnownAddress,
    Language,
    Person,
    PersonId,
)
from handlers import (
    appointment_outcomes,
    appointment_staff,
    appointments,
    calendar_files,
    check_in_answers,
    check_in_staff,
    clients,
    commands,
    danger_alerts,
    danger_list,
    dialogs,
    goals,
    held,
    languages,
    late_answers,
    later,
    meet,
    meet_why,
    notes,
    notices,
    numbers,
    owing_notes,
    private_lines,
    promises,
    questions,
    review_dialog,
    safe,
    series_list,
    shared_numbers,
    speaking,
    staff,
    task_list,
    tasks,
    undoing,
    wishes,
)
from handlers.caseload import CHOOSE, conversation_with
from handlers.office import Office
from storage import addresses, buttons, choices, outbox, people, unaddressed
from storage.buttons import Meaning
from storage.transaction import Transaction

DOUBLE_TAP = timedelta(seconds=10)
"""Pressing again so soon means the first press, which was slow to show."""


def receive(
    tx: Transaction,
    office: Office,
    pressed: Pressed,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Do what the button means; say so where it means nothing any more."""
    meaning = buttons.find(tx, pressed.button)
    if meaning is None or meaning.person != address.person_id:
        _gone(tx, office, pressed, address, now)
        return
    if meaning.used_at is not None:
        if not _calls_for_human(tx, office, meaning, now):
            _pressed_again(tx, office, pressed, address, meaning.used_at, now)
        return
    addresses.heard_from(tx, address, now)
    presser = people.known(tx, meaning.person)
    if not presser.role.is_staff:
        safe.is_back(tx, presser, now)
    buttons.use_all_under(tx, meaning.delivery_id, now)
    _do(tx, office, pressed, meaning, presser, address, now)
    if not presser.role.is_staff:
        check_in_answers.heard(tx, office, presser, now)


def _do(
    tx: Transaction,
    office: Office,
    pressed: Pressed,
    meaning: Meaning,
    presser: Person,
    address: KnownAddress,
    now: datetime,
) -> None:
    if meaning.action == "language":
        languages.choose(tx, office, presser, Language(meaning.subject), now)
        _put_away(tx, meaning, now)
    elif meaning.action in ("dialog", "answer"):
        _put_away(tx, meaning, now)
        if not _answers(tx, office, presser, meaning, now):
            _gone(tx, office, pressed, address, now)
        elif not presser.role.is_staff:
            _close_others(tx, presser)
    elif not presser.role.is_staff:
        _by_client(tx, office, presser, meaning, address, now)
    elif not _by_staff(tx, office, presser, meaning, now):
        _gone(tx, office, pressed, address, now)


def _pressed_again(
    tx: Transaction,
    office: Office,
    pressed: Pressed,
    address: KnownAddress,
    used_at: datetime,
    now: datetime,
) -> None:
    if now - used_at > DOUBLE_TAP:
        _gone(tx, office, pressed, address, now)


def _calls_for_human(
    tx: Transaction, office: Office, meaning: Meaning, now: datetime
) -> bool:
    """Take "need help" beside another answer all the same, and tell whether it was."""
    if meaning.action != "answer":
        return False
    presser = people.known(tx, meaning.person)
    return check_in_answers.after_all(tx, office, presser, meaning.subject, now)


def _answers(
    tx: Transaction, office: Office, presser: Person, meaning: Meaning, now: datetime
) -> bool:
    """Take the button for the answer to what was asked; tell whether it still was."""
    subject = meaning.subject
    if meaning.action == "dialog":
        return dialogs.press(tx, office, presser, meaning.delivery_id, subject, now)
    return questions.answer_by_button(
        tx, office, presser, subject, now
    ) or late_answers.by_button(tx, office, presser, subject, now)


def _close_others(tx: Transaction, client: Person) -> None:
    """Let the next line without a swipe go to nobody else, as after their words."""
    conversation = clients.conversation_of(tx, client)
    if conversation is not None:
        choices.close_others(tx, conversation.other.id, client.id)


def _by_client(
    tx: Transaction,
    office: Office,
    client: Person,
    meaning: Meaning,
    address: KnownAddress,
    now: datetime,
) -> None:
    _put_away(tx, meaning, now)
    conversation = clients.conversation_of(tx, client)
    if conversation is None:
        return
    channel = address.address.channel
    if meaning.action not in ("agree", "decline"):
        if wishes.press(tx, office, conversation, channel, meaning, now):
            choices.close_others(tx, conversation.other.id, client.id)
        return
    if client.agreement is not Agreement.ASKED:
        return
    choices.close_others(tx, conversation.other.id, client.id)
    given = meaning.action == "agree"
    wishes.agree(tx, office, conversation, channel, given=given, now=now)


def _by_staff(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Do it, and tell whether there was still something to do."""
    match DEEDS_OF_STAFF.get(meaning.action):
        case None:
            return False
        case Noted(press):
            noted = press(tx, office, worker, meaning, now)
            _put_away(tx, meaning, now, noted or "")
            return noted is not None
        case Deed(press, keeps_buttons):
            if not keeps_buttons:
                _put_away(tx, meaning, now)
            return press(tx, office, worker, meaning, now)


def _propose(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Propose a meeting at which everybody looks at the help."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        return False
    meet.begin_follow_up(tx, office, worker, client, now)
    return True


def _choose(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Let the client whose name was pressed have the next lines."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        notices.say(tx, office, worker, "to_no_clients", now)
    else:
        commands.choose(tx, office, worker, client, now)
    return True


def _address(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Let the client whose name was pressed have what waits."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        _put_away(tx, meaning, now)
        notices.say(tx, office, worker, "to_no_clients", now)
        return True
    asked = office.say("who_is_this_for", worker.language)
    _put_away(tx, meaning, now, f"{asked} {client.label}")
    staff.address_waiting(tx, office, worker, client, now, How.BUTTON)
    return True


def _drop(
    tx: Transaction, office: Office, worker: Person, _meaning: Meaning, _now: datetime
) -> str | None:
    """Drop what waits for a recipient; return what is noted."""
    dropped = unaddressed.take_all(tx, worker.id)
    return office.say("dropped", worker.language) if dropped else None


def _theirs(tx: Transaction, worker: Person, meaning: Meaning) -> Person | None:
    """Return whom a button names, if this worker answers them."""
    client = people.find(tx, PersonId(meaning.subject))
    if client is None or conversation_with(tx, worker, client) is None:
        return None
    return client


Press = Callable[[Transaction, Office, Person, Meaning, datetime], bool]
"""Does what a button asks for, and tells whether there was anything to do."""

Note = Callable[[Transaction, Office, Person, Meaning, datetime], str | None]
"""Does it, and returns what is to be read instead; nothing: there was nothing to do."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of staff does; those beside it are taken away first."""

    press: Press
    keeps_buttons: bool = False
    """What it does puts something in their place itself, or they may be pressed on."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a button of staff does; what came of it stands where the question stood."""

    press: Note


DEEDS_OF_STAFF: Mapping[str, Deed | Noted] = MappingProxyType(
    {
        CHOOSE: Deed(_choose),
        staff.ADDRESS: Deed(_address, keeps_buttons=True),
        staff.DROP: Noted(_drop),
        undoing.UNDO: Deed(undoing.press, keeps_buttons=True),
        undoing.SEND_NOW: Deed(undoing.press, keeps_buttons=True),
        held.DIALOG: Deed(held.press, keeps_buttons=True),
        private_lines.SEND: Deed(private_lines.press),
        private_lines.DROP: Deed(private_lines.press),
        later.SEND: Deed(later.press),
        later.HOLD: Deed(later.press),
        later.DROP: Deed(later.press),
        later.ASK: Deed(later.press),
        numbers.SEEN: Noted(numbers.press),
        numbers.NOT_THEM: Noted(numbers.press),
        shared_numbers.WHOSE: Noted(shared_numbers.press),
        danger_alerts.TAKE: Deed(danger_list.press_take, keeps_buttons=True),
        danger_alerts.DONE: Deed(danger_list.press_done, keeps_buttons=True),
        tasks.DONE: Noted(tasks.press),
        task_list.DONE: Deed(task_list.press, keeps_buttons=True),
        tasks.PROPOSE: Deed(_propose),
        tasks.REVIEW: Deed(review_dialog.press),
        check_in_staff.ACTION: Deed(check_in_staff.press),
        appointments.NEW_TIME: Deed(meet.press),
        appointments.KEEP: Deed(appointment_staff.press),
        appointments.OFF: Deed(appointment_staff.press),
        appointment_outcomes.OUTCOME: Noted(appointment_outcomes.press),
        meet_why.WHY: Deed(meet_why.press),
        calendar_files.ACTION: Deed(calendar_files.press),
        series_list.CHANGE: Deed(series_list.press),
        series_list.END: Deed(series_list.press),
        promises.DONE: Deed(promises.press),
        owing_notes.WRITE: Deed(notes.press, keeps_buttons=True),
        goals.ADD: Deed(goals.press),
        goals.END: Deed(goals.press),
    }
)


def _put_away(
    tx: Transaction, meaning: Meaning, now: datetime, instead: str = ""
) -> None:
    """Take the buttons away, and let the answer stand where the question stood."""
    outbox.add(
        tx,
        Draft(
            meaning.person,
            DeliveryKind.ANSWER,
            instead,
            form=Form.EDIT,
            target=Target(delivery=meaning.delivery_id),
        ),
        now,
    )


def _gone(
    tx: Transaction,
    office: Office,
    pressed: Pressed,
    address: KnownAddress,
    now: datetime,
) -> None:
    presser = people.known(tx, address.person_id)
    notices.answer(
        tx,
        presser.id,
        speaking.say(tx, office, presser, "button_gone"),
        now,
        reply_to=Target(external=(address.id, pressed.message_id)),
    )
