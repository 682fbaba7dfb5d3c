"""A case as a PDF, where the extra `pdf` is installed."""

import json
from itertools import groupby
from typing import Any, Final

from bot.errors import OperatorError
from bot.rendering import Page, Shown

# The words come in as data: nothing that a person wrote is ever read as markup.
TEMPLATE: Final = b"""
#let page-of = json(bytes(sys.inputs.page))
#set document(title: page-of.title)
#set text(lang: page-of.language, size: 10pt)
#set page(paper: "a4", margin: 2cm, numbering: "1 / 1",
  header: align(right, text(size: 8pt, fill: luma(40%),
    page-of.title + " " + page-of.facts.at(0).at(1))))
#let fine(it) = text(size: 8.5pt, it)
#let soft(it) = text(size: 8.5pt, fill: luma(35%), it)
#heading(level: 1, page-of.title)
#grid(columns: (auto, 1fr), gutter: 5pt,
  ..page-of.facts.map(fact => (soft(fact.at(0)), fine(fact.at(1)))).flatten())
#for warning in page-of.warnings {
  block(fill: rgb("#fdf3f0"), stroke: (left: 3pt + rgb("#a33b1f")), inset: 6pt,
    width: 100%, warning)
}
#for group in page-of.days {
  align(center, block(above: 14pt, sticky: true, soft(strong(group.day))))
  for entry in group.entries {
    block(breakable: true, width: 100%, inset: 6pt, radius: 3pt, above: 6pt,
      stroke: 0.5pt + luma(80%),
      fill: if entry.direction == "out" { rgb("#eef6f1") } else { luma(97%) })[
      #strong(entry.author) #h(6pt) #soft(entry.head) \\
      #entry.lines.join(linebreak())
      #for note in entry.notes { block(above: 4pt, soft(note)) }
    ]
  }
}
"""


class NoTypstError(OperatorError):
    """PDFs need the extra. Install it, or take html and print that."""

    def __init__(self) -> None:
        super().__init__(
            "a PDF needs one more package: pip install 'fastkontakt[pdf]',"
            " or take --format html and print that"
        )


def as_pdf(shown: Page) -> bytes:
    """Return the PDF."""
    try:
        import typst  # noqa: PLC0415 - an extra that few need
    except ImportError:
        raise NoTypstError from None
    made = typst.compile(
        TEMPLATE, format="pdf", sys_inputs={"page": json.dumps(_content(shown))}
    )
    if not isinstance(made, bytes):
        raise NoTypstError
    return made


def _content(shown: Page) -> dict[str, Any]:
    return {
        "language": shown.language,
        "title": shown.title,
        "facts": shown.facts,
        "warnings": shown.warnings,
        "days": [
            {"day": day, "entries": list(map(_entry, entries))}
            for day, entries in groupby(shown.entries, key=lambda entry: entry.day)
        ],
    }


def _entry(entry: Shown) -> dict[str, Any]:
    return {
        "author": entry.author,
        "head": f"{entry.time}  #{entry.number}  {entry.about}",
        "direction": entry.direction,
        "lines": entry.lines,
        "notes": entry.notes,
    }
