"""Methods that send files, places, cards and albums."""

from collections.abc import Callable
from typing import Any

from simulator.telegram_chat import Message, StoredFile, Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_media import CAPTIONED, media_content
from simulator.telegram_params import Params, Upload
from simulator.telegram_refusal import bad
from simulator.telegram_reply import finish_message, start_message
from simulator.telegram_text import CAPTION_LIMIT, given_text

PHOTO_LIMIT = 10 * 1024 * 1024
ALBUM_KINDS = frozenset(("photo", "video", "audio", "document"))
SPOILERS = frozenset(("photo", "video", "animation"))
NAMES = {"video_note": "VideoNote"}


def sender(kind: str) -> Callable[[TelegramCloud, Params], Wire]:
    """Return the method that sends this kind of file."""

    def send(cloud: TelegramCloud, given: Params) -> Wire:
        message = start_message(cloud, given, kind)
        fill(cloud, message, given, kind)
        return cloud.wire(finish_message(cloud, message))

    return send


def fill(
    cloud: TelegramCloud,
    message: Message,
    described: Params,
    value_name: str,
    attached: Params | None = None,
) -> None:
    """Put a file and its caption into a message.

    `attached` holds uploads that `described` refers to as attach://name.
    """
    stored = given_file(
        cloud, described.given.get(value_name), message.kind, attached or described
    )
    content = media_content(cloud.files, stored, described.given)
    if message.kind in CAPTIONED:
        content.update(caption_of(described))
    if message.kind in SPOILERS and described.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    message.content, message.file = content, stored


def caption_of(given: Params) -> Wire:
    """Return caption and entities as parts of a message."""
    if not given.has("caption"):
        return {}
    text, entities = given_text(given, "caption", "caption_entities", CAPTION_LIMIT)
    caption: Wire = {"caption": text} if text else {}
    if entities:
        caption["caption_entities"] = entities
    if text and given.flag("show_caption_above_media"):
        caption["show_caption_above_media"] = True
    return caption


def given_file(
    cloud: TelegramCloud, value: Any, kind: str, attached: Params
) -> StoredFile:
    """Return the file given as upload, as attach://name or by its id."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = attached.upload(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        return _uploaded(cloud, value, kind)
    if not value:
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    stored = cloud.files.find(str(value))
    same = stored.kind == kind or (stored.kind, kind) in (
        ("thumbnail", "photo"),
        ("animation", "document"),
    )
    if not same:
        raise bad(f"can't use file of type {_name(stored.kind)} as {_name(kind)}")
    return stored


def send_location(cloud: TelegramCloud, given: Params) -> Wire:
    """Send a place."""
    message = start_message(cloud, given, "location")
    latitude, longitude = given.number("latitude"), given.number("longitude")
    if latitude is None or longitude is None:
        raise bad("latitude is empty" if latitude is None else "longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong location specified")
    place: Wire = {"latitude": latitude, "longitude": longitude}
    if given.has("live_period"):
        place["live_period"] = given.integer("live_period")
    message.content = {"location": place}
    return cloud.wire(finish_message(cloud, message))


def send_contact(cloud: TelegramCloud, given: Params) -> Wire:
    """Send a contact card."""
    message = start_message(cloud, given, "contact")
    for name in ("phone_number", "first_name"):
        if not given.has(name):
            raise bad(f"{name.replace('_', ' ')} must be non-empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    card = {name: given.text(name) for name in names if given.has(name)}
    message.content = {"contact": card}
    return cloud.wire(finish_message(cloud, message))


def send_media_group(cloud: TelegramCloud, given: Params) -> list[Wire]:
    """Send 2 to 10 files as one album."""
    described = given.items("media", "InputMedia")
    if not all(isinstance(item, dict) for item in described):
        raise bad("can't parse InputMedia: expected an Object")
    items = [Params(item) for item in described]
    if not 2 <= len(items) <= 10:
        raise bad("wrong number of messages in the media group")
    kinds = {item.text("type") or "" for item in items}
    if not kinds <= ALBUM_KINDS:
        raise bad("wrong InputMedia type for a media group")
    for alone in ("audio", "document"):
        if alone in kinds and len(kinds) > 1:
            raise bad(f"{alone} can't be mixed with other media types")
    album = cloud.new_album()
    messages = []
    for item in items:
        message = start_message(cloud, given, item.text("type") or "")
        message.album = album
        fill(cloud, message, item, "media", attached=given)
        messages.append(message)
    return [cloud.wire(finish_message(cloud, message)) for message in messages]


def _uploaded(cloud: TelegramCloud, upload: Upload, kind: str) -> StoredFile:
    if not upload.data:
        raise bad("file must be non-empty")
    if kind == "photo" and len(upload.data) > PHOTO_LIMIT:
        raise bad(
            f"file of size {len(upload.data)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_LIMIT} bytes"
        )
    mime = upload.mime if kind in ("document", "audio", "video") else None
    name = upload.name if kind in ("document", "audio", "video", "animation") else None
    return cloud.files.store(kind, upload.data, name=name, mime=mime)


def _name(kind: str) -> str:
    return NAMES.get(kind, kind.capitalize())


METHODS: dict[str, Any] = {
    "sendphoto": sender("photo"),
    "sendvoice": sender("voice"),
    "sendaudio": sender("audio"),
    "sendvideo": sender("video"),
    "sendvideonote": sender("video_note"),
    "senddocument": sender("document"),
    "sendsticker": sender("sticker"),
    "sendanimation": sender("animation"),
    "sendlocation": send_location,
    "sendcontact": send_contact,
    "sendmediagroup": send_media_group,
}
