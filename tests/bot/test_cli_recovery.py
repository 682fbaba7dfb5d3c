import json
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from itertools import combinations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.recovery_desk import DRILL
from handlers import granting
from storage import armour, reader_keys, store_facts
from storage.armour import ArmourError
from storage.bundle_lines import BundleError
from storage.key_pairs import PRIVATE_KEY_BYTES, KeyPairError, PrivateKey
from storage.keyfiles import KeyFileError
from storage.opening import case_keys
from storage.reading import reading as looking
from storage.recovery import RecoveryError, combine, parse_share
from storage.service_keys import ServiceKeys
from storage.wraps import RECOVERY
from tests.bot.test_cli_readers import BLOCKED, TOP
from tests.record_house import CHEAP, PASSPHRASE, House


@pytest.fixture
def house(tmp_path):
    found = House(tmp_path / "house")
    found.write("C1", "den første")
    found.enrol("W1")
    found.write("C1", "den anden")
    return found


def call(*words, code=0):
    ran = CliRunner().invoke(app, list(map(str, words)))
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


def given(shares):
    return [word for share in shares for word in ("--share", str(share))]


def said(ran):
    """Return the words of the messages, as JSON shows them."""
    entries = json.loads(ran.stdout)
    return [each["text"] for each in entries if each["kind"] == "message"]


def exported(house, path):
    path.unlink(missing_ok=True)
    call("record", "export", "C1", "-o", path, "--config", house.config)
    return path


@pytest.mark.parametrize("pair", list(combinations((1, 2, 3), 2)))
def test_any_two_shares_open_everything_and_need_no_server(house, tmp_path, pair):
    bundle = exported(house, tmp_path / "c1.bundle")

    ran = subprocess.run(
        [
            *(sys.executable, "-c", BLOCKED, "recovery", "open", str(bundle)),
            *(*given(house.shares(*pair)), "--format", "json"),
        ],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert said(ran) == [
        "den første",
        "den anden",
    ]


def test_one_share_alone_or_twice_never_opens_anything(house, tmp_path):
    bundle = exported(house, tmp_path / "c1.bundle")
    (one,) = house.shares(2)
    copy = tmp_path / "copy.key"
    copy.write_bytes(one.read_bytes())
    copy.chmod(0o600)

    for shares, said in (
        ([one], "two shares are needed"),
        ([one, one], "twice"),
        ([one, copy], "twice"),
        (house.shares(1, 2, 3), "two shares are needed"),
    ):
        ran = call("recovery", "open", bundle, *given(shares), code=1)
        assert said in ran.stderr
        assert ran.stdout == ""


def test_the_drill_proves_every_case_shows_nothing_and_is_remembered(house):
    ran = call(
        *("recovery", "drill", *given(house.shares(1, 3))), "--config", house.config
    )

    assert ran.stdout == "the two shares open all 3 cases\n"
    assert "den" not in ran.stdout + ran.stderr
    remembered = house.run(store_facts.recall, DRILL)
    assert int(remembered) > 1_700_000_000_000


@pytest.mark.parametrize("pair", list(combinations((1, 2, 3), 2)))
def test_the_drill_opens_every_case_of_a_backup_in_a_place_that_is_gone_afterwards(
    house, tmp_path, monkeypatch, pair
):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    house.write("C2", "et billede", b"a photo" * 100)
    call("backup", tmp_path / "b", "--config", house.config)

    ran = call(
        *("recovery", "drill", *given(house.shares(*pair))),
        *("--backup", tmp_path / "b", "--config", house.config),
    )

    assert ran.stdout == (
        "the two shares open all 3 cases\n"
        f"from {tmp_path / 'b'} alone they open all 3 cases that are in it, 4 entries;"
        " nothing of it was kept\n"
    )
    assert "den" not in ran.stderr
    assert list(place.iterdir()) == []
    assert house.run(store_facts.recall, DRILL) is not None


def test_a_drill_with_a_backup_that_does_not_open_is_not_remembered(house, tmp_path):
    call("backup", tmp_path / "b", "--config", house.config)
    raw = bytearray((tmp_path / "b").read_bytes())
    raw[-100] ^= 1
    (tmp_path / "b").write_bytes(raw)

    for backup in (tmp_path / "b", tmp_path / "nowhere"):
        ran = call(
            *("recovery", "drill", *given(house.shares(1, 2))),
            *("--backup", backup, "--config", house.config),
            code=1,
        )
        assert ran.stdout == ""
        assert ran.stderr.count("\n") == 1
    assert house.run(store_facts.recall, DRILL) is None


def test_a_drill_that_fails_names_the_case_and_is_not_remembered(house, tmp_path):
    other = House(tmp_path / "other")
    strange = call(
        *("recovery", "drill", *given(other.shares(1, 2))),
        *("--config", house.config),
        code=1,
    )
    house.sql(
        "UPDATE wrap SET sealed = zeroblob(length(sealed)) WHERE case_id = ?",
        (house.case_of("C2"),),
    )
    broken = call(
        *("recovery", "drill", *given(house.shares(1, 2))),
        *("--config", house.config),
        code=1,
    )

    assert "not of the recovery key that is in use" in strange.stderr
    assert f"case {house.case_of('C2')}" in broken.stderr
    assert house.run(store_facts.recall, DRILL) is None


def test_two_shares_give_a_new_reader_the_whole_case(house, tmp_path):
    key, words = tmp_path / "new.key", tmp_path / "words"
    reader_keys.create(key, PASSPHRASE, CHEAP)
    words.write_text(PASSPHRASE)
    words.chmod(0o600)
    config = ("--config", house.config)
    grant = ("recovery", "grant", "C1", f"{key}.pub", *given(house.shares(2, 3)))

    refused = call(*grant, *config, code=1)
    call("reader", "add", f"{key}.pub", "--person", "CW", *config)
    call(*grant, *config)

    assert "run fastkontakt reader add first" in refused.stderr
    ran = call(
        *("reader", "open", exported(house, tmp_path / "b"), "--key", key),
        *("--passphrase-file", words, "--format", "json"),
    )
    assert said(ran) == [
        "den første",
        "den anden",
    ]


def test_new_shares_are_made_only_when_asked_and_open_the_past_with_the_old(
    house, tmp_path
):
    config, new = ("--config", house.config), tmp_path / "new"
    before = (house.directory / "keys/recovery.pub").read_bytes()

    refused = call("recovery", "create", *config, "--output", new, code=1)
    assert "add --replace" in refused.stderr
    assert not new.exists()
    assert (house.directory / "keys/recovery.pub").read_bytes() == before

    made = call(
        *("recovery", "create", *config, "--output", new, "--replace"),
        *given(house.shares(1, 2)),
    )
    shares = [new / f"share-{number}.key" for number in (1, 3)]
    assert made.stdout.startswith("3 cases")
    assert "restart the service" in made.stderr
    call("recovery", "drill", *given(shares), *config)
    house.keys = ServiceKeys.load(house.directory / "keys")
    house.write("C1", "den tredje")
    ran = call(
        *("recovery", "open", exported(house, tmp_path / "b"), *given(shares)),
        *("--format", "json"),
    )
    assert said(ran) == [
        "den første",
        "den anden",
        "den tredje",
    ]
    assert house.verify().bad is None


def test_new_shares_without_the_old_open_what_comes_and_the_old_what_was(
    house, tmp_path
):
    config, new = ("--config", house.config), tmp_path / "new"

    made = call("recovery", "create", *config, "--output", new, "--replace")
    house.keys = ServiceKeys.load(house.directory / "keys")
    house.write("C1", "den tredje")
    bundle = exported(house, tmp_path / "b")

    assert "opens with the old shares only" in made.stderr
    call(
        "recovery", "drill", *given([new / "share-1.key", new / "share-2.key"]), *config
    )
    ran = call("recovery", "open", bundle, *given(house.shares(1, 2)), code=1)
    assert "cannot be opened" in ran.stderr


def test_a_thief_with_everything_on_the_server_opens_nothing(house, tmp_path):
    """Every key that lies anywhere in the directory is tried on every way in."""
    mette = house.enrol("W1")
    bundle = house.bundle("C1", tmp_path / "b")
    house.directory.joinpath("recovery").rename(tmp_path / "carried away")

    tried = 0
    for secret in secrets_of(house):
        for raw in {secret, (secret * 3)[:PRIVATE_KEY_BYTES], secret.ljust(96, b"\0")}:
            tried += 1
            for holder in (RECOVERY, mette.reader_id):
                with suppress(BundleError, KeyPairError):
                    case_keys(bundle, PrivateKey.from_raw(raw), holder)
                    pytest.fail("a case opens with what lies on the server")

    assert tried > 100
    assert case_keys(bundle, mette.key, mette.reader_id)


def test_a_thief_with_one_share_as_well_opens_nothing(house):
    one = parse_share(house.shares(1)[0].read_bytes())

    with pytest.raises(RecoveryError):
        combine(one, one)
    with pytest.raises((BundleError, ArmourError, KeyFileError)):
        case_keys(house.bundle("C1"), one.key, RECOVERY)


def secrets_of(house):
    """Yield whatever on the server could be a private key, or a part of one."""
    for path in house.directory.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if content.startswith(b"SQLite"):
            for blob in blobs_in(path):
                yield from (blob[:PRIVATE_KEY_BYTES], blob[-PRIVATE_KEY_BYTES:])
            continue
        for line in content.splitlines():
            with suppress(ValueError, TypeError, ArmourError):
                yield armour.raw(json.loads(line), "key")
    # The thief has the service's own keys, so the outer layer is no help either.
    with looking(house.data, house.keys) as tx:
        for case in granting.live_cases(tx):
            yield tx.shred.find(tx.vault, case)


def blobs_in(path):
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608 - its own
                yield from (value for value in row if isinstance(value, bytes))
