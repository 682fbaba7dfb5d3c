"""Telegram's cloud as one bot meets it: people, chats, messages, updates."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Unpack

from simulator.changes import Changes
from simulator.faults import FaultKind, FaultOptions, Faults, fault_of
from simulator.telegram_chat import Chat, Message, Wire, wire
from simulator.telegram_files import Files
from simulator.telegram_refusal import TelegramRefusedError, bad
from simulator.telegram_updates import UpdateQueue

CALLBACK_LIFE = 150  # seconds in which a button press can be answered


@dataclass(slots=True)
class Callback:
    """One press of a button, waiting for its answer."""

    chat: Chat
    at: datetime
    answer: Wire | None = field(default=None, repr=False)


class TelegramCloud:
    """Everything that Telegram remembers while the bot comes and goes."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        changes: Changes,
        *,
        record_calls: bool = True,
    ) -> None:
        number = 7_000_000_000 + secrets.randbelow(1_000_000_000)
        self.token = f"{number}:AA{secrets.token_urlsafe(25)[:33]}"
        self.bot: Wire = {
            "id": number,
            "is_bot": True,
            "first_name": "Kontakt",
            "username": "kontakt_sim_bot",
        }
        self.clock = clock
        self.changes = changes
        self.faults = Faults()
        self.record_calls = record_calls
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, Message] = {}
        self.callbacks: dict[str, Callback] = {}
        self.files = Files()
        self.settings: dict[tuple[str, str], Any] = {}
        self.webhook_pause = 1.0  # seconds after a first failure; doubles
        self.updates = UpdateQueue(clock)
        self._last_message_id = secrets.randbelow(50)

    def fault(self, kind: FaultKind, **options: Unpack[FaultOptions]) -> None:
        """Let calls go wrong: see `FaultOptions` for whom, how often and how."""
        self.faults.add(fault_of(kind, options))
        self.changes.tell("faults")

    def clear(self) -> None:
        """Let everything work again."""
        self.faults.clear()
        self.changes.tell("faults")

    def push_raw(self, update: dict[str, Any], lane: int = 0) -> int:
        """Let any update wait for the bot, however strange; return its id."""
        return self.updates.put_raw(update, lane)

    def add_person(self, phone_id: str, name: str, language_code: str) -> Chat:
        """Give someone an account; the bot cannot write to them before they do."""
        number = 5_000_000_000 + secrets.randbelow(1_999_999_999)
        while number in self.chats:
            number += 1
        person: Wire = {
            "id": number,
            "is_bot": False,
            "first_name": name,
            "language_code": language_code,
        }
        place: Wire = {"id": number, "first_name": name, "type": "private"}
        chat = Chat(number, phone_id, person, place)
        self.chats[number] = chat
        return chat

    def chat(self, given: Any) -> Chat:
        """Return the chat that a caller names, or refuse as Telegram does."""
        if given is None or given == "":
            raise bad("chat_id is empty")
        try:
            chat = self.chats[int(given)]
        except (KeyError, TypeError, ValueError):
            raise bad("chat not found") from None
        if not chat.started:
            raise bad("chat not found")
        return chat

    def writable(self, given: Any) -> Chat:
        """Return the chat if the bot may write there."""
        chat = self.chat(given)
        if chat.blocked:
            raise TelegramRefusedError(403, "Forbidden: bot was blocked by the user")
        if chat.deactivated:
            raise TelegramRefusedError(403, "Forbidden: user is deactivated")
        return chat

    def message(self, chat: Chat, message_id: int) -> Message | None:
        """Return a message of this chat that still exists."""
        found = self.messages.get(message_id)
        if found is None or found.chat is not chat or found.deleted:
            return None
        return found

    def next_id(self) -> int:
        """Return a message id: they run through all chats of one bot."""
        self._last_message_id += 1
        return self._last_message_id

    def new_album(self) -> str:
        """Return an id for messages that belong together."""
        return str(13_000_000_000_000_000 + secrets.randbelow(1_000_000_000_000_000))

    def post(self, message: Message) -> Message:
        """Put a message into its chat."""
        self.messages[message.id] = message
        message.chat.messages.append(message)
        self.changed(message)
        return message

    def changed(self, message: Message) -> None:
        """Show a new or changed message on the phone."""
        if message.chat.on_change is not None:
            message.chat.on_change(message)

    def wire(self, message: Message) -> Wire:
        """Return the Message object of the Bot API."""
        return wire(message, self.bot)

    def receive(self, message: Message, kind: str = "message") -> None:
        """Tell the bot of a message by a person."""
        self.updates.put(kind, self.wire(message), message.chat.id)
