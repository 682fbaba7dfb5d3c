"""The file in which an organisation hands over its people."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.csv_lines import Fault, UnreadableError, either, lines, tidied
from casework.people import Language, Role
from casework.profiles import PROFILES
from handlers.enrolment import NewPerson

HEADER: Final = (
    "ref",
    "role",
    "name",
    "language",
    "birth_year",
    "phone",
    "contact_person",
    "profile",
)
LONGEST_NAME: Final = 100
OLDEST: Final = 1900

ROLES: Final = tuple(role for role in Role if role is not Role.GUARDIAN)
"""Who may stand in the file; who takes part in somebody's help is added by name."""

_REF: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BIRTH: Final = re.compile(r"[0-9]{4}(-[0-9]{2}-[0-9]{2})?")

ParseNumber = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the file names them; `born_before` is their latest birthday."""

    line: int
    ref: str
    role: Role
    name: str = field(repr=False)
    language: Language
    born_before: date | None = field(repr=False)
    phone: str | None = field(repr=False)
    contact_person: str | None
    profile: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file is checked against.

    `parse_number` returns a number in E.164 or nothing; `known` are the refs of
    contact persons that the store has already. `shared_numbers` lets clients share a
    phone.
    """

    parse_number: ParseNumber
    today: date
    language: Language = Language.DANISH
    known: Collection[str] = ()
    shared_numbers: bool = False


def read_people(text: str, rules: Rules) -> list[PersonRow] | list[Fault]:
    """Return everybody in the file or, if anything is wrong, every fault and nobody."""
    try:
        found = list(lines(text, HEADER))
    except UnreadableError as error:
        return [error.fault]
    if not found:
        return [Fault(1, "the file names nobody")]
    check = _Check(rules)
    rows = [check.row(line, cells) for line, cells in found]
    check.assignments()
    if check.faults:
        return sorted(set(check.faults))
    return [row for row in rows if row is not None]


def new_people(
    rows: Iterable[PersonRow | Fault], *, shared_numbers: bool = False
) -> list[NewPerson]:
    """Return everybody as they are taken in."""
    return [
        NewPerson(
            line=row.line,
            ref=row.ref,
            role=row.role,
            name=row.name,
            language=row.language,
            profile=row.profile,
            born_before=row.born_before,
            phone=row.phone or "",
            contact_person=row.contact_person or "",
            may_share_phone=shared_numbers,
        )
        for row in rows
        if isinstance(row, PersonRow)
    ]


class _Check:
    """Checks line after line, and gathers what is wrong."""

    def __init__(self, rules: Rules) -> None:
        self.faults: list[Fault] = []
        self._rules = rules
        self._line = 0
        self._refs: dict[str, int] = {}
        self._phones: dict[str, tuple[int, Role | None]] = {}
        self._seen: dict[int, dict[str, str]] = {}

    def row(self, line: int, cells: list[str]) -> PersonRow | None:
        """Return the person of a line, unless something is wrong with it."""
        self._line = line
        if len(cells) != len(HEADER):
            self._fault(f"has {len(cells)} columns instead of {len(HEADER)}")
            return None
        before = len(self.faults)
        named = dict(zip(HEADER, cells, strict=True))
        value = {column: self._plain(column, text) for column, text in named.items()}
        self._seen[line] = value
        role = self._role(value["role"])
        row = PersonRow(
            line=line,
            ref=self._ref(value["ref"]),
            role=role or Role.CLIENT,
            name=self._name(value["name"]),
            language=self._language(value["language"]),
            born_before=self._birth(value["birth_year"]),
            phone=self._phone(value["phone"], role),
            contact_person=value["contact_person"] or None,
            profile=self._profile(value["profile"], role),
        )
        self._contact_person(row.contact_person, role)
        return row if len(self.faults) == before else None

    def assignments(self) -> None:
        """Check that every contact person is one, here or in the store."""
        by_ref = {value["ref"]: line for line, value in self._seen.items()}
        for line, value in self._seen.items():
            self._line = line
            sought = value["contact_person"]
            if not sought or value["role"] != Role.CLIENT:
                continue
            if other := by_ref.get(sought):
                if self._seen[other]["role"] != Role.CONTACT_PERSON:
                    self._fault(f"contact_person: line {other} has another role")
            elif sought not in self._rules.known:
                self._fault("contact_person: no such ref in the file or the store")

    def _fault(self, sentence: str) -> None:
        self.faults.append(Fault(self._line, sentence))

    def _plain(self, column: str, text: str) -> str:
        """Return the text of a cell, tidied; refuse what cannot be seen."""
        plain = tidied(text)
        if plain is None:
            self._fault(f"{column}: has a line end or an invisible character")
            return text.strip()
        return plain

    def _ref(self, text: str) -> str:
        first = self._refs.setdefault(text.casefold(), self._line)
        if not text:
            self._fault("ref: missing")
        elif not _REF.fullmatch(text):
            self._fault("ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -")
        elif first != self._line:
            self._fault(f"ref: the same as on line {first}")
        return text

    def _role(self, text: str) -> Role | None:
        if text in ROLES:
            return Role(text)
        self._fault(f"role: must be {either(ROLES)}")
        return None

    def _name(self, text: str) -> str:
        if not text:
            self._fault("name: missing")
        elif len(text) > LONGEST_NAME:
            self._fault(f"name: longer than {LONGEST_NAME} characters")
        return text

    def _language(self, text: str) -> Language:
        if not text:
            return self._rules.language
        if text in tuple(Language):
            return Language(text)
        self._fault(f"language: must be {either(Language)}")
        return self._rules.language

    def _birth(self, text: str) -> date | None:
        if not text:
            return None
        if not _BIRTH.fullmatch(text):
            self._fault("birth_year: must be YYYY or YYYY-MM-DD")
            return None
        year, _, day = text.partition("-")
        if not OLDEST <= int(year) <= self._rules.today.year:
            self._fault(f"birth_year: not between {OLDEST} and today")
            return None
        try:
            born = date.fromisoformat(f"{year}-{day or '12-31'}")
        except ValueError:
            self._fault("birth_year: no such day")
            return None
        if day and born > self._rules.today:
            self._fault(f"birth_year: not between {OLDEST} and today")
        return born

    def _phone(self, text: str, role: Role | None) -> str | None:
        if not text:
            return None
        number = self._rules.parse_number(text)
        if number is None:
            self._fault("phone: not a phone number")
            return None
        first, other = self._phones.setdefault(number, (self._line, role))
        if first != self._line:
            may_share = role is other is Role.CLIENT
            if not may_share:
                self._fault(f"phone: the same as on line {first}")
            elif not self._rules.shared_numbers:
                self._fault(
                    f"phone: the same as on line {first};"
                    " if they share it, import with --shared-numbers"
                )
        return number

    def _contact_person(self, ref: str | None, role: Role | None) -> None:
        if role is Role.CLIENT and not ref:
            self._fault("contact_person: missing; every client has one")
        elif role is not None and role.is_staff and ref:
            self._fault("contact_person: only a client has one")

    def _profile(self, text: str, role: Role | None) -> str:
        if not text and role is Role.CLIENT:
            self._fault("profile: missing")
        elif text and text not in PROFILES:
            self._fault(f"profile: must be {either(PROFILES)}")
        return text
