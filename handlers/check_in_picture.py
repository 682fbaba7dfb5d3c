"""The last weeks of check-ins as a small picture, readable on a phone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from casework.check_ins import Answer

WEEKS: Final = 8
"""As far back as the picture looks: further back a phone shows only dots."""

PIXELS_PER_INCH: Final = 160
"""820 pixels wide: sharp on a phone, and a tenth of what a file here may have."""

_LEVELS: Final = {Answer.FINE: 5, Answer.TALK: 2, Answer.HELP: 1}
_MIDDLE: Final = 3

# What comes in is data: nothing of it is ever read as markup.
TEMPLATE: Final = b"""
#let of = json(bytes(sys.inputs.of))
#set page(width: 370pt, height: 205pt, margin: 0pt, fill: white)
#set text(size: 10pt, fill: rgb("#333333"))
#let left = 92pt
#let top = 34pt
#let wide = 262pt
#let high = 118pt
#let x(it) = left + wide * it
#let y(level) = top + high * (5 - level) / 5
#place(dx: 12pt, dy: 10pt, text(size: 12pt, weight: "bold", of.title))
#for (level, label) in of.labels {
  place(dx: left, dy: y(level), line(length: wide, stroke: 0.5pt + luma(86%)))
  place(dx: 0pt, dy: y(level) - 4pt, box(width: left - 8pt, align(right, label)))
}
#for (at, label) in of.weeks {
  place(dx: x(at), dy: top, line(length: high, angle: 90deg, stroke: 0.5pt + luma(92%)))
  place(dx: x(at) - 16pt, dy: top + high + 8pt,
    box(width: 32pt, align(center, text(size: 9pt, label))))
}
#for (at, level, sign) in of.points {
  let colour = if level >= 4 { rgb("#2e7d5b") }
    else if level >= 2 { rgb("#b7791f") } else { rgb("#b3392f") }
  if sign == "missed" {
    let cross = text(size: 12pt, fill: luma(45%), [\xc3\x97])
    place(dx: x(at) - 5pt, dy: y(0) - 6pt, cross)
  } else {
    place(dx: x(at) - 5pt, dy: y(level) - 5pt, circle(radius: 5pt,
      stroke: 1.5pt + colour, fill: if sign == "said" { colour } else { white }))
  }
}
#place(dx: 12pt, dy: 184pt, text(size: 9pt, fill: luma(35%), of.legend))
"""


@dataclass(frozen=True, slots=True)
class Point:
    """What somebody said on a day: an answer, words alone, or nothing (`missed`)."""

    on: date
    answer: str = field(repr=False)
    is_missed: bool = False

    @property
    def level(self) -> int:
        """Return how high it stands, from 1 to 5."""
        if self.answer.isdigit():
            return int(self.answer)
        if self.answer in _LEVELS:
            return _LEVELS[Answer(self.answer)]
        return _MIDDLE

    @property
    def sign(self) -> str:
        """Return how it is drawn: full, hollow where they only wrote, or a cross."""
        if self.is_missed:
            return "missed"
        has_level = self.answer.isdigit() or self.answer in _LEVELS
        return "said" if has_level else "wrote"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the picture, in the language of whoever looks at it."""

    title: str = field(repr=False)
    legend: str
    levels: Sequence[tuple[int, str]]


def draw(points: Sequence[Point], today: date, words: Words) -> bytes | None:
    """Return a PNG of the last weeks; nothing where it cannot be drawn.

    Costs 30 ms, and 140 ms and 18 MB the first time (measured): so it is loaded when
    somebody asks for it.
    """
    try:
        import typst  # noqa: PLC0415 - an extra: without it there are the words
    except ImportError:
        return None
    given = {"of": json.dumps(_content(points, today, words))}
    drawn = typst.compile(TEMPLATE, format="png", ppi=PIXELS_PER_INCH, sys_inputs=given)
    return drawn if isinstance(drawn, bytes) else None


def _content(points: Sequence[Point], today: date, words: Words) -> dict[str, object]:
    first = today - timedelta(weeks=WEEKS)
    days = (today - first).days
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = [monday + timedelta(weeks=n) for n in range(WEEKS)]
    return {
        "title": words.title,
        "legend": words.legend,
        "labels": [list(each) for each in words.levels],
        "weeks": [
            [(day - first).days / days, f"{day.day}/{day.month}"]
            for day in weeks
            if day <= today
        ],
        "points": [
            [(each.on - first).days / days, each.level, each.sign]
            for each in points
            if first <= each.on <= today
        ],
    }
