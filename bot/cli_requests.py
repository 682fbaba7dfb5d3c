"""Requests about what is kept of somebody: list, answer, give more time."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_consents import known
from bot.cli_options import LARGEST_NUMBER, Config, Json, remark, run
from bot.clock import now
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import opened
from bot.reader_desk import columns
from casework.requests import Fault, Outcome, Request, RequestKind
from handlers import requests as handling
from handlers.office import Office
from handlers.requests import Answer
from storage import people, requests
from storage.transaction import Transaction

app = typer.Typer(
    help="What people asked about what is kept of them.", no_args_is_help=True
)

Number = Annotated[
    int, typer.Argument(min=1, max=LARGEST_NUMBER, help="Its number in the list.")
]
EARLIEST = 2000
"""No letter is older that anybody still answers: a year like this was mistyped."""

_SENTENCES = {
    Fault.ANSWERED: "it was answered before",
    Fault.NO_REASON: "a no, or more time, needs a reason: --reason",
    Fault.NO_ENTRY: "say which entry is wrong: --entry, as a reader sees its number",
    Fault.EXTENDED: "it was given more time before, and that can be done once",
    Fault.TOO_LATE: "its day has passed: more time had to be taken before; answer it",
}


class RequestError(OperatorError):
    """It cannot be answered so; the text says what to do."""


Reason = Annotated[
    str,
    typer.Option(
        "--reason", help="Why, in words for whoever asked; - reads standard input."
    ),
]


@app.command("list")
def list_all(
    config: Config,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Those as well that were answered.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what waits for an answer, by its day; no words of anybody."""
    found = run(_list(config, requests.every if every else requests.open_now))
    if as_json:
        typer.echo(json.dumps(found))
        return
    for line in columns([[str(value) for value in row.values()] for row in found]):
        typer.echo(line)
    if not found:
        remark("nobody waits for an answer about what is kept")


@app.command()
def note(
    whom: Annotated[str, typer.Argument(help="Who asked: reference or short name.")],
    kind: Annotated[RequestKind, typer.Argument(help="What for.")],
    config: Config,
    *,
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="When it came, if not today."),
    ] = None,
    words: Annotated[
        str, typer.Option(help="What they say is right; - reads standard input.")
    ] = "",
    entry: Annotated[
        int | None,
        typer.Option(min=1, max=LARGEST_NUMBER, help="Which entry they say is wrong."),
    ] = None,
) -> None:
    """Note what somebody asked for by letter, by phone or face to face.

    They are told by when they get an answer, and their contact person that it waits.
    """
    said = _words(words)
    if kind is RequestKind.CORRECTION and not said:
        raise typer.BadParameter("a correction needs --words")
    run(_note(whom, kind, received, said, entry, config))
    remark("noted: it waits in request list")


@app.command()
def answer(
    number: Number,
    outcome: Annotated[Outcome, typer.Argument(help="How it is answered.")],
    config: Config,
    *,
    reason: Reason = "",
    entry: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LARGEST_NUMBER,
            help="Beside which entry a correction is written.",
        ),
    ] = None,
) -> None:
    """Answer one: whoever asked is told, and it is written into their case.

    What is put right stands beside the old entry, and so do the words of who is
    refused; nothing is changed. Where no record is kept, their words are nowhere then.
    """
    given = Answer(outcome, _words(reason), entry)

    def unit(tx: Transaction, office: Office, request: Request) -> Fault | None:
        return handling.answer(tx, office, request, given, None, now())

    run(_do(number, config, unit))
    remark(f"{outcome}: whoever asked is told")


@app.command()
def extend(number: Number, config: Config, *, reason: Reason) -> None:
    """Take two months more, once, and tell whoever asked why (GDPR art. 12(3))."""
    why = _words(reason)

    def unit(tx: Transaction, office: Office, request: Request) -> Fault | None:
        return handling.extend(tx, office, request, why, None, now())

    run(_do(number, config, unit))
    remark("two months more: whoever asked is told why")


def _words(reason: str) -> str:
    return (sys.stdin.read() if reason == "-" else reason).strip()


async def _list(
    config: Path, found_by: Callable[[Transaction], list[Request]]
) -> list[dict[str, Any]]:
    async with opened(config) as found:
        office = await office_of(found.settings)
        zone, today = office.zone, now().astimezone(office.zone).date()

        def rows(tx: Transaction) -> list[dict[str, Any]]:
            return [
                {
                    "number": each.id,
                    "ref": people.ref_of(tx, each.client),
                    "kind": str(each.kind),
                    "received": each.received_at.astimezone(zone).date().isoformat(),
                    "aim": "" if each.term.aim is None else each.term.aim.isoformat(),
                    "due": each.term.due.isoformat(),
                    "state": str(each.outcome or each.standing(today)),
                }
                for each in found_by(tx)
            ]

        return await found.store.run(rows)


async def _note(
    whom: str,
    kind: RequestKind,
    received: datetime | None,
    words: str,
    entry: int | None,
    config: Path,
) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)
        moment = now()
        came = moment if received is None else received.replace(tzinfo=office.zone)
        if came.year < EARLIEST or came > moment:
            raise RequestError("--received: the day on which it came, not one to come")

        def work(tx: Transaction) -> None:
            client = known(tx, whom)
            if client.role.is_staff:
                raise RequestError("whoever works here has no case of their own")
            handling.note(
                tx, office, client, kind, came, moment, words=words, entry=entry
            )

        await found.store.run(work)


async def _do(
    number: int,
    config: Path,
    unit: Callable[[Transaction, Office, Request], Fault | None],
) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)

        def work(tx: Transaction) -> None:
            request = requests.find(tx, number)
            if request is None:
                raise RequestError("there is none of that number: request list")
            fault = unit(tx, office, request)
            if fault is not None:
                raise RequestError(_SENTENCES[fault])

        await found.store.run(work)
