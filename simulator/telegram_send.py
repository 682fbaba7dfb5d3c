"""Methods that send words: messages, forwards, copies, typing signs."""

from typing import Any

from simulator.telegram_chat import Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad
from simulator.telegram_reply import finish_message, start_message
from simulator.telegram_text import TEXT_LIMIT, given_text

CHAT_ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)


def send_message(cloud: TelegramCloud, given: Params) -> Wire:
    """Send text."""
    message = start_message(cloud, given, "text")
    text, entities = given_text(given, "text", "entities", TEXT_LIMIT)
    message.content["text"] = text
    if entities:
        message.content["entities"] = entities
    if given.has("link_preview_options"):
        message.preview = given.mapping("link_preview_options", "LinkPreviewOptions")
    return cloud.wire(finish_message(cloud, message))


def send_chat_action(cloud: TelegramCloud, given: Params) -> bool:
    """Show that the bot is typing."""
    chat = cloud.writable(given.given.get("chat_id"))
    action = given.text("action") or ""
    if action not in CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions.append(action)
    return True


METHODS: dict[str, Any] = {
    "sendmessage": send_message,
    "sendchataction": send_chat_action,
}
