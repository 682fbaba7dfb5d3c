"""A whole installation with people, cases, readers and words in it."""

import shutil
import sqlite3
from contextlib import closing
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli_service import set_up
from casework.people import Language, Role
from handlers import enrolment, reading, strangers
from handlers.enrolment import NewPerson
from handlers.office import Office
from handlers.texts import Texts
from storage import cases, people, reader_keys, readers, records
from storage.attachment_cipher import AttachmentPlace, seal_attachment
from storage.bundle import read_bundle, write_bundle
from storage.cases import INTAKE
from storage.connection import connect
from storage.export import collect
from storage.key_pairs import generate_key_pair
from storage.opening import open_bundle
from storage.reader_keys import Cost, ReaderPrivate, ReaderPublic
from storage.reading import reading as looking
from storage.records import Attachment, NewEntry
from storage.recovery import combine, read_share
from storage.service_keys import ServiceKeys, verify_key
from storage.shred import ShredKeys
from storage.transaction import Transaction
from storage.verify import verify

START = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
OFFICE = Office(Texts.load("da"), ZoneInfo("Europe/Copenhagen"), Language.DANISH)
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
PASSPHRASE = "apple river stone cloud winter lamp"


def person(ref, role, name, **more):
    given = {"line": 2, "language": Language.DANISH, "profile": "dk_youth"} | more
    return NewPerson(ref=ref, role=role, name=name, **given)


PEOPLE = (
    person("W1", Role.CONTACT_PERSON, "Mette"),
    person("W2", Role.CONTACT_PERSON, "Jonas"),
    person("CW", Role.CASEWORKER, "Karin"),
    person("SV", Role.SUPERVISOR, "Sanne"),
    person("C1", Role.CLIENT, "Alma", contact_person="W1"),
    person("C2", Role.CLIENT, "Bo", contact_person="W2"),
)


class House:
    """An installation, and whoever works with it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.config = directory / "config.toml"
        self.now = START
        set_up(directory)
        self.keys = ServiceKeys.load(directory / "keys")
        # One after the other, so that their cases have an order.
        self.run(enrolment.enrol, OFFICE, PEOPLE[:-1], self.tick())
        self.run(enrolment.enrol, OFFICE, PEOPLE[-1:], self.tick())
        self.run(strangers.intake, self.tick())

    def copied(self, directory):
        """Return the same house in another place."""
        shutil.copytree(self.directory, directory)
        found = copy(self)
        found.directory, found.data = directory, directory / "data"
        found.config = directory / "config.toml"
        return found

    def tick(self, **by):
        self.now += timedelta(**(by or {"seconds": 1}))
        return self.now

    def run(self, unit, *args, **kwargs):
        """Run a unit of work in a transaction of its own."""
        with (
            closing(connect(self.data)) as connection,
            closing(ShredKeys.open(self.data)) as shred,
        ):
            connection.execute("BEGIN IMMEDIATE")
            tx = Transaction(connection, self.keys, shred)
            tx.check_keys()
            value = unit(tx, *args, **kwargs)
            connection.execute("COMMIT")
            return value

    def sql(self, statement, values=()):
        """Do what somebody does who can write into the file."""
        with closing(sqlite3.connect(self.data / "store.db")) as connection:
            connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
            found = connection.execute(statement, values).fetchall()
            connection.commit()
            return found

    def id_of(self, ref):
        return self.run(lambda tx: people.find_by_ref(tx, ref).id)

    def case_of(self, ref):
        return self.run(lambda tx: cases.of_client(tx, people.find_by_ref(tx, ref).id))

    def write(self, ref, text, *files, **more):
        """Write an entry into the case of a client; returns its place in it."""
        case = INTAKE if ref is None else self.case_of(ref)
        kept = [self._keep(case, plain) for plain in files]
        entry = NewEntry(
            kind=more.pop("kind", "message"),
            at=self.tick(),
            direction="in",
            channel="telegram",
            author="" if ref is None else self.id_of(ref),
            body={"text": text, "author": "Alma", **more.pop("body", {})},
            attachments=kept,
            **more,
        )
        return self.run(records.add, case, entry)

    def reader(self, ref, *, enrolled=True):
        """Return a new reader key of somebody, enrolled as a command would not do."""
        private = ReaderPrivate(reader_keys._new_id(), generate_key_pair())
        if enrolled:
            self.run(
                readers.add,
                private.reader_id,
                self.id_of(ref),
                private.key.public_key(),
                self.tick(),
            )
        return private

    def enrol(self, ref):
        """Enrol a new key as the command does, and return its private half."""
        private = self.reader(ref, enrolled=False)
        public = self.public(private)
        reader = self.run(reading.enrol_reader, public, ref, self.tick())
        self.renew_all(self.run(reading.to_open_for, OFFICE, reader, self.tick()))
        return private

    def remove(self, named):
        """Remove readers as the command does."""
        for reader in self.run(reading.remove_readers, named, self.tick()):
            closing = self.run(reading.to_close_for, reader)
            self.renew_all(closing)

    def renew_all(self, cases):
        """Begin an epoch in each of these cases; return those without a reader."""
        return self.run(reading.renew, OFFICE, cases, self.tick())

    def public(self, private):
        """Return what a reader hands in."""
        return ReaderPublic(private.reader_id, private.key.public_key())

    def bundle(self, ref, path=None):
        """Export a case, and read it back."""
        case = INTAKE if ref is None else self.case_of(ref)
        path = path or self.directory / f"{self.tick().timestamp():.0f}.bundle"
        with looking(self.data, self.keys) as tx:
            found = collect(tx, case, self.data, {"language": "en"}, self.now)
            write_bundle(path, found.export, tx.keys.signing)
        return read_bundle(path)

    def texts(self, ref, private):
        """Return the words that a key opens in an export made now."""
        return [each.text for each in self.opened(ref, private).entries if each.text]

    def opened(self, ref, private):
        """Return what a key opens in an export made now."""
        return open_bundle(self.bundle(ref), private.key, private.reader_id)

    def renew(self, ref):
        """Begin an epoch for whoever may read a client's case now."""

        def unit(tx):
            client = people.find_by_ref(tx, ref)
            holders = enrolment.readers_for(tx, OFFICE, client, self.now)
            case = cases.of_client(tx, client.id)
            return cases.begin_epoch(tx, case, holders, self.tick())

        return self.run(unit)

    def shares(self, *numbers):
        """Return the paths of shares."""
        return [self.directory / "recovery" / f"share-{n}.key" for n in numbers]

    def recovery(self):
        """Return the recovery key itself."""
        return combine(*map(read_share, self.shares(1, 3)))

    def verify(self, **how):
        return verify(self.data, verify_key(self.directory / "keys"), **how)

    def _keep(self, case, plain):
        identity = f"a-{self.tick().timestamp():.0f}"
        stream, sealed = seal_attachment(plain, AttachmentPlace(case, identity))
        path = self.data / "attachments" / identity
        path.write_bytes(stream)
        path.chmod(0o600)
        self.sql(
            "INSERT INTO attachment (id, bytes, hash, created_at) VALUES (?, ?, ?, 1)",
            (identity, len(stream), sealed.hash),
        )
        return Attachment(
            id=identity,
            bound_to=case,
            key=sealed.key,
            hash=sealed.hash,
            size=sealed.size,
            name="a photo.jpg",
            media_type="image/jpeg",
        )


def lived_in(directory):
    """Return a house where some things have happened."""
    house = House(directory)
    house.write("C1", "hej, er du der?")
    house.write("C2", "godmorgen")
    house.reader("W1")
    house.reader("CW")
    house.renew("C1")
    house.write("C1", "et billede", b"one photo")
    house.write("C1", "to", b"two" * 40_000, b"three", refers_to=2)
    house.write(None, "hvem er I?", kind="intake")
    house.renew("C2")
    house.write("C2", "igen")
    house.renew("C1")
    return house
