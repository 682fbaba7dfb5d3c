"""A report on a terminal: each table as wide as there is room, never wider."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bot import report_cells
from bot.record_words import Words
from bot.report_cells import Table
from casework.reports import Report

if TYPE_CHECKING:
    from rich.table import Table as Drawn

_GAP: Final = 2
_LEAST_NAME: Final = 12


def lines(report: Report, width: int, made: str, words: Words) -> Iterator[str]:
    """Yield the report, line by line."""
    from rich.console import Console  # noqa: PLC0415 - only where a table is printed

    for name, said in report_cells.facts(report, made, words):
        yield f"{name}: {said}"
    for table in report_cells.tables(report, words):
        yield ""
        yield table.title
        for part in report_cells.in_blocks(table, _columns(table, width)):
            console = Console(width=width, highlight=False, color_system=None)
            with console.capture() as caught:
                console.print(_drawn(part))
            yield from (line.rstrip() for line in caught.get().splitlines())
    nothing = report_cells.empty(report, words)
    if nothing:
        yield ""
        yield f"{words.say('report_about_nothing')}: {'; '.join(nothing)}"
    notes = report_cells.footnotes(report, words)
    if notes:
        yield ""
        yield from notes


def _columns(table: Table, width: int) -> int:
    """Return how many columns fit beside the names."""
    cells = [cell for line in table.lines for cell in line.cells]
    each = report_cells.widest([*table.heads, *cells]) + _GAP
    named = report_cells.widest(report_cells.names(table.lines), least=_LEAST_NAME)
    return max(1, (width - min(named, width // 2)) // each)


def _drawn(table: Table) -> "Drawn":
    from rich.table import Table as Drawn  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    drawn = Drawn(box=None, padding=(0, _GAP, 0, 0), pad_edge=False)
    drawn.add_column("")
    for head in table.heads:
        drawn.add_column(Text(head), justify="right", no_wrap=True)
    for line in table.lines:
        # As text: what an organisation calls somebody is never read as markup.
        drawn.add_row(Text(line.name), *map(Text, line.cells))
    return drawn
