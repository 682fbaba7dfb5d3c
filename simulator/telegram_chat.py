"""A private chat between a person and the bot, and the messages in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Wire = dict[str, Any]  # JSON as the Bot API writes it


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file in Telegram's cloud, under the id by which this bot knows it."""

    file_id: str
    unique_id: str
    path: str
    kind: str
    mime: str
    name: str | None = field(repr=False)
    data: bytes = field(repr=False)
    size: int


@dataclass(slots=True, eq=False)
class Chat:
    """What Telegram knows of one person and their talk with the bot."""

    id: int
    phone_id: str
    person: Wire = field(repr=False)
    wire: Wire = field(repr=False)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    keyboard: list[list[Wire]] = field(default_factory=list, repr=False)
    messages: "list[Message]" = field(default_factory=list, repr=False)
    actions: list[str] = field(default_factory=list)  # sendChatAction, in order
    on_change: "Callable[[Message], None] | None" = None


@dataclass(slots=True, eq=False)
class Message:
    """One message as the cloud keeps it."""

    id: int
    chat: Chat
    from_bot: bool
    at: datetime
    kind: str
    content: Wire = field(repr=False)  # text and entities, or media and caption
    file: StoredFile | None = None
    markup: Wire | None = field(default=None, repr=False)
    asks: str | None = field(default=None, repr=False)  # words of the reply it opens
    reply_to: "Message | None" = field(default=None, repr=False)
    quote: Wire | None = field(default=None, repr=False)
    origin: Wire | None = field(default=None, repr=False)
    album: str | None = None
    edited_at: datetime | None = None
    silent: bool = False
    protected: bool = False
    preview: Wire | None = field(default=None, repr=False)
    deleted: bool = False
    reaction: str | None = None  # what the other side put under it
    own_reaction: str | None = None  # what the person put under the bot's message


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as the person sees it on the phone."""

    id: int
    from_me: bool
    text: str = field(repr=False)
    kind: str
    at: datetime
    caption: str | None = field(default=None, repr=False)
    entities: tuple[Wire, ...] = field(default=(), repr=False)
    buttons: list[list[tuple[str, str]]] = field(default_factory=list, repr=False)
    asks: str | None = field(default=None, repr=False)
    reply_to: int | None = None
    quote: str | None = field(default=None, repr=False)
    album: str | None = None
    edited: bool = False
    deleted: bool = False
    reaction: str | None = None
    silent: bool = False
    protected: bool = False
    forwarded: bool = False
    waiting: bool = False  # typed while the phone was off
    file: bytes | None = field(default=None, repr=False)
    file_name: str | None = field(default=None, repr=False)
    content: Wire = field(default_factory=dict, repr=False)


def seen(message: Message) -> ChatMessage:
    """Return the message as its person sees it."""
    content, stored = message.content, message.file
    caption = content.get("caption")
    entities = content.get("entities") or content.get("caption_entities") or ()
    return ChatMessage(
        id=message.id,
        from_me=not message.from_bot,
        text=content.get("text", ""),
        kind=message.kind,
        at=message.at,
        caption=caption,
        entities=tuple(entities),
        buttons=buttons(message.markup),
        asks=message.asks,
        reply_to=None if message.reply_to is None else message.reply_to.id,
        quote=None if message.quote is None else message.quote["text"],
        album=message.album,
        edited=message.edited_at is not None,
        deleted=message.deleted,
        reaction=message.reaction or message.own_reaction,
        silent=message.silent,
        protected=message.protected,
        forwarded=message.origin is not None,
        file=None if stored is None else stored.data,
        file_name=None if stored is None else stored.name,
        content=content,
    )


def buttons(markup: Wire | None) -> list[list[tuple[str, str]]]:
    """Return rows of (text, data) under a message; a link button shows its URL."""
    if markup is None:
        return []
    return [
        [
            (button["text"], button.get("callback_data") or button.get("url", ""))
            for button in row
        ]
        for row in markup["inline_keyboard"]
    ]


def wire(message: Message, bot: Wire, *, with_reply: bool = True) -> Wire:
    """Return the Message object of the Bot API."""
    chat = message.chat
    result: Wire = {
        "message_id": message.id,
        "from": bot if message.from_bot else chat.person,
        "chat": chat.wire,
        "date": int(message.at.timestamp()),
    }
    if message.edited_at is not None:
        result["edit_date"] = int(message.edited_at.timestamp())
    if message.origin is not None:
        result["forward_origin"] = message.origin
    if message.protected:
        result["has_protected_content"] = True
    if message.album is not None:
        result["media_group_id"] = message.album
    if with_reply and message.reply_to is not None and not message.reply_to.deleted:
        result["reply_to_message"] = wire(message.reply_to, bot, with_reply=False)
        if message.quote is not None:
            result["quote"] = message.quote
    result.update(message.content)
    if message.preview is not None:
        result["link_preview_options"] = message.preview
    if message.markup is not None:
        result["reply_markup"] = message.markup
    return result
