"""A case as whom it is about is given it: plainly, without what is about others.

What is listed is taken out before anything is put together, so that no part of the
copy ever sees it; the bundle itself is not touched.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot import rendering
from bot.catalogue_words import goal_name
from bot.choosing import EVERYTHING, Choice, choose, goals_of
from bot.missing import LOST, delivery_of, reasons, wordless
from bot.record_words import KINDS, Words
from bot.rendering import Shown, one_line
from bot.versions import Versions
from casework.third_parties import Reason, Taker, suggest
from storage.bundle import Bundle
from storage.opened_entry import OpenedEntry
from storage.opening import Opening

_LATER: Final = frozenset({"edit", "withdrawn"})
"""What is told where the message itself stands."""

_POINTING: Final = frozenset({"correction", "important"})
_OF_ONE_PLACE: Final = frozenset({"overridden", "objection", "contact"})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was written down, in plain words."""

    time: str
    who: str = field(repr=False)
    what: str
    lines: tuple[str, ...] = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class ClientCopy:
    """The pages, ready to be set."""

    language: str
    title: str
    letterhead: tuple[str, ...] = field(repr=False)
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    about: str
    days: tuple[tuple[str, tuple[Told, ...]], ...] = field(repr=False)
    missing: tuple[tuple[str, str], ...]
    looks: tuple[tuple[str, str], ...] = field(repr=False)
    rights: str


def client_copy(
    bundle: Bundle,
    opening: Opening,
    taker: Taker,
    *,
    zone: str | None = None,
    language: str | None = None,
    choice: Choice = EVERYTHING,
    without: Collection[int] = (),
) -> ClientCopy:
    """Return the copy, without the listed words and the entries in `without`."""
    about = bundle.about
    spoken = language or about.get("client_language") or about.get("language", "")
    words = Words(str(spoken))
    name = rendering.zone_of_page(bundle, zone)
    wanted = choose(opening.entries, choice, rendering.zone_of(name))
    gone = _with_later(wanted, without)
    marks = marks_in(words)
    entries = tuple(
        cleaned(each, taker, marks) for each in wanted if each.sequence not in gone
    )
    page = rendering.page(
        bundle,
        replace(opening, entries=entries),
        zone=zone,
        language=words.language,
    )
    teller = _Teller(bundle, words, Versions.of(entries), dict(_days(page.entries)))
    letterhead = tuple(taker.take_out(each, marks) for each in page.letterhead)
    missing = [
        *_taken_out(taker, words),
        *_not_there(bundle, opening, entries, gone, words),
    ]
    return ClientCopy(
        language=words.language,
        title=words.say("copy_title"),
        letterhead=letterhead,
        facts=tuple(_facts(bundle, entries, page.facts, words)),
        about=f"{words.say('copy_about')} {words.say('copy_wrong')}",
        days=tuple(teller.days(entries, page.entries)),
        missing=tuple(missing),
        looks=tuple(_looks(bundle, page.looks, words)),
        rights=f"{words.say('copy_rights')} {words.say('copy_complain')}",
    )


def suggested(
    opening: Opening, chosen: Sequence[OpenedEntry], taker: Taker
) -> list[str]:
    """Return what may be about others and is not listed yet, most often named first.

    The names of who wrote are nobody else's.
    """
    gone = dict.fromkeys(Reason, "[…]")
    texts = (taker.take_out(each.text, gone) for each in chosen)
    return [
        each for each, _ in suggest(texts, {each.author for each in opening.entries})
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells each entry, knowing what became of it later."""

    bundle: Bundle
    words: Words
    versions: Versions = field(repr=False)
    days_of: Mapping[int, str]
    """On which day each entry was written."""

    def days(
        self, entries: Sequence[OpenedEntry], shown: Sequence[Shown]
    ) -> Iterator[tuple[str, tuple[Told, ...]]]:
        """Yield what was written, day by day."""
        by_day: dict[str, list[Told]] = {}
        for entry, as_shown in zip(entries, shown, strict=True):
            if entry.kind in _LATER and entry.refers_to in self.days_of:
                continue
            by_day.setdefault(as_shown.day, []).append(self._told(entry, as_shown))
        for day, told in by_day.items():
            yield day, tuple(told)

    def _told(self, entry: OpenedEntry, shown: Shown) -> Told:
        named = entry.author if entry.author != entry.author_id else ""
        return Told(
            time=shown.time,
            who=one_line(named) or self.words.say("nobody"),
            what=self._what(entry),
            lines=shown.versions[0][1] if shown.versions else shown.lines,
            notes=tuple(self._notes(entry, shown)),
            is_theirs=entry.author_id == self.bundle.about.get("client"),
        )

    def _what(self, entry: OpenedEntry) -> str:
        words = self.words
        form = entry.more.get("form")
        by = {"telegram": "Telegram", "sms": "SMS"}.get(entry.channel, "")
        parts = [self._did(entry), by]
        if isinstance(form, str) and form != "text":
            parts.append(words.form(one_line(form)))
        if isinstance(minutes := entry.more.get("minutes"), int):
            parts.append(words.say("copy_minutes", count=minutes))
        return ", ".join(filter(None, parts))

    def _did(self, entry: OpenedEntry) -> str:
        words, kind = self.words, entry.kind
        if kind == "message" or kind in _LATER:
            return words.say("copy_to_us" if entry.direction == "in" else "copy_to_you")
        day = self.days_of.get(entry.refers_to or 0, "")
        if kind in _POINTING and day:
            return words.say(f"copy_{kind}", day=day)
        if kind in _OF_ONE_PLACE:
            return words.say(f"copy_{kind}")
        if kind not in KINDS or kind in _POINTING:
            return words.say("copy_wrote_down")
        return words.kind(kind, None)

    def _notes(self, entry: OpenedEntry, shown: Shown) -> Iterator[str]:
        words = self.words
        for _, lines in shown.versions[1:]:
            yield f"{words.say('copy_before')} {' '.join(lines)}"
        if entry.sequence in self.versions.taken_back:
            yield words.say("copy_taken_back")
        if delivery_of(self.bundle, entry.sequence)[0] in LOST:
            yield words.say("copy_not_arrived")
        for goal in goals_of(entry.more):
            name = goal_name(one_line(goal), words.language)
            yield f"{words.say('goal_label')}: {name}"
        details = entry.more.get("details")
        if isinstance(details, dict):
            said = (str(each) for each in details.values() if each)
            yield one_line(", ".join(said))
        for file in entry.attachments:
            yield words.say("copy_file", name=one_line(file.name)).strip()


def _with_later(entries: Sequence[OpenedEntry], without: Collection[int]) -> set[int]:
    """Return what is left out, with every later version of it."""
    gone = set(without)
    for each in entries:
        if each.kind in _LATER and each.refers_to in gone:
            gone.add(each.sequence)
    return gone & {each.sequence for each in entries}


def marks_in(words: Words) -> dict[Reason, str]:
    """Return what stands where words were taken out."""
    return {
        why: words.say("copy_mark", why=words.say(f"copy_why_{why}")) for why in Reason
    }


def cleaned(entry: OpenedEntry, taker: Taker, marks: dict[Reason, str]) -> OpenedEntry:
    """Return the entry without the listed words, wherever in it they stood."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return taker.take_out(value, marks)
        if isinstance(value, dict):
            return {key: clean(each) for key, each in value.items()}
        return [clean(each) for each in value] if isinstance(value, list) else value

    return replace(
        entry,
        author=clean(entry.author),
        text=clean(entry.text),
        more=clean(entry.more),
        attachments=tuple(
            replace(file, name=clean(file.name)) for file in entry.attachments
        ),
    )


def _days(shown: Sequence[Shown]) -> Iterator[tuple[int, str]]:
    for each in shown:
        yield each.number, each.day


def _facts(
    bundle: Bundle,
    entries: Sequence[OpenedEntry],
    facts: Sequence[tuple[str, str]],
    words: Words,
) -> Iterator[tuple[str, str]]:
    told = dict(facts)
    yield words.say("copy_made"), told[words.say("exported")]
    client = bundle.about.get("client")
    name = next((each.author for each in entries if each.author_id == client), "")
    if name and name != client:
        yield words.say("copy_for"), one_line(name)
    yield words.say("copy_times"), told[words.say("times")]


def _taken_out(taker: Taker, words: Words) -> Iterator[tuple[str, str]]:
    for why in Reason:
        if count := taker.counts[why]:
            yield words.say("copy_places", count=count), words.say(f"copy_why_{why}")


def _not_there(
    bundle: Bundle,
    opening: Opening,
    entries: Sequence[OpenedEntry],
    gone: Collection[int],
    words: Words,
) -> Iterator[tuple[str, str]]:
    """Yield what else is missing: how often, and why."""
    if gone:
        left_out = words.say("copy_left_out", count=len(gone))
        yield left_out, words.say("copy_why_left_out")
    closed = sum(each.last - each.first + 1 for each in opening.closed)
    if closed:
        count = words.say("copy_count", count=closed)
        yield count, words.say("copy_why_closed")
    for why, numbers in reasons(bundle, entries).items():
        yield words.say("copy_count", count=len(numbers)), words.say(why)
    yield from wordless(bundle, words)


def _looks(
    bundle: Bundle, looks: Sequence[tuple[str, str]], words: Words
) -> Iterator[tuple[str, str]]:
    """Yield who had it taken out; of whom nothing but a number is known, no number."""
    told = bundle.about.get("looks")
    ids = {str(row[1]) for row in told} if isinstance(told, list) else set()
    for when, who in looks:
        yield when, words.say("copy_colleague") if who in ids else who
