"""A case in words, as a reader sees it: as lines of text, or as JSON."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date

from bot import curves
from bot.catalogue_words import goal_name, reason_name
from bot.choosing import EVERYTHING, Choice, choose, goals_of, moment_of
from bot.curves import Bar, CheckIn
from bot.entry_groups import group_of
from bot.errors import OperatorError
from bot.images import Image, images_in
from bot.missing import delivery_of, missing
from bot.record_words import Words
from bot.versions import Versions
from storage.bundle import Bundle
from storage.opened_entry import OpenedEntry
from storage.opening import Opening

_MILLION: Final = 1_000_000
_INDENT: Final = "    "
_CHANNELS: Final = {"telegram": "Telegram", "sms": "SMS"}
_TAKEN_OUT: Final = "taken_out"
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
    date: str
    """The local day, as 2026-09-21."""
    group: str
    goals: tuple[str, ...] = field(repr=False)
    delivery: str
    later: str
    """What was done with it later: changed, or taken back."""
    versions: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    """Every version of a message that was changed, with when; the newest first."""
    images: tuple[tuple[str, Image], ...] = field(repr=False)
    """The pictures that came with it, each with its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole case as it is shown."""

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    entries: tuple[Shown, ...] = field(repr=False)
    letterhead: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    """What is not here, and why."""
    looks: tuple[tuple[str, str], ...] = field(repr=False)
    """When it was taken out, and for whom."""
    check_ins: tuple[CheckIn, ...] = field(repr=False)
    frequency: tuple[Bar, ...] = field(repr=False)


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
    choice: Choice = EVERYTHING,
    has_images: bool = False,
) -> Page:
    """Return the case with local times; `files` says where attachments were put.

    `has_images` takes the pictures along: only what shows them needs them.
    """
    about = bundle.about
    words = Words(language or str(about.get("language", "")))
    name = zone_of_page(bundle, zone)
    there = zone_of(name)
    chosen = choose(opening.entries, choice, there)
    facts = (
        (words.say("case"), plain(bundle.case_id)),
        (words.say("exported"), _minute(bundle.written_at, there)),
        (words.say("times"), name),
        (words.say("entries"), str(len(chosen))),
        (words.say("signed_by"), bundle.signing_key.hex()),
    )
    closed = (
        words.say("closed", first=span.first, last=span.last) for span in opening.closed
    )
    faults = (f"{words.say('fault')}: {plain(fault)}" for fault in opening.faults)
    teller = _Teller(
        bundle,
        Versions.of(opening.entries),
        there,
        words,
        files or {},
        images_in(bundle, chosen) if has_images else {},
    )
    return Page(
        words.language,
        words.say("title"),
        facts,
        (*faults, *closed),
        tuple(map(teller.shown, chosen)),
        letterhead=tuple(map(one_line, _texts(about.get("letterhead")))),
        missing=tuple(missing(bundle, opening, chosen, choice, words)),
        looks=tuple(_looks(bundle, opening, there, words)),
        check_ins=curves.check_ins(chosen, there),
        frequency=curves.frequency(chosen, there),
    )


def zone_of_page(bundle: Bundle, asked: str | None) -> str:
    """Return the zone asked for, or the organisation's own."""
    return asked or str(bundle.about.get("timezone") or "UTC")


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


def as_json(entries: Iterable[OpenedEntry], files: Mapping[bytes, str]) -> str:
    """Return the list of entries, with where each file was put."""
    rows = []
    for entry in entries:
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


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says an entry as it is shown, knowing what became of it later."""

    bundle: Bundle
    versions: Versions
    zone: tzinfo
    words: Words
    files: Mapping[bytes, str]
    images: Mapping[bytes, Image]

    def shown(self, entry: OpenedEntry) -> Shown:
        """Return the entry as it is shown."""
        words = self.words
        moment = moment_of(entry.at, self.zone)
        return Shown(
            number=entry.sequence,
            day=_day(moment.date(), words.language),
            time=f"{moment:%H:%M}",
            author=one_line(entry.author) or words.say(_author(entry)),
            about=", ".join(_about(entry, words)),
            direction=entry.direction,
            lines=_lines(entry.text),
            notes=tuple(_notes(entry, words, self.files)),
            date=f"{moment:%Y-%m-%d}",
            group=group_of(entry.kind),
            goals=tuple(
                goal_name(one_line(goal), words.language)
                for goal in goals_of(entry.more)
            ),
            delivery=self._delivery(entry),
            later=", ".join(self._later(entry)),
            versions=tuple(self._versions(entry)),
            images=tuple(
                (one_line(file.name), self.images[file.hash])
                for file in entry.attachments
                if file.hash in self.images
            ),
        )

    def _delivery(self, entry: OpenedEntry) -> str:
        state, reason = delivery_of(self.bundle, entry.sequence)
        said = self.words.state(one_line(state)) if state else ""
        why = reason_name(one_line(reason), self.words.language)
        return f"{said} ({why})" if reason else said

    def _later(self, entry: OpenedEntry) -> Iterator[str]:
        if changes := self.versions.of_entry(entry.sequence):
            yield self.words.say("newest", to=changes[-1].sequence)
        if (back := self.versions.taken_back.get(entry.sequence)) is not None:
            yield self.words.say("taken_back", to=back)

    def _versions(self, entry: OpenedEntry) -> Iterator[tuple[str, tuple[str, ...]]]:
        changes = self.versions.of_entry(entry.sequence)
        for each in (*reversed(changes), entry) if changes else ():
            when = _minute(each.at, self.zone)
            yield f"{when} #{each.sequence}", _lines(each.text)


@cache
def _day(day: date, language: str) -> str:
    return format_date(day, "full", locale=language)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split("\n")) if text else ()


def _looks(
    bundle: Bundle, opening: Opening, zone: tzinfo, words: Words
) -> Iterator[tuple[str, str]]:
    names = {entry.author_id: entry.author for entry in opening.entries}
    reasons = {
        (entry.at, entry.author_id): entry.text
        for entry in opening.entries
        if entry.kind == _TAKEN_OUT
    }
    told = bundle.about.get("looks")
    for row in told if isinstance(told, list) else ():
        at, person = row
        who = names.get(person, str(person)) or words.say("somebody")
        why = reasons.get((at, person), "")
        yield _minute(int(at), zone), one_line(f"{who}: {why}" if why else who)


def _author(entry: OpenedEntry) -> str:
    """Return the word for an author whom no entry names."""
    return "somebody" if entry.kind == _TAKEN_OUT else "nobody"


def _texts(told: object) -> Iterator[str]:
    yield from map(str, told if isinstance(told, list) else ())


def _about(entry: OpenedEntry, words: Words) -> Iterator[str]:
    if entry.channel:
        yield _CHANNELS.get(entry.channel, one_line(entry.channel))
    if entry.direction in {"in", "out"} and entry.kind not in _OF_NOBODY:
        yield words.say(entry.direction)
    if entry.kind != "message":
        yield words.kind(one_line(entry.kind), entry.refers_to)
    elif entry.refers_to is not None:
        yield words.say("refers", to=entry.refers_to)
    form = entry.more.get("form")
    if isinstance(form, str) and form != "text" and entry.kind != "contact":
        yield words.form(one_line(form))


def _notes(
    entry: OpenedEntry, words: Words, files: Mapping[bytes, str]
) -> Iterator[str]:
    more = entry.more
    if sender := more.get("from"):
        yield words.say("from", address=one_line(str(sender)))
    for attachment in entry.attachments:
        name = attachment.name or attachment.place.attachment_id
        size = _size(attachment.size)
        told = ", ".join(part for part in (name, attachment.type, size) if part)
        where = files.get(attachment.hash)
        told = f"{told} → {where}" if where else told
        yield words.say("file", name=one_line(told))
    details = more.get("details")
    if isinstance(details, dict):
        for key, value in details.items():
            if isinstance(value, str | int | float):
                yield f"{one_line(str(key))}: {one_line(str(value))}"
    if more.get("duty"):
        yield words.say("duty_key")
    if by := more.get("by"):
        yield words.say("taken_out_by", name=one_line(str(by)))
    if more.get("not_kept"):
        yield words.say("not_kept")
    if count := more.get("pictures_not_received"):
        yield words.say("pictures_not_received", count=one_line(str(count)))


def _size(count: int) -> str:
    """Return how large a file is.

    >>> _size(900), _size(13_400), _size(2_500_000)
    ('1 kB', '13 kB', '2.5 MB')
    """
    if count < _MILLION:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / _MILLION:.1f} MB"


def one_line(text: str) -> str:
    """Return a text as one line that is safe to print."""
    return " ".join(plain(text).split())


def _minute(at: int, zone: tzinfo) -> str:
    return f"{moment_of(at, zone):%Y-%m-%d %H:%M}"
