"""A report as a file for a spreadsheet, and as JSON for a program."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from bot import report_cells
from bot.record_words import Words
from casework.reports import UNKNOWN, Cell, Column, Report, Row, Section
from casework.small_numbers import Look

COLUMNS: Final = ("topic", "row", "figure", "unit", "value", "why", "in_words")
TOTAL: Final = "total"

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By it, and by semicolons, a Danish or Swedish spreadsheet reads letters and columns
right without being asked."""

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report, words: Words) -> bytes:
    """Return a line for each figure; the last column says it in words."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for section, row, column, cell in _cells(report):
        key = TOTAL if row is section.total else row.key
        writer.writerow(
            map(
                inert,
                (
                    section.topic,
                    key,
                    column.name,
                    column.unit,
                    _plain(cell),
                    cell.why or "",
                    report_cells.figure(section.topic, column.name, words),
                ),
            )
        )
    return f"{BYTE_ORDER_MARK}{out.getvalue()}".encode()


def as_json(report: Report) -> dict[str, Any]:
    """Return the report; what is hidden or unknown is null, and says why."""
    return {
        "first": report.period.first.isoformat(),
        "last": report.period.last.isoformat(),
        "zone": str(report.period.zone),
        "by": report.by,
        "profile": report.profile or None,
        "topics": {each.topic: _section(each) for each in report.sections},
        "notes": list(report.notes),
    }


def inert(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("K7")
    ("'=1+1", 'K7')
    """
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _cells(report: Report) -> Iterator[tuple[Section, Row, Column, Cell]]:
    for section in report.sections:
        for row in report_cells.rows_of(section):
            for column, cell in zip(section.columns, row.cells, strict=True):
                yield section, row, column, cell


def _plain(cell: Cell) -> str:
    if cell.why is not None:
        return UNKNOWN
    if cell.look is Look.OPEN:
        return str(cell.value)
    is_small = cell.look is Look.SMALL
    return report_cells.SMALL if is_small else report_cells.COVERED


def _section(section: Section) -> dict[str, Any]:
    rows = {row.key: _row(section, row) for row in section.rows}
    total = None if section.total is None else _row(section, section.total)
    units = {column.name: column.unit for column in section.columns}
    return {"units": units, "rows": rows, "total": total}


def _row(section: Section, row: Row) -> dict[str, Any]:
    named = dict(zip((each.name for each in section.columns), row.cells, strict=True))
    hidden = {
        name: _plain(cell)
        for name, cell in named.items()
        if cell.why is None and cell.look is not Look.OPEN
    }
    return {
        "figures": {
            name: cell.value if cell.look is Look.OPEN else None
            for name, cell in named.items()
        },
        "hidden": hidden,
        "unknown": {name: cell.why for name, cell in named.items() if cell.why},
    }
