"""Reports on the work: figures from rows that hold no word of anybody."""

import asyncio
import json
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import report_files, report_pdf, report_table
from bot.case_files import letterhead
from bot.cli_options import Config, Json, remark
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError, operator_errors
from bot.office import office_of
from bot.opening import EXPECTED
from bot.progress import Progress
from bot.record_words import Words
from bot.typesetting import NoTypstError
from casework.profiles import profile_on
from casework.report_period import Fault, Period, read_period
from casework.report_topics import WITH_FORM, Topic
from casework.reports import Asked, By, Report
from handlers import figures, overview
from handlers.figures_frame import Frame, Whom
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage.keyfiles import sync_directory
from storage.reading import reading
from storage.service_keys import ServiceKeys

ENGLISH = Words("en")

_SIDEWAYS = 200
"""Signs: how wide a table is that no terminal shows."""


class BadReportError(OperatorError):
    """No report can be made of what was asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, as it was typed."""

    by: By
    topics: tuple[Topic, ...]
    month: str
    first: str
    last: str
    profile: str
    viewer: str


@dataclass(frozen=True, slots=True)
class Files:
    """Where the report is to be written."""

    csv: Path | None
    pdf: Path | None
    force: bool

    @property
    def named(self) -> list[Path]:
        """Return those that were named."""
        return [path for path in (self.csv, self.pdf) if path is not None]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    config: Config,
    *,
    month: Annotated[
        str, typer.Option("--month", help="A month: 2026-10. Without it: this one.")
    ] = "",
    first: Annotated[str, typer.Option("--from", help="The first day.")] = "",
    last: Annotated[
        str, typer.Option("--to", help="The last day, included; without it today.")
    ] = "",
    by: Annotated[By, typer.Option("--by", help="What the rows are.")] = By.MONTH,
    profile: Annotated[
        str, typer.Option("--profile", help="Only one kind of help.")
    ] = "",
    topic: Annotated[
        list[Topic] | None,
        typer.Option("--topic", help="Only this table; may be given several times."),
    ] = None,
    viewer: Annotated[
        str, typer.Option("--as", help="Only whom this colleague may see: their ref.")
    ] = "",
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write it for a spreadsheet.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", help="Write it to be printed, with plots.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell in figures what was done, and how it stands, without opening a word.

    Small numbers are covered unless the rows are those who are helped, by short name.
    What cannot be known is a dash with its reason, never nought.
    """
    wanted = Wanted(by, tuple(topic or Topic), month, first, last, profile, viewer)
    files = Files(csv, pdf, force)
    with operator_errors(*EXPECTED, NotPossibleError, OSError):
        _refuse_written_over(files)
        settings = Settings.read(config)
        moment = now()
        made = _made(settings, wanted, moment)
        _write(made, files, settings, moment)
    if as_json:
        typer.echo(json.dumps(report_files.as_json(made), ensure_ascii=False))
    elif not files.named:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _SIDEWAYS
        for line in report_table.lines(made, width, _clock(settings, moment), ENGLISH):
            typer.echo(line)


def _made(settings: Settings, wanted: Wanted, moment: datetime) -> Report:
    zone = settings.organisation.zone
    today = moment.astimezone(zone).date()
    period = read_period(wanted.month, wanted.first, wanted.last, today, zone)
    if isinstance(period, Fault):
        raise BadReportError(period)
    if wanted.by is By.FORM and not WITH_FORM.intersection(wanted.topics):
        raise BadReportError(
            f"only {', '.join(t for t in Topic if t in WITH_FORM)} have a form"
        )
    if wanted.profile and profile_on(wanted.profile, today) is None:
        raise BadReportError(
            "there is no such kind of help: see fastkontakt profiles list"
        )
    office = asyncio.run(office_of(settings))
    return _looked_up(settings, office, wanted, period, moment)


def _looked_up(
    settings: Settings, office: Office, wanted: Wanted, period: Period, moment: datetime
) -> Report:
    keys = ServiceKeys.load(settings.storage.keys)
    with reading(settings.storage.path, keys) as tx:
        viewer = overview.colleague_of(tx, wanted.viewer) if wanted.viewer else None
        frame = Frame(tx, office, Whom(wanted.profile, viewer), moment)
        asked = Asked(period, wanted.by, moment, wanted.profile, wanted.topics)
        return figures.of(tx, office, frame, asked, Progress("read"))


def _refuse_written_over(files: Files) -> None:
    for path in files.named:
        if path.exists() and not files.force:
            raise BadReportError(f"{path}: there already; --force writes over it")


def _write(made: Report, files: Files, settings: Settings, moment: datetime) -> None:
    """Write the files, once all of them could be made."""
    words = Words(settings.organisation.language)
    contents = []
    if files.csv is not None:
        contents.append((files.csv, report_files.as_csv(made, words)))
    if files.pdf is not None:
        contents.append((files.pdf, _pdf(made, words, settings, moment)))
    for path, content in contents:
        _put(path, content)


def _pdf(made: Report, words: Words, settings: Settings, moment: datetime) -> bytes:
    head = letterhead(settings.organisation)
    try:
        return report_pdf.as_pdf(made, words, head, _clock(settings, moment))
    except NoTypstError:
        raise BadReportError(
            "a PDF needs one more package: pip install 'fastkontakt[pdf]',"
            " or take --csv"
        ) from None


def _put(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    beside.replace(path)
    sync_directory(path.absolute().parent)
    remark(f"wrote {path}")


def _clock(settings: Settings, moment: datetime) -> str:
    return f"{moment.astimezone(settings.organisation.zone):%Y-%m-%d %H:%M}"
