"""The pictures of a case as SVG that stands in the page itself."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from bot.curves import Bar, CheckIn
from bot.record_words import Words

WIDTH: Final = 720
_LEFT, _RIGHT = 96, 712
_TOP, _BOTTOM = 12, 124
_LEVELS: Final = (5, 2, 1)
_PARTS: Final = ("met", "out", "in")
_FEWEST_PIXELS: Final = 46
"""Between two labels under the bars."""


def curve(points: Sequence[CheckIn], words: Words) -> Iterator[str]:
    """Yield the check-ins as a line with a dot for each answer."""
    last = points[-1]
    yield from _opened("curve", curve_told(points, words))
    for level in _LEVELS:
        yield from _level(_y(level), words.say(f"level_{level}"))
    places = [(_x(each.on, points), _y(each.level)) for each in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline class="line" points="{line}"/>'
    for (x, y), each in zip(places, points, strict=True):
        said = escape(f"{each.on.isoformat()}: {each.said or each.level}")
        yield (
            f'<circle class="dot l{each.level}" cx="{x:.1f}" cy="{y:.1f}" r="4">'
            f"<title>{said}</title></circle>"
        )
    yield _label(_LEFT, points[0].on.isoformat(), "start")
    yield _label(_RIGHT, last.on.isoformat(), "end")
    yield "</svg>"


def curve_told(points: Sequence[CheckIn], words: Words) -> str:
    """Return what the curve shows, in words."""
    last = points[-1]
    said, day = last.said or last.level, last.on.isoformat()
    return words.say("curve_told", count=len(points), last=said, day=day)


def bars_told(found: Sequence[Bar], words: Words) -> str:
    """Return what the bars show, in words."""
    most = max(found, key=lambda bar: bar.count).period
    total = sum(bar.count for bar in found)
    return words.say("frequency_told", count=total, most=most)


def bars(found: Sequence[Bar], words: Words) -> Iterator[str]:
    """Yield how often there was contact, a bar a month."""
    most = max(bar.count for bar in found)
    yield from _opened("bars", bars_told(found, words))
    yield from _level(_TOP, str(most))
    yield from _level(_BOTTOM, "0")
    step = (_RIGHT - _LEFT) / len(found)
    every = max(1, -int(-_FEWEST_PIXELS // step))
    for place, bar in enumerate(found):
        x = _LEFT + step * place
        yield f"<g><title>{escape(_told(bar, words))}</title>"
        yield from _bar(bar, x + step * 0.1, step * 0.8, most)
        yield "</g>"
        if place % every == 0:
            yield _label(x + step / 2, bar.period, "middle")
    yield "</svg>"


def legend(words: Words) -> Iterator[str]:
    """Yield what the colours of the bars mean."""
    yield '<p class="legend">'
    for part in reversed(_PARTS):
        yield f'<span class="key {part}">{escape(words.say(f"bar_{part}"))}</span>'
    yield "</p>"


def table(found: Sequence[Bar], words: Words) -> Iterator[str]:
    """Yield the same as numbers."""
    heads = ("when", "bar_in", "bar_out", "bar_met")
    yield f"<details><summary>{escape(words.say('numbers'))}</summary><table><tr>"
    for head in heads:
        yield f'<th scope="col">{escape(words.say(head))}</th>'
    yield "</tr>"
    for bar in found:
        yield (
            f'<tr><th scope="row">{escape(bar.period)}</th><td>{bar.incoming}</td>'
            f"<td>{bar.outgoing}</td><td>{bar.met}</td></tr>"
        )
    yield "</table></details>"


def _opened(name: str, told: str) -> Iterator[str]:
    yield (
        f'<svg class="{name}" viewBox="0 0 {WIDTH} 148" role="img"'
        f' aria-label="{escape(told)}">'
    )


def _level(y: float, label: str) -> Iterator[str]:
    yield f'<line class="rule" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
    yield (
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
        f"{escape(label)}</text>"
    )


def _label(x: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="143" text-anchor="{anchor}">{escape(text)}</text>'


def _bar(bar: Bar, x: float, width: float, most: int) -> Iterator[str]:
    y = float(_BOTTOM)
    for part, count in zip(_PARTS, (bar.met, bar.outgoing, bar.incoming), strict=True):
        high = (_BOTTOM - _TOP) * count / most
        y -= high
        if count:
            yield (
                f'<rect class="{part}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
                f' height="{high:.1f}"/>'
            )


def _told(bar: Bar, words: Words) -> str:
    parts = ("bar_in", bar.incoming), ("bar_out", bar.outgoing), ("bar_met", bar.met)
    said = ", ".join(f"{words.say(name)} {count}" for name, count in parts)
    return f"{bar.period}: {said}"


def _x(on: date, points: Sequence[CheckIn]) -> float:
    first, last = points[0].on, points[-1].on
    days = (last - first).days
    share = (on - first).days / days if days else 0.5
    return _LEFT + (_RIGHT - _LEFT) * share


def _y(level: int) -> float:
    return _TOP + (_BOTTOM - _TOP) * (5 - level) / 4
