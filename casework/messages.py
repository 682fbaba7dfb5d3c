"""A message on its way in, on its way out, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from casework.made_files import MadeFile
from casework.people import Address, CaseId
from casework.reasons import Reason as Reason  # noqa: PLC0414 - part of the outcomes below


class Kind(StrEnum):
    """What a message consists of; everything but `text` may carry a caption."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    DOCUMENT = "document"
    ANIMATION = "animation"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class File:
    """A file that hangs on a message and still lies with the provider."""

    file_id: str = field(repr=False)
    name: str = field(default="", repr=False)
    media_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that somebody wrote to us, or changed (`is_edit`).

    `external_id` is unique per channel for ever (Telegram's update id, Twilio's
    message SID); `message_id` is the message's own id in its chat, the same again
    when it is edited. `entities` are Telegram's own, offsets in UTF-16 units.
    `answered_text` is what the message replied to says, where the provider tells it.
    """

    external_id: str
    sender: Address
    message_id: str
    at: datetime
    text: str = field(default="", repr=False)
    entities: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    kind: Kind = Kind.TEXT
    files: tuple[File, ...] = field(default=(), repr=False)
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    reply_to: str | None = None
    answered_text: str = field(default="", repr=False)
    album: str | None = None
    is_edit: bool = False
    media_count: int = 0  # pictures that came by SMS and cannot be taken
    language_hint: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under one of our messages was pressed.

    `under` is what that message says, where the chat tells it.
    """

    external_id: str
    sender: Address
    message_id: str
    button: str
    at: datetime
    under: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody blocked our bot on Telegram, or let it in again."""

    external_id: str
    sender: Address
    at: datetime
    blocked: bool


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody called the number that takes texts."""

    external_id: str
    sender: Address
    at: datetime


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that is not addressed to us: a group, a channel, another bot."""

    external_id: str
    reason: str


Event = Incoming | Pressed | Blocked | Called | Ignored


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its words, and the short random id whose meaning the store knows."""

    id: str
    label: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """Messages of another chat that are to be copied, in order."""

    chat: Address
    message_ids: tuple[str, ...]


class Form(StrEnum):
    """What a delivery does in the chat of its recipient."""

    TEXT = "text"
    COPY = "copy"
    EDIT = "edit"
    EDIT_CAPTION = "edit_caption"
    DELETE = "delete"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery as a gateway gets it.

    `form` says what is done: TEXT sends `text` with `entities` and `buttons`; COPY
    copies `copy` (Telegram only), a single one with `text` as its new caption where
    that is not empty, or, where `ahead` says so, behind `text` as a message of its own;
    EDIT replaces the text (and `buttons`) of our message `target`, EDIT_CAPTION the
    words under it, and its file where `media` (kind and file id) is given; DELETE takes
    `target` back, and what is in `also`; REACTION sets `text` (one emoji, or empty for
    none) on their message `target`. `file` goes out with the words of a TEXT; where
    `record_of` names a case, whoever hands this over makes it of that first.
    `valid_for` is how long a provider may go on trying.
    """

    delivery: int
    to: Address
    form: Form
    text: str = field(default="", repr=False)
    entities: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    copy: Copy | None = None
    ahead: bool = False
    media: tuple[str, str] | None = field(default=None, repr=False)
    target: str | None = None
    also: tuple[str, ...] = ()
    reply_to: str | None = None
    silent: bool = False
    protected: bool = False
    file: MadeFile | None = None
    record_of: CaseId | None = None
    asks: bool = False
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has it; `message_ids` are its ids in the recipient's chat.

    Those of an album's parts come last; `left_out` counts the parts that could not be
    copied.
    """

    message_ids: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """It certainly was not sent; try again after `after` (or our own pause).

    `everywhere` says that the whole channel must pause, not only this address.
    """

    reason: Reason
    after: timedelta | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """It was not sent and never will be."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been sent: look it up before any further try."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class NotThere:
    """The provider certainly never had it: it may be sent again."""


Outcome = Sent | Later | Never | Unknown
