"""A copy for whom a case is about as PDF, where the extra `pdf` is installed."""

from dataclasses import asdict
from typing import Any, Final

from bot import typesetting
from bot.client_copy import ClientCopy
from bot.record_words import Words

_SAID: Final = ("missing", "copy_nothing_missing", "copy_looks")

TEMPLATE: Final = b"""
#v(4pt)
#page-of.about
#for day in page-of.days {
  align(center, block(above: 14pt, below: 6pt, sticky: true, quiet(strong(day.at(0)))))
  for told in day.at(1) {
    block(breakable: true, width: 100%, above: 6pt, below: 0pt, inset: (x: 8pt, y: 6pt),
      radius: 3pt, stroke: 0.5pt + luma(82%),
      fill: if told.is_theirs { rgb("#f4f6f9") } else { rgb("#ebf5ef") })[
      #strong(told.who) #h(6pt) #quiet(told.time + "  " + told.what) \\
      #told.lines.join(linebreak())
      #for note in told.notes { block(above: 4pt, quiet(note)) }
    ]
  }
}
#heading(level: 2, say.missing)
#if page-of.missing.len() == 0 { fine(say.copy_nothing_missing) }
#pairs(page-of.missing)
#if page-of.looks.len() > 0 { heading(level: 2, say.copy_looks); pairs(page-of.looks) }
#v(10pt)
#page-of.rights
"""


def as_pdf(shown: ClientCopy) -> bytes:
    """Return the PDF."""
    return typesetting.compiled(TEMPLATE, _content(shown))


def _content(shown: ClientCopy) -> dict[str, Any]:
    head = typesetting.head(
        Words(shown.language),
        shown.title,
        letterhead=shown.letterhead,
        facts=shown.facts,
        warnings=(),
        said=_SAID,
    )
    return {**asdict(shown), **head}
