"""Records that must go, as the command line asks and tells of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from bot.cli_options import remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError, operator_errors
from bot.office import office_of
from bot.opening import EXPECTED, Opened, opened
from bot.people_desk import note_denied
from bot.rendering import plain
from bot.retention_text import lines_of, report_lines
from casework.retention import Mark
from handlers import retention as handling
from handlers import retention_disposal as disposal
from handlers import retention_lists as lists
from handlers.permissions import DeniedError, NotPossibleError
from handlers.retention import Looked
from storage import hand_over, retention, retention_report, unneeded_files
from storage.keyfiles import write_private
from storage.reading import reading as looking
from storage.retention import ItemState
from storage.retention_report import ReportError, SignedReport
from storage.sealing import SealError
from storage.service_keys import ServiceKeys
from storage.transaction import Transaction


class UnsoundReportError(OperatorError):
    """A report is not as the service signed it. Look for another copy."""


def show_due(config: Path, *, every: bool, as_json: bool) -> None:
    """Print the cases whose time is over, and what stands in the way of each."""
    found = run(_look(config))
    shown = [each for each in found if every or each.judged.waits_for_people]
    if as_json:
        typer.echo(json.dumps([each.to_json() for each in shown], ensure_ascii=False))
        return
    _print_lines(shown)
    count = sum(each.judged.is_due for each in shown)
    remark(f"{count} of {len(found)} cases must go; nothing was changed")


def mark(case: str, config: Path, kind: Mark, reason: str, by: str) -> None:
    """Write down what somebody says of a case."""
    found = run(_do(config, handling.mark, case, kind, reason, by), NotPossibleError)
    remark(f"case {found}: {kind.replace('_', ' ')}")


def unmark(case: str, config: Path, kind: Mark, reason: str, by: str) -> None:
    """Write down that something counts no more."""
    found = run(
        _do(config, handling.mark, case, kind, reason, by, is_on=False),
        NotPossibleError,
    )
    remark(f"case {found}: no longer {kind.replace('_', ' ')}")


def propose(config: Path, named: Sequence[str], by: str, *, as_json: bool) -> None:
    """Make a list, and print it."""
    made = run(_do(config, lists.propose, named, by), NotPossibleError)
    show_list(made.id, config, as_json=as_json)
    remark(
        f"list {made.id}: {len(made.items)} cases; somebody else now says"
        f" fastkontakt retention confirm {made.id}"
    )


def show_list(number: int, config: Path, *, as_json: bool) -> None:
    """Print what a list would destroy now."""
    found = run(_do(config, lists.look_again, number), NotPossibleError)
    if as_json:
        cases = [each.to_json() for each in found]
        typer.echo(json.dumps({"list": number, "cases": cases}, ensure_ascii=False))
    else:
        _print_lines(found)


def confirm(number: int, config: Path, by: str) -> None:
    """Let a second person confirm a list."""
    run(_do(config, lists.confirm, number, by), NotPossibleError)
    remark(f"list {number} is confirmed: fastkontakt retention carry-out {number}")


def withdraw(number: int, config: Path, by: str) -> None:
    """Let nothing more come of a list."""
    run(_do(config, lists.withdraw, number, by), NotPossibleError)
    remark(f"list {number} was withdrawn")


def show_lists(config: Path, *, as_json: bool) -> None:
    """Print every list there ever was."""
    found = run(_all_lists(config))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for report in found:
        for line in report_lines(report):
            typer.echo(line)
        typer.echo()
    if not found:
        remark("no lists yet")


def carry_out(number: int, config: Path, output: Path) -> None:
    """Destroy what is on a list, case by case, and write the report."""
    _require_new(output)
    run(_carry_out(number, config), NotPossibleError, SealError)
    write_report(number, config, output)


def write_report(number: int, config: Path, output: Path) -> None:
    """Write the signed report of a list, and the same as text beside it."""
    _require_new(output)
    signed = run(_report(number, config), NotPossibleError)
    lines = list(report_lines(signed.report))
    text = "\n".join([*lines, "", f"signed with {signed.signing_key.hex()}", ""])
    with operator_errors(OSError):
        write_private(output, signed.to_text().encode())
        write_private(_text_beside(output), text.encode())
    for line in lines:
        typer.echo(line)
    remark(f"wrote {output} and {_text_beside(output)}: keep them with the decision")


def check(file: Path, config: Path | None, signing_key: str | None) -> None:
    """Print a report, if it is as it was signed and the record agrees."""
    with operator_errors(*EXPECTED):
        signed = retention_report.read(file)
        settings = None if config is None else Settings.read(config)
        named = signed.signing_key.hex() if signing_key is None else signing_key
        try:
            is_signed = signed.is_signed()
            # Anybody can sign with a key of their own, whatever they like.
            lines = list(map(plain, report_lines(signed.report)))
        except retention_report.MISREADINGS:
            raise ReportError(f"{file}: is no disposal report") from None
        if not is_signed or signed.signing_key.hex() != named.lower():
            raise UnsoundReportError(f"{file}: is not as this service signed it")
        if settings is not None:
            _require_in_record(file, signed, settings)
    for line in lines:
        typer.echo(line)
    if settings is None and signing_key is None:
        remark(
            f"signed with {named}: see that this is the key of the service, as"
            " fastkontakt record verify --json prints it"
        )


def _require_in_record(file: Path, signed: SignedReport, settings: Settings) -> None:
    keys = ServiceKeys.load(settings.storage.keys)
    with looking(settings.storage.path, keys) as tx:
        if signed.signing_key not in hand_over.every_key(tx):
            raise UnsoundReportError(f"{file}: is not as this service signed it")
        for case in signed.report["cases"]:
            stone = case["tombstone"]
            if stone is not None and not retention_report.is_in_chain(tx, stone):
                raise UnsoundReportError(
                    f"{file}: the record has another end of case {case['case']}:"
                    " run fastkontakt record verify"
                )


def _require_new(output: Path) -> None:
    with operator_errors():
        for path in (output, _text_beside(output)):
            if path.exists():
                raise OperatorError(f"{path}: there already; name a new file")
        if not output.parent.is_dir():
            raise OperatorError(f"{output.parent}: is no directory; make it first")


def _text_beside(output: Path) -> Path:
    return output.with_name(f"{output.name}.txt")


def _print_lines(looked: Sequence[Looked]) -> None:
    for each in looked:
        for line in lines_of(each):
            typer.echo(line)


async def _look(config: Path) -> list[Looked]:
    settings = Settings.read(config)
    office = await office_of(settings)
    keys = ServiceKeys.load(settings.storage.keys)
    with looking(settings.storage.path, keys) as tx:
        return handling.look_at_all(tx, office, now())


async def _do(config: Path, unit: Any, *given: Any, **how: Any) -> Any:
    """Run a unit for the organisation, in a store opened for it."""
    async with opened(config) as found:
        office = await office_of(found.settings)
        return await _decide(found, unit, office, *given, now(), **how)


async def _decide(found: Opened, unit: Any, *given: Any, **how: Any) -> Any:
    """Run a unit; what was denied is written into the case."""

    def decide(tx: Transaction) -> Any:
        return unit(tx, *given, **how)

    try:
        return await found.store.run(decide)
    except DeniedError as denied:
        await note_denied(found, denied)
        raise


async def _carry_out(number: int, config: Path) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        for case in await found.store.run(disposal.still_to_do, number):
            item = await _decide(found, disposal.dispose, office, number, case, now())
            kept = "; ".join(each.value for each in item.why_not)
            is_gone = item.state is ItemState.DESTROYED
            remark(f"case {case}: {'destroyed' if is_gone else f'kept: {kept}'}")
        removed = await unneeded_files.remove(found.store, now())
        remark(f"files of attachments removed: {removed}")
        await found.store.run(disposal.finish, number, now())


async def _report(number: int, config: Path) -> SignedReport:
    async with opened(config) as found:
        office = await office_of(found.settings)
        # Whatever was cut short is done before it is told as done.
        await unneeded_files.remove(found.store, now())
        report = await found.store.run(disposal.report, office, number)
        keys = await found.store.run(lambda tx: tx.keys)
        return retention_report.sign(report, keys)


async def _all_lists(config: Path) -> list[dict[str, Any]]:
    async with opened(config) as found:
        office = await office_of(found.settings)
        numbers = await found.store.run(_numbers)
        return [
            await found.store.run(disposal.report, office, number) for number in numbers
        ]


def _numbers(tx: Transaction) -> list[int]:
    return [each.id for each in retention.lists(tx)]
