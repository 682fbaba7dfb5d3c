"""Taking somebody in where one meets them: a name, and a phone that is theirs."""

import re
from datetime import datetime
from secrets import token_hex
from typing import Final

from casework.people import (
    Channel,
    Person,
    PersonId,
    Role,
)
from casework.profiles import PROFILES, ServiceProfile
from casework.rights import Act
from handlers import (
    dialogs,
    enrolment,
    facts,
    named_client,
    notices,
    numbers,
    permissions,
    pictures,
    profiles,
    reading_aloud,
)
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.office import Office
from storage import addresses, people
from storage.dialogs import Dialog
from storage.invitations import Secrets
from storage.transaction import Transaction

LONGEST_NAME: Final = 40
BY_SMS = re.compile(r"(?:NEW|NY)\s+(\w[\w'-]{0,39})")
"""In capitals, and one name: "ny tid" is a word to somebody."""


def begin(
    tx: Transaction, office: Office, worker: Person, name: str, now: datetime
) -> None:
    """Ask what they are called, or go on with the name that came with the command."""
    if worker.role is not Role.CONTACT_PERSON:
        notices.say(tx, office, worker, "command_unknown_staff", now)
    elif name:
        _named(tx, office, worker, name, now)
    else:
        reading_aloud.ask_words(tx, office, worker, "name", "new_name", {}, now)


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Go on with what was answered."""
    if dialog.step == "name":
        _named(tx, office, worker, answer, now)
        return
    if dialog.step == "profile":
        name = str(dialog.state["name"])
        chosen = [each for each in _offered(office, now) if each.name == answer]
        if chosen:
            _take_in(tx, office, worker, name, chosen[0], now)
        else:
            _named(tx, office, worker, name, now)
        return
    client = people.known(tx, PersonId(str(dialog.state["client"])))
    if conversation_with(tx, worker, client) is None:
        dialogs.end(tx, worker)
        notices.say(tx, office, worker, "to_no_clients", now)
    elif dialog.step == "ready" and not reading_aloud.is_number(answer):
        reading_aloud.ask_number(tx, office, worker, client, "new_number", now)
    else:
        reading_aloud.receive(tx, office, worker, client, dialog, answer, now)


def invite(
    tx: Transaction, office: Office, worker: Person, alias: str, now: datetime
) -> None:
    """Make a new link, picture and digits for a client; the old ones end."""
    client = _invited(tx, office, worker, alias, now)
    if client is not None:
        _show(tx, office, worker, client, "invite_ready", now)
    elif alias:
        notices.say(tx, office, worker, "alias_unknown", now, alias=alias)
    else:
        notices.say(tx, office, worker, "invite_whom", now)


def saw(
    tx: Transaction, office: Office, worker: Person, alias: str, now: datetime
) -> None:
    """Write down that a worker saw a client with their phone: it is still theirs."""
    client = _client(tx, worker, alias)
    if client is None:
        key = "alias_unknown" if alias else "seen_whom"
        notices.say(tx, office, worker, key, now, alias=alias)
        return
    said = [
        numbers.saw(tx, office, worker, client, each, now)
        for each in addresses.of_person(tx, client.id)
        if each.address.channel is Channel.SMS
    ]
    if not said:
        notices.say(tx, office, worker, "seen_no_number", now, client=client.label)
    else:
        notices.answer(tx, worker.id, said[0], now)


def take_in_by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Take in whom `NEW Ali` names, and answer with the digits; tell whether it did."""
    match = BY_SMS.fullmatch(text.strip())
    if match is None or worker.role is not Role.CONTACT_PERSON:
        return False
    profile = _usual(office, worker, now) or next(iter(_offered(office, now)), None)
    if profile is None:
        return False
    client, secrets = _enrolled(tx, office, worker, match[1], profile, now)
    notices.say(
        tx,
        office,
        worker,
        "new_code_sms",
        now,
        client=client.label,
        code=secrets.code,
    )
    return True


def _named(
    tx: Transaction, office: Office, worker: Person, typed: str, now: datetime
) -> None:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "\n" in typed:
        reading_aloud.ask_words(tx, office, worker, "name", "new_name_again", {}, now)
        return
    usual = _usual(office, worker, now)
    if usual is not None:
        _take_in(tx, office, worker, name, usual, now)
        return
    rows = [
        [(each.name, _title(office, worker, each))] for each in _offered(office, now)
    ]
    question = Ask(office.say("new_profile", worker.language, name=name), rows)
    dialogs.ask(
        tx, worker, reading_aloud.DIALOG, "profile", {"name": name}, question, now
    )


def _usual(office: Office, worker: Person, now: datetime) -> ServiceProfile | None:
    """Return the help that a worker gives, where nobody must decide on it first.

    Otherwise they are asked: what is written down of somebody depends on it.
    """
    day = now.astimezone(office.zone).date()
    profile = profiles.named(office, worker.profile, day)
    return None if profile is None or profile.needs_decision else profile


def _offered(office: Office, now: datetime) -> list[ServiceProfile]:
    """Return the kinds of help in this country, those without a decision first."""
    day = now.astimezone(office.zone).date()
    found = [profiles.named(office, name, day) for name in PROFILES]
    here = [each for each in found if each and each.country == office.country]
    return sorted(here, key=lambda each: each.needs_decision)


def _title(office: Office, worker: Person, profile: ServiceProfile) -> str:
    return office.say(f"help_{profile.name}", worker.language)


def _take_in(
    tx: Transaction,
    office: Office,
    worker: Person,
    name: str,
    profile: ServiceProfile,
    now: datetime,
) -> None:
    client, secrets = _enrolled(tx, office, worker, name, profile, now)
    _show(tx, office, worker, client, "new_ready", now, secrets)


def _enrolled(
    tx: Transaction,
    office: Office,
    worker: Person,
    name: str,
    profile: ServiceProfile,
    now: datetime,
) -> tuple[Person, Secrets]:
    """Add the client, their assignment and their case, as an import would."""
    ref = f"street-{token_hex(5)}"
    listed = enrolment.NewPerson(
        line=1,
        ref=ref,
        role=Role.CLIENT,
        name=name,
        language=office.language,
        profile=profile.name,
        contact_person=people.ref_of(tx, worker.id),
    )
    (invited,) = enrolment.enrol(tx, office, [listed], now)
    client = people.find_by_ref(tx, ref)
    if client is None:
        raise LookupError
    return client, invited.secrets


def _show(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    key: str,
    now: datetime,
    secrets: Secrets | None = None,
) -> None:
    """Show what ties a phone to them, or else that they are here."""
    if secrets is None:
        invited = enrolment.invite(tx, people.ref_of(tx, client.id), now)
        if invited is None:
            raise LookupError
        secrets = invited.secrets
    language, picture = worker.language, None
    lines = [office.say(key, language, client=client.label)]
    bot = _bot_name(tx, office)
    if bot and profiles.may_use_telegram(tx, office, client, now):
        link = f"https://t.me/{bot}?start={secrets.token}"
        picture = pictures.scannable(link)
        way = "new_by_telegram" if picture is not None else "new_by_telegram_link"
        lines.append(office.say(way, language, link=link))
    rows = []
    if office.sms_enabled:
        lines.append(office.say("new_by_sms", language, code=secrets.code))
    if office.sms_enabled and conversation_with(tx, worker, client) is not None:
        rows.append([("here", office.say("btn_is_here", language))])
    question = Ask("\n".join(lines), rows, picture=picture)
    dialogs.ask(
        tx, worker, reading_aloud.DIALOG, "ready", {"client": client.id}, question, now
    )


def _invited(
    tx: Transaction, office: Office, worker: Person, alias: str, now: datetime
) -> Person | None:
    """Return whom a short name means, if this worker may invite them."""
    client = _client(tx, worker, alias) or people.find_by_alias(tx, alias)
    if client is None or client.role.is_staff:
        return None
    if permissions.is_allowed(tx, office, worker, Act.INVITE, client, now):
        return client
    permissions.note_denied(tx, worker, Act.INVITE, client, now)
    return None


def _client(tx: Transaction, worker: Person, alias: str) -> Person | None:
    named = named_client.called(tx, worker, alias)
    return named[0] if len(named) == 1 else None


def _bot_name(tx: Transaction, office: Office) -> str:
    """Return the bot's name for a link; in its first run only the store has it."""
    if not office.telegram_enabled:
        return ""
    if office.bot_name.startswith("@"):
        return office.bot_name[1:]
    return facts.bot_username(tx)
