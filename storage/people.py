"""People and what the program must know of each to do its work."""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from secrets import token_hex

from casework.people import Agreement, Language, Person, PersonId, Role, Topic
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    person.id, person.role, person.alias, person.sealed_name, person.sealed_birth,
    person.language, person.profile, person.agreement, person.declined_topics,
    person.paused_until, person.left_at
"""
FIND = f"SELECT {_COLUMNS} FROM person WHERE id = :id"
FIND_BY_REF = f"SELECT {_COLUMNS} FROM person WHERE ref_fingerprint = :fingerprint"
FIND_BY_ALIAS = f"SELECT {_COLUMNS} FROM person WHERE alias = :alias"
_IN_ORDER = "ORDER BY created_at, length(alias), alias"
WITH_ROLE = f"SELECT {_COLUMNS} FROM person WHERE role = :role {_IN_ORDER}"
AT_WORK = f"""
    SELECT id FROM person WHERE role = :role AND left_at IS NULL {_IN_ORDER}
"""
HAS_LEFT = "SELECT left_at IS NOT NULL FROM person WHERE id = :id"
EVERYBODY = f"SELECT {_COLUMNS} FROM person {_IN_ORDER}"
SEALED_REF = "SELECT sealed_ref FROM person WHERE id = :id"
ADD = """
    INSERT INTO person (id, role, alias, ref_fingerprint, sealed_ref, sealed_name,
                        sealed_birth, language, profile, created_at)
    VALUES (:id, :role, :alias, :ref_fingerprint, :sealed_ref, :sealed_name,
            :sealed_birth, :language, :profile, :now)
"""
UPDATE = """
    UPDATE person SET sealed_name = :sealed_name, sealed_birth = :sealed_birth,
                      language = :language, profile = :profile
    WHERE id = :id
"""
SET_AGREEMENT = """
    UPDATE person SET agreement = :agreement, agreement_at = :now WHERE id = :id
"""
SET_DECLINED = "UPDATE person SET declined_topics = :topics WHERE id = :id"
SET_PAUSED = "UPDATE person SET paused_until = :until WHERE id = :id"
SET_LEFT = "UPDATE person SET left_at = :now WHERE id = :id"
SET_LANGUAGE = "UPDATE person SET language = :language WHERE id = :id"
LAST_ALIAS = """
    SELECT coalesce(max(CAST(substr(alias, 2) AS INTEGER)), 0) FROM person
    WHERE substr(alias, 1, 1) = :letter
"""

# Clients are K (klient) and staff M (medarbejder, medarbetare) with a number: short
# enough to type in an SMS, and it says nothing about the person.
_LETTERS = {Role.CLIENT: "K", Role.GUARDIAN: "K"}
_STAFF_LETTER = "M"


def find(tx: Transaction, person: PersonId) -> Person | None:
    """Return the person with this id."""
    return tx.remembered(("person", person), _find, person)


def _find(tx: Transaction, person: PersonId) -> Person | None:
    row = tx.one_or_none(FIND, id=person)
    return None if row is None else of_row(tx, row)


def known(tx: Transaction, person: PersonId) -> Person:
    """Return the person that a row of the store points at."""
    found = find(tx, person)
    if found is None:
        raise LookupError
    return found


def find_by_ref(tx: Transaction, ref: str) -> Person | None:
    """Return the person that the organisation knows under this reference."""
    row = tx.one_or_none(FIND_BY_REF, fingerprint=tx.vault.fingerprint("ref", ref))
    return None if row is None else of_row(tx, row)


def find_by_alias(tx: Transaction, alias: str) -> Person | None:
    """Return the person with this short name, however it was typed."""
    row = tx.one_or_none(FIND_BY_ALIAS, alias=alias.upper())
    return None if row is None else of_row(tx, row)


def with_role(tx: Transaction, role: Role) -> list[Person]:
    """Return everybody in a role, the longest known first."""
    return [of_row(tx, row) for row in tx.all(WITH_ROLE, role=role)]


def at_work(tx: Transaction, role: Role) -> list[PersonId]:
    """Return who works here in a role, the longest known first."""
    return [PersonId(row["id"]) for row in tx.all(AT_WORK, role=role)]


def has_left(tx: Transaction, person: PersonId) -> bool:
    """Tell whether somebody works here no more."""
    return bool(tx.value(HAS_LEFT, id=person))


def everybody(tx: Transaction) -> Iterable[Person]:
    """Yield everybody, the longest known first."""
    for row in tx.all(EVERYBODY):
        yield of_row(tx, row)


def ref_of(tx: Transaction, person: PersonId) -> str:
    """Return the organisation's own reference of a person."""
    return tx.open("person", "sealed_ref", person, tx.value(SEALED_REF, id=person))


def add(
    tx: Transaction,
    *,
    ref: str,
    role: Role,
    name: str,
    language: Language,
    profile: str,
    born_before: date | None,
    now: datetime,
) -> Person:
    """Add a person under a new id and a new short name."""
    person = PersonId(("w-" if role.is_staff else "c-") + token_hex(5))
    tx.forget(("person", person))
    letter = _LETTERS.get(role, _STAFF_LETTER)
    alias = f"{letter}{_next_number(tx, letter)}"
    tx.run(
        ADD,
        id=person,
        role=role,
        alias=alias,
        ref_fingerprint=tx.vault.fingerprint("ref", ref),
        sealed_ref=tx.seal("person", "sealed_ref", person, ref),
        sealed_name=tx.seal("person", "sealed_name", person, name),
        sealed_birth=_sealed_birth(tx, person, born_before),
        language=language,
        profile=profile,
        now=to_ms(now),
    )
    return Person(person, role, name, alias, language, profile, born_before=born_before)


def update(
    tx: Transaction,
    person: PersonId,
    *,
    name: str,
    language: Language,
    profile: str,
    born_before: date | None,
) -> None:
    """Write what the organisation now says of a person."""
    tx.forget(("person", person))
    tx.run(
        UPDATE,
        id=person,
        sealed_name=tx.seal("person", "sealed_name", person, name),
        sealed_birth=_sealed_birth(tx, person, born_before),
        language=language,
        profile=profile,
    )


def set_agreement(
    tx: Transaction, person: PersonId, agreement: Agreement, now: datetime
) -> None:
    """Write down whether a client agreed to be written to."""
    tx.forget(("person", person))
    tx.run(SET_AGREEMENT, id=person, agreement=agreement, now=to_ms(now))


def set_declined_topics(
    tx: Transaction, person: PersonId, topics: Iterable[Topic]
) -> None:
    """Write down what somebody switched off alone, of what starts from our side."""
    tx.forget(("person", person))
    tx.run(SET_DECLINED, id=person, topics=" ".join(sorted(topics)))


def set_paused(tx: Transaction, person: PersonId, until: datetime | None) -> None:
    """Write down until when nothing starts from our side."""
    tx.forget(("person", person))
    tx.run(SET_PAUSED, id=person, until=None if until is None else to_ms(until))


def set_left(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Write down that somebody does not work here any more."""
    tx.forget(("person", person))
    tx.run(SET_LEFT, id=person, now=to_ms(now))


def set_language(tx: Transaction, person: PersonId, language: Language) -> None:
    """Write down in which language a person is written to."""
    tx.forget(("person", person))
    tx.run(SET_LANGUAGE, id=person, language=language)


def _next_number(tx: Transaction, letter: str) -> int:
    """Return the number of the next short name, without counting all each time."""
    key = ("last alias", letter)
    number = tx.remembered(key, _last_number, letter) + 1
    tx.forget(key)
    return tx.remembered(key, lambda _tx: number)


def _last_number(tx: Transaction, letter: str) -> int:
    return int(tx.value(LAST_ALIAS, letter=letter))


def _sealed_birth(
    tx: Transaction, person: PersonId, born_before: date | None
) -> bytes | None:
    if born_before is None:
        return None
    return tx.seal("person", "sealed_birth", person, born_before.isoformat())


def of_row(tx: Transaction, row: sqlite3.Row) -> Person:
    """Return the person of a row with the columns above."""
    person, birth = row["id"], row["sealed_birth"]
    return Person(
        id=PersonId(person),
        role=Role(row["role"]),
        name=tx.open("person", "sealed_name", person, row["sealed_name"]),
        alias=row["alias"],
        language=Language(row["language"]),
        profile=row["profile"],
        agreement=Agreement(row["agreement"]),
        declined_topics=frozenset(map(Topic, row["declined_topics"].split())),
        paused_until=from_ms_or_none(row["paused_until"]),
        left_at=from_ms_or_none(row["left_at"]),
        born_before=None
        if birth is None
        else date.fromisoformat(tx.open("person", "sealed_birth", person, birth)),
    )
