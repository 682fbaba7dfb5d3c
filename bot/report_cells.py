"""The figures of a report in the words of a language: heads, numbers, reasons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.record_words import WORDS, Words
from casework.report_topics import Topic, Unit
from casework.reports import (
    NOW,
    UNKNOWN,
    UNNAMED,
    By,
    Cell,
    Report,
    Row,
    Section,
    Why,
)
from casework.small_numbers import Look

SMALL: Final = "<5"
COVERED: Final = "*"

_CALLED: Final = {
    (Topic.ANSWERS, "late"): "answered_late",
    (Topic.CONSENTS, "withdrawn"): "withdrawn_consent",
    (Topic.AGREEMENTS, "asked"): "asked_of",
    (Topic.AGREEMENTS, "not_asked"): "not_asked_of",
}
"""What is called otherwise than the same word of another topic."""

_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, across all rows of the report."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One topic as people read it: a line for each figure, a column for each row."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def tables(report: Report, words: Words) -> Iterator[Table]:
    """Yield what there is to tell, topic by topic."""
    for section in report.sections:
        if section.is_empty:
            continue
        rows = rows_of(section)
        yield Table(
            topic_name(section.topic, words),
            tuple(head(row, section, words) for row in rows),
            tuple(
                Line(
                    figure(section.topic, column.name, words),
                    tuple(shown(row.cells[at], column.unit, words) for row in rows),
                )
                for at, column in enumerate(section.columns)
            ),
        )


def rows_of(section: Section) -> list[Row]:
    """Return the rows, and that of all together behind them."""
    return [*section.rows, *([section.total] if section.total else [])]


def empty(report: Report, words: Words) -> list[str]:
    """Return the topics that nothing can be told of."""
    return [topic_name(each.topic, words) for each in report.sections if each.is_empty]


def topic_name(topic: Topic, words: Words) -> str:
    """Return what a topic is called."""
    return words.say(f"report_topic_{topic}")


def figure(topic: Topic, name: str, words: Words) -> str:
    """Return what a figure is called; a form of contact as in the record."""
    key = f"report_{_CALLED.get((topic, name), name)}"
    return words.say(key) if key in WORDS else words.form(name)


def head(row: Row, section: Section, words: Words) -> str:
    """Return what a row of a report is called."""
    if row is section.total:
        return words.say("report_about_total")
    if section.by is By.FORM:
        return figure(section.topic, row.key, words)
    if row.key == NOW:
        return words.say("report_about_now")
    return row.key if row.key != UNNAMED else words.say("report_about_unnamed")


def shown(cell: Cell, unit: Unit, words: Words) -> str:
    """Return a number as people read it, or the sign that stands for it."""
    if cell.why is not None:
        return UNKNOWN
    if cell.look is not Look.OPEN or cell.value is None:
        return SMALL if cell.look is Look.SMALL else COVERED
    match unit:
        case Unit.COUNT:
            return str(cell.value)
        case Unit.PERCENT:
            return f"{cell.value} %"
        case Unit.DAYS:
            return words.say("report_about_days_short", days=cell.value)
        case Unit.MINUTES:
            hours, minutes = divmod(cell.value, _AN_HOUR)
            key = "hours_short" if hours else "minutes_short"
            return words.say(f"report_about_{key}", hours=hours, minutes=minutes)


def footnotes(report: Report, words: Words) -> list[str]:
    """Return what the signs in the tables mean, those that stand there."""
    cells = [
        cell
        for section in report.sections
        if not section.is_empty
        for row in rows_of(section)
        for cell in row.cells
    ]
    found = [
        words.say(f"report_about_{look}")
        for look in (Look.SMALL, Look.COVERED)
        if any(cell.look is look and cell.why is None for cell in cells)
    ]
    reasons = [why for why in Why if any(cell.why is why for cell in cells)]
    if reasons:
        said = "; ".join(words.say(f"report_about_{why}") for why in reasons)
        found.append(f"{UNKNOWN}: {said}")
    notes = (words.say(f"report_about_{why}") for why in report.notes)
    return [*found, *(note[0].upper() + note[1:] for note in notes)]


def facts(report: Report, made: str, words: Words) -> list[tuple[str, str]]:
    """Return what a report is about: days, kind of help, when it was made."""
    first, last = report.period.first, report.period.last
    pairs = (
        ("days", words.say("report_about_span", first=first, last=last)),
        ("of_help", report.profile or words.say("report_about_every_help")),
        ("made", made),
    )
    return [(words.say(f"report_about_{key}"), said) for key, said in pairs]


def in_blocks(table: Table, most: int) -> Iterator[Table]:
    """Yield the table in parts that are so many rows of the report wide at most."""
    for first in range(0, len(table.heads), most):
        part = slice(first, first + most)
        yield Table(
            table.title,
            table.heads[part],
            tuple(Line(line.name, line.cells[part]) for line in table.lines),
        )


def widest(texts: Iterable[str], *, least: int = 0) -> int:
    """Return how many signs the longest one has."""
    return max((len(text) for text in texts), default=least)


def names(lines: Sequence[Line]) -> list[str]:
    """Return what stands in front of the lines."""
    return [line.name for line in lines]
