"""What a pressed button does."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import Target
from casework.messages import Pressed
from casework.people import (
    Agreement,
    KnownAddress,
    Language,
    Person,
)
from handlers import (
    aftercare,
    check_in_answers,
    clients,
    dialogs,
    languages,
    late_answers,
    notices,
    questions,
    safe,
    speaking,
    staff_buttons,
    wishes,
)
from handlers.office import Office
from storage import addresses, buttons, choices, people
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
        notices.put_away(tx, meaning, now)
    elif meaning.action in ("dialog", "answer"):
        notices.put_away(tx, meaning, now)
        if not _answers(tx, office, presser, meaning, now):
            _gone(tx, office, pressed, address, now)
        elif not presser.role.is_staff:
            _close_others(tx, presser)
    elif not presser.role.is_staff:
        _by_client(tx, office, presser, meaning, address, now)
    elif not staff_buttons.press(
        tx, office, presser, replace(meaning, under=pressed.under), now
    ):
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
    notices.put_away(tx, meaning, now)
    conversation = clients.conversation_of(tx, client)
    channel = address.address.channel
    if conversation is None:
        aftercare.pressed_own_data(tx, office, client, channel, meaning, now)
        return
    if meaning.action not in ("agree", "decline"):
        if wishes.press(tx, office, conversation, channel, meaning, now):
            choices.close_others(tx, conversation.other.id, client.id)
        return
    if client.agreement is not Agreement.ASKED:
        return
    choices.close_others(tx, conversation.other.id, client.id)
    given = meaning.action == "agree"
    wishes.agree(tx, office, conversation, channel, given=given, now=now)


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
