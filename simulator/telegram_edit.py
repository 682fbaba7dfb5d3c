"""Methods that change or remove what is already there."""

from datetime import timedelta
from typing import Any

from simulator.telegram_chat import Message, Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_media import CAPTIONED
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad
from simulator.telegram_reply import reply_markup
from simulator.telegram_send_media import caption_of, fill
from simulator.telegram_text import TEXT_LIMIT, given_text

DELETABLE_FOR = timedelta(hours=48)
MOST_AT_ONCE = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
MEDIA_KINDS = frozenset(("photo", "video", "animation", "audio", "document"))


def edit_message_text(cloud: TelegramCloud, given: Params) -> Wire:
    """Replace the words of a text message."""
    message = _editable(cloud, given)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    text, entities = given_text(given, "text", "entities", TEXT_LIMIT)
    content: Wire = {"text": text}
    if entities:
        content["entities"] = entities
    return _edited(cloud, message, given, content)


def edit_message_caption(cloud: TelegramCloud, given: Params) -> Wire:
    """Replace the words under a file."""
    message = _editable(cloud, given)
    if message.kind not in CAPTIONED:
        raise bad("there is no caption in the message to edit")
    content = {
        name: value
        for name, value in message.content.items()
        if name not in ("caption", "caption_entities", "show_caption_above_media")
    }
    return _edited(cloud, message, given, content | caption_of(given))


def edit_message_media(cloud: TelegramCloud, given: Params) -> Wire:
    """Replace a file by another."""
    message = _editable(cloud, given)
    media = given.mapping("media", "InputMedia")
    if str(media.get("type")) not in MEDIA_KINDS:
        raise bad("can't parse InputMedia: type must be specified")
    if message.kind not in MEDIA_KINDS | {"text"}:
        raise bad("message can't be edited")
    replacement = Message(
        id=message.id,
        chat=message.chat,
        from_bot=True,
        at=message.at,
        kind=media["type"],
        content={},
    )
    fill(cloud, replacement, Params(media), "media", attached=given)
    if replacement.content != message.content:
        message.kind, message.file = replacement.kind, replacement.file
    return _edited(cloud, message, given, replacement.content)


def edit_message_reply_markup(cloud: TelegramCloud, given: Params) -> Wire:
    """Replace the buttons only."""
    message = _editable(cloud, given)
    return _edited(cloud, message, given, message.content)


def delete_message(cloud: TelegramCloud, given: Params) -> bool:
    """Remove a message for both sides."""
    chat = cloud.chat(given.given.get("chat_id"))
    message = cloud.message(chat, given.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if cloud.clock() - message.at > DELETABLE_FOR:
        raise bad("message can't be deleted for everyone")
    _delete(cloud, message)
    return True


def delete_messages(cloud: TelegramCloud, given: Params) -> bool:
    """Remove several messages; what is missing or too old is left out."""
    chat = cloud.chat(given.given.get("chat_id"))
    numbers = given.items("message_ids", "Integer")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    for number in numbers:
        message = cloud.message(chat, Params({"id": number}).integer("id"))
        if message is not None and cloud.clock() - message.at <= DELETABLE_FOR:
            _delete(cloud, message)
    return True


def _editable(cloud: TelegramCloud, given: Params) -> Message:
    chat = cloud.writable(given.given.get("chat_id"))
    message = cloud.message(chat, given.integer("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.origin is not None:
        raise bad("message can't be edited")
    return message


def _edited(
    cloud: TelegramCloud, message: Message, given: Params, content: Wire
) -> Wire:
    """Change it, unless nothing changes; buttons that are not given again go."""
    markup = None
    if given.has("reply_markup"):
        if "inline_keyboard" not in given.mapping("reply_markup", "reply markup"):
            raise bad("inline keyboard expected")
        markup = reply_markup(given, message.chat)
    if content == message.content and markup == message.markup:
        raise bad(NOT_MODIFIED)
    # New buttons alone are no edit: Telegram shows no "edited" for them.
    if content != message.content:
        message.edited_at = cloud.clock()
    message.content, message.markup = content, markup
    cloud.changed(message)
    return cloud.wire(message)


def _delete(cloud: TelegramCloud, message: Message) -> None:
    message.deleted = True
    cloud.changed(message)


METHODS: dict[str, Any] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
}
