"""What a Telegram message consists of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.telegram_fields import (
    Json,
    UpdateError,
    cleaned_deeply,
    degrees,
    maybe_number,
    maybe_words,
    table,
    words,
)
from casework.messages import File, Kind

# Things that happen in a chat without anybody writing: nothing to pass on.
SERVICE = frozenset(
    {
        "boost_added",
        "channel_chat_created",
        "chat_background_set",
        "chat_owner_changed",
        "chat_owner_left",
        "chat_shared",
        "checklist_tasks_added",
        "checklist_tasks_done",
        "connected_website",
        "delete_chat_photo",
        "direct_message_price_changed",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "gift",
        "gift_upgrade_sent",
        "giveaway_completed",
        "giveaway_created",
        "group_chat_created",
        "left_chat_member",
        "managed_bot_created",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "paid_message_price_changed",
        "passport_data",
        "pinned_message",
        "poll_option_added",
        "poll_option_deleted",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "suggested_post_approval_failed",
        "suggested_post_approved",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "supergroup_chat_created",
        "unique_gift",
        "users_shared",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        "web_app_data",
        "write_access_allowed",
    }
)
# What somebody did write, and what has no name of its own among our kinds.
OTHERS = (
    "poll",
    "dice",
    "checklist",
    "rich_message",
    "paid_media",
    "story",
    "game",
    "giveaway",
    "giveaway_winners",
    "invoice",
)
PEOPLE = frozenset({"from", "chat", "reply_to_message"})
ENTITY_FIELDS = (
    "url",
    "language",
    "custom_emoji_id",
    "unix_time",
    "date_time_format",
)


Read = tuple[tuple[File, ...], Json]


@dataclass(frozen=True, slots=True)
class Contents:
    """Words, files and what else there is."""

    kind: Kind
    text: str = field(default="", repr=False)
    entities: tuple[Json, ...] = field(default=(), repr=False)
    files: tuple[File, ...] = field(default=(), repr=False)
    details: Json = field(default_factory=dict, repr=False)


def contents_of(message: Json) -> Contents | None:
    """Return what the message consists of, or nothing where nobody wrote it.

    Details: `latitude`, `longitude`, `live`, `title`, `place` of a location;
    `phone_number`, `first_name`, `last_name`, `is_own` of a contact; `emoji` of a
    sticker; `seconds` of a recording; `what` and `content` of any other kind, of
    which Telegram has new ones every year: `copyMessage` carries them.
    """
    if "text" in message:
        entities = _entities(message.get("entities"))
        return Contents(Kind.TEXT, words(message, "text"), entities)
    for name, kind, reader in KINDS:
        if name in message:
            files, details = reader(_part(message, name), message)
            text = maybe_words(message, "caption")
            entities = _entities(message.get("caption_entities")) if text else ()
            return Contents(kind, text, entities, files, details)
    if not SERVICE.isdisjoint(message):
        return None
    return _something_else(message)


def _something_else(message: Json) -> Contents:
    what = next((name for name in OTHERS if name in message), "unknown")
    # Of a kind that is new to us everything is kept, but whose it is.
    content = message.get(what, {n: message[n] for n in message.keys() - PEOPLE})
    details = {"what": what, "content": cleaned_deeply(content)}
    return Contents(Kind.OTHER, maybe_words(message, "caption"), details=details)


def _part(message: Json, name: str) -> Any:
    """Return a part of the message, which is a list only where it is a photo."""
    value = message[name]
    if not isinstance(value, list if name == "photo" else dict):
        raise UpdateError(name)
    return value


def _photo(sizes: list[Any], message: Json) -> Read:
    """Return the largest size, and the moving part of a live photo."""
    known = [size for size in sizes if isinstance(size, dict)]
    if not known:
        raise UpdateError("photo")
    largest = max(known, key=_area)
    files = [_file(largest, "image/jpeg")]
    live = message.get("live_photo")
    if isinstance(live, dict) and isinstance(live.get("file_id"), str):
        files.append(_file(live, "video/mp4"))
    return tuple(files), {}


def _area(size: Json) -> int:
    return (maybe_number(size, "width") or 0) * (maybe_number(size, "height") or 0)


def _recording(media_type: str) -> Callable[[Json, Json], Read]:
    def read(part: Json, _: Json) -> Read:
        seconds = maybe_number(part, "duration")
        details = {} if seconds is None else {"seconds": seconds}
        return (_file(part, media_type),), details

    return read


def _document(part: Json, _: Json) -> Read:
    return (_file(part, "application/octet-stream"),), {}


def _sticker(part: Json, _: Json) -> Read:
    media_type = "image/webp"
    if part.get("is_animated") is True:
        media_type = "application/x-tgsticker"
    elif part.get("is_video") is True:
        media_type = "video/webm"
    return (_file(part, media_type),), {"emoji": maybe_words(part, "emoji")}


def _location(part: Json, message: Json) -> Read:
    details: dict[str, Any] = {
        "latitude": degrees(part, "latitude", 90),
        "longitude": degrees(part, "longitude", 180),
        "live": "live_period" in part,
    }
    venue = message.get("venue")
    if isinstance(venue, dict):
        details["title"] = maybe_words(venue, "title")
        details["place"] = maybe_words(venue, "address")
    return (), details


def _venue(part: Json, message: Json) -> Read:
    return _location(table(part, "location"), message)


def _contact(part: Json, message: Json) -> Read:
    """Return the card; `is_own` where somebody gave their own number.

    Any card can be passed on, so only Telegram's id in it proves whose it is.
    """
    sender = message.get("from")
    own = maybe_number(sender, "id") if isinstance(sender, dict) else None
    return (), {
        "phone_number": words(part, "phone_number"),
        "first_name": maybe_words(part, "first_name"),
        "last_name": maybe_words(part, "last_name"),
        "is_own": own is not None and maybe_number(part, "user_id") == own,
    }


def _file(part: Json, media_type: str) -> File:
    return File(
        file_id=words(part, "file_id"),
        name=maybe_words(part, "file_name"),
        media_type=maybe_words(part, "mime_type") or media_type,
        size=maybe_number(part, "file_size"),
    )


def _entities(value: Any) -> tuple[Json, ...]:
    """Return the entities that make sense: they are look, the words stand without."""
    if not isinstance(value, list):
        return ()
    return tuple(_known_entities(value))


def _known_entities(value: list[Any]) -> Iterable[Json]:
    for one in value:
        if not isinstance(one, dict) or not isinstance(one.get("type"), str):
            continue
        offset, length = maybe_number(one, "offset"), maybe_number(one, "length")
        if offset is None or not length:
            continue
        entity = {"type": one["type"], "offset": offset, "length": length}
        for name in ENTITY_FIELDS:
            if isinstance(one.get(name), str | int):
                entity[name] = cleaned_deeply(one[name])
        user = one.get("user")
        if isinstance(user, dict) and maybe_number(user, "id"):
            entity["user"] = {
                "id": user["id"],
                "is_bot": user.get("is_bot") is True,
                "first_name": maybe_words(user, "first_name"),
            }
        yield entity


# An animation also has a document, a venue a location, a live photo a photo: the more
# telling name comes first.
KINDS: tuple[tuple[str, Kind, Callable[[Any, Json], Read]], ...] = (
    ("photo", Kind.PHOTO, _photo),
    ("voice", Kind.VOICE, _recording("audio/ogg")),
    ("animation", Kind.ANIMATION, _recording("video/mp4")),
    ("video", Kind.VIDEO, _recording("video/mp4")),
    ("video_note", Kind.VIDEO_NOTE, _recording("video/mp4")),
    ("audio", Kind.AUDIO, _recording("audio/mpeg")),
    ("sticker", Kind.STICKER, _sticker),
    ("document", Kind.DOCUMENT, _document),
    ("venue", Kind.LOCATION, _venue),
    ("location", Kind.LOCATION, _location),
    ("contact", Kind.CONTACT, _contact),
)
