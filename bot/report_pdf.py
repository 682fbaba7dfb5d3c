"""A report as a PDF with pictures, where the extra `pdf` is installed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bot import report_cells, report_drawings, typesetting
from bot.record_words import Words
from casework.reports import Report

COLUMNS: Final = 6
"""Beside the names, so that a page upright holds them."""

_LONG: Final = 20
"""Lines; a shorter table stays on one page."""

TEMPLATE: Final = b"""
#for picture in page-of.pictures {
  block(breakable: false, width: 100%, drawn(picture))
}
#let rule = 0.4pt + luma(82%)
#for part in page-of.tables {
  block(breakable: part.long, width: 100%, {
    heading(level: 2, part.title)
    table(columns: (1fr, ..part.heads.map(head => 1.75cm)), stroke: none,
      inset: (x: 3pt, y: 3.4pt), align: (left, ..part.heads.map(head => right)),
      table.header([], ..part.heads.map(head => quiet(head))),
      table.hline(stroke: rule),
      ..part.lines.map(line => (fine(line.name), ..line.cells.map(fine))).flatten())
  })
}
#v(8pt)
#for note in page-of.notes { block(above: 5pt, quiet(note)) }
"""


def as_pdf(report: Report, words: Words, letterhead: Sequence[str], made: str) -> bytes:
    """Return the pages: what is seen at once, then every number."""
    head = typesetting.head(
        words,
        words.say("report_about_title"),
        letterhead=letterhead,
        facts=report_cells.facts(report, made, words),
        warnings=(),
        said=(),
    )
    nothing = "; ".join(report_cells.empty(report, words))
    notes = report_cells.footnotes(report, words)
    if nothing:
        notes.append(f"{words.say('report_about_nothing')}: {nothing}")
    pictures = [asdict(each) for each in report_drawings.pictures(report, words)]
    tables = [
        {**asdict(part), "long": len(part.lines) > _LONG}
        for table in report_cells.tables(report, words)
        for part in report_cells.in_blocks(table, COLUMNS)
    ]
    return typesetting.compiled(
        TEMPLATE, head | {"pictures": pictures, "tables": tables, "notes": notes}
    )
