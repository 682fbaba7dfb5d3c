import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers import daily_tags
from storage import daily_tags as stored
from storage import reader_keys, tag_chain
from storage.cases import INTAKE
from storage.chain import NO_HASH, EntryHeader, Head, link
from storage.export import ENTRIES, HEADER_COLUMNS
from storage.key_pairs import PublicKey
from storage.sealing import Binding, seal
from storage.service_keys import ServiceKeys
from storage.tag_chain import FIRST_KEY, TAG
from tests.record_house import CHEAP, PASSPHRASE, lived_in

DAYS = 3


@pytest.fixture
def house(tmp_path):
    """A house whose record was tagged for some days, for Sanne to look at."""
    made = lived_in(tmp_path / "house")
    sanne = made.enrol("SV")
    made.key, made.words = tmp_path / "sanne.key", tmp_path / "words.txt"
    made.key.write_bytes(reader_keys.lock(sanne, PASSPHRASE, CHEAP))
    made.key.chmod(0o600)
    made.words.write_text(PASSPHRASE)
    made.words.chmod(0o600)
    for day in range(DAYS):
        made.run(daily_tags.keep, made.tick(days=1))
        made.write("C1", f"day {day}")
        if day == 0:
            made.after_the_first = made.verify().head.sequence
    made.tmp = tmp_path
    return made


def proven(house, *more, code=0):
    path = house.tmp / f"{house.tick().timestamp():.0f}.bundle"
    house.bundle(None, path)
    arguments = ("reader", "tags", path, "--key", house.key)
    words = ("--passphrase-file", house.words)
    ran = CliRunner().invoke(app, [str(each) for each in (*arguments, *words, *more)])
    assert ran.exit_code == code, ran.output
    return ran


def verified(house, anchor):
    path = house.tmp / "proven.txt"
    path.write_text(anchor)
    told = ("record", "verify", "--config", house.config, "--anchor", path)
    return CliRunner().invoke(app, [str(each) for each in told])


def written_anew(house, number, guess):
    """Change an entry as somebody does who stole every key of today.

    All hashes and signatures fit again, and the intake is sealed again with what
    `guess` says of each kind and head.
    """
    signing = ServiceKeys.load(house.directory / "keys").signing
    every = ENTRIES.replace("WHERE case_id = :case ORDER BY sequence", "ORDER BY 1")
    heads, last = {}, Head()
    for row in house.sql(every):
        values = dict(zip(EntryHeader.__slots__, row[:HEADER_COLUMNS], strict=True))
        values |= {"author": "p-thief"} if row[0] == number else {}
        values["previous_hash"] = heads.get(row[1], NO_HASH)
        values["previous_global_hash"] = last.hash
        header, sealed = EntryHeader(**values), row[HEADER_COLUMNS]
        if row[0] > number and header.case_id == INTAKE:
            sealed = sealed_again(house, header, guess(header.kind, last))
        entry = link(header, sealed, signing)
        heads[row[1]], last = entry.hash, Head(row[0], entry.hash)
        house.sql(
            "UPDATE contact_entry SET author = ?, previous_hash = ?, sealed = ?,"
            " previous_global_hash = ?, hash = ?, signature = ?"
            " WHERE global_sequence = ?",
            (
                *(header.author, header.previous_hash, sealed),
                *(header.previous_global_hash, entry.hash, entry.signature, row[0]),
            ),
        )


def sealed_again(house, header, body):
    (raw,) = house.sql(
        "SELECT public_key FROM case_key WHERE case_id = ? AND epoch = ?",
        (header.case_id, header.epoch),
    )[0]
    place = (header.case_id, header.epoch, header.sequence, header.kind, header.at)
    binding = Binding(*place, header.previous_hash)
    return seal(json.dumps(body).encode(), PublicKey.from_raw(raw), binding)


class Thief:
    """Tags with a key of their own from some number on."""

    def __init__(self, key, number) -> None:
        self.key, self.number = key, number

    def __call__(self, kind, head):
        if kind != TAG:
            return {"key": self.key.hex()} if kind == FIRST_KEY else {"text": "-"}
        made = {
            "number": self.number,
            "tag": tag_chain.tag(self.key, self.number, head).hex(),
        }
        self.key, self.number = tag_chain.key_after(self.key), self.number + 1
        return made


def test_who_reads_the_intake_proves_what_the_record_was(house):
    ran = proven(house)

    assert ran.stdout.count("fastkontakt anchor 1: store") == DAYS
    assert "3 days; the first key is known by" in ran.stderr
    assert verified(house, ran.stdout).stdout.startswith("sound:")


def test_yesterday_written_anew_with_every_key_of_today_is_named(house):
    before = proven(house).stdout
    todays = house.run(lambda tx: stored._current(tx, house.now))[1]

    written_anew(house, house.after_the_first, Thief(todays, 2))

    assert house.verify().bad is None
    assert "another entry than the anchor has" in verified(house, before).stdout
    said = proven(house, code=1).stderr
    assert "what stands before it in the store was written anew" in said


def test_tags_that_were_all_made_anew_begin_with_another_key(house):
    known = proven(house).stderr.partition("known by ")[2].split()[0]

    written_anew(house, 1, Thief(b"\x07" * 32, 1))

    assert house.verify().bad is None
    assert proven(house).exit_code == 0
    said = proven(house, "--first", known, code=1).stderr
    assert "another one than you were told" in said


def test_tags_that_begin_with_another_key_than_was_noted_are_refused(house):
    known = proven(house).stderr.partition("known by ")[2].split()[0]

    proven(house, "--first", known)
    said = proven(house, "--first", "0" * 32, code=1).stderr

    assert f"the tags begin with the key {known}: another one" in said


def test_another_case_has_no_tags(house):
    path = house.tmp / "c1.bundle"
    house.reader("SV")
    house.bundle("C1", path)
    arguments = ("reader", "tags", path, "--key", house.key)
    words = ("--passphrase-file", house.words)

    ran = CliRunner().invoke(app, [str(each) for each in (*arguments, *words)])

    assert ran.exit_code == 1
    assert "nothing in this bundle is sealed to" in ran.stderr
