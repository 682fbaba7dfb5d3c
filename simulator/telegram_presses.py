"""Pressed buttons, and what the bot answers to them."""

import secrets

from simulator.telegram_chat import Chat, Message, Wire
from simulator.telegram_cloud import Callback, TelegramCloud


class Presses:
    """The buttons that one person pressed."""

    def __init__(self, cloud: TelegramCloud, chat: Chat) -> None:
        self._cloud = cloud
        self._chat = chat
        self._pressed: list[Callback] = []

    @property
    def answers(self) -> list[Wire]:
        """The answers, oldest first; a press without an answer is left out."""
        return [
            pressed.answer for pressed in self._pressed if pressed.answer is not None
        ]

    def find(self, message: Message, wanted: str) -> str:
        """Return the data of the button with this text or data."""
        for button in (button for row in _rows(message) for button in row):
            if wanted in (button["text"], button.get("callback_data")):
                return _data(button)
        raise LookupError("no such button under this message")

    def at(self, message: Message, place: str) -> str:
        """Return the data of the button at "row.column", counted from 0."""
        row, _, column = place.partition(".")
        try:
            return _data(_rows(message)[int(row)][int(column)])
        except (ValueError, IndexError):
            raise LookupError("no such button under this message") from None

    def press(self, message: Message, data: str) -> int:
        """Tell the bot which button was pressed."""
        number = str(secrets.randbelow(1 << 62))
        pressed = Callback(self._chat, self._cloud.clock())
        self._pressed.append(pressed)
        self._cloud.callbacks[number] = pressed
        query = {
            "id": number,
            "from": self._chat.person,
            "message": self._cloud.wire(message),
            "chat_instance": str(self._chat.id * 7_919),
            "data": data,
        }
        self._cloud.updates.put("callback_query", query, self._chat.id)
        return message.id


def _rows(message: Message) -> list[list[Wire]]:
    rows: list[list[Wire]] = (message.markup or {}).get("inline_keyboard", [])
    return rows


def _data(button: Wire) -> str:
    data = button.get("callback_data")
    if data is None:
        raise LookupError("that button is no question, it opens something")
    return str(data)
