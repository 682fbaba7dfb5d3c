"""Verifying the store for an operator, with progress where somebody waits."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from bot.config import Settings
from bot.errors import operator_errors
from bot.opening import EXPECTED
from storage.anchors import AnchorError, read_anchor
from storage.service_keys import verify_key
from storage.verify import count_entries, verify
from storage.verify_report import Report

UNSOUND = 1
COULD_NOT_LOOK = 2
PATIENCE = 1.0
"""Seconds after which somebody at a terminal is shown how far we are."""


def verify_store(
    config: Path,
    *,
    signatures: bool,
    deep: bool,
    anchor: Path | None,
    as_json: bool,
) -> None:
    """Print whether the record is sound, or else the first bad row."""
    with _exit_two(), operator_errors(*EXPECTED, AnchorError):
        settings = Settings.read(config)
        directory = settings.storage.path
        key = verify_key(settings.storage.keys)
        remembered = None if anchor is None else read_anchor(anchor)
        with _progress(directory) as progress:
            report = verify(
                directory,
                key,
                signatures=signatures,
                deep=deep,
                anchor=remembered,
                progress=progress,
            )
    typer.echo(json.dumps(report.to_json(), indent=1) if as_json else _line(report))
    if report.bad is not None:
        raise typer.Exit(UNSOUND)


def _line(report: Report) -> str:
    if report.bad is not None:
        return str(report.bad)
    head = report.head
    told = f"sound: {head.sequence} entries in {len(report.cases)} cases"
    last = f"; head {head.sequence} {head.hash.hex()}" if head.sequence else ""
    return f"{told}{last}; store {report.store_id}"


@contextmanager
def _exit_two() -> Iterator[None]:
    """Turn any trouble into the exit code that says: nothing is known."""
    try:
        yield
    except SystemExit:
        raise typer.Exit(COULD_NOT_LOOK) from None


@contextmanager
def _progress(directory: Path) -> Iterator[Callable[[int], None]]:
    """Yield what shows how far we are, if it lasts and somebody can see it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where somebody waits
    from rich.progress import Progress  # noqa: PLC0415 - as above

    begun = time.monotonic()
    total = count_entries(directory)
    bar = Progress(console=Console(stderr=True), transient=True)
    shown: list[Any] = []

    def tell(done: int) -> None:
        if not shown and time.monotonic() - begun > PATIENCE:
            bar.start()
            shown.append(bar.add_task("verifying", total=total))
        if shown:
            bar.update(shown[0], completed=done)

    try:
        yield tell
    finally:
        bar.stop()
