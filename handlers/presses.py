"""What a pressed button does."""

from datetime import datetime

from casework.addressing import How
from casework.messages import Pressed
from casework.people import Agreement, KnownAddress, Person, PersonId, Role
from handlers import clients, commands, notices, staff, undoing, wishes
from handlers.caseload import conversation_with
from handlers.office import Office
from storage import addresses, buttons, choices, outbox, people, unaddressed
from storage.buttons import Meaning
from storage.transaction import Transaction


def receive(
    tx: Transaction,
    office: Office,
    pressed: Pressed,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Do what the button means; one of somebody else, or a used one, does nothing."""
    meaning = buttons.find(tx, pressed.button)
    if meaning is None or meaning.person != address.person_id or meaning.was_used:
        return
    addresses.heard_from(tx, address, now)
    presser = people.known(tx, meaning.person)
    buttons.use_all_under(tx, meaning.delivery_id, now)
    if presser.role is Role.CLIENT:
        _by_client(tx, office, presser, meaning, address, now)
    else:
        _by_staff(tx, office, presser, meaning, now)


def _by_client(
    tx: Transaction,
    office: Office,
    client: Person,
    meaning: Meaning,
    address: KnownAddress,
    now: datetime,
) -> None:
    conversation = clients.conversation_of(tx, client)
    if conversation is None or meaning.action not in ("agree", "decline"):
        return
    if client.agreement is not Agreement.ASKED:
        return
    choices.close_others(tx, conversation.other.id, client.id)
    given = meaning.action == "agree"
    channel = address.address.channel
    wishes.agree(tx, office, conversation, channel, given=given, now=now)


def _by_staff(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> None:
    match meaning.action:
        case "address" | "choose":
            client = people.find(tx, PersonId(meaning.subject))
            if client is None or conversation_with(tx, worker, client) is None:
                text = office.say("to_no_clients", worker.language)
                notices.answer(tx, worker.id, text, now)
            elif meaning.action == "choose":
                commands.choose(tx, office, worker, client, now)
            else:
                staff.address_waiting(tx, office, worker, client, now, How.BUTTON)
        case "drop":
            unaddressed.take_all(tx, worker.id)
            text = office.say("dropped", worker.language)
            notices.answer(tx, worker.id, text, now)
        case "undo" | "send_now":
            delivery = outbox.find(tx, int(meaning.subject))
            if delivery is None or delivery.draft.sender != worker.id:
                return
            if meaning.action == "undo":
                undoing.undo(tx, office, worker, delivery, now)
            else:
                undoing.send_now(tx, delivery, now)
        case _:
            return
