"""What a pressed button does."""

from collections.abc import Callable, Mapping
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
from handlers.caseload import conversation_with
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
    match meaning.action:
        case "address" | "choose":
            _name(tx, office, worker, meaning, now)
        case "drop":
            if not unaddressed.take_all(tx, worker.id):
                _put_away(tx, meaning, now)
                return False
            _put_away(tx, meaning, now, office.say("dropped", worker.language))
        case private_lines.SEND | private_lines.DROP as action:
            _put_away(tx, meaning, now)
            line = int(meaning.subject)
            return private_lines.decide(tx, office, worker, action, line, now)
        case held.DIALOG:
            return held.ask_why(tx, office, worker, int(meaning.subject), now)
        case numbers.SEEN | numbers.NOT_THEM | shared_numbers.WHOSE:
            return _of_number(tx, office, worker, meaning, now)
        case "undo" | "send_now":
            delivery = outbox.find(tx, int(meaning.subject))
            if delivery is None or delivery.draft.sender != worker.id:
                return False
            if meaning.action == "undo":
                undoing.undo(tx, office, worker, delivery, now)
            else:
                undoing.send_now(tx, delivery, now)
        case action:
            deed = STAFF_DEEDS.get(action)
            return deed is not None and deed(tx, office, worker, meaning, now)
    return True


def _task_done(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    noted = tasks.press(tx, office, worker, meaning.subject, now)
    _put_away(tx, meaning, now, noted or "")
    return noted is not None


def _later(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return later.press(tx, office, worker, meaning.action, int(meaning.subject), now)


def _check_ins_of(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return check_in_staff.press(tx, office, worker, meaning.subject, now)


def _meeting(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    action, subject = meaning.action, meaning.subject
    return appointment_staff.press(tx, office, worker, action, subject, now)


def _calendar(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return calendar_files.press(tx, office, worker, meaning.subject, now)


def _promise(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return promises.press(tx, office, worker, meaning, now)


def _review(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return review_dialog.press(tx, office, worker, meaning, now)


def _propose(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Propose a meeting, as if its command had been written."""
    client = people.find(tx, PersonId(meaning.subject))
    _put_away(tx, meaning, now)
    if client is None or conversation_with(tx, worker, client) is None:
        return False
    commands.DEEDS["/meet"](tx, office, worker, client.alias, now)
    return True


def _outcome(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    noted = appointment_outcomes.press(tx, office, worker, meaning.subject, now)
    _put_away(tx, meaning, now, noted or "")
    return noted is not None


def _series(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return series_list.press(tx, office, worker, meaning, now)


def _why(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return meet_why.press(tx, office, worker, meaning, now)


def _new_time(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return meet.press(tx, office, worker, meaning, now)


def _note(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    return notes.press(tx, office, worker, meaning.subject, now)


def _goal(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    _put_away(tx, meaning, now)
    return goals.press(tx, office, worker, meaning, now)


Deed = Callable[[Transaction, Office, Person, Meaning, datetime], bool]
"""Does what a button of staff asks for, and tells whether there was anything to do."""

STAFF_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {check_in_staff.ACTION: _check_ins_of, appointments.NEW_TIME: _new_time}
    | {tasks.DONE: _task_done, task_list.DONE: task_list.press}
    | {tasks.PROPOSE: _propose, tasks.REVIEW: _review}
    | {promises.DONE: _promise, owing_notes.WRITE: _note}
    | {goals.ADD: _goal, goals.END: _goal}
    | {danger_alerts.TAKE: danger_list.press_take}
    | {danger_alerts.DONE: danger_list.press_done}
    | {calendar_files.ACTION: _calendar}
    | dict.fromkeys((appointments.KEEP, appointments.OFF), _meeting)
    | {appointment_outcomes.OUTCOME: _outcome, meet_why.WHY: _why}
    | dict.fromkeys((series_list.CHANGE, series_list.END), _series)
    | dict.fromkeys((later.SEND, later.HOLD, later.DROP, later.ASK), _later)
)


def _of_number(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Say whose a number is, or whose the words from a shared one are."""
    action, subject = meaning.action, meaning.subject
    if action == shared_numbers.WHOSE:
        noted = shared_numbers.press(tx, office, worker, subject, now)
    else:
        noted = numbers.press(tx, office, worker, action, subject, now)
    _put_away(tx, meaning, now, noted or "")
    return noted is not None


def _name(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> None:
    """Let the client whose name was pressed have what waits, or the next lines."""
    client = people.find(tx, PersonId(meaning.subject))
    if client is None or conversation_with(tx, worker, client) is None:
        _put_away(tx, meaning, now)
        commands.say(tx, office, worker, "to_no_clients", now)
    elif meaning.action == "choose":
        _put_away(tx, meaning, now)
        commands.choose(tx, office, worker, client, now)
    else:
        asked = office.say("who_is_this_for", worker.language)
        _put_away(tx, meaning, now, f"{asked} {client.label}")
        staff.address_waiting(tx, office, worker, client, now, How.BUTTON)


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
