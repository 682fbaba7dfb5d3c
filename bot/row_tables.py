"""Rows with names for their columns, printed as a table, as CSV or as JSON."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from bot.report_files import inert

Row = Mapping[str, str | int | None]


class Format(StrEnum):
    """How a table is printed."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


As = Annotated[Format, typer.Option("--format", help="How to print it.")]


def show(rows: Sequence[Row], printed: Format) -> None:
    """Print the rows; of none there is nothing but an empty list."""
    if printed is Format.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif rows and printed is Format.CSV:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(row[name]) for name in row} for row in rows)
    elif rows:
        for line in table(rows):
            typer.echo(line)


def table(rows: Sequence[Row]) -> list[str]:
    """Return lines whose columns stand under each other."""
    heads = [name.replace("_", " ") for name in rows[0]]
    cells = [
        heads,
        *[
            ["-" if each is None else str(each) for each in row.values()]
            for row in rows
        ],
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]


def _cell(value: str | int | None) -> str | int | None:
    return inert(value) if isinstance(value, str) else value
