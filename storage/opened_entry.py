"""A contact entry as a reader sees it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from storage.attachment_cipher import AttachmentPlace
from storage.chain import HASH_BYTES, Entry

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenedAttachment:
    """A file that belongs to an entry, and the key that opens its stream."""

    place: AttachmentPlace
    key: bytes = field(repr=False)
    name: str = field(repr=False)
    type: str
    size: int
    hash: bytes
    """Under which the sealed stream stands in the bundle."""

    def to_json(self) -> dict[str, Any]:
        """Return what may be shown; the key stays where it is."""
        return {
            "id": self.place.attachment_id,
            "name": self.name,
            "type": self.type,
            "size": self.size,
            "hash": self.hash.hex(),
        }


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """One contact, in words."""

    sequence: int
    at: int
    """Milliseconds since 1970, UTC."""
    kind: str
    direction: str
    channel: str
    author: str = field(repr=False)
    """The name that was sealed with the words, or else the person's id."""
    author_id: str
    text: str = field(repr=False)
    refers_to: int | None
    epoch: int
    attachments: tuple[OpenedAttachment, ...]
    more: dict[str, Any] = field(repr=False)
    """Whatever else was sealed; a later version may know what it means."""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as `reader open --format json` shows it."""
        return {
            "sequence": self.sequence,
            "at": rfc3339(self.at),
            "kind": self.kind,
            "direction": self.direction,
            "channel": self.channel,
            "author": self.author,
            "author_id": self.author_id,
            "text": self.text,
            "refers_to": self.refers_to,
            "epoch": self.epoch,
            "attachments": [file.to_json() for file in self.attachments],
            "more": self.more,
        }


def rfc3339(at: int) -> str:
    """Return a moment as text.

    >>> rfc3339(1_790_000_000_123)
    '2026-09-21T14:13:20.123Z'
    """
    moment = _EPOCH + timedelta(milliseconds=at)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(entry: Entry, body: bytes) -> OpenedEntry:
    """Return the entry with its words; `ValueError` where the body is none of ours."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("a body is a JSON object")  # noqa: TRY004 - it is the content
    header = entry.header
    author, text = content.pop("author", ""), content.pop("text", "")
    return OpenedEntry(
        sequence=header.sequence,
        at=header.at,
        kind=header.kind,
        direction=header.direction,
        channel=header.channel,
        author=str(author or header.author),
        author_id=header.author,
        text=str(text or ""),
        refers_to=header.refers_to,
        epoch=header.epoch,
        attachments=_attachments(entry, content.pop("attachments", [])),
        more=content,
    )


def _attachments(entry: Entry, rows: Any) -> tuple[OpenedAttachment, ...]:
    header = entry.header
    hashes = [
        header.attachments[start : start + HASH_BYTES]
        for start in range(0, len(header.attachments), HASH_BYTES)
    ]
    return tuple(
        OpenedAttachment(
            AttachmentPlace(str(row.get("bound_to", header.case_id)), str(row["id"])),
            bytes.fromhex(row["key"]),
            str(row.get("name", "")),
            str(row.get("type", "")),
            int(row.get("size", 0)),
            hashed,
        )
        for row, hashed in zip(rows, hashes, strict=True)
    )
