"""What a phone shows, and what waits in it while it is off."""

from collections.abc import Callable
from dataclasses import replace

from simulator.changes import Changes, Lookout
from simulator.telegram_chat import Chat, ChatMessage, Message, seen

Deed = Callable[[], int]


class Screen:
    """The chat on one phone; a phone that is off shows what it showed before."""

    def __init__(self, chat: Chat, changes: Changes) -> None:
        self.on = True
        self._chat = chat
        self._changes = changes
        self._lookout: Lookout[ChatMessage] = Lookout()
        self._frozen: list[ChatMessage] = []
        self._waiting: list[tuple[ChatMessage, Deed]] = []
        self._sent_as: dict[int, int] = {}  # id given while off -> id when sent
        self._given = 0
        chat.on_change = self._changed

    @property
    def messages(self) -> list[ChatMessage]:
        """Every message as this person sees it, oldest first."""
        if self.on:
            return [seen(message) for message in self._chat.messages]
        return self._frozen + [preview for preview, _ in self._waiting if preview.kind]

    @property
    def arriving(self) -> int:
        """How many messages Telegram keeps for the phone while it is off."""
        if self.on:
            return 0
        known = {message.id for message in self._frozen}
        kept = (message for message in self._chat.messages if message.from_bot)
        return sum(not one.deleted and one.id not in known for one in kept)

    def do(self, preview: ChatMessage, deed: Deed) -> int:
        """Do it now, or when the phone is on again; return the id of the message."""
        if self.on:
            return deed()
        self._given -= 1
        preview = replace(preview, id=self._given, waiting=True)
        self._waiting.append((preview, deed))
        self._changes.tell("phone", id=self._chat.phone_id)
        return self._given

    def real(self, message: int | ChatMessage) -> int:
        """Return the id by which the bot knows this message."""
        number = message if isinstance(message, int) else message.id
        return self._sent_as.get(number, number)

    def switch_off(self) -> None:
        """Show nothing new and send nothing until it is on again."""
        if self.on:
            self._frozen = self.messages
            self.on = False
            self._changes.tell("phone", id=self._chat.phone_id)

    def switch_on(self) -> None:
        """Show what came meanwhile and send what was typed, in that order."""
        if self.on:
            return
        self.on = True
        waiting, self._waiting, self._frozen = self._waiting, [], []
        for preview, deed in waiting:
            self._sent_as[preview.id] = deed()
        for message in list(self._chat.messages):
            self._show(message)
        self._changes.tell("phone", id=self._chat.phone_id)

    async def wait_for(
        self, wanted: Callable[[ChatMessage], object], seconds: float
    ) -> ChatMessage:
        """Return the first wanted message, among those here and those to come."""
        try:
            return await self._lookout.first(wanted, self.messages, seconds)
        except TimeoutError:
            story = "\n".join(map(_line, self.messages)) or "(nothing)"
            raise TimeoutError(f"not seen on this phone:\n{story}") from None

    def _changed(self, message: Message) -> None:
        if self.on:
            self._show(message)
        if self._changes.watched:
            self._changes.tell("phone", id=self._chat.phone_id)

    def _show(self, message: Message) -> None:
        if not self._lookout.idle:
            self._lookout.show(seen(message))


def _line(message: ChatMessage) -> str:
    side = "me " if message.from_me else "bot"
    words = message.text or message.caption or ""
    rows = [text for row in message.buttons for text, _ in row]
    return f"  {message.id:>4} {side} [{message.kind}] {words!r} {rows or ''}"
