"""Setting pages as PDF, where the extra `pdf` is installed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bot import drawings
from bot.curves import Bar, CheckIn
from bot.errors import OperatorError
from bot.images import Image
from bot.record_words import Words

_NAMESPACE: Final = 'xmlns="http://www.w3.org/2000/svg"'

# The words come in as data: nothing that a person wrote is ever read as markup.
SETUP: Final = b"""
#let page-of = json(bytes(sys.inputs.page))
#let say = page-of.words
#set document(title: page-of.title)
#set text(lang: page-of.language, size: 10pt, fill: rgb("#1d2530"),
  number-type: "lining")
#let soft = rgb("#556170")
#let accent = rgb("#1f6b4a")
#let fine(it) = text(size: 8.5pt, it)
#let quiet(it) = text(size: 8.5pt, fill: soft, it)
#set page(paper: "a4", margin: (x: 2.2cm, top: 2.3cm, bottom: 2.2cm),
  header: context if counter(page).get().first() > 1 {
    quiet(page-of.title + " " + page-of.facts.at(0).at(1)); h(1fr)
    quiet(page-of.letterhead.at(0, default: ""))
    v(-7pt); line(length: 100%, stroke: 0.4pt + luma(80%))
  },
  footer: context { quiet(page-of.confidential); h(1fr)
    quiet(counter(page).display("1 / 1", both: true)) })
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 12pt)
#show heading.where(level: 2): set block(above: 18pt, below: 8pt, sticky: true)
#if page-of.letterhead.len() > 0 {
  strong(page-of.letterhead.at(0)); h(1fr)
  quiet(page-of.letterhead.slice(1).join("   "))
  v(-6pt); line(length: 100%, stroke: 1.2pt + accent); v(6pt)
}
#heading(level: 1, page-of.title)
#let pairs(rows) = grid(columns: (auto, 1fr), column-gutter: 10pt, row-gutter: 5pt,
  ..rows.map(row => (quiet(row.at(0)), fine(row.at(1)))).flatten())
#pairs(page-of.facts)
#for warning in page-of.warnings {
  block(fill: rgb("#fdf3f0"), stroke: (left: 3pt + rgb("#a33b1f")), inset: 6pt,
    width: 100%, warning)
}
#let drawn(picture) = {
  heading(level: 2, picture.title)
  image(bytes(picture.svg), format: "svg", width: 100%, alt: picture.told)
  quiet(picture.told)
}
"""
"""How each page of ours looks, and its head: `page-of` has what `head` returns.

`drawn` sets one of the pictures below, `pairs` rows of two cells.
"""

# What the style sheet of the page does for the pictures there.
_SVG_STYLE: Final = """<style>
text { font-size: 11px; fill: #556170; font-family: "Libertinus Serif"; }
.rule { stroke: #d5dbe3; } .line { fill: none; stroke: #556170; stroke-width: 1.5; }
.dot { fill: #b7791f; } .l4, .l5 { fill: #2e8b61; } .l1 { fill: #a33b1f; }
rect.in { fill: #3f7fb5; } rect.out { fill: #2e8b61; } rect.met { fill: #b7791f; }
</style>"""


class NoTypstError(OperatorError):
    """PDFs need the extra. Install it, or take html and print that."""

    def __init__(self) -> None:
        super().__init__(
            "a PDF needs one more package: pip install 'fastkontakt[pdf]',"
            " or take --format html and print that"
        )


def compiled(template: bytes, content: Mapping[str, Any]) -> bytes:
    """Return the PDF that the template makes of this, after `SETUP`."""
    try:
        import typst  # noqa: PLC0415 - an extra that few need
    except ImportError:
        raise NoTypstError from None
    made = typst.compile(
        SETUP + template, format="pdf", sys_inputs={"page": json.dumps(content)}
    )
    if not isinstance(made, bytes):
        raise NoTypstError
    return made


def head(
    words: Words,
    title: str,
    *,
    letterhead: Sequence[str],
    facts: Sequence[tuple[str, str]],
    warnings: Sequence[str],
    said: Iterable[str],
) -> dict[str, Any]:
    """Return what `SETUP` needs; `said` names the words that the template says."""
    return {
        "language": words.language,
        "title": title,
        "words": {key: words.say(key) for key in said},
        "confidential": words.say("confidential"),
        "letterhead": letterhead,
        "facts": facts,
        "warnings": warnings,
    }


def pictures(
    check_ins: Sequence[CheckIn], frequency: Sequence[Bar], words: Words
) -> Iterator[dict[str, str]]:
    """Yield the curve and the bars, those that there is anything to draw for."""
    if check_ins:
        drawn = drawings.curve(check_ins, words)
        told = drawings.curve_told(check_ins, words)
        yield _picture(words.say("curve"), drawn, told)
    if frequency:
        drawn = drawings.bars(frequency, words)
        told = drawings.bars_told(frequency, words)
        colours = ", ".join(
            f"{words.say(f'colour_{part}')}: {words.say(f'bar_{part}')}"
            for part in ("in", "out", "met")
        )
        yield _picture(words.say("frequency"), drawn, f"{told} ({colours})")


def framed(image: Image) -> str:
    """Return a picture as SVG that holds it: as data comes in, so can it."""
    size = f'width="{image.width}" height="{image.height}"'
    return f'<svg {_NAMESPACE} {size}><image {size} href="{image.url}"/></svg>'


def _picture(title: str, drawn: Iterable[str], told: str) -> dict[str, str]:
    svg = "\n".join(drawn).replace("<svg ", f"<svg {_NAMESPACE} ", 1)
    opened, rest = svg.split(">", 1)
    return {"title": title, "told": told, "svg": f"{opened}>{_SVG_STYLE}{rest}"}
