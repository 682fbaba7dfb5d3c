"""Records that must go: what is due, what is on hold, and what two people destroy."""

from pathlib import Path
from typing import Annotated

import typer

from bot import retention_desk as desk
from bot.cli_options import LARGEST_NUMBER, Config, Json
from casework.retention import Mark

app = typer.Typer(
    help="Records that must go, by the law and by two people.", no_args_is_help=True
)

Case = Annotated[
    str, typer.Argument(help="A case: its id, or the reference of whose it is.")
]
By = Annotated[
    str, typer.Option("--by", help="Who says so: the reference of a colleague.")
]
Reason = Annotated[
    str, typer.Option("--reason", help="Why; it is kept, and told to the readers.")
]
Number = Annotated[
    int, typer.Argument(min=1, max=LARGEST_NUMBER, help="The number of the list.")
]
Undo = Annotated[bool, typer.Option("--undo", help="It is so no longer.")]
Report = Annotated[
    Path, typer.Option("--output", "-o", help="A new file for the signed report.")
]


@app.command("due")
def due(
    config: Config,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Those whose time is not over as well.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the cases whose time is over, and why some of them stay; change nothing."""
    desk.show_due(config, every=every, as_json=as_json)


@app.command("hold")
def hold(case: Case, config: Config, reason: Reason, by: By) -> None:
    """Let nothing of a case be destroyed, whatever the time says."""
    desk.mark(case, config, Mark.HOLD, reason, by)


@app.command("release")
def release(case: Case, config: Config, reason: Reason, by: By) -> None:
    """End a hold."""
    desk.unmark(case, config, Mark.HOLD, reason, by)


@app.command("placed")
def placed(
    case: Case, config: Config, reason: Reason, by: By, *, undo: Undo = False
) -> None:
    """Say that the child was placed outside the home: such a record stays."""
    (desk.unmark if undo else desk.mark)(case, config, Mark.PLACED, reason, by)


@app.command("archived")
def archived(
    case: Case, config: Config, reason: Reason, by: By, *, undo: Undo = False
) -> None:
    """Say that the archive has received a case; its receipt is the reason."""
    (desk.unmark if undo else desk.mark)(case, config, Mark.ARCHIVED, reason, by)


@app.command("not-selected")
def not_selected(
    case: Case, config: Config, reason: Reason, by: By, *, undo: Undo = False
) -> None:
    """Say that research does not keep a case: somebody looked at the day of birth."""
    (desk.unmark if undo else desk.mark)(case, config, Mark.NOT_SELECTED, reason, by)


@app.command("propose")
def propose(
    config: Config,
    by: By,
    *,
    case: Annotated[
        list[str] | None,
        typer.Option("--case", help="Only this one; may be said several times."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a list of the cases that are due, for a second person to confirm."""
    desk.propose(config, case or [], by, as_json=as_json)


@app.command("show")
def show(number: Number, config: Config, *, as_json: Json = False) -> None:
    """Show what a list would destroy now, and whose cases these are."""
    desk.show_list(number, config, as_json=as_json)


@app.command("confirm")
def confirm(number: Number, config: Config, by: By) -> None:
    """Confirm a list as the second person; whoever proposed it cannot."""
    desk.confirm(number, config, by)


@app.command("withdraw")
def withdraw(number: Number, config: Config, by: By) -> None:
    """Let nothing more come of a list."""
    desk.withdraw(number, config, by)


@app.command("lists")
def lists(config: Config, *, as_json: Json = False) -> None:
    """List the lists: who proposed and confirmed each, and what came of it."""
    desk.show_lists(config, as_json=as_json)


@app.command("carry-out")
def carry_out(number: Number, config: Config, output: Report) -> None:
    """Destroy what two people wanted gone, and write the signed report.

    Each case is judged once more; what something stands in the way of by now is kept.
    Cut short, it goes on where it was.
    """
    desk.carry_out(number, config, output)


@app.command("report")
def report(number: Number, config: Config, output: Report) -> None:
    """Write the signed report of a list again."""
    desk.write_report(number, config, output)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A signed report.")],
    *,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            help="Of the service that signed it: its record is looked at as well.",
            envvar="FASTKONTAKT_CONFIG",
        ),
    ] = None,
    signing_key: Annotated[
        str | None,
        typer.Option(help="Its signing key, as record verify --json prints it."),
    ] = None,
) -> None:
    """Check a signed report, and print it; exits 1 if it is not as it was signed."""
    desk.check(file, config, signing_key)
