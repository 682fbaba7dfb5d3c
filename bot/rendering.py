"""A case in words, as a reader sees it: as lines of text, or as JSON."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date

from bot.errors import OperatorError
from bot.record_words import Words
from storage.bundle import Bundle
from storage.opened_entry import OpenedEntry
from storage.opening import Opening

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INDENT: Final = "    "
_CHANNELS: Final = {"telegram": "Telegram", "sms": "SMS"}
_OF_NOBODY: Final = frozenset({"intake", "set_aside"})
_LINE_ENDS: Final = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n"})
_LOOKING_LIKE_OTHERS: Final = frozenset("\u061c\u200e\u200f")
_TURNING: Final = frozenset(
    {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
)
_MISPLACED: Final = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as it is shown; every text is safe to print."""

    number: int
    day: str
    time: str
    author: str = field(repr=False)
    about: str
    """How it came, and what it is if not a plain message."""
    direction: str
    lines: tuple[str, ...] = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)
    """Files, and what did not arrive."""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole case as it is shown."""

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    entries: tuple[Shown, ...] = field(repr=False)


class UnknownZoneError(OperatorError):
    """There is no such time zone. Name one like Europe/Copenhagen."""

    def __init__(self) -> None:
        super().__init__("no such time zone: name one like Europe/Copenhagen, or UTC")


def page(
    bundle: Bundle,
    opening: Opening,
    *,
    zone: str | None = None,
    language: str | None = None,
    files: Mapping[bytes, str] | None = None,
) -> Page:
    """Return the case with local times; `files` says where attachments were put."""
    about = bundle.about
    words = Words(language or str(about.get("language", "")))
    name = zone or str(about.get("timezone") or "UTC")
    there = zone_of(name)
    facts = (
        (words.say("case"), plain(bundle.case_id)),
        (words.say("exported"), f"{_moment(bundle.written_at, there):%Y-%m-%d %H:%M}"),
        (words.say("times"), name),
        (words.say("entries"), str(len(opening.entries))),
        (words.say("signed_by"), bundle.signing_key.hex()),
    )
    closed = (
        words.say("closed", first=span.first, last=span.last) for span in opening.closed
    )
    faults = (f"{words.say('fault')}: {plain(fault)}" for fault in opening.faults)
    entries = (_shown(entry, there, words, files or {}) for entry in opening.entries)
    return Page(
        words.language,
        words.say("title"),
        facts,
        (*faults, *closed),
        tuple(entries),
    )


def zone_of(name: str) -> tzinfo:
    """Return the time zone with this name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError from None


def as_text(shown: Page) -> Iterator[str]:
    """Yield the lines of a log that reads like a chat.

    What people wrote is always indented, so that no text can pass for an entry.
    """
    yield shown.title
    for name, value in shown.facts:
        yield f"{name}: {value}"
    for warning in shown.warnings:
        yield f"! {warning}"
    day = ""
    for entry in shown.entries:
        if entry.day != day:
            yield ""
            yield f"— {entry.day} —"
            day = entry.day
        yield ""
        yield f"#{entry.number} {entry.time}  {entry.author}  ({entry.about})"
        for line in (*entry.lines, *(f"[{note}]" for note in entry.notes)):
            yield f"{_INDENT}{line}".rstrip()


def as_json(opening: Opening, files: Mapping[bytes, str]) -> str:
    """Return the list of entries, with where each file was put."""
    rows = []
    for entry in opening.entries:
        row = entry.to_json()
        for shown, attachment in zip(
            row["attachments"], entry.attachments, strict=True
        ):
            if attachment.hash in files:
                shown["file"] = files[attachment.hash]
        rows.append(row)
    # ASCII, so that it is the same on every console and in every file.
    return json.dumps(rows, indent=1)


def plain(text: str) -> str:
    r"""Return a text that cannot move the cursor or turn the words around it.

    >>> plain("a\x1b[2Jb\u202ec")
    'a�[2Jb�c'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character in "\n\t" or not _is_misplaced(character) else "�"
        for character in text.replace("\r\n", "\n").translate(_LINE_ENDS)
    )


def _is_misplaced(character: str) -> bool:
    return (
        unicodedata.category(character) in _MISPLACED
        or unicodedata.bidirectional(character) in _TURNING
        or character in _LOOKING_LIKE_OTHERS
    )


def _shown(
    entry: OpenedEntry, zone: tzinfo, words: Words, files: Mapping[bytes, str]
) -> Shown:
    moment = _moment(entry.at, zone)
    text = plain(entry.text)
    return Shown(
        number=entry.sequence,
        day=format_date(moment, "full", locale=words.language),
        time=f"{moment:%H:%M}",
        author=_one_line(entry.author) or words.say("nobody"),
        about=", ".join(_about(entry, words)),
        direction=entry.direction,
        lines=tuple(text.split("\n")) if text else (),
        notes=tuple(_notes(entry, words, files)),
    )


def _about(entry: OpenedEntry, words: Words) -> Iterator[str]:
    if entry.channel:
        yield _CHANNELS.get(entry.channel, _one_line(entry.channel))
    if entry.direction in {"in", "out"} and entry.kind not in _OF_NOBODY:
        yield words.say(entry.direction)
    if entry.kind != "message":
        yield words.kind(_one_line(entry.kind), entry.refers_to)
    elif entry.refers_to is not None:
        yield words.say("refers", to=entry.refers_to)
    form = entry.more.get("form")
    if isinstance(form, str) and form != "text":
        yield words.form(_one_line(form))


def _notes(
    entry: OpenedEntry, words: Words, files: Mapping[bytes, str]
) -> Iterator[str]:
    more = entry.more
    if sender := more.get("from"):
        yield words.say("from", address=_one_line(str(sender)))
    for attachment in entry.attachments:
        name = attachment.name or attachment.place.attachment_id
        told = ", ".join(part for part in (name, attachment.type) if part)
        where = files.get(attachment.hash)
        told = f"{told} → {where}" if where else told
        yield words.say("file", name=_one_line(told))
    details = more.get("details")
    if isinstance(details, dict):
        for key, value in details.items():
            if isinstance(value, str | int | float):
                yield f"{_one_line(str(key))}: {_one_line(str(value))}"
    if more.get("not_kept"):
        yield words.say("not_kept")
    if count := more.get("pictures_not_received"):
        yield words.say("pictures_not_received", count=_one_line(str(count)))


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _moment(at: int, zone: tzinfo) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)
