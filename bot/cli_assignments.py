"""Assignments and who takes part: shown, steered and ended from the command line."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from bot import cli_cadence
from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import opened
from casework import lifecycle as rules
from casework.lifecycle import NotAllowed, Step
from casework.people import AssignmentState, Language, Mandate, Person, Role
from casework.profiles import OverrideError
from handlers import assignment_view, families, lifecycle, overriding
from handlers.assignment_view import Shown
from handlers.families import Kin, NewParticipant, Obstacle
from handlers.office import Office
from handlers.permissions import NotPossibleError
from sms_gateway.numbers import parse_number
from storage import assignments, people
from storage.transaction import Transaction

assignment = typer.Typer(
    help="How a client's assignment stands, and its next step.", no_args_is_help=True
)
participant = typer.Typer(
    help="Guardians, brothers and sisters, and others who take part.",
    no_args_is_help=True,
)

Client = Annotated[str, typer.Argument(help="The client: reference or short name.")]
Ref = Annotated[str, typer.Argument(help="Whoever takes part: their reference.")]


class UnknownPersonError(OperatorError):
    """Nobody is known so. See `fastkontakt people list`."""

    def __init__(self, who: str) -> None:
        super().__init__(f"nobody is known as this {who}: see fastkontakt people list")


class StepError(OperatorError):
    """This step does not follow from how the assignment stands."""

    def __init__(self, refused: NotAllowed) -> None:
        if refused.state is None:
            super().__init__("this client never had a contact person: assign one first")
            return
        may = [step for state, step in rules.ALLOWED if state is refused.state]
        super().__init__(
            f"the assignment is {refused.state}: {refused.step} does not follow;"
            f" what does: {', '.join(may)}"
        )


class NotTakenError(OperatorError):
    """Somebody cannot take part, or does not."""


def register(parent: typer.Typer) -> None:
    """Add both groups of commands."""
    cli_cadence.register(assignment)
    parent.add_typer(assignment, name="assignment")
    parent.add_typer(participant, name="participant")


@assignment.command("show")
def show(client: Client, config: Config, *, as_json: Json = False) -> None:
    """Show every assignment of a client: how it stands, on what, and what is owed."""
    found = run(_with_office(config, _show, client))
    if as_json:
        typer.echo(json.dumps([each.to_json() for each in found], ensure_ascii=False))
        return
    for each in found:
        for line in _lines(each):
            typer.echo(line)
    if not found:
        remark("this client never had a contact person")


@assignment.command("set")
def set_details(
    client: Client,
    config: Config,
    *,
    purpose: Annotated[str | None, typer.Option(help="What the help is for.")] = None,
    decision: Annotated[
        str | None, typer.Option(help="The authority's own reference.")
    ] = None,
    legal_basis: Annotated[str | None, typer.Option(help="By which law.")] = None,
    expected_end: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day.")
    ] = None,
    mandate: Annotated[
        Mandate | None, typer.Option(help="On what the client takes part.")
    ] = None,
    planned_contacts: Annotated[
        str | None,
        typer.Option(help='How often there is to be contact, such as "2 a week".'),
    ] = None,
) -> None:
    """Write down on what the open assignment rests; staff alone see it."""
    given = {
        "purpose": purpose,
        "decision": decision,
        "legal_basis": legal_basis,
        "expected_end": None if expected_end is None else expected_end.date(),
        "mandate": mandate,
    }
    said = {name: value for name, value in given.items() if value is not None}
    expected = NotPossibleError, OverrideError
    run(_with_office(config, _set, client, said, planned_contacts), *expected)
    if planned_contacts is not None:
        said["planned_contacts"] = planned_contacts
    remark(f"written down: {', '.join(said) or 'nothing'}")


@assignment.command("establish")
def establish(client: Client, config: Config) -> None:
    """Let the two get to know each other."""
    _step(client, config, Step.ESTABLISH)


@assignment.command("activate")
def activate(client: Client, config: Config) -> None:
    """Let the help itself begin."""
    _step(client, config, Step.ACTIVATE)


@assignment.command("pause")
def pause(client: Client, config: Config) -> None:
    """Let nothing start from our side; the two can still write with each other."""
    _step(client, config, Step.PAUSE)


@assignment.command("resume")
def resume(client: Client, config: Config) -> None:
    """Go on after a pause."""
    _step(client, config, Step.RESUME)


@assignment.command("end")
def end(
    client: Client,
    config: Config,
    *,
    aftercare_days: Annotated[
        int,
        typer.Option(min=0, max=3660, help="How long who writes is still heard."),
    ] = rules.AFTERCARE.days,
) -> None:
    """Say goodbye and end it; answers written before still go out."""
    state = run(_with_office(config, _end, client, aftercare_days))
    remark(f"the assignment is {state}; a goodbye goes out")


@assignment.command("reopen")
def reopen(
    client: Client,
    config: Config,
    *,
    contact_person: Annotated[
        str, typer.Option(help="Who answers now; else who did before.")
    ] = "",
) -> None:
    """Begin again, in the same case and on the same terms."""
    state = run(_with_office(config, _reopen, client, contact_person), NotPossibleError)
    remark(f"the assignment is {state}")


@participant.command("add")
def add(
    client: Client,
    ref: Ref,
    config: Config,
    *,
    name: Annotated[str, typer.Option(help="What they are called.")],
    kind: Annotated[Kin, typer.Option(help="What they are to the client.")],
    language: Annotated[
        Language | None, typer.Option(help="Else the organisation's.")
    ] = None,
    phone: Annotated[str, typer.Option(help="Their number, if it is known.")] = "",
    born: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day.")
    ] = None,
) -> None:
    """Let somebody take part, in a talk and a case file of their own."""
    new = NewParticipant(
        ref=ref,
        name=name,
        kind=kind,
        language=language or Language.ENGLISH,
        born_before=None if born is None else born.date(),
        phone=phone,
    )
    run(_with_office(config, _add, client, new, language))
    remark("added; now: fastkontakt people invite, with their reference")


@participant.command("end")
def end_participation(ref: Ref, config: Config) -> None:
    """Let somebody take part no more, and thank them."""
    run(_with_office(config, _end_participation, ref))
    remark("they take part no more; a goodbye goes out")


def _step(client: str, config: Any, step: Step) -> None:
    state = run(_with_office(config, _take, client, step))
    remark(f"the assignment is {state}")


async def _with_office(config: Any, unit: Any, *given: object) -> Any:
    """Run a unit with the organisation at hand."""
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)
        return await found.store.run(unit, office, *given)


_STEPS = {
    Step.ESTABLISH: lifecycle.establish,
    Step.ACTIVATE: lifecycle.activate,
    Step.PAUSE: lifecycle.pause,
    Step.RESUME: lifecycle.resume,
}


def _show(tx: Transaction, office: Office, named: str) -> list[Shown]:
    return assignment_view.history(tx, office, _client(tx, named), now())


def _set(
    tx: Transaction,
    office: Office,
    named: str,
    said: dict[str, Any],
    planned: str | None,
) -> None:
    client = _client(tx, named)
    current = lifecycle.own_assignment(tx, client)
    if current is None:
        raise StepError(NotAllowed(None, Step.ACTIVATE))
    details = assignments.details(tx, current.id)
    assignments.set_details(tx, replace(details, **said))
    if planned is not None:
        given = {"planned_contacts": planned or None}
        overriding.override(tx, office, people.ref_of(tx, client.id), given, now())


def _take(tx: Transaction, office: Office, named: str, step: Step) -> AssignmentState:
    client = _client(tx, named)
    return _done(_STEPS[step](tx, office, client, None, now()))


def _end(tx: Transaction, office: Office, named: str, days: int) -> AssignmentState:
    moment = now()
    until = moment.astimezone(office.zone).date() + timedelta(days=days)
    heard = until if days else None
    client = _client(tx, named)
    return _done(lifecycle.end(tx, office, client, None, moment, aftercare_until=heard))


def _reopen(tx: Transaction, office: Office, named: str, by: str) -> AssignmentState:
    client = _client(tx, named)
    worker = None
    if by:
        worker = people.find_by_ref(tx, by)
        if worker is None or worker.role is not Role.CONTACT_PERSON or worker.left_at:
            raise UnknownPersonError("contact person")
    return _done(lifecycle.reopen(tx, office, client, None, now(), worker=worker))


def _add(
    tx: Transaction,
    office: Office,
    named: str,
    new: NewParticipant,
    language: Language | None,
) -> None:
    phone = ""
    if new.phone:
        phone = parse_number(new.phone, office.country) or ""
        if not phone:
            raise NotTakenError("--phone is no number that can be called")
    given = replace(new, phone=phone, language=language or office.language)
    found = families.add(tx, office, _client(tx, named), given, now())
    if isinstance(found, Obstacle):
        raise NotTakenError(found.value)


def _end_participation(tx: Transaction, office: Office, ref: str) -> None:
    person = people.find_by_ref(tx, ref)
    if person is None:
        raise UnknownPersonError("reference")
    if not families.end(tx, office, person, now()):
        raise NotTakenError("this person takes part in nobody's assignment")


def _client(tx: Transaction, named: str) -> Person:
    found = people.find_by_ref(tx, named) or people.find_by_alias(tx, named)
    if found is None or found.role is not Role.CLIENT:
        raise UnknownPersonError("client")
    return found


def _done(state: AssignmentState | NotAllowed) -> AssignmentState:
    if isinstance(state, NotAllowed):
        raise StepError(state)
    return state


def _lines(shown: Shown) -> list[str]:
    """Return an assignment as lines; what is not known is left out."""
    known = shown.to_json()
    lines = [f"{known['state']} since {known['since'][:10]}"]
    names = (
        "starts_at ends_at contact_person substitute profile mandate legal_basis"
        " decision purpose expected_end aftercare_until"
    )
    for name in names.split():
        value = known[name]
        if value:
            said = value[:10] if name.endswith("_at") else value
            lines.append(f"  {name.replace('_', ' ').removesuffix(' at'):16} {said}")
    lines += [
        f"  {'takes part':16} {each['ref']} ({each['kind']})"
        for each in known["takes_part"]
    ]
    if known["owed"]:
        owed = ", ".join(each.replace("_", " ") for each in known["owed"])
        lines.append(f"  {'owed':16} {owed}")
    return lines
