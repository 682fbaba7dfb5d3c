"""Which records must go, what stands in the way, and what people said of it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from casework.people import CaseId, Mandate, Person, PersonId, Role
from casework.profile_settings import RecordPolicy
from casework.profiles import ServiceProfile
from casework.requests import RequestKind
from casework.retention import Judged, Mark, Matter, authority_of, judge
from casework.rights import Act
from handlers import entries, permissions, profiles, reading
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from storage import cases, people, requests, retention, retention_facts
from storage.records import NewEntry
from storage.retention_facts import Help
from storage.transaction import Transaction

ENTRY = "retention"
"""The kind of entry that tells a case's readers what was decided about its end."""

_KEEPS = frozenset({Mark.HOLD, Mark.PLACED})
"""What lets a record stay; the others let it go."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A case, and what the rules say of it today."""

    case: CaseId
    client: PersonId
    ref: str = field(repr=False)
    alias: str = field(repr=False)
    profile: str
    authority: str
    counted_since: str
    judged: Judged
    listed: int | None
    """The list that it waits on, if it is on one."""

    def to_json(self) -> dict[str, Any]:
        """Return what `retention due --json` prints."""
        judged = self.judged
        return {
            "case": self.case,
            "client": self.ref,
            "alias": self.alias,
            "profile": self.profile,
            "authority": self.authority,
            "counted_since": self.counted_since,
            "counted_from": _written(judged.counted_from),
            "over_on": _written(judged.over_on),
            "at_latest": _written(judged.at_latest),
            "due": judged.is_due,
            "why_not": [each.value for each in judged.why_not],
            "list": self.listed,
        }


def look_at_all(tx: Transaction, office: Office, now: datetime) -> list[Looked]:
    """Return every case of somebody, and whether it must go today; change nothing."""
    gone = retention.destroyed(tx)
    return [
        look_at(tx, office, case, now)
        for case, client, _ in cases.every(tx)
        if client is not None and case not in gone
    ]


def look_at(tx: Transaction, office: Office, case: CaseId, now: datetime) -> Looked:
    """Return whether a case must go today, and everything against it."""
    client = whose(tx, case)
    today = now.astimezone(office.zone).date()
    judged, profile = max(
        (
            (judge(matter, office.archive, today), matter.profile)
            for matter in _matters(tx, office, case, client, today)
        ),
        key=lambda each: _how_long_kept(each[0]),
    )
    return Looked(
        case=case,
        client=client.id,
        ref=people.ref_of(tx, client.id),
        alias=client.alias,
        profile="" if profile is None else profile.name,
        authority=authority_of(profile, office.archive),
        counted_since="" if profile is None else str(profile.retention.since),
        judged=judged,
        listed=retention.waits_on(tx, case),
    )


def mark(
    tx: Transaction,
    office: Office,
    named: str,
    kind: Mark,
    reason: str,
    ref: str,
    now: datetime,
    *,
    is_on: bool = True,
) -> CaseId:
    """Write down what somebody says of a case, and return which case it is.

    More people may let a record stay than may let it go.
    """
    case = reading.find_case(tx, named)
    client, person = whose(tx, case), reading.colleague(tx, ref)
    lets_stay = is_on == (kind in _KEEPS)
    act = Act.HOLD_RECORD if lets_stay else Act.PROPOSE_DISPOSAL
    require(tx, office, person, act, client, now)
    if not reason.strip():
        raise NotPossibleError("say why: the reason is kept with it")
    if is_on == (kind in retention.marks_of(tx, case)):
        raise NotPossibleError(f"that is so already of case {case}")
    retention.set_mark(tx, case, kind, reason.strip(), person.id, now, is_on=is_on)
    what = str(kind).replace("_", " ")
    said = what if is_on else f"no longer: {what}"
    tell_case(tx, case, person, f"{said}; {reason.strip()}", now)
    return case


def tell_case(
    tx: Transaction, case: CaseId, person: Person, text: str, now: datetime
) -> None:
    """Tell a case's readers what somebody decided about its end."""
    body = {"author": person.name, "text": text}
    entries.write(tx, case, NewEntry(ENTRY, now, "", "", person.id, body))


def require(
    tx: Transaction,
    office: Office,
    person: Person,
    act: Act,
    client: Person,
    now: datetime,
) -> None:
    """Raise if somebody may not do this with the case of a client."""
    if not permissions.is_allowed(tx, office, person, act, client, now):
        sentence = f"{people.ref_of(tx, person.id)} may not {act.replace('_', ' ')}"
        raise DeniedError(sentence, person, act, client)


def whose(tx: Transaction, case: CaseId) -> Person:
    """Return whose case it is, or raise where that is nobody, or nobody any more."""
    client = cases.client_of(tx, case)
    found = None if client is None else people.find(tx, client)
    if found is None:
        raise NotPossibleError(f"case {case} is nobody's, or was destroyed already")
    return found


def _how_long_kept(judged: Judged) -> tuple[bool, date]:
    """Return how strictly a rule keeps a record: one that says no time, most of all."""
    return not judged.is_due, judged.over_on or date.max


def _matters(
    tx: Transaction, office: Office, case: CaseId, client: Person, today: date
) -> list[Matter]:
    """Return what is known of a record, once by the rules of each kind of help.

    Who takes part in somebody else's help is kept at least as long as they are: what
    holds the client holds them. What they wrote, and what they ask to see, belongs to
    the client's matter as well.
    """
    own = retention_facts.helps_of(tx, client.id)
    helped = _helped(client, own)
    others = (
        retention_facts.helps_of(tx, each) for each in helped if each != client.id
    )
    helps = own + [each for theirs in others for each in theirs]
    files = {each: cases.of_client(tx, each) for each in helped}
    known = [each for each in {case, *files.values()} if each is not None]
    others_in_it = retention_facts.with_them(tx, helps)
    beside = [cases.of_client(tx, each) for each in others_in_it]
    noted_in = {*known, *(each for each in beside if each is not None)}
    said = {each: retention.marks_of(tx, each) for each in known}
    asking = {client.id, *helped, *others_in_it}
    found = Matter(
        profile=None,
        policy=RecordPolicy(cases.policy_of(tx, case)),
        closed_on=_closed_on(tx, office, case, helps),
        last_note_on=_last_note_on(tx, office, noted_in),
        heard_until=_heard_until(helps),
        born=tuple(
            people.known(tx, each).born_before
            for each, file in files.items()
            if file is None or Mark.NOT_SELECTED not in said[file]
        ),
        marks=_marks(case, said, helps),
        is_asked_for=any(_is_asked_for(tx, each) for each in asking),
    )
    profiles_of_it = _profiles(office, client, helps, today)
    return [replace(found, profile=each) for each in profiles_of_it]


def _helped(client: Person, helps: list[Help]) -> list[PersonId]:
    """Return whose help it is: their own, or that in which they took part."""
    found = {each.details.client: None for each in helps}
    if client.role is Role.CLIENT:
        found[client.id] = None
    return list(found)


def _profiles(
    office: Office, client: Person, helps: list[Help], today: date
) -> list[ServiceProfile | None]:
    """Return the rules of every kind of help there was, the last first, as of today.

    A record that went from one kind of help into another is one record: it stays as
    long as any of them wants it.
    """
    known = sorted((each.details for each in helps), key=lambda each: -each.id)
    rules = [(each.profile or client.profile, each.overrides) for each in known]
    return [
        profiles.with_own_rules(office, name, overrides, today)
        for name, overrides in dict.fromkeys(rules or [(client.profile, "{}")])
    ]


def _closed_on(
    tx: Transaction, office: Office, case: CaseId, helps: list[Help]
) -> date | None:
    """Return when the last help ended; where there was none, when it was last used."""
    if not helps:
        last = retention_facts.last_note_at(tx, case)
        return _day(office, last or retention_facts.begun_at(tx, case))
    ends = [each.ends_at for each in helps if each.ends_at is not None]
    return None if len(ends) < len(helps) else _day(office, max(ends))


def _last_note_on(
    tx: Transaction, office: Office, known: Collection[CaseId]
) -> date | None:
    found = [retention_facts.last_note_at(tx, each) for each in known]
    return max((_day(office, each) for each in found if each), default=None)


def _is_asked_for(tx: Transaction, person: PersonId) -> bool:
    """Tell whether they wait for an answer; to be forgotten is no reason to stay."""
    return any(
        each.answered_at is None and each.kind is not RequestKind.ERASURE
        for each in requests.of_client(tx, person)
    )


def _heard_until(helps: list[Help]) -> date | None:
    """Return the last day on which who writes after the end is still heard."""
    found = [each.details.aftercare_until for each in helps]
    return max((each for each in found if each is not None), default=None)


def _marks(
    case: CaseId, said: dict[CaseId, frozenset[Mark]], helps: list[Help]
) -> frozenset[Mark]:
    everywhere = frozenset[Mark]().union(*said.values()) & _KEEPS
    found = everywhere | said[case]
    if any(each.details.mandate is Mandate.CARE_ORDER for each in helps):
        found |= {Mark.PLACED}
    return found


def _day(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
