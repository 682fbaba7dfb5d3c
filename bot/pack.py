"""What is brought to a follow-up: the time since the last one, told in a few pages.

It is read by whom it is about and by those around them. So messages are not in it, nor
what others said: a note of a talk with the school stands there without its words.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from bot import curves
from bot.choosing import Choice, choose, moment_of
from bot.curves import Bar, CheckIn
from bot.missing import at as entries_at
from bot.missing import delivery_of, wordless
from bot.pack_goals import CLIENT, GoalSoFar, goals
from bot.pack_lines import Line, Lines
from bot.record_words import Words
from bot.rendering import one_line, plain, zone_of, zone_of_page
from bot.versions import Versions
from casework.cadence import Happened, Planned, expected, held, read_planned
from storage.bundle import Bundle
from storage.opened_entry import OpenedEntry
from storage.opening import Opening

QUESTIONS: Final = ("need", "how")
"""What is asked at each follow-up: is the help still needed, and does it work?"""

_SAVED: Final = ("objection", "own_words", "good_news")
_MET: Final = frozenset({"met", "late"})
_OFF: Final = frozenset({"cancelled", "declined"})
_LOST: Final = frozenset({"failed", "skipped"})


@dataclass(frozen=True, slots=True)
class Question:
    """One of the two questions, and what was answered the last time."""

    asked: str
    last: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """The pages, ready to be set."""

    language: str
    title: str
    letterhead: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    about: str
    questions: tuple[Question, ...]
    to_say: tuple[Line, ...]
    """What whom it is about wants to talk about, in their own words."""
    goals: tuple[GoalSoFar, ...]
    check_ins: tuple[CheckIn, ...] = field(repr=False)
    frequency: tuple[Bar, ...]
    contact: tuple[str, ...]
    """Contact as it was planned, and as it was."""
    meetings: tuple[Line, ...]
    open: tuple[Line, ...]
    kept: tuple[Line, ...]
    """What was agreed on: still to be done, and done since."""


def pack(
    bundle: Bundle,
    opening: Opening,
    *,
    zone: str | None = None,
    language: str | None = None,
    since: date | None = None,
    until: date | None = None,
    without: Collection[int] = (),
    has_saved: bool = False,
) -> Pack:
    """Return what is brought; without days it begins after the last follow-up.

    Of the entries in `without` nothing is shown. `has_saved` takes along what they
    saved for the record: of that nobody told them that it is read at the table.
    """
    there = zone_of(zone_of_page(bundle, zone))
    words = Words(language or str(bundle.about.get("language", "")))
    last_day = until or moment_of(bundle.written_at, there).date()
    entries = [each for each in opening.entries if each.sequence not in without]
    so_far = choose(entries, Choice(until=last_day), there)
    last = next((each for each in reversed(so_far) if each.kind == "follow_up"), None)
    first_day = since or _begins(last, so_far, there, last_day)
    chosen = choose(so_far, Choice(first_day, last_day), there)
    lines = Lines(words, there)
    told = _Teller(bundle, lines, so_far, chosen, Versions.of(opening.entries))
    letterhead = bundle.about.get("letterhead")
    return Pack(
        language=words.language,
        title=words.say("pack"),
        letterhead=tuple(map(one_line, letterhead or ())),
        facts=tuple(told.facts(last, first_day, last_day)),
        warnings=tuple(_warnings(bundle, opening, words)),
        about=words.say("pack_about"),
        questions=tuple(told.questions(last)),
        to_say=tuple(told.to_say(("topic", *(_SAVED if has_saved else ())))),
        goals=tuple(goals(lines, so_far, chosen, bundle.about.get("client"))),
        check_ins=curves.check_ins(chosen, there),
        frequency=curves.frequency(chosen, there),
        contact=tuple(told.contact(first_day, last_day)),
        meetings=tuple(told.meetings()),
        open=tuple(told.promises(is_kept=False)),
        kept=tuple(told.promises(is_kept=True)),
    )


def _begins(
    last: OpenedEntry | None,
    entries: Sequence[OpenedEntry],
    zone: tzinfo,
    until: date,
) -> date:
    """Return the day after the last follow-up, or when the case begins."""
    if last is not None:
        return min(_held_on(last, zone) + timedelta(days=1), until)
    return moment_of(entries[0].at, zone).date() if entries else until


def _held_on(follow_up: OpenedEntry, zone: tzinfo) -> date:
    return _day_in(follow_up.more, "held_on") or moment_of(follow_up.at, zone).date()


def _day_in(more: dict[str, Any], name: str) -> date | None:
    try:
        return datetime.fromisoformat(str(more.get(name))).date()
    except ValueError:
        return None


def _warnings(bundle: Bundle, opening: Opening, words: Words) -> Iterator[str]:
    for fault in opening.faults:
        yield f"{words.say('fault')}: {plain(fault)}"
    for span in opening.closed:
        which = entries_at(words, range(span.first, span.last + 1))
        yield f"{which}: {words.say('why_closed')}"
    for what, why in wordless(bundle, words):
        yield f"{what}: {why}"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells what happened in the time, and what was known before it."""

    bundle: Bundle
    lines: Lines
    so_far: Sequence[OpenedEntry] = field(repr=False)
    chosen: Sequence[OpenedEntry] = field(repr=False)
    versions: Versions = field(repr=False)

    @property
    def words(self) -> Words:
        """Return the words that the pages speak."""
        return self.lines.words

    def facts(
        self, last: OpenedEntry | None, first: date, until: date
    ) -> Iterator[tuple[str, str]]:
        """Yield whose it is, and of which time."""
        yield self.words.say("case"), plain(self.bundle.case_id)
        name = next((each.author for each in self.so_far if self._is_theirs(each)), "")
        if name:
            yield self.words.say("pack_who"), one_line(name)
        span = f"{self.lines.said(first)} \N{EN DASH} {self.lines.said(until)}"
        yield self.words.say("pack_time"), span
        if last is not None:
            day = self.lines.said(_held_on(last, self.lines.zone))
            outcome = str(last.more.get("outcome", ""))
            yield self.words.say("pack_last"), self._with(day, "review", outcome)

    def questions(self, last: OpenedEntry | None) -> Iterator[Question]:
        """Yield the two questions with the answers of the last time."""
        for each in QUESTIONS:
            said = "" if last is None else str(last.more.get(each, ""))
            yield Question(self.words.say(f"pack_{each}"), one_line(said))

    def to_say(self, kinds: Iterable[str]) -> Iterator[Line]:
        """Yield what they want to talk about, and what else was asked for of it."""
        for kind in kinds:
            for entry in self.chosen:
                if entry.kind == kind and self._is_theirs(entry):
                    said = one_line(self._newest(entry))
                    about = "" if kind == "topic" else f" ({self.words.say(kind)})"
                    if said:
                        yield self.lines.of(entry, f"“{said}”{about}")

    def contact(self, first: date, until: date) -> Iterator[str]:
        """Yield how much contact was planned, and how much there was."""
        planned = read_planned(str(self.bundle.about.get("planned_contacts", "")))
        found = held(self._happened(), first)
        if planned is not None:
            yield self.words.say(
                "pack_planned",
                planned=self._how_often(planned),
                expected=expected(planned, first, until),
            )
        yield self.words.say(
            "pack_held",
            contacts=found.contacts,
            met=found.meetings,
            talks=found.talks,
        )
        if found.attempts:
            yield self.words.say("pack_tries", tries=found.attempts)

    def meetings(self) -> Iterator[Line]:
        """Yield each meeting with what became of it."""
        by_meeting: dict[str, OpenedEntry] = {}
        for entry in self.chosen:
            # Why one was called off is a word of the contact person's own.
            said = entry.more.get("outcome") or entry.more.get("state")
            if entry.kind == "appointment" and said:
                by_meeting[str(entry.more.get("appointment", entry.sequence))] = entry
        for entry in sorted(by_meeting.values(), key=self._meets_on):
            form = str(entry.more.get("form") or entry.more.get("meeting") or "")
            became = str(entry.more.get("outcome") or entry.more.get("state"))
            what = self.words.form(one_line(form)) if form else ""
            told = self._with(what, "meeting", became)
            yield self.lines.of(entry, told, self._meets_on(entry))

    def promises(self, *, is_kept: bool) -> Iterator[Line]:
        """Yield what was agreed on and is open, or was done in this time."""
        done = {
            entry.more.get("promise"): entry
            for entry in self.so_far
            if entry.kind == "agreed_done"
        }
        in_time = set(map(id, self.chosen))
        for entry in self.so_far:
            if entry.kind != "agreed":
                continue
            closed = done.get(entry.more.get("promise"))
            if is_kept and closed is not None and id(closed) in in_time:
                yield self.lines.of(closed, one_line(entry.text))
            elif not is_kept and closed is None:
                yield self.lines.of(entry, one_line(entry.text))

    def _newest(self, entry: OpenedEntry) -> str:
        """Return what was saved; of a message that was changed since, its last words.

        What was taken back since is gone.
        """
        about = entry.refers_to
        if about is None:
            return entry.text
        if about in self.versions.taken_back:
            return ""
        changes = self.versions.of_entry(about)
        return changes[-1].text if changes else entry.text

    def _is_theirs(self, entry: OpenedEntry) -> bool:
        return entry.author_id == self.bundle.about.get("client")

    def _happened(self) -> Happened:
        def days(entries: Iterable[OpenedEntry]) -> list[date]:
            return [self.lines.day_of(each) for each in entries]

        wrote = [each for each in self.chosen if each.kind in ("message", "check_in")]
        arrived = (
            each
            for each in wrote
            if each.direction == "out"
            and delivery_of(self.bundle, each.sequence)[0] not in _LOST
        )
        # What became of a meeting may be said twice.
        met = {
            entry.more.get("appointment", entry.sequence): entry
            for entry in self.chosen
            if self._is_meeting(entry)
        }
        return Happened(
            meetings=days(met.values()),
            heard=days(each for each in wrote if self._is_theirs(each)),
            answered=days(arrived),
            attempts=days(each for each in self.chosen if each.kind == "attempt"),
        )

    def _is_meeting(self, entry: OpenedEntry) -> bool:
        if entry.kind == "contact":
            parties = entry.more.get("parties") or [CLIENT]
            return CLIENT in parties
        return entry.kind == "appointment" and entry.more.get("outcome") in _MET

    def _meets_on(self, entry: OpenedEntry) -> date:
        try:
            starts = datetime.fromisoformat(str(entry.more.get("starts_at")))
        except ValueError:
            return self.lines.day_of(entry)
        return starts.astimezone(self.lines.zone).date()

    def _how_often(self, planned: Planned) -> str:
        key = f"pack_{planned.unit}" + ("s" if planned.every > 1 else "")
        return self.words.say(key, count=planned.times, n=planned.every)

    def _with(self, said: str, what: str, became: str) -> str:
        told = self.words.became(what, one_line(became)) if became else ""
        return ": ".join(filter(None, (said, told)))
