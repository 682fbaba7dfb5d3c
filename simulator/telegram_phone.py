"""A phone with Telegram on it, in one person's hand."""

from collections.abc import Callable
from itertools import takewhile
from typing import Any

from simulator.telegram_chat import Chat, ChatMessage, Message, StoredFile, Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_media import media_content
from simulator.telegram_presses import Presses
from simulator.telegram_screen import Screen
from simulator.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, formatted

Which = int | ChatMessage


class TelegramPhone:
    """What one person does and sees; all they do reaches the bot as an update."""

    kind = "telegram"
    number: str | None = None

    def __init__(
        self, cloud: TelegramCloud, chat: Chat, *, name: str, role: str
    ) -> None:
        self.phone_id = chat.phone_id
        self.name = name
        self.role = role
        self.label = f"{name}, Telegram"
        self._cloud = cloud
        self._chat = chat
        self._screen = Screen(chat, cloud.changes)
        self._presses = Presses(cloud, chat)

    @property
    def id(self) -> int:
        """The user id, which is the chat id as well."""
        return self._chat.id

    @property
    def address(self) -> str:
        """The chat id as the bot names it."""
        return str(self._chat.id)

    @property
    def on(self) -> bool:
        """Whether the phone is on."""
        return self._screen.on

    @property
    def arriving(self) -> int:
        """How many messages wait until the phone is on."""
        return self._screen.arriving

    @property
    def blocked(self) -> bool:
        """Whether this person has stopped the bot."""
        return self._chat.blocked

    @property
    def chat(self) -> list[ChatMessage]:
        """Every message as this person sees it, oldest first."""
        return self._screen.messages

    @property
    def keyboard(self) -> list[list[str]]:
        """The reply keyboard below the chat."""
        return [[button["text"] for button in row] for row in self._chat.keyboard]

    @property
    def actions(self) -> list[str]:
        """What the bot was seen doing, such as typing."""
        return self._chat.actions

    @property
    def answers(self) -> list[Wire]:
        """What the bot answered to presses of buttons: `text`, `show_alert`."""
        return self._presses.answers

    async def wait_for(
        self,
        wanted: Callable[[ChatMessage], object],
        timeout: float = 10.0,  # noqa: ASYNC109 - a person's patience, part of the test language
    ) -> ChatMessage:
        """Return the first wanted message; raise TimeoutError that shows the chat."""
        return await self._screen.wait_for(wanted, timeout)

    def switch_off(self) -> None:
        """Turn it off: Telegram keeps what comes, the phone keeps what is typed."""
        self._screen.switch_off()

    def switch_on(self) -> None:
        """Turn it on: everything that waited comes and goes."""
        self._screen.switch_on()

    def start(self, token: str | None = None) -> int:
        """Open the chat by a deep link, or by the Start button alone."""
        return self.write("/start" if token is None else f"/start {token}")

    def write(
        self,
        text: str,
        reply_to: Which | None = None,
        entities: list[Wire] | None = None,
    ) -> int:
        """Send text; return the id of the message."""
        text, found = formatted(text, entities or [], limit=TEXT_LIMIT, what="text")
        content: Wire = {"text": text}
        if found:
            content["entities"] = found
        return self._send("text", content, reply_to=reply_to)

    def answer(self, text: str) -> int:
        """Type into the reply that the bot opened; it stays until one has written."""
        later = takewhile(lambda one: not one.from_me, reversed(self.chat))
        opened = next((one for one in later if one.asks is not None), None)
        if opened is None or opened.deleted:
            raise LookupError("no reply is open on this phone")
        return self.write(text, reply_to=opened)

    def edit(self, message: Which, text: str) -> None:
        """Change the text or the caption of an own message."""

        def deed() -> int:
            mine = self._mine(message)
            name = "text" if mine.kind == "text" else "caption"
            limit = TEXT_LIMIT if name == "text" else CAPTION_LIMIT
            changed, found = formatted(text, [], limit=limit, what=name)
            entities = "entities" if name == "text" else "caption_entities"
            content = {**mine.content, name: changed}
            content.pop(entities, None)
            if found:
                content[entities] = found
            return self._change(mine, content)

        self._screen.do(self._nothing(), deed)

    def replace(self, message: Which, data: bytes) -> None:
        """Put another file into the place of an own one; the caption stays."""

        def deed() -> int:
            mine = self._mine(message)
            mine.file = self._cloud.files.store(mine.kind, data)
            return self._change(
                mine,
                {**mine.content, **media_content(self._cloud.files, mine.file, {})},
            )

        self._screen.do(self._nothing(), deed)

    def delete(self, message: Which) -> None:
        """Delete a message for both sides; the bot is not told."""
        found = self._message(message)
        found.deleted = True
        self._cloud.changed(found)

    def press(self, message: Which, button: str) -> None:
        """Press a button, named by its text or its data."""
        pressed = self._message(message)
        data = self._presses.find(pressed, button)
        self._screen.do(self._nothing(), lambda: self._presses.press(pressed, data))

    def press_at(self, message: Which, place: str) -> None:
        """Press the button at this place: "row.column", counted from 0."""
        pressed = self._message(message)
        data = self._presses.at(pressed, place)
        self._screen.do(self._nothing(), lambda: self._presses.press(pressed, data))

    def press_keyboard(self, text: str) -> int:
        """Press a button of the reply keyboard: it sends text, or the own number."""
        for button in (button for row in self._chat.keyboard for button in row):
            if button["text"] == text:
                if button.get("request_contact"):
                    number = f"45{20_000_000 + self.id % 10_000_000}"
                    return self.contact(number, self.name, user_id=self.id)
                return self.write(text)
        raise LookupError("no such button on the reply keyboard")

    def react(self, message: Which, emoji: str | None) -> None:
        """Put an emoji under a message, or take it away."""

        def deed() -> int:
            found = self._message(message)
            old, found.own_reaction = found.own_reaction, emoji
            self._cloud.changed(found)
            update = {
                "chat": self._chat.wire,
                "message_id": found.id,
                "user": self._chat.person,
                "date": self._now(),
                "old_reaction": _reactions(old),
                "new_reaction": _reactions(emoji),
            }
            self._cloud.updates.put("message_reaction", update, self.id)
            return found.id

        self._screen.do(self._nothing(), deed)

    def photo(self, data: bytes, caption: str | None = None, **more: Any) -> int:
        """Send a picture."""
        return self._send_file("photo", data, caption, **more)

    def voice(self, data: bytes, caption: str | None = None, **more: Any) -> int:
        """Send a voice message."""
        return self._send_file("voice", data, caption, **more)

    def video(self, data: bytes, caption: str | None = None, **more: Any) -> int:
        """Send a video."""
        return self._send_file("video", data, caption, **more)

    def video_note(self, data: bytes, **more: Any) -> int:
        """Send a round video."""
        return self._send_file("video_note", data, None, **more)

    def audio(self, data: bytes, caption: str | None = None, **more: Any) -> int:
        """Send music."""
        return self._send_file("audio", data, caption, **more)

    def animation(self, data: bytes, caption: str | None = None, **more: Any) -> int:
        """Send a moving picture."""
        return self._send_file("animation", data, caption, **more)

    def document(
        self,
        data: bytes,
        file_name: str = "file.bin",
        caption: str | None = None,
        **more: Any,
    ) -> int:
        """Send a file; `size` may claim more bytes than there are."""
        return self._send_file("document", data, caption, name=file_name, **more)

    def sticker(self, data: bytes = b"RIFF", emoji: str = "👍", **more: Any) -> int:
        """Send a sticker."""
        return self._send_file("sticker", data, None, emoji=emoji, **more)

    def location(
        self,
        lat: float,
        lon: float,
        reply_to: Which | None = None,
        live_period: int | None = None,
    ) -> int:
        """Send a place, or for so many seconds where this phone is."""
        place: Wire = {"latitude": lat, "longitude": lon}
        if live_period is not None:
            place["live_period"] = live_period
        return self._send("location", {"location": place}, reply_to=reply_to)

    def move(
        self, message: Which, lat: float, lon: float, *, ends: bool = False
    ) -> None:
        """Be somewhere else while the place is shared; `ends` shares it no more."""

        def deed() -> int:
            mine = self._mine(message)
            place = {**mine.content["location"], "latitude": lat, "longitude": lon}
            if ends:
                place.pop("live_period", None)
            return self._change(mine, {**mine.content, "location": place})

        self._screen.do(self._nothing(), deed)

    def contact(
        self,
        number: str,
        first_name: str,
        user_id: int | None = None,
        reply_to: Which | None = None,
    ) -> int:
        """Send a contact card."""
        card: Wire = {"phone_number": number, "first_name": first_name}
        if user_id is not None:
            card["user_id"] = user_id
        return self._send("contact", {"contact": card}, reply_to=reply_to)

    def album(
        self, pictures: list[bytes], caption: str | None = None, kind: str = "photo"
    ) -> list[int]:
        """Send pictures that belong together; the caption stands under the first."""
        group = self._cloud.new_album()
        return [
            self._send_file(kind, data, caption if number == 0 else None, album=group)
            for number, data in enumerate(pictures)
        ]

    def block(self) -> None:
        """Stop the bot: it can no longer write here."""
        if not self._chat.blocked:
            self._chat.blocked = True
            self._member("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        if self._chat.blocked:
            self._chat.blocked = False
            self._member("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account."""
        self._chat.deactivated = True

    def _send_file(
        self, kind: str, data: bytes, caption: str | None, **more: Any
    ) -> int:
        reply_to, album = more.pop("reply_to", None), more.pop("album", None)
        named = {key: more.pop(key, None) for key in ("name", "mime", "size")}
        stored = self._cloud.files.store(kind, data, **named)
        content = media_content(self._cloud.files, stored, more)
        if caption is not None:
            text, found = formatted(caption, [], limit=CAPTION_LIMIT, what="caption")
            content["caption"] = text
            if found:
                content["caption_entities"] = found
        return self._send(kind, content, file=stored, reply_to=reply_to, album=album)

    def _send(
        self,
        kind: str,
        content: Wire,
        *,
        file: StoredFile | None = None,
        reply_to: Which | None = None,
        album: str | None = None,
    ) -> int:
        def deed() -> int:
            if self._chat.blocked:
                raise RuntimeError("this person has blocked the bot: unblock first")
            self._chat.started = True
            message = Message(
                id=self._cloud.next_id(),
                chat=self._chat,
                from_bot=False,
                at=self._cloud.clock(),
                kind=kind,
                content=content,
                file=file,
                reply_to=None if reply_to is None else self._message(reply_to),
                album=album,
            )
            self._cloud.post(message)
            self._cloud.receive(message)
            return message.id

        preview = ChatMessage(
            id=0,
            from_me=True,
            text=content.get("text", ""),
            kind=kind,
            at=self._cloud.clock(),
            caption=content.get("caption"),
            album=album,
            content=content,
        )
        return self._screen.do(preview, deed)

    def _change(self, mine: Message, content: Wire) -> int:
        mine.content, mine.edited_at = content, self._cloud.clock()
        self._cloud.changed(mine)
        self._cloud.receive(mine, "edited_message")
        return mine.id

    def _nothing(self) -> ChatMessage:
        return ChatMessage(id=0, from_me=True, text="", kind="", at=self._cloud.clock())

    def _message(self, which: Which) -> Message:
        found = self._cloud.message(self._chat, self._screen.real(which))
        if found is None:
            raise LookupError("no such message on this phone")
        return found

    def _mine(self, which: Which) -> Message:
        found = self._message(which)
        if found.from_bot:
            raise LookupError("that message is the bot's")
        return found

    def _member(self, old: str, new: str) -> None:
        """Tell the bot that it was stopped or let in again."""
        update = {
            "chat": self._chat.wire,
            "from": self._chat.person,
            "date": self._now(),
            "old_chat_member": self._membership(old),
            "new_chat_member": self._membership(new),
        }
        self._cloud.updates.put("my_chat_member", update, self.id)
        self._cloud.changes.tell("phone", id=self.phone_id)

    def _membership(self, status: str) -> Wire:
        member: Wire = {"user": self._cloud.bot, "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member

    def _now(self) -> int:
        return int(self._cloud.clock().timestamp())


def _reactions(emoji: str | None) -> list[Wire]:
    return [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
