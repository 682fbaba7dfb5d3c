"""What every command shares: its options, and how it runs and reports."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.errors import operator_errors

T = TypeVar("T")

Config = Annotated[
    Path,
    typer.Option(
        "--config", "-c", help="The configuration file.", envvar="FASTKONTAKT_CONFIG"
    ),
]
LARGEST_NUMBER = 999_999_999
"""Nothing here is ever counted so far, and the store can still look for it."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def run(work: Coroutine[Any, Any, T], *expected: type[Exception]) -> T:
    """Run a command's work; an expected fault is one line, exit 1 and no traceback."""
    from bot.opening import EXPECTED  # noqa: PLC0415 - a reader's machine has no store

    with operator_errors(*EXPECTED, *expected):
        return asyncio.run(work)


def remark(sentence: str) -> None:
    """Say something to whoever sits there; standard output carries only the result."""
    typer.echo(sentence, err=True)
