"""What a delivery asks of Telegram, put as the Bot API wants it."""

from collections.abc import Sequence
from typing import Any

from bot.telegram_api import BrokenAnswerError
from casework.messages import Button, Outgoing
from casework.reasons import Reason

LONGEST_PLACEHOLDER = 64


class ImpossibleError(Exception):
    """A delivery cannot be carried out by Telegram."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def new_message(outgoing: Outgoing, *, is_last: bool = True) -> dict[str, Any]:
    """Return what a new message has in common, whatever it consists of."""
    asked: dict[str, Any] = {
        "chat_id": number(outgoing.to.value, Reason.UNREACHABLE),
        "disable_notification": outgoing.silent,
        "protect_content": outgoing.protected,
    }
    if outgoing.reply_to is not None and outgoing.reply_to.isdecimal():
        asked["reply_parameters"] = in_reply_to(int(outgoing.reply_to))
    if outgoing.buttons and is_last:
        asked["reply_markup"] = keyboard(outgoing.buttons)
    elif outgoing.asks and is_last:
        asked["reply_markup"] = opened_reply(outgoing.text)
    return asked


def opened_reply(question: str) -> dict[str, Any]:
    """Return what lets the app open a reply, with the question beside the cursor.

    A message has buttons or this, never both. Not `selective`: that is for groups, and
    without a mention it would leave the reply closed.
    """
    placeholder = " ".join(question.split())[:LONGEST_PLACEHOLDER].rstrip()
    opened: dict[str, Any] = {"force_reply": True}
    if placeholder:
        opened["input_field_placeholder"] = placeholder
    return opened


def in_reply_to(message: int) -> dict[str, Any]:
    """Return the parameters of an answer; it goes out as well if `message` is gone."""
    return {"message_id": message, "allow_sending_without_reply": True}


def place(outgoing: Outgoing, target: str | None) -> dict[str, Any]:
    """Return where a message stands that is to be changed."""
    return {
        "chat_id": number(outgoing.to.value, Reason.UNREACHABLE),
        "message_id": number(target or "", Reason.GONE),
    }


def keyboard(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    """Return buttons as they stand under a message."""
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.id} for button in row]
            for row in rows
        ]
    }


def number(value: str, otherwise: Reason) -> int:
    """Return an id as Telegram wants it; where it is none, nothing can be sent."""
    try:
        return int(value)
    except ValueError:
        raise ImpossibleError(otherwise) from None


def message_id(result: Any) -> str:
    """Return the id of what was sent."""
    found = result.get("message_id") if isinstance(result, dict) else None
    if type(found) is not int:
        raise BrokenAnswerError("no message id")
    return str(found)
