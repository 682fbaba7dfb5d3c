"""A list that an organisation hands over: taken whole, or every fault of it named."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.csv_lines import Fault, decode
from bot.errors import OperatorError

ListFile = Annotated[Path, typer.Argument(help="A CSV file; `-` for standard input.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]

Row = TypeVar("Row")


class BadListError(OperatorError):
    """Nothing was imported: each line says what is wrong with it."""


async def read(file: Path) -> str:
    """Return the text of a file, or of standard input."""
    text = decode(await asyncio.to_thread(_content, file))
    if isinstance(text, Fault):
        raise BadListError(str(text))
    return text


def sound(rows: Iterable[Row | Fault]) -> list[Row]:
    """Return the rows of a list without a fault; of any other name every fault."""
    found = list(rows)
    faults = [row for row in found if isinstance(row, Fault)]
    if faults:
        raise BadListError(*map(str, faults), "nothing was imported")
    return [row for row in found if not isinstance(row, Fault)]


def _content(file: Path) -> bytes:
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
