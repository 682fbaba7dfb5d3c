"""The sealed record: writing an entry, and verifying them, against bare primitives.

One thread, and its own processor time: others on the machine do not count, and the
commit, which waits for the disk, is not in it.
"""

import argparse
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.million import BEGAN, SEALED
from benchmarks.tables import Gate, Table, median, spread
from bot.cli_service import set_up
from casework.people import Language, Role
from handlers import enrolment
from handlers.enrolment import NewPerson
from handlers.office import Office
from handlers.texts import Texts
from storage import cases, records
from storage.connection import connect
from storage.records import NewEntry
from storage.service_keys import ServiceKeys, verify_key
from storage.shred import ShredKeys
from storage.transaction import Transaction
from storage.verify import verify

BODY = {"text": "Kan vi ses i morgen efter skole? " * 4, "author": "Alma"}
PLAIN = b"m" * 256
CASES = 50
OFFICE = Office(Texts.load("da"), ZoneInfo("Europe/Copenhagen"), Language.DANISH)
APPENDED = 4_000
CALLS = 20_000


def measure(directory: Path, given: argparse.Namespace) -> list[Gate]:
    """Print the table; return the targets of writing and of verifying."""
    set_up(directory / "house")
    _begin_cases(directory / "house")
    data = directory / "house" / "data"
    rates: dict[str, list[float]] = {}
    for _ in range(given.rounds):
        for name, rate in _primitives().items():
            rates.setdefault(name, []).append(rate)
        rates.setdefault("append", []).append(_append(directory, keep=False))
    with patch.object(records, "seal", lambda *_: SEALED):
        _append(directory, given.rows)
    key = verify_key(directory / "house" / "keys")
    for _ in range(given.rounds):
        for name, signatures in (("verify, keyless", False), ("verify, signed", True)):
            begun = time.thread_time()
            report = verify(data, key, signatures=signatures)
            seconds = time.thread_time() - begun
            assert report.bad is None
            assert report.head.sequence == given.rows
            rates.setdefault(name, []).append(given.rows / seconds)
    table = Table(
        "The sealed record, operations a second of one core",
        ["what", "median", "from-to", *(f"to {name}" for name in BARE)],
    )
    middle = {name: median(found) for name, found in rates.items()}
    for name, found in rates.items():
        ratios = [f"{middle[name] / middle[bare]:.3f}" for bare in BARE]
        table.add(name, middle[name], spread(found), *ratios)
    print(table, flush=True)
    return [
        Gate("entries appended, without commit", middle["append"], 4_000, unit="/s"),
        Gate("entries verified, keyless", middle["verify, keyless"], 150_000),
        Gate("entries verified, with signatures", middle["verify, signed"], 10_000),
    ]


BARE = ("AES-256-GCM", "Fernet", "Ed25519 sign", "Ed25519 verify")


def _primitives() -> dict[str, float]:
    """Return how often a second the bare primitives do what they are for."""
    aes, fernet = AESGCM(bytes(32)), Fernet(urlsafe_b64encode(bytes(32)))
    nonce, key = bytes(12), Ed25519PrivateKey.generate()
    signature, public = key.sign(bytes(32)), key.public_key()
    calls: dict[str, Callable[[], object]] = {
        "AES-256-GCM": lambda: aes.encrypt(nonce, PLAIN, None),
        "Fernet": lambda: fernet.encrypt(PLAIN),
        "Ed25519 sign": lambda: key.sign(bytes(32)),
        "Ed25519 verify": lambda: public.verify(signature, bytes(32)),
    }
    return {name: _rate(call, CALLS) for name, call in calls.items()}


def _rate(call: Callable[[], object], times: int) -> float:
    begun = time.thread_time()
    for _ in range(times):
        call()
    return times / (time.thread_time() - begun)


def _begin_cases(house: Path) -> None:
    people = [
        *(_person("w1", Role.CONTACT_PERSON),),
        *(_person(f"c{number}", Role.CLIENT) for number in range(CASES)),
    ]
    with (
        closing(connect(house / "data")) as connection,
        closing(ShredKeys.open(house / "data")) as shred,
    ):
        connection.execute("BEGIN IMMEDIATE")
        tx = Transaction(connection, ServiceKeys.load(house / "keys"), shred)
        enrolment.enrol(tx, OFFICE, people, BEGAN)
        connection.execute("COMMIT")


def _person(ref: str, role: Role) -> NewPerson:
    whose = "w1" if role is Role.CLIENT else ""
    return NewPerson(
        line=2,
        ref=ref,
        role=role,
        name="Alma",
        language=Language.DANISH,
        profile="dk_youth",
        contact_person=whose,
    )


def _append(directory: Path, count: int = APPENDED, *, keep: bool = True) -> float:
    """Return how many entries a second are sealed, chained, signed and inserted."""
    house = directory / "house"
    keys = ServiceKeys.load(house / "keys")
    with (
        closing(connect(house / "data")) as connection,
        closing(ShredKeys.open(house / "data")) as shred,
    ):
        connection.execute("BEGIN IMMEDIATE")
        tx = Transaction(connection, keys, shred)
        known = [case for case, _, _ in cases.every(tx)]
        begun = time.thread_time()
        for number in range(count):
            at = BEGAN + timedelta(minutes=number)
            entry = NewEntry("message", at, "in", "telegram", "p-1", dict(BODY))
            records.add(tx, known[number % CASES], entry)
        seconds = time.thread_time() - begun
        connection.execute("COMMIT" if keep else "ROLLBACK")
    return count / seconds
