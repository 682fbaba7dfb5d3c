"""A thousand entries in a few cases, and everybody who may or may not open them."""

import shutil
import sqlite3
from contextlib import closing, suppress
from itertools import combinations

import pytest

from storage import records
from storage.bundle import read_bundle, write_bundle
from storage.bundle_lines import BundleError
from storage.cases import INTAKE
from storage.errors import StoreError
from storage.export import collect
from storage.key_pairs import PRIVATE_KEY_BYTES, KeyPairError, PrivateKey
from storage.opening import case_keys, open_bundle
from storage.reading import reading as looking
from storage.records import NewEntry
from storage.recovery import RecoveryError, combine, parse_share, read_share
from storage.service_keys import ServiceKeys
from storage.verify import verify
from storage.wraps import RECOVERY, WrapError
from tests.bot.test_cli_recovery import secrets_of
from tests.record_house import House

SHORTEST = 32
WHOSE = ("C1", "C2", None)
COUNTS = {"C1": 334, "C2": 333, None: 333}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    directory = tmp_path_factory.mktemp("thousand")
    house = House(directory / "house")
    house.readers = {ref: house.enrol(ref) for ref in ("W1", "W2", "CW", "SV")}
    numbered = {ref: house.case_of(ref) if ref else INTAKE for ref in WHOSE}

    def write(tx):
        for number in range(1000):
            case = numbered[WHOSE[number % 3]]
            body = {"text": f"words {number}", "author": "Alma"}
            at = house.tick()
            entry = NewEntry("message", at, "in", "telegram", "p-1", body)
            records.add(tx, case, entry)

    house.run(write)
    house.bundles = {ref: house.bundle(ref) for ref in WHOSE}
    return house


def messages(opening):
    """Return how many messages opened; what tells of readers does not count."""
    return sum(entry.kind == "message" for entry in opening.entries)


def count(house, key, reader):
    """Return how many entries of each case a key opens."""
    found = dict.fromkeys(WHOSE, 0)
    for ref, bundle in house.bundles.items():
        try:
            found[ref] = messages(open_bundle(bundle, key, reader))
        except BundleError:
            continue
    return found


@pytest.mark.counts
def test_whoever_has_everything_on_the_server_opens_none_of_them(house):
    """Every secret that lies there is tried on the ways of recovery and of readers."""
    away = house.directory.parent / "carried away"
    house.directory.joinpath("recovery").rename(away)
    secrets = {each for each in secrets_of(house) if len(each) >= SHORTEST}
    away.rename(house.directory / "recovery")
    ways = {
        None: RECOVERY,
        "C1": house.readers["W1"].reader_id,
        "C2": house.readers["CW"].reader_id,
    }

    tried = 0
    for secret in secrets:
        with suppress(KeyPairError):
            key = PrivateKey.from_raw((secret * 3)[:PRIVATE_KEY_BYTES])
            for ref, holder in ways.items():
                tried += 1
                with pytest.raises(BundleError):
                    case_keys(house.bundles[ref], key, holder)

    assert tried > 3_000


def test_a_case_that_was_shredded_stays_shut_and_the_others_open(house, tmp_path):
    """An old backup of the store, and the shred keys of today."""
    shutil.copytree(house.directory, tmp_path / "old")
    case = house.case_of("C1")
    with closing(sqlite3.connect(tmp_path / "old/data/shred.db")) as db:
        db.execute("DELETE FROM shred_key WHERE case_id = ?", (case,))
        db.commit()
    keys = ServiceKeys.load(tmp_path / "old/keys")
    recovery, karin = house.recovery(), house.readers["CW"]

    with looking(tmp_path / "old/data", keys) as tx:
        with pytest.raises((StoreError, WrapError)):
            collect(tx, case, tmp_path / "old/data", {}, house.now)
        for ref in ("C2", None):
            other = house.case_of(ref) if ref else INTAKE
            export = collect(tx, other, tmp_path / "old/data", {}, house.now).export
            write_bundle(tmp_path / other, export, keys.signing)
            bundle = read_bundle(tmp_path / other)
            assert messages(open_bundle(bundle, recovery, RECOVERY)) == COUNTS[ref]
            assert ref is None or case_keys(bundle, karin.key, karin.reader_id)
    assert verify(tmp_path / "old/data", keys.signing.public_key()).bad is None


@pytest.mark.parametrize(
    ("ref", "reads"),
    [("W1", {"C1"}), ("W2", {"C2"}), ("CW", {"C1", "C2"}), ("SV", {None})],
)
def test_each_reader_opens_exactly_their_cases(house, ref, reads):
    private = house.readers[ref]

    found = count(house, private.key, private.reader_id)

    assert found == {each: COUNTS[each] * (each in reads) for each in WHOSE}


@pytest.mark.parametrize("pair", list(combinations((1, 2, 3), 2)))
def test_any_two_shares_open_all_of_them(house, pair):
    key = combine(*map(read_share, house.shares(*pair)))

    assert count(house, key, RECOVERY) == COUNTS


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_share_opens_none_of_them(house, number):
    (path,) = house.shares(number)
    share = parse_share(path.read_bytes())

    assert sum(count(house, share.key, RECOVERY).values()) == 0
    with pytest.raises(RecoveryError):
        combine(share, share)
