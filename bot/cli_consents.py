"""Consents from the command line: who said what, on paper or face to face."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import opened
from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import consents as handling
from handlers import permissions
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from storage import consents, people
from storage.transaction import Transaction

OPERATOR = PersonId("operator")
"""Stands for whoever typed it, where nobody is named."""

app = typer.Typer(
    help="Who said yes or no to what, when and how.", no_args_is_help=True
)

Ref = Annotated[str, typer.Argument(help="Whom it concerns: reference or short name.")]
What = Annotated[Purpose, typer.Argument(help="What it is about.")]
By = Annotated[
    str | None, typer.Option("--by", help="Who said it, if not they themselves.")
]


class Said(StrEnum):
    """What can be written down afterwards."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Told(StrEnum):
    """How it was said to a human."""

    PAPER = "paper"
    SPOKEN = "spoken"


class UnknownPersonError(OperatorError):
    """Nobody is known so. See `fastkontakt people list`."""

    def __init__(self) -> None:
        super().__init__("nobody is known so: see fastkontakt people list")


@dataclass(frozen=True, slots=True)
class _Noted:
    """What is to be written down: who is meant stands in references."""

    whom: str
    by: str | None
    recorder: str | None
    purpose: Purpose
    state: ConsentState
    how: How
    until: datetime | None


@app.command("list")
def list_all(whom: Ref, config: Config, *, as_json: Json = False) -> None:
    """List every word on every purpose, the first first; nothing is ever changed."""
    found = run(_list(whom, config))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        typer.echo("  ".join(str(value) for value in row.values() if value))
    if not found:
        remark("nothing was said or asked yet")


@app.command("note")
def note(
    whom: Ref,
    purpose: What,
    said: Annotated[Said, typer.Argument(help="What was said.")],
    config: Config,
    *,
    by: By = None,
    how: Annotated[Told, typer.Option(help="How it was said.")] = Told.SPOKEN,
    recorded_by: Annotated[
        str | None, typer.Option(help="Who heard it: a reference.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day on which it runs out."),
    ] = None,
) -> None:
    """Write down what somebody said on paper or face to face; no answer ends a help."""
    wanted = _Noted(
        whom,
        by,
        recorded_by,
        purpose,
        ConsentState(said.value),
        How(how.value),
        None if until is None else until.replace(tzinfo=UTC),
    )
    run(_note(wanted, config), NotPossibleError)
    remark(f"written down: {purpose.replace('_', ' ')} {said}")


@app.command("ask")
def ask(whom: Ref, purpose: What, config: Config, *, by: By = None) -> None:
    """Ask for a yes in the chat or by SMS, as a question in plain words."""
    run(_ask(whom, purpose, by, config), NotPossibleError)
    remark("lined up: it goes out when the person may be written to")


async def _list(whom: str, config: Any) -> list[dict[str, Any]]:
    async with opened(config) as found:
        return await found.store.run(_rows, whom)


async def _note(wanted: _Noted, config: Any) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        try:
            await found.store.run(_write_down, office, wanted, now())
        except DeniedError as denied:
            await found.store.run(permissions.keep_denied, denied, now())
            raise


async def _ask(whom: str, purpose: Purpose, by: str | None, config: Any) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        await found.store.run(_line_up, office, whom, purpose, by, now())


def _rows(tx: Transaction, whom: str) -> list[dict[str, Any]]:
    person = known(tx, whom)
    return [
        {
            "at": each.at.isoformat(),
            "purpose": str(each.purpose),
            "state": str(each.state),
            "by": people.ref_of(tx, each.giver),
            "how": str(each.how),
            "text": each.text_key,
            "version": each.text_version,
            "recorded_by": _recorder(tx, each),
            "until": each.valid_until.date().isoformat() if each.valid_until else "",
        }
        for each in consents.of_person(tx, person.id)
    ]


def _recorder(tx: Transaction, said: Consent) -> str:
    if said.recorded_by in (None, OPERATOR):
        return said.recorded_by or ""
    return people.ref_of(tx, said.recorded_by)


def _write_down(
    tx: Transaction, office: Office, wanted: _Noted, moment: datetime
) -> None:
    person = known(tx, wanted.whom)
    giver = person if wanted.by is None else known(tx, wanted.by)
    recorder = OPERATOR
    if wanted.recorder is not None:
        worker = known(tx, wanted.recorder)
        if not permissions.is_allowed(
            tx, office, worker, Act.NOTE_CONSENT, person, moment
        ):
            sentence = "whoever heard it has nothing to do with this person"
            raise DeniedError(sentence, worker, Act.NOTE_CONSENT, person)
        recorder = worker.id
    said = Consent(
        person.id,
        giver.id,
        wanted.purpose,
        wanted.state,
        wanted.how,
        moment,
        recorded_by=recorder,
        valid_until=wanted.until,
    )
    handling.hear(tx, office, said)


def _line_up(
    tx: Transaction,
    office: Office,
    whom: str,
    purpose: Purpose,
    by: str | None,
    moment: datetime,
) -> None:
    person = known(tx, whom)
    giver = person if by is None else known(tx, by)
    handling.ask(tx, office, giver.id, purpose, moment, about=person.id)


def known(tx: Transaction, whom: str) -> Person:
    """Return whom a reference or a short name means, or raise."""
    found = people.find_by_ref(tx, whom) or people.find_by_alias(tx, whom)
    if found is None:
        raise UnknownPersonError
    return found
