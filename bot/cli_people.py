"""People: taking them in, inviting them, showing how it stands, unlinking them."""

import asyncio
import csv
import io
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from bot import handed_list, people_desk
from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError
from bot.handed_list import BadListError, DryRun, ListFile
from bot.office import office_of
from bot.opening import Opened, opened
from bot.people_csv import Rules, new_people, read_people
from bot.people_desk import Wanted
from bot.trying_out import try_out
from casework.people import Role
from handlers import enrolment, facts, owing
from handlers.enrolment import Invited, RefusedError
from handlers.office import Office
from sms_gateway.numbers import parse_number
from storage import people
from storage.engine import Store
from storage.people_list import Listed, listed
from storage.transaction import Transaction

TELEGRAM_PATIENCE = 5.0
SHOWS_PROGRESS_FROM = 500
"""Lines; fewer are in before anybody could look."""
MOST_OWED = 10
"""So many are named for each thing that is owed; all are in `people list --owed`."""

Ref = Annotated[str, typer.Argument(help="The organisation's own reference.")]

app = typer.Typer(help="The people who write with each other.", no_args_is_help=True)


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
    file: ListFile,
    config: Config,
    *,
    dry_run: DryRun = False,
    shared_numbers: Annotated[
        bool, typer.Option("--shared-numbers", help="Clients may share a phone.")
    ] = False,
) -> None:
    """Take people in from a CSV file and print an invitation for each.

    Any bad line: nobody is taken in, and every fault is named with its line.
    """
    importing = _import(file, config, dry_run=dry_run, shared_numbers=shared_numbers)
    run(importing, OSError)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="A name; a nickname is enough.")],
    config: Config,
    *,
    profile: Annotated[
        str, typer.Option("--profile", help="The kind of help; staff need none.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", help="What they are: client, contact_person, ...")
    ] = "client",
    ref: Annotated[
        str, typer.Option("--ref", help="Your own reference; without it one is made.")
    ] = "",
    contact_person: Annotated[
        str,
        typer.Option(
            "--contact-person", help="Their ref; without it the only one there is."
        ),
    ] = "",
    phone: Annotated[str, typer.Option("--phone", help="Their number.")] = "",
    language: Annotated[
        str, typer.Option("--language", help="en, da or sv; without it the office's.")
    ] = "",
    born: Annotated[str, typer.Option("--born", help="YYYY or YYYY-MM-DD.")] = "",
) -> None:
    """Take one person in, active at once, and print their invitation."""
    wanted = Wanted(
        name=name,
        profile=profile,
        role=role,
        ref=ref,
        contact_person=contact_person,
        phone=phone,
        language=language,
        born=born,
    )
    run(_add(wanted, config))


@app.command("list")
def list_people(
    config: Config,
    *,
    owed: Annotated[
        bool, typer.Option("--owed", help="Only those for whom something is owed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List who is known: reference, short name, role, state, and how they are reached.

    An address is stale after 60 silent days, and suspect once its holder was asked.
    """
    run(_list(config, owed=owed, as_json=as_json))


@app.command("show")
def show(
    ref: Ref,
    config: Config,
    *,
    viewer: Annotated[
        str | None,
        typer.Option("--as", help="Show what this colleague may see: their ref."),
    ] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Ask for what was written, too, with --as.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show how it stands with somebody: no name, no whole number, no words.

    What the colleague of --as may not see is refused, and the try is written into the
    case.
    """
    people_desk.show(ref, config, viewer=viewer, words=words, as_json=as_json)


@app.command("unlink")
def unlink(
    ref: Ref,
    config: Config,
    *,
    handover_to: Annotated[
        str | None,
        typer.Option("--handover-to", help="Who takes a leaver's clients over: a ref."),
    ] = None,
) -> None:
    """Retire somebody's addresses; who works here leaves, and their reader keys end.

    A leaver is refused while clients would have nobody.
    """
    people_desk.unlink(ref, config, handover_to=handover_to)


@app.command("invite")
def invite(ref: Ref, config: Config) -> None:
    """Print a new invitation; an earlier one of the same person ends."""
    run(_invite(ref, config))


async def _import(
    file: Path, config: Path, *, dry_run: bool, shared_numbers: bool
) -> None:
    text = await handed_list.read(file)
    async with opened(config) as found:
        settings = found.settings
        country = settings.organisation.country
        rules = Rules(
            parse_number=lambda number: parse_number(number, country),
            today=now().astimezone(settings.organisation.zone).date(),
            language=settings.organisation.language,
            known=await found.store.run(people_desk.contact_persons),
            shared_numbers=shared_numbers,
        )
        rows = handed_list.sound(read_people(text, rules))
        new = new_people(rows, shared_numbers=shared_numbers)
        take_in = try_out if dry_run else Store.run
        try:
            office = await office_of(settings)
            with progress(len(new)) as tell:
                invited = await take_in(
                    found.store, enrolment.enrol, office, new, now(), tell=tell
                )
        except RefusedError as error:
            lines = [f"line {each.line}: {each.sentence}" for each in error.refused]
            raise BadListError(*lines, "nothing was imported") from None
        if dry_run:
            count = len(invited)
            remark(f"{len(new)} people could be imported; {count} not linked yet")
            return
        await _print_invitations(found, invited)
        remark(f"imported {len(new)} people; {len(invited)} of them are not linked yet")
        refs = [each.ref for each in new if each.role is Role.CLIENT]
        _say_owed(await found.store.run(_owed_by, office, refs))


async def _add(wanted: Wanted, config: Path) -> None:
    async with opened(config) as found:
        added = await people_desk.add(found, wanted)
        await _print_invitations(found, added.invited)
        if added.contact_person:
            remark(f"active, with {added.contact_person}")
        if added.owed:
            remark(f"owed, and blocks no message: {_in_words(added.owed)}")


async def _list(config: Path, *, owed: bool, as_json: bool) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        rows = await found.store.run(_listed, office)
        if owed:
            rows = [row for row in rows if row.owed]
    if as_json:
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


def _listed(tx: Transaction, office: Office) -> list[Listed]:
    moment = now()
    rows = listed(tx, moment)
    owed = _owed_by(tx, office, [each.ref for each in rows if each.state])
    return [replace(each, owed=owed.get(each.ref, ())) for each in rows]


def _owed_by(
    tx: Transaction, office: Office, refs: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return what is owed for each, of those for whom something is."""
    moment = now()
    found = {}
    for ref in refs:
        person = people.find_by_ref(tx, ref)
        missing = () if person is None else owing.of_client(tx, office, person, moment)
        if missing:
            found[ref] = tuple(map(str, missing))
    return found


def _say_owed(owed: Mapping[str, tuple[str, ...]]) -> None:
    """Say what is owed, and for whom; of a long list only the first."""
    whose: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for ref, missing in owed.items():
        whose[missing].append(ref)
    for missing, refs in whose.items():
        more = len(refs) - MOST_OWED
        rest = f" and {more} more: fastkontakt people list --owed" if more > 0 else ""
        named = ", ".join(refs[:MOST_OWED])
        remark(f"owed, and blocks no message: {_in_words(missing)} of {named}{rest}")


def _in_words(missing: Iterable[str]) -> str:
    return ", ".join(missing).replace("_", " ")


@contextmanager
def progress(lines: int) -> Iterator[Callable[[], object]]:
    """Yield what moves a bar on a terminal, if it is long enough to wait for."""
    if lines < SHOWS_PROGRESS_FROM or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - only for long lists
    from rich.progress import Progress  # noqa: PLC0415 - only for long lists

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("taking people in", total=lines)
        yield lambda: shown.advance(task)


def _line(row: Listed) -> str:
    reached = ", ".join(row.reached) or "not linked yet"
    other = f"  with {row.contact_person}" if row.contact_person else ""
    owed = f"  owed: {_in_words(row.owed)}" if row.owed else ""
    who = f"{row.alias:5} {row.ref:20} {row.role:15} {row.state:12}"
    return f"{who} {reached}{other}{owed}"
