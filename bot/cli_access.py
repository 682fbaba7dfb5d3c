"""Who took cases out, and what a monthly look at that has to ask about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Annotated

import typer

from bot.cli_options import Config, remark
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError, operator_errors
from bot.opening import EXPECTED
from bot.row_tables import As, Format, Row, show
from casework.report_period import Fault, Period, read_period
from handlers import access_log
from handlers.access_log import Line
from handlers.permissions import NotPossibleError
from storage.reading import reading
from storage.service_keys import ServiceKeys
from storage.transaction import Transaction

MONTHS_BEFORE = 3
"""So many months say what is usual."""

app = typer.Typer(
    help="Who took cases out, came to read them, or tried.", no_args_is_help=True
)


class BadPeriodError(OperatorError):
    """There is no such time. Write a month as 2026-10, a day as 2026-10-31."""


@app.command("log")
def log(
    config: Config,
    *,
    case: Annotated[
        str | None,
        typer.Option("--case", help="Only this case: its id, or the client's ref."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Only this colleague: the ref.")
    ] = None,
    month: Annotated[
        str, typer.Option("--month", help="A month: 2026-10. Without it: this one.")
    ] = "",
    first: Annotated[str, typer.Option("--from", help="The first day.")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day, included.")] = "",
    printed: As = Format.TEXT,
) -> None:
    """List who had cases taken out, came to read them, or tried; when and why.

    It is read from the headers of the record, which `record verify` checks; no word of
    a case is opened.
    """
    with operator_errors(*EXPECTED, NotPossibleError):
        settings = Settings.read(config)
        period = _period(settings, month, first, last)
        with _looking(settings) as tx:
            found = access_log.lines(tx, period, case, person)
    show([_row(each, period) for each in found], printed)
    if not found:
        remark("nobody took a case out in that time")


@app.command("review")
def review(
    config: Config,
    *,
    month: Annotated[
        str, typer.Option("--month", help="A month: 2026-10. Without it: the last one.")
    ] = "",
    printed: As = Format.TEXT,
) -> None:
    """List what the access of a month has to be asked about.

    Cases of others, nobody or no reason named, far more than in the three months
    before, tries that were denied, new readers, and keys of those who have left.
    """
    with operator_errors(*EXPECTED, NotPossibleError):
        settings = Settings.read(config)
        months = _months(settings, month)
        with _looking(settings) as tx:
            found = access_log.reviewed(tx, months[0], months[1:])
    rows: list[Row] = [
        {
            "concern": each.concern.replace("_", " "),
            "person": each.person or None,
            "case": each.case or None,
            "client": client,
            "times": each.count,
        }
        for each, client in found
    ]
    show(rows, printed)
    remark(f"{months[0]}: {len(rows)} to be asked about")


@contextmanager
def _looking(settings: Settings) -> Iterator[Transaction]:
    keys = ServiceKeys.load(settings.storage.keys)
    with reading(settings.storage.path, keys) as tx:
        yield tx


def _period(settings: Settings, month: str, first: str, last: str) -> Period:
    zone = settings.organisation.zone
    found = read_period(month, first, last, _today(settings), zone)
    if isinstance(found, Fault):
        raise BadPeriodError(found)
    return found


def _months(settings: Settings, month: str) -> list[Period]:
    """Return the month that was asked for, or the last one, and those before it."""
    first = _period(settings, month, "", "").first
    first = first if month else _month_before(first)
    found = []
    for _ in range(MONTHS_BEFORE + 1):
        found.append(_period(settings, f"{first:%Y-%m}", "", ""))
        first = _month_before(first)
    return found


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _today(settings: Settings) -> date:
    return now().astimezone(settings.organisation.zone).date()


def _row(line: Line, period: Period) -> Row:
    return {
        "at": f"{line.at.astimezone(period.zone):%Y-%m-%d %H:%M}",
        "what": line.what.replace("_", " "),
        "case": line.case,
        "client": line.client,
        "person": line.person,
        "by": line.by,
        "way": line.way or None,
        "reason": line.reason or None,
    }
