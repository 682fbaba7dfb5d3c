"""People: taking them in from a list, and inviting them."""

import asyncio
import csv
import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import Opened, opened
from bot.people_csv import Fault, PersonRow, Rules, decode, read_people
from casework.people import Role
from handlers import enrolment, facts
from handlers.enrolment import Invited, NewPerson, RefusedError
from handlers.office import Office
from sms_gateway.numbers import parse_number
from storage import people
from storage.people_list import Listed, listed
from storage.transaction import Transaction

TELEGRAM_PATIENCE = 5.0

app = typer.Typer(help="The people who write with each other.", no_args_is_help=True)


class BadListError(OperatorError):
    """Nothing was imported: each line says what is wrong with it."""


class UnknownRefError(OperatorError):
    """Nobody has this reference. See `fastkontakt people list`."""

    def __init__(self) -> None:
        super().__init__(
            "nobody has this ref: see fastkontakt people list for those who are known"
        )


@dataclass(frozen=True, slots=True)
class _Ways:
    """By which ways people can be invited, and what the bot is called."""

    telegram: bool
    sms: bool
    username: str


@app.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="A CSV file; `-` for standard input.")],
    config: Config,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    shared_numbers: Annotated[
        bool, typer.Option("--shared-numbers", help="Clients may share a phone.")
    ] = False,
) -> None:
    """Take people in from a CSV file and print an invitation for each.

    Any bad line: nobody is taken in, and every fault is named with its line.
    """
    importing = _import(file, config, dry_run=dry_run, shared_numbers=shared_numbers)
    run(importing, OSError)


@app.command("list")
def list_people(config: Config, *, as_json: Json = False) -> None:
    """List who is known: reference, short name, role, and how they are reached."""
    run(_list(config, as_json=as_json))


@app.command("invite")
def invite(
    ref: Annotated[str, typer.Argument(help="The organisation's own reference.")],
    config: Config,
) -> None:
    """Print a new invitation; an earlier one of the same person ends."""
    run(_invite(ref, config))


async def _import(
    file: Path, config: Path, *, dry_run: bool, shared_numbers: bool
) -> None:
    content = await asyncio.to_thread(_read, file)
    async with opened(config) as found:
        text = decode(content)
        if isinstance(text, Fault):
            raise BadListError(str(text))
        settings = found.settings
        country = settings.organisation.country
        rules = Rules(
            parse_number=lambda number: parse_number(number, country),
            today=now().astimezone(settings.organisation.zone).date(),
            language=settings.organisation.language,
            known=await found.store.run(_contact_persons),
            shared_numbers=shared_numbers,
        )
        rows = read_people(text, rules)
        faults = [row for row in rows if isinstance(row, Fault)]
        if faults:
            raise BadListError(*map(str, faults), "nothing was imported")
        new = [
            replace(_new(row), may_share_phone=shared_numbers)
            for row in rows
            if isinstance(row, PersonRow)
        ]
        try:
            office = await office_of(settings)
            invited = await found.store.run(_enrol, office, new, dry_run)
        except RefusedError as error:
            lines = [f"line {each.line}: {each.sentence}" for each in error.refused]
            raise BadListError(*lines, "nothing was imported") from None
        except _DryRunDone as done:
            remark(f"{len(new)} people could be imported; {done.count} not linked yet")
            return
        await _print_invitations(found, invited)
        remark(f"imported {len(new)} people; {len(invited)} of them are not linked yet")


async def _list(config: Path, *, as_json: bool) -> None:
    async with opened(config) as found:
        rows = await found.store.run(listed)
    if as_json:
        import json  # noqa: PLC0415 - only here

        typer.echo(json.dumps([row.as_dict() for row in rows], ensure_ascii=False))
        return
    for row in rows:
        typer.echo(_line(row))
    if not rows:
        remark("nobody yet: fastkontakt people import PEOPLE.csv")


async def _invite(ref: str, config: Path) -> None:
    async with opened(config) as found:
        invited = await found.store.run(enrolment.invite, ref, now())
        if invited is None:
            raise UnknownRefError
        await _print_invitations(found, [invited])


async def _print_invitations(found: Opened, invited: list[Invited]) -> None:
    ways = await _ways(found)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ref", "telegram_link", "sms_code"])
    for each in invited:
        token = each.secrets.token
        link = f"https://t.me/{ways.username}?start={token}"
        writer.writerow(
            [
                each.ref,
                (
                    ""
                    if not ways.telegram
                    else link
                    if ways.username
                    else f"start={token}"
                ),
                each.secrets.code if ways.sms else "",
            ]
        )
    typer.echo(out.getvalue(), nl=False)


async def _ways(found: Opened) -> _Ways:
    """Ask for the bot's name once and keep it; without it a link is only its token."""
    settings: Settings = found.settings
    username = settings.telegram.username or (await found.store.run(facts.bot_username))
    token = settings.telegram.token.get_secret_value()
    if settings.telegram.enabled and not username and token:
        from bot import telegram_api, telegram_profile  # noqa: PLC0415 - slow to load

        try:
            async with (
                asyncio.timeout(TELEGRAM_PATIENCE),
                telegram_api.connected(token, settings.telegram.api_url) as bot,
            ):
                username = await telegram_profile.username(bot) or ""
        except TimeoutError:
            username = ""
        if username:
            await found.store.run(facts.remember, "bot_username", username)
        else:
            remark("Telegram did not answer: links are printed as start=TOKEN")
    return _Ways(settings.telegram.enabled, settings.sms.gateway != "none", username)


def _read(file: Path) -> bytes:
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


class _DryRunDone(Exception):  # noqa: N818 - it undoes what was tried, on purpose
    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def _enrol(
    tx: Transaction,
    office: Office,
    new: list[NewPerson],
    dry_run: bool,  # noqa: FBT001 - positional because units are
) -> list[Invited]:
    invited = enrolment.enrol(tx, office, new, now())
    if dry_run:
        raise _DryRunDone(len(invited))
    return invited


def _contact_persons(tx: Transaction) -> set[str]:
    return {
        people.ref_of(tx, person.id)
        for person in people.with_role(tx, Role.CONTACT_PERSON)
    }


def _new(row: PersonRow) -> NewPerson:
    return NewPerson(
        line=row.line,
        ref=row.ref,
        role=row.role,
        name=row.name,
        language=row.language,
        profile=row.profile,
        born_before=row.born_before,
        phone=row.phone or "",
        contact_person=row.contact_person or "",
    )


def _line(row: Listed) -> str:
    reached = ", ".join(row.reached) or "not linked yet"
    other = f"  with {row.contact_person}" if row.contact_person else ""
    return f"{row.alias:5} {row.ref:20} {row.role:15} {reached}{other}"
