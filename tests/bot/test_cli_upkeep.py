import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from copy import copy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli_upkeep
from bot.cli import app
from bot.lock import InstanceLock
from storage import alarms
from storage.beside import alone
from storage.shred import FILE as SHRED
from storage.verify import verify
from tests.record_house import House, lived_in

TOP = Path(__file__).parents[2]


def call(*words, code=0):
    ran = CliRunner().invoke(app, list(map(str, words)))
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return lived_in(tmp_path_factory.mktemp("written") / "house")


@pytest.fixture
def house(written, tmp_path):
    """A copy of it, to work with and to spoil."""
    shutil.copytree(written.directory, tmp_path / "house")
    house = copy(written)
    house.directory = tmp_path / "house"
    house.data, house.config = house.directory / "data", house.directory / "config.toml"
    return house


@pytest.fixture
def away(tmp_path):
    (tmp_path / "away").mkdir()
    return tmp_path / "away"


def two_shares(house, *numbers):
    return [
        word
        for share in house.shares(*numbers or (1, 3))
        for word in ("--share", share)
    ]


def test_a_backup_is_restored_to_what_was_there(house, away, tmp_path):
    made = call("backup", away / "monday", "--config", house.config)
    new = tmp_path / "new"
    restored = call("restore", away / "monday", *two_shares(house), "--output", new)
    sound = call("record", "verify", "--deep", "--config", new / "config.toml")
    cases = [
        json.loads(call("record", "list", "--json", "--config", config).stdout)
        for config in (house.config, new / "config.toml")
    ]

    assert made.stdout.splitlines() == [
        f"{away / 'monday'}: 6 entries in 3 cases, 3 attachments",
        f"{away / 'monday.keys'}: the shred keys of these cases",
    ]
    assert "Delete every keys file after 30 days" in made.stderr
    assert restored.stdout.startswith(f"{new}: 6 entries in 3 cases, as they were on ")
    assert "Fill in the tokens" in restored.stderr
    assert sound.stdout.startswith("sound: 6 entries in 3 cases")
    assert cases[0] == cases[1]


def test_a_backup_is_known_to_status_and_doctor(house, away):
    before = call("doctor", "--config", house.config, code=1).stdout

    call("backup", away / "monday", "--config", house.config)

    after = call("doctor", "--config", house.config, code=1).stdout
    assert re.search(r"^\S \w+ +backup: never done", before, re.MULTILINE)
    assert re.search(
        r"^✓ ok +backup: \d{4}-\d\d-\d\d, 0 days ago$", after, re.MULTILINE
    )


def test_a_backup_works_while_the_service_runs(house, away):
    with InstanceLock(house.data):
        call("backup", away / "monday", "--config", house.config)

    assert {path.name for path in away.iterdir()} == {"monday", "monday.keys"}


def test_what_is_not_well_with_the_store_is_said_and_exits_one(house, away):
    with closing(sqlite3.connect(house.data / SHRED)) as db:
        db.execute("UPDATE shred_key SET sealed_key = zeroblob(62)")
        db.commit()

    ran = call("backup", away / "monday", "--config", house.config, code=1)

    assert ran.stderr.count("does not open: nobody can read this case") == 3
    assert (away / "monday").exists()


@pytest.mark.parametrize("name", ["monday", "monday.keys"])
def test_a_file_that_is_there_stays_and_one_line_says_so(house, away, name):
    (away / name).write_text("mine")

    ran = call("backup", away / "monday", "--config", house.config, code=1)

    assert (
        ran.stderr
        == f"fastkontakt: {away / name}: there already; choose another name\n"
    )
    assert (away / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((1,), "two shares are needed"),
        ((1, 2, 3), "two shares are needed"),
        ((2, 2), "this is share 2 twice"),
    ],
)
def test_any_two_shares_are_needed(house, away, tmp_path, numbers, says):
    call("backup", away / "monday", "--config", house.config)

    ran = call(
        "restore",
        away / "monday",
        *two_shares(house, *numbers),
        "--output",
        tmp_path / "new",
        code=1,
    )

    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_the_keys_file_may_lie_elsewhere(house, away, tmp_path):
    call("backup", away / "monday", "--config", house.config)
    (away / "monday.keys").rename(tmp_path / "elsewhere")
    words = [
        "restore",
        away / "monday",
        *two_shares(house),
        "--output",
        tmp_path / "new",
    ]

    missing = call(*words, code=1)
    call(*words, "--keys", tmp_path / "elsewhere")

    assert "monday.keys: the file with the shred keys is missing" in missing.stderr
    assert verify(tmp_path / "new/data", house.keys.signing.public_key()).bad is None


def test_a_case_that_stays_shut_is_named(house, away, tmp_path):
    call("backup", away / "monday", "--config", house.config)
    case = house.case_of("C2")
    with closing(sqlite3.connect(house.data / SHRED)) as db:
        db.execute("DELETE FROM shred_key WHERE case_id = ?", (case,))
        db.commit()
    call("backup", away / "tuesday", "--config", house.config)

    ran = call(
        "restore",
        away / "monday",
        "--keys",
        away / "tuesday.keys",
        *two_shares(house),
        "--output",
        tmp_path / "new",
    )

    assert f"1 cases stay shut, because tuesday.keys has no key for them: {case}" in (
        ran.stderr
    )


def test_keys_that_are_older_than_the_store_are_remarked(house, away, tmp_path):
    call("backup", away / "monday", "--config", house.config)
    time.sleep(0.002)
    call("backup", away / "tuesday", "--config", house.config)

    ran = call(
        "restore",
        away / "tuesday",
        "--keys",
        away / "monday.keys",
        *two_shares(house),
        "--output",
        tmp_path / "new",
    )

    assert "monday.keys is older than tuesday" in ran.stderr


def test_keys_are_rotated_and_everything_still_reads(house, tmp_path):
    before = call("people", "list", "--json", "--config", house.config).stdout

    ran = call("rekey", "--config", house.config)

    assert re.fullmatch(r"\d+ fields moved to key 2; keys dropped: 1\n", ran.stdout)
    assert call("people", "list", "--json", "--config", house.config).stdout == before
    doctor = call("doctor", "--config", house.config, code=1).stdout
    assert re.search(r"^✓ ok +field keys: \d+ under key 2$", doctor, re.MULTILINE)


def test_the_signing_key_is_changed_and_everything_stays_sound(house):
    ran = call("rekey", "signing", "--config", house.config)

    found = re.fullmatch(
        r"(\d+) rows signed again; signing key now ([0-9a-f]{64})\n", ran.stdout
    )
    assert int(found[1]) > 0
    assert "Tell the readers the new signing key" in ran.stderr
    told = json.loads(
        call("record", "verify", "--json", "--config", house.config).stdout
    )
    assert (told["sound"], told["signing_key"]) == (True, found[2])


def test_keys_are_not_turned_while_a_backup_is_taken(house):
    ring = (house.directory / "keys/field.key").read_bytes()

    with alone(house.data):
        ran = call("rekey", "--config", house.config, code=1)

    assert "another backup or change of keys is being done" in ran.stderr
    assert (house.directory / "keys/field.key").read_bytes() == ring


def test_status_says_what_waits_without_naming_anybody(house):
    ran = call("status", "--config", house.config)

    assert ran.stdout.splitlines()[:3] == [
        "service: not running",
        "inbox: 0 new, 0 dead",
        "outbox: 0 held, 0 ready, 0 claimed, 0 unknown",
    ]
    assert [name for name in ("Alma", "Mette", "C1") if name in ran.stdout] == []


def test_status_as_json_has_every_number(house):
    with InstanceLock(house.data):
        found = json.loads(call("status", "--json", "--config", house.config).stdout)

    assert found.pop("at").startswith("20")
    assert found == {
        "running": True,
        "inbox": {"new": 0, "dead": 0},
        "outbox": {"held": 0, "ready": 0, "claimed": 0, "unknown": 0},
        "oldest_unsent": None,
        "unanswered": 0,
        "oldest_unanswered": None,
        "longest_waiting": None,
        "last_inbound": {"telegram": None, "sms": None},
        "failed_last_day": 0,
        "maybe_twice": 0,
        "danger_open": 0,
        "alarms": [],
    }


def test_an_alarm_that_was_looked_after_is_put_away_until_it_comes_again(house):
    house.run(alarms.raise_alarm, "poison", house.now)

    ran = call("dismiss", "poison", "--config", house.config)

    assert ran.stdout == "poison: ended\n"
    assert "poison" not in call("status", "--config", house.config).stdout
    house.run(alarms.raise_alarm, "poison", house.now)
    assert "poison" in call("status", "--config", house.config).stdout


def test_an_alarm_that_is_not_on_is_answered_with_those_that_are(house):
    house.run(alarms.raise_alarm, "record", house.now)

    ran = call("dismiss", "poison", "--config", house.config, code=1)

    assert ran.stdout == ""
    assert ran.stderr == (
        "fastkontakt: poison: no such alarm is on; these are: record\n"
    )


def test_doctor_is_red_for_a_case_that_nobody_can_read_and_names_it(house):
    case = house.case_of("C2")
    house.sql("DELETE FROM wrap WHERE case_id = ? AND reader_id <> 'recovery'", [case])

    ran = call("doctor", "--config", house.config, code=1)

    [line] = [line for line in ran.stdout.splitlines() if "no reader" in line]
    assert line.startswith("✗ problem  readers: ")
    assert case in line


def test_doctor_tells_each_thing_in_one_line(house):
    ran = call("doctor", "--config", house.config, code=1)

    lines = ran.stdout.splitlines()
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"(✓ ok     |! warning|✗ problem)  \S", line), line
    assert ran.stderr == ""


def test_doctor_names_what_is_wrong_with_the_configuration(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("[telegram]\ntokn = 'canary'\n[smss]\n")
    config.chmod(0o600)

    ran = call("doctor", "--config", config, code=1)

    assert "✗ problem  configuration: [telegram] tokn: no such setting" in ran.stdout
    assert "✗ problem  configuration: [smss]: no such table" in ran.stdout
    assert "canary" not in ran.stdout


def test_doctor_goes_on_where_there_is_no_store(house):
    (house.data / "store.db").unlink()

    ran = call("doctor", "--config", house.config, code=1)

    assert "✗ problem  store: no store here" in ran.stdout
    assert "clock: " in ran.stdout


def test_doctor_says_which_key_others_can_read(house):
    (house.directory / "keys/lookup.key").chmod(0o640)

    ran = call("doctor", "--config", house.config, code=1)

    about = [line for line in ran.stdout.splitlines() if "lookup.key" in line]
    assert [line.split()[:3] for line in about] == [
        ["✗", "problem", "permissions:"],
        ["✗", "problem", "store:"],
    ]


def test_doctor_says_that_the_keys_are_of_another_store(house, tmp_path):
    other = House(tmp_path / "other")
    (house.directory / "keys").rename(tmp_path / "old")
    (other.directory / "keys").rename(house.directory / "keys")

    ran = call("doctor", "--config", house.config, code=1)

    assert "✗ problem  store: the keys do not belong to this store" in ran.stdout


def test_where_the_terminal_knows_no_signs_the_words_are_enough(house):
    started = "from bot.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", started, "doctor", "--config", house.config],
        cwd=TOP,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stdout.startswith("ok       configuration: can be read\n"), ran.stderr
    assert ran.returncode == 1


def test_what_a_restore_makes_is_for_its_owner_only(house, away, tmp_path):
    call("backup", away / "monday", "--config", house.config)
    call("restore", away / "monday", *two_shares(house), "--output", tmp_path / "new")

    for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_somebody_who_waits_at_a_terminal_sees_how_far_it_is(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    with cli_upkeep._progress("backing up", 100) as tell:
        tell(50)

    assert capsys.readouterr().out == ""
