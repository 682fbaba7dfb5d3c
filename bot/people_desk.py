"""Adding somebody, showing how it stands with them, and unlinking them."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from secrets import token_hex

import typer

from bot.cli_options import remark, run
from bot.clock import now
from bot.csv_lines import Fault
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import Opened, opened
from bot.people_csv import HEADER, Rules, new_people, read_people
from bot.reader_desk import columns, renew
from casework.people import Role
from casework.rights import Act
from handlers import enrolment, leaving, overview, owing, permissions, reading
from handlers.enrolment import Invited, NewPerson, RefusedError
from handlers.leaving import Unlinked
from handlers.office import Office
from handlers.overview import Helped, Overview
from handlers.permissions import DeniedError, NotPossibleError
from sms_gateway.numbers import parse_number
from storage import people
from storage.transaction import Transaction

NOT_UNDONE = """\
What this cannot undo:
- What stands in the chat stays on the phone, and with whoever holds it. On Telegram
  /clear takes back what is younger than two days; an SMS cannot be taken back.
- What was exported, printed or copied by hand.
- A message that was on its way already."""
NOT_UNDONE_OF_STAFF = """\
- A reader keeps the bundles that they exported; nothing new opens to their keys.
- Their own phone still holds what they wrote and read there: ask them to delete it."""


class NotAddedError(OperatorError):
    """Nobody was added; each line says what is wrong."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody as they are typed in."""

    name: str = field(repr=False)
    profile: str
    role: str = Role.CLIENT
    ref: str = field(default="", repr=False)
    contact_person: str = ""
    phone: str = field(default="", repr=False)
    language: str = ""
    born: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """Who was taken in, what invites them, and what is owed."""

    invited: list[Invited]
    owed: tuple[str, ...]
    contact_person: str


async def add(found: Opened, wanted: Wanted) -> Added:
    """Take one person in; active at once."""
    office = await office_of(found.settings)
    known = await found.store.run(contact_persons)
    chosen = _with_defaults(wanted, sorted(known))
    settings = found.settings.organisation
    rules = Rules(
        parse_number=lambda number: parse_number(number, settings.country),
        today=now().astimezone(settings.zone).date(),
        language=settings.language,
        known=known,
    )
    rows = read_people(_as_file(chosen), rules)
    faults = [row.sentence for row in rows if isinstance(row, Fault)]
    if faults:
        raise NotAddedError(*faults, "nobody was added")
    try:
        return await found.store.run(_add, office, new_people(rows), now())
    except RefusedError as error:
        lines = [each.sentence for each in error.refused]
        raise NotAddedError(*lines, "nobody was added") from None


def contact_persons(tx: Transaction) -> set[str]:
    """Return the refs of the contact persons who work here."""
    return {
        people.ref_of(tx, person.id)
        for person in people.with_role(tx, Role.CONTACT_PERSON)
        if person.left_at is None
    }


def show(
    ref: str, config: Path, *, viewer: str | None, words: bool, as_json: bool
) -> None:
    """Print how it stands with somebody, for who runs the service or a colleague."""
    run(
        _show(ref, config, viewer=viewer, words=words, as_json=as_json),
        NotPossibleError,
    )


def unlink(ref: str, config: Path, *, handover_to: str | None) -> None:
    """Let somebody be reached no more, and say what that cannot undo."""
    done = run(_unlink(ref, config, handover_to), NotPossibleError)
    gone = ", ".join(done.channels) or "no address"
    typer.echo(f"{ref} is unlinked: {gone}; {len(done.readers)} reader keys ended")
    if done.handed_over:
        remark(f"{done.handed_over} were handed over to {handover_to}, and were told")
    if done.was_last_supervisor:
        remark("nobody supervises now, so nobody is told of what nobody answers")
    remark(NOT_UNDONE)
    if done.person.role.is_staff:
        remark(NOT_UNDONE_OF_STAFF)
    else:
        remark(f"To link them again: fastkontakt people invite {ref}")


def _with_defaults(wanted: Wanted, known: list[str]) -> Wanted:
    """Return the same with a made-up ref, and the only contact person there is."""
    ref = wanted.ref or f"n-{token_hex(4)}"
    worker = wanted.contact_person
    if wanted.role == Role.CLIENT and not worker and len(known) == 1:
        worker = known[0]
    return Wanted(
        name=wanted.name,
        profile=wanted.profile,
        role=wanted.role,
        ref=ref,
        contact_person=worker,
        phone=wanted.phone,
        language=wanted.language,
        born=wanted.born,
    )


def _as_file(wanted: Wanted) -> str:
    """Return them as a line of a file, so that the same rules are checked."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerow(
        [
            wanted.ref,
            wanted.role,
            wanted.name,
            wanted.language,
            wanted.born,
            wanted.phone,
            wanted.contact_person,
            wanted.profile,
        ]
    )
    return out.getvalue()


def _add(
    tx: Transaction, office: Office, new: list[NewPerson], moment: datetime
) -> Added:
    (one,) = new
    if people.find_by_ref(tx, one.ref) is not None:
        sentence = "ref: somebody has it already; people import changes who is known"
        raise RefusedError([enrolment.Refused(one.line, sentence)])
    invited = enrolment.enrol(tx, office, new, moment)
    person = people.find_by_ref(tx, one.ref)
    missing = () if person is None else owing.of_client(tx, office, person, moment)
    return Added(invited, tuple(map(str, missing)), one.contact_person)


async def _show(
    ref: str, config: Path, *, viewer: str | None, words: bool, as_json: bool
) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        moment = now()
        try:
            seen = await found.store.run(
                overview.of, office, ref, moment, viewer=viewer
            )
            _print(seen, found.settings.organisation.zone, as_json=as_json)
            if words:
                await found.store.run(_require_words, office, ref, viewer, moment)
                remark(
                    "the words: fastkontakt record export, then reader open on the"
                    " reader's own machine"
                )
        except DeniedError as denied:
            await note_denied(found, denied)
            raise


async def note_denied(found: Opened, denied: DeniedError) -> None:
    """Write a denied try into the case, and say so."""
    if await found.store.run(permissions.keep_denied, denied, now()) is not None:
        remark("the try was written into the case")


def _require_words(
    tx: Transaction, office: Office, ref: str, viewer: str | None, moment: datetime
) -> None:
    client = people.find_by_ref(tx, ref)
    if viewer is None or client is None:
        raise NotPossibleError("the words open to readers only: say whose, with --as")
    overview.require(tx, office, viewer, Act.READ_CONTENT, client, moment)


async def _unlink(ref: str, config: Path, handover_to: str | None) -> Unlinked:
    async with opened(config) as found:
        office = await office_of(found.settings)
        done = await found.store.run(
            leaving.unlink, office, ref, now(), handover_to=handover_to
        )
        for reader in done.readers:
            closing = await found.store.run(reading.to_close_for, reader)
            alone = await renew(found, closing)
            if alone:
                remark(
                    f"nobody but recovery can open {', '.join(alone)} now:"
                    " add another reader"
                )
        return done


def _print(seen: Overview, zone: tzinfo, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(seen.to_json(), ensure_ascii=False, default=_plain))
        return
    rows = [[name, value] for name, value in _lines(seen, zone) if value]
    for line in columns(rows):
        typer.echo(line)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _lines(seen: Overview, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "person", f"{seen.alias} ({seen.ref}), {seen.role}, {seen.language}"
    if seen.left_at is not None:
        yield "left", _day(seen.left_at, zone)
    for each in seen.reached:
        heard = f", last heard {_day(each.last_heard, zone)}" if each.last_heard else ""
        shared = ", shared" if each.is_shared else ""
        why = f" ({each.reason})" if each.reason else ""
        number = f" …{each.ends_in}" if each.channel == "sms" else ""
        yield each.channel, f"{each.state}{why}{number}{shared}{heard}"
    if not seen.reached:
        yield "reached", "not linked"
    if seen.assignment is not None:
        yield from _of_assignment(seen.assignment, zone)
        yield from _of_writing(seen, zone)
    yield "clients", ", ".join(seen.clients)
    yield from _of_contact(seen, zone)


def _of_writing(seen: Overview, zone: tzinfo) -> Iterator[tuple[str, str]]:
    off = f"; switched off: {', '.join(seen.declined_topics)}"
    yield "may we write", f"{seen.agreement}{off if seen.declined_topics else ''}"
    if seen.paused_until is not None:
        yield "paused until", _day(seen.paused_until, zone)
    checked = seen.safe_contact_checked
    yield "safe contact", f"checked {checked}" if checked else "never asked"
    for said in seen.consents:
        until = f", until {_day(said.until, zone)}" if said.until else ""
        by = f"by {said.giver}, {said.how}, {_day(said.at, zone)}{until}"
        yield f"consent: {said.purpose.replace('_', ' ')}", f"{said.state} {by}"


def _of_contact(seen: Overview, zone: tzinfo) -> Iterator[tuple[str, str]]:
    for count in seen.contacts:
        between = f"{_day(count.first, zone)} to {_day(count.last, zone)}"
        form = " ".join(filter(None, (count.kind, count.direction, count.channel)))
        yield "contacts", f"{count.count} {form.replace('_', ' ')}, {between}"
    for contact in seen.latest:
        form = " ".join(filter(None, (contact.kind, contact.direction)))
        at = f"{contact.at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield "contact", f"{at} {form.replace('_', ' ')} {contact.channel}".rstrip()


def _of_assignment(helped: Helped, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "help", f"{helped.profile}: {helped.title}"
    yield "law", helped.legal_basis
    yield "assignment", f"{helped.state} since {_day(helped.state_since, zone)}"
    yield "begun", _day(helped.starts_at, zone)
    yield "expected end", str(helped.expected_end or "")
    if helped.mandate != "voluntary":
        yield "mandate", helped.mandate.replace("_", " ")
    yield "contact person", helped.contact_person
    yield "substitute", helped.substitute
    for ref, kind in helped.takes_part:
        yield "takes part", f"{ref} ({kind})"
    yield "record", f"{helped.record_policy}, open to: {helped.visibility}"
    yield "otherwise", "" if helped.overrides == "{}" else helped.overrides
    yield "owed", ", ".join(helped.owed).replace("_", " ")


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
