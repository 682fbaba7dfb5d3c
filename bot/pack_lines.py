"""A line of the pages for a follow-up: a day, the number of the entry, and words."""

from dataclasses import dataclass, field
from datetime import date, tzinfo

from babel.dates import format_date

from bot import choosing
from bot.record_words import Words
from storage.opened_entry import OpenedEntry


@dataclass(frozen=True, slots=True)
class Line:
    """Something with its day."""

    day: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes lines in one language, of the days in one place."""

    words: Words
    zone: tzinfo

    def of(self, entry: OpenedEntry, text: str, on: date | None = None) -> Line:
        """Return a line about an entry; `on` is its day, if that is another one."""
        day = self.said(on) if on is not None else self.day(entry)
        return Line(f"{day} #{entry.sequence}", text)

    def day(self, entry: OpenedEntry) -> str:
        """Return the day of an entry as people read it."""
        return self.said(self.day_of(entry))

    def day_of(self, entry: OpenedEntry) -> date:
        """Return the day on which it was."""
        return choosing.day_of(entry, self.zone)

    def said(self, day: date) -> str:
        """Return a day as people read it."""
        return format_date(day, "medium", locale=self.words.language)
