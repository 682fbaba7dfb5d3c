"""What is to be said to somebody, before it is known by which way it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from casework.made_files import MadeFile
from casework.messages import Button, Copy, Form
from casework.people import Address, CaseId, Channel, PersonId, Topic


class DeliveryKind(StrEnum):
    """Why something goes out; the gates differ.

    `relay`: a human's words. `answer`: to what the recipient just did. `notice`: tells
    staff of something. `receipt`: what became of a message of theirs. `automatic`:
    starts from our side. `news`: something changed for the recipient, and they are
    told at once: another contact person, an end, a meeting that is off.
    """

    RELAY = "relay"
    ANSWER = "answer"
    NOTICE = "notice"
    RECEIPT = "receipt"
    AUTOMATIC = "automatic"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Target:
    """Which message in the recipient's chat: their own, a copy of one, or a notice.

    `external` is (id of the address, the message's own id in that chat).
    """

    external: tuple[int, str] | None = None
    message: int | None = None
    delivery: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery as it is decided.

    `sms_text` stands in for `text` where SMS cannot carry the form (a photo, an
    edit). `media` (kind and file id) takes the place of a file whose caption changes.
    `ahead` lets `text` go before a copy that takes no caption. `target` is what
    EDIT, DELETE and REACTION work on, and for DELETE `copy` names what else in that
    chat goes with it; `reply_to` is what a new message answers. `hold` is
    how long it can still be taken back. `in_words` asks for a receipt in words. `by` is
    the channel to try first. `silent` lets the phone stay quiet. `topic` is what an
    automatic text belongs to, which the recipient may have switched off. `overridden`
    sends a human's words outside safe hours, because their author said so. `until` is
    when it is no longer worth sending. `file` is one that we made, and goes out with
    the words; by SMS `sms_text` goes, or the words and that there is a file.
    `asks` lets the recipient's answer be a reply to this message. `checks_number` asks
    whose a number is, and is all that goes to one in doubt; `was_doubted` marks what
    waited for the answer. `with_record` sends the sealed case along, which is only
    gathered on the way: it may be large. `to` is only set for a
    stranger, who has no person here.
    """

    recipient: PersonId
    kind: DeliveryKind
    text: str = field(default="", repr=False)
    form: Form = Form.TEXT
    entities: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    copy: Copy | None = None
    media: tuple[str, str] | None = field(default=None, repr=False)
    ahead: bool = False
    sms_text: str | None = field(default=None, repr=False)
    case_id: CaseId | None = None
    message_id: int | None = None
    sender: PersonId | None = None
    target: Target | None = None
    reply_to: Target | None = None
    hold: timedelta | None = None
    in_words: bool = False
    silent: bool = False
    album: str | None = None
    topic: Topic = Topic.MESSAGES
    overridden: bool = False
    until: datetime | None = None
    file: MadeFile | None = None
    asks: bool = False
    checks_number: bool = False
    was_doubted: bool = False
    with_record: bool = False
    to: Address | None = None
    by: Channel | None = None

    @property
    def lane(self) -> str:
        """Return the conversation whose order is kept."""
        return f"{self.recipient}/{self.case_id or ''}"
