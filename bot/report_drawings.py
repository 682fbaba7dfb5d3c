"""The pictures of a report as SVG: what a table counts, as bars one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from bot import report_cells
from bot.record_words import Words
from casework.report_topics import Topic
from casework.reports import Report, Section
from casework.small_numbers import Look

DRAWN: Final = (Topic.CONTACTS, Topic.MEETINGS, Topic.ANSWERS)
MOST_BARS: Final = 40
"""More of them nobody compares by eye."""

WIDTH: Final = 720
_LEFT, _RIGHT = 130, 690
_HIGH, _STEP, _LEGEND_HIGH = 14, 20, 16
_LEGEND_WIDE: Final = 232
_LONGEST_HEAD: Final = 20
# Told apart without red and green beside each other; light and dark in turn.
_COLOURS: Final = (
    *("#2e6f9e", "#f0b45c", "#5b4a86", "#8fc1a9", "#a33b1f", "#b9cfe4", "#3d6b4f"),
    *("#d98c9a", "#7a5c2e", "#c7c3dc", "#1d2530", "#d6d45f", "#556170"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a report: how much of each part is seen, and whether some is covered."""

    head: str
    counts: tuple[int, ...]
    is_whole: bool

    @property
    def sum(self) -> str:
        """Return how much it is; of a bar with something covered that would tell."""
        return str(sum(self.counts)) if self.is_whole else report_cells.COVERED


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what stands above it, and what it shows in words."""

    title: str
    told: str
    svg: str


def pictures(report: Report, words: Words) -> Iterator[Picture]:
    """Yield a picture of each table that is better seen than read."""
    for section in report.sections:
        names, bars = _bars(section, words)
        is_drawn = section.topic in DRAWN and len(bars) <= MOST_BARS
        if is_drawn and any(sum(bar.counts) for bar in bars):
            title = report_cells.topic_name(section.topic, words)
            told = _told(title, bars, words)
            yield Picture(title, told, "\n".join(_drawn(names, bars, told)))


def _bars(section: Section, words: Words) -> tuple[list[str], list[Bar]]:
    """Return the parts that are seen anywhere, and the bars made of them."""
    counted = [at for at, each in enumerate(section.columns) if each.is_part]
    places = [
        at
        for at in counted
        if any(_seen(row.cells[at].value, row.cells[at].look) for row in section.rows)
    ]
    columns = [section.columns[at].name for at in places]
    bars = [
        Bar(
            report_cells.head(row, section, words),
            tuple(_seen(row.cells[at].value, row.cells[at].look) for at in places),
            all(row.cells[at].look is Look.OPEN for at in counted),
        )
        for row in section.rows
    ]
    names = [report_cells.figure(section.topic, name, words) for name in columns]
    return names, bars


def _told(title: str, bars: Sequence[Bar], words: Words) -> str:
    """Return what a picture shows, in words: how much there is in each row."""
    said = ", ".join(f"{bar.head} {bar.sum}" for bar in bars)
    is_whole = all(bar.is_whole for bar in bars)
    key = "report_about_drawn" if is_whole else "report_about_not_drawn"
    return words.say(key, title=title, bars=said)


def _seen(value: int | None, look: Look) -> int:
    return value or 0 if look is Look.OPEN else 0


def _drawn(names: Sequence[str], bars: Sequence[Bar], told: str) -> Iterator[str]:
    below = _STEP * len(bars) + 8
    a_line = WIDTH // _LEGEND_WIDE
    high = below + _LEGEND_HIGH * -(-len(names) // a_line)
    most = max(sum(bar.counts) for bar in bars)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}"'
        f' role="img" aria-label="{escape(told)}"><style>text {{ font-size: 11px;'
        f' fill: #1d2530; font-family: "Libertinus Serif"; }}</style>'
    )
    for place, bar in enumerate(bars):
        yield from _bar(bar, _STEP * place, (_RIGHT - _LEFT) / most)
    for place, name in enumerate(names):
        line, column = divmod(place, a_line)
        x, y = column * _LEGEND_WIDE, below + line * _LEGEND_HIGH
        yield f'<rect x="{x}" y="{y}" width="10" height="10" fill="{_colour(place)}"/>'
        yield f'<text x="{x + 15}" y="{y + 9}">{escape(name)}</text>'
    yield "</svg>"


def _bar(bar: Bar, y: float, scale: float) -> Iterator[str]:
    base = y + _HIGH - 3
    head = escape(bar.head[:_LONGEST_HEAD])
    yield f'<text x="{_LEFT - 8}" y="{base}" text-anchor="end">{head}</text>'
    x = float(_LEFT)
    for place, count in enumerate(bar.counts):
        if count:
            wide = count * scale
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_HIGH}"'
                f' fill="{_colour(place)}"/>'
            )
            x += wide
    yield f'<text x="{x + 4:.1f}" y="{base}">{bar.sum}</text>'


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]
