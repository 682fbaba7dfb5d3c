"""Enrolling and removing readers, beside the running service."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from bot.cli_options import remark, run
from bot.clock import now
from bot.office import office_of
from bot.opening import Opened, opened
from casework.people import CaseId
from handlers import openable, reading
from handlers.openable import Openable
from handlers.permissions import NotPossibleError
from handlers.reading import CASES_AT_ONCE, ListedReader
from storage.reader_keys import load_public


def add(public_key: Path, ref: str, config: Path, *, for_duty: bool) -> None:
    """Enrol a key and give it every case that its person, or a team, may read."""
    run(_add(public_key, ref, config, for_duty=for_duty), NotPossibleError)


def list_all(config: Path, *, as_json: bool) -> None:
    """List every key."""
    found = run(_list(config), NotPossibleError)
    if as_json:
        typer.echo(json.dumps([each.to_json() for each in found]))
        return
    for line in columns([_cells(each) for each in found]):
        typer.echo(line)
    if not found:
        remark("no readers yet: fastkontakt reader keygen, then reader add")


def could_open(named: str, config: Path, *, as_json: bool) -> None:
    """List every case that somebody has, or had, a way into."""
    found = run(_could_open(named, config), NotPossibleError)
    if as_json:
        typer.echo(json.dumps([each.to_json() for each in found]))
        return
    for line in columns([_openable_cells(each) for each in found]):
        typer.echo(line)
    count = len({each.case_id for each in found if not each.is_destroyed})
    remark(f"{named} could open {_cases(count)}, with the key file and its passphrase.")


def remove(named: str, config: Path) -> None:
    """Remove a key, or every key of a person."""
    run(_remove(named, config), NotPossibleError)


def refresh(config: Path) -> None:
    """Give every case a new key that others can open than may."""
    run(_refresh(config), NotPossibleError)


def columns(rows: list[list[str]]) -> Iterator[str]:
    """Yield the rows as lines whose cells stand below each other.

    >>> list(columns([["a", "bb"], ["ccc", "d"]]))
    ['a    bb', 'ccc  d']
    """
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


async def _add(public_key: Path, ref: str, config: Path, *, for_duty: bool) -> None:
    public = load_public(public_key)
    async with opened(config) as found:
        reader = await found.store.run(
            reading.enrol_reader, public, ref, now(), for_duty=for_duty
        )
        office = await office_of(found.settings)
        new = await found.store.run(reading.to_open_for, office, reader, now())
        await renew(found, new)
        case_count = len(await found.store.run(reading.to_close_for, reader))
        typer.echo(f"{reader.id} reads {_cases(case_count)}")
        remark(
            f"From now on: {_cases(len(new))} got a new key for it. What was written"
            " before opens only after somebody who can read it has given it with"
            " fastkontakt reader grant, or fastkontakt recovery grant has."
        )
        signing = await found.store.run(lambda tx: tx.verifying.public_bytes_raw())
        remark(f"Tell the reader the signing key of this service: {signing.hex()}")


async def _remove(named: str, config: Path) -> None:
    async with opened(config) as found:
        removed = await found.store.run(reading.remove_readers, named, now())
        for reader in removed:
            closing = await found.store.run(reading.to_close_for, reader)
            alone = await renew(found, closing)
            typer.echo(f"{reader.id} was removed from {_cases(len(closing))}")
            if alone:
                remark(
                    f"nobody but recovery can open {', '.join(alone)} now:"
                    " add another reader"
                )
        remark("They keep what they exported before, and get nothing more.")


async def _refresh(config: Path) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        changed = await found.store.run(reading.to_refresh, office, now())
        alone = await renew(found, changed)
        typer.echo(f"{_cases(len(changed))} got a new key")
        if alone:
            remark(f"nobody but recovery can open {', '.join(alone)} now")


async def _list(config: Path) -> list[ListedReader]:
    async with opened(config) as found:
        return await found.store.run(reading.list_readers)


async def _could_open(named: str, config: Path) -> list[Openable]:
    async with opened(config) as found:
        return await found.store.run(openable.by, named)


async def renew(found: Opened, case_ids: list[CaseId]) -> list[CaseId]:
    """Begin a new epoch in each case, a few at a time so that nobody waits long."""
    alone: list[CaseId] = []
    left = iter(case_ids)
    office = await office_of(found.settings)
    while some := list(islice(left, CASES_AT_ONCE)):
        alone += await found.store.run(reading.renew, office, some, now())
    return alone


def _cells(reader: ListedReader) -> list[str]:
    removed: Any = reader.removed_at
    until = f"removed {removed:%Y-%m-%d}" if removed else ""
    changed = "" if reader.is_signed else "NOT AS IT WAS SIGNED"
    return [
        reader.id,
        reader.ref,
        reader.role,
        f"since {reader.added_at:%Y-%m-%d}",
        _cases(reader.cases),
        "duty key" if reader.is_for_duty else "",
        until or changed,
    ]


def _openable_cells(each: Openable) -> list[str]:
    until = "now" if each.until is None else f"{each.until:%Y-%m-%d %H:%M}"
    return [
        each.case_id,
        each.ref or "-",
        each.reader_id,
        f"epochs {', '.join(map(str, each.epochs))}",
        f"{each.since:%Y-%m-%d %H:%M} to {until} UTC",
        f"{each.entries} entries",
        "destroyed: opens no more" if each.is_destroyed else "",
    ]


def _cases(count: int) -> str:
    return f"{count} case" if count == 1 else f"{count} cases"
