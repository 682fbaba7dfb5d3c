"""Methods that copy and forward messages."""

from itertools import pairwise
from typing import Any

from simulator.telegram_chat import Message, Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_media import CAPTIONED
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad
from simulator.telegram_reply import finish_message, start_message
from simulator.telegram_send_media import caption_of

MOST_AT_ONCE = 100
CAPTION_PARTS = ("caption", "caption_entities", "show_caption_above_media")


def copy_message(cloud: TelegramCloud, given: Params) -> Wire:
    """Send the same content again, without saying where it comes from."""
    source = cloud.chat(given.given.get("from_chat_id"))
    copy = start_message(cloud, given, "")
    original = cloud.message(source, given.integer("message_id"))
    if original is None:
        raise bad("message to copy not found")
    _take_content(copy, original)
    if "caption" in given.given and original.kind in CAPTIONED:
        _without_caption(copy)
        copy.content.update(caption_of(given))
    return {"message_id": finish_message(cloud, copy).id}


def copy_messages(cloud: TelegramCloud, given: Params) -> list[Wire]:
    """Copy several messages; what is missing is left out, albums stay albums."""
    found = _several(cloud, given)
    copies = []
    albums: dict[str, str] = {}
    for original in found:
        copy = start_message(cloud, given, "")
        _take_content(copy, original)
        if given.flag("remove_caption"):
            _without_caption(copy)
        copy.album = _album(cloud, original, found, albums)
        copies.append(copy)
    if not copies:
        raise bad("message to copy not found")
    return [{"message_id": finish_message(cloud, copy).id} for copy in copies]


def forward_message(cloud: TelegramCloud, given: Params) -> Wire:
    """Pass a message on with the name of its author."""
    source = cloud.chat(given.given.get("from_chat_id"))
    original = cloud.message(source, given.integer("message_id"))
    if original is None:
        raise bad("message to forward not found")
    if original.protected:
        raise bad("message can't be forwarded")
    forwarded = _forwarded(cloud, given, original)
    return cloud.wire(finish_message(cloud, forwarded))


def forward_messages(cloud: TelegramCloud, given: Params) -> list[Wire]:
    """Pass several messages on; what cannot be is left out."""
    found = _several(cloud, given)
    albums: dict[str, str] = {}
    passed = []
    for original in found:
        if not original.protected:
            forwarded = _forwarded(cloud, given, original)
            forwarded.album = _album(cloud, original, found, albums)
            passed.append(finish_message(cloud, forwarded))
    if not passed:
        raise bad("message to forward not found")
    return [{"message_id": message.id} for message in passed]


def _several(cloud: TelegramCloud, given: Params) -> list[Message]:
    source = cloud.chat(given.given.get("from_chat_id"))
    cloud.writable(given.given.get("chat_id"))
    numbers = given.items("message_ids", "Integer")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    try:
        ids = [int(number) for number in numbers]
    except (TypeError, ValueError):
        raise bad("can't parse message identifiers") from None
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise bad("message identifiers must be in a strictly increasing order")
    found = [cloud.message(source, number) for number in ids]
    return [message for message in found if message is not None]


def _forwarded(cloud: TelegramCloud, given: Params, original: Message) -> Message:
    forwarded = start_message(cloud, given, "")
    _take_content(forwarded, original)
    forwarded.origin = original.origin or {
        "type": "user",
        "sender_user": cloud.bot if original.from_bot else original.chat.person,
        "date": int(original.at.timestamp()),
    }
    return forwarded


def _take_content(copy: Message, original: Message) -> None:
    copy.kind, copy.file = original.kind, original.file
    copy.content = dict(original.content)
    copy.preview = original.preview


def _without_caption(copy: Message) -> None:
    for name in CAPTION_PARTS:
        copy.content.pop(name, None)


def _album(
    cloud: TelegramCloud,
    original: Message,
    found: list[Message],
    albums: dict[str, str],
) -> str | None:
    """Return the new album for what was one before, if two or more of it are left."""
    old = original.album
    if old is None or sum(message.album == old for message in found) < 2:
        return None
    return albums.setdefault(old, cloud.new_album())


METHODS: dict[str, Any] = {
    "copymessage": copy_message,
    "copymessages": copy_messages,
    "forwardmessage": forward_message,
    "forwardmessages": forward_messages,
}
