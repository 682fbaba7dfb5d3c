"""How a file looks inside a message."""

from typing import Any

from simulator.telegram_chat import StoredFile, Wire
from simulator.telegram_files import Files
from simulator.telegram_params import Params

PHOTO_SIZE = (1280, 960)
VIDEO_SIZE = (640, 360)
STICKER_SIZE = 512
NOTE_SIZE = 240
CAPTIONED = frozenset(("photo", "voice", "audio", "video", "document", "animation"))


def media_content(files: Files, stored: StoredFile, details: Wire) -> Wire:
    """Return the part of a Message that holds this file.

    `details` are what the sender said about it: duration, width, title and so on.
    """
    kind = stored.kind
    if kind == "photo":
        return {"photo": _photo_sizes(files, stored)}
    described: Wire = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
    described |= _DESCRIBE[kind](stored, details)
    described["file_size"] = stored.size
    if kind == "animation":
        document = {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_name": stored.name or "animation.mp4",
            "mime_type": stored.mime,
            "file_size": stored.size,
        }
        return {"animation": described, "document": document}
    return {kind: described}


def image_size(data: bytes, default: tuple[int, int]) -> tuple[int, int]:
    """Return width and height of a PNG, the default for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return default


def _photo_sizes(files: Files, stored: StoredFile) -> list[Wire]:
    width, height = image_size(stored.data, PHOTO_SIZE)
    full = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "width": width,
        "height": height,
        "file_size": stored.size,
    }
    if max(width, height) <= 90:
        return [full]
    small = files.thumbnail(stored)
    scale = 90 / max(width, height)
    thumb = {
        "file_id": small.file_id,
        "file_unique_id": small.unique_id,
        "width": max(1, round(width * scale)),
        "height": max(1, round(height * scale)),
        "file_size": small.size,
    }
    return [thumb, full]


def _voice(stored: StoredFile, details: Wire) -> Wire:
    return {"duration": _duration(details), "mime_type": stored.mime}


def _audio(stored: StoredFile, details: Wire) -> Wire:
    described: Wire = {"duration": _duration(details), "mime_type": stored.mime}
    for name in ("performer", "title"):
        if details.get(name):
            described[name] = str(details[name])
    if stored.name is not None:
        described["file_name"] = stored.name
    return described


def _video(stored: StoredFile, details: Wire) -> Wire:
    described: Wire = {
        "duration": _duration(details),
        "width": _number(details, "width", VIDEO_SIZE[0]),
        "height": _number(details, "height", VIDEO_SIZE[1]),
        "mime_type": stored.mime,
    }
    if stored.name is not None:
        described["file_name"] = stored.name
    return described


def _video_note(_stored: StoredFile, details: Wire) -> Wire:
    return {
        "duration": _duration(details),
        "length": _number(details, "length", NOTE_SIZE),
    }


def _document(stored: StoredFile, _details: Wire) -> Wire:
    return {"file_name": stored.name or "file", "mime_type": stored.mime}


def _sticker(_stored: StoredFile, details: Wire) -> Wire:
    return {
        "type": "regular",
        "width": STICKER_SIZE,
        "height": STICKER_SIZE,
        "is_animated": False,
        "is_video": False,
        "emoji": str(details.get("emoji") or "👍"),
    }


def _duration(details: Wire) -> int:
    return _number(details, "duration", 1)


def _number(details: Wire, name: str, default: int) -> int:
    return max(Params(details).integer(name, default), 0) or default


_DESCRIBE: dict[str, Any] = {
    "voice": _voice,
    "audio": _audio,
    "video": _video,
    "video_note": _video_note,
    "document": _document,
    "sticker": _sticker,
    "animation": _video,
}
