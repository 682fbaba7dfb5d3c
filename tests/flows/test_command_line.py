"""The commands as an operator types them, beside the running service or without it."""

import asyncio
import csv
import io
import json
import os
import shutil
import socket
import sqlite3
import time
from contextlib import closing

import pytest

from tests.flows.conftest import free_port
from tests.flows.running import PROGRAM, command, contents, query, replace_setting

PEOPLE = """\
ref,role,name,language,birth_year,phone,contact_person,profile
dorte,contact_person,Dorte,da,,,,
ella,client,Ella,da,2006-05-04,,dorte,dk_youth
"""


def config(stage):
    return ("--config", stage.directory / "config.toml")


@pytest.fixture
async def house(empty_stage):
    """An installation whose service is not running, open to nobody."""
    return empty_stage


def expose(name, mode=0o644):
    def spoil(stage):
        (stage.directory / name).chmod(mode)

    return spoil


def remove(name):
    def spoil(stage):
        (stage.directory / name).unlink()

    return spoil


def damage(name):
    def spoil(stage):
        (stage.directory / name).write_bytes(b"no database at all" * 500)

    return spoil


def add_line(line):
    def spoil(stage):
        path = stage.directory / "config.toml"
        path.write_text(f"{path.read_text()}\n{line}\n")

    return spoil


def other_keys(stage):
    """Give the store the keys of another installation."""
    from bot.cli_service import set_up  # noqa: PLC0415 - only this spoils so much

    other = stage.directory.parent / "other"
    set_up(other)
    shutil.rmtree(stage.directory / "keys")
    shutil.move(other / "keys", stage.directory / "keys")


def newer_store(stage):
    with closing(sqlite3.connect(stage.directory / "data" / "store.db")) as connection:
        connection.execute("PRAGMA user_version = 9999")


EXPOSED = "a configuration that others can read"
FAULTS = {
    "a setting that does not exist": (
        add_line('[telegram_bot]\ntokn = "canary-7f31"'),
        "no such",
    ),
    "a setting that cannot be": (
        lambda stage: replace_setting(stage, "timezone", '"canary-7f31"'),
        "timezone",
    ),
    "no token": (lambda stage: replace_setting(stage, "token", '""'), "token: missing"),
    EXPOSED: (expose("config.toml"), "chmod"),
    "no configuration": (remove("config.toml"), "config.toml"),
    "a key that is missing": (remove("keys/field.key"), "field.key: missing"),
    "a key that others can read": (expose("keys/field.key"), "chmod 600"),
    "keys of another store": (other_keys, "do not belong to this store"),
    "a store that others can read": (expose("data/store.db"), "chmod 600"),
    "a directory that others can read": (expose("data", 0o755), "chmod"),
    "no store": (remove("data/store.db"), "fastkontakt init"),
    "no shred keys": (remove("data/shred.db"), "no store here"),
    "a newer store": (newer_store, "newer"),
    "a damaged store": (damage("data/store.db"), "restore a backup"),
    "damaged shred keys": (damage("data/shred.db"), "restore a backup"),
    "no directory": (
        lambda stage: shutil.rmtree(stage.directory / "data"),
        "fastkontakt init",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_keeps_the_service_from_starting_is_told_in_one_line(house, fault):
    spoil, expected = FAULTS[fault]
    spoil(house)
    before = contents(house.directory)

    ended = await command("run", *config(house))

    assert ended.code == 1, ended.err
    # One line for each secret that others can read.
    assert len(ended.lines) == (2 if fault == EXPOSED else 1), ended.err
    assert all(line.startswith("fastkontakt: ") for line in ended.lines)
    assert all(expected in line for line in ended.lines)
    assert "canary-7f31" not in ended.err
    assert ended.out == ""
    assert contents(house.directory) == before


async def test_a_port_that_is_taken_is_told_before_anything_is_written(house):
    port = int(house.world.webhook_base.rpartition(":")[2])
    before = contents(house.directory)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        ended = await command("run", *config(house))

    assert (ended.code, len(ended.lines)) == (1, 1), ended.err
    assert "the port is in use" in ended.err
    assert contents(house.directory) == before


async def test_every_setting_that_is_wrong_has_its_line(house):
    replace_setting(house, "timezone", '"Mars/Olympus"')
    replace_setting(house, "per_chat", "-1")

    ended = await command("run", *config(house))

    assert ended.code == 1
    assert len(ended.lines) == 2
    assert "[organisation] timezone" in ended.err
    assert "[limits] per_chat" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("run",),
        ("run", "--config"),
        ("people", "invite", "--config", "x"),
        ("people", "list", "--config", "x", "--unknown"),
        ("init",),
    ],
    ids=" ".join,
)
async def test_wrong_usage_is_told_apart(arguments):
    ended = await command(*arguments)

    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err


async def test_help_and_version_are_a_result():
    told, version = await asyncio.gather(command("--help"), command("--version"))

    assert (told.code, version.code) == (0, 0)
    assert "people" in told.out
    assert version.out.count("\n") == 1
    assert told.err == version.err == ""


async def test_init_refuses_a_directory_that_holds_something(tmp_path):
    (tmp_path / "somebody's").mkdir()
    (tmp_path / "somebody's" / "thesis.txt").write_text("years of work")
    before = contents(tmp_path)

    ended = await command("init", tmp_path / "somebody's")
    onto_file = await command("init", tmp_path / "somebody's" / "thesis.txt")

    assert (ended.code, onto_file.code) == (1, 1)
    assert len(ended.lines) == len(onto_file.lines) == 1
    assert "not empty" in ended.err
    assert contents(tmp_path) == before


async def test_init_makes_what_runs_once_tokens_are_filled_in(tmp_path):
    ended = await command("init", tmp_path / "new")

    assert (ended.code, ended.err) == (0, "")
    modes = {mode & 0o077 for mode, _ in contents(tmp_path / "new").values()}
    assert modes == {0}
    again = await command("run", "--config", tmp_path / "new" / "config.toml")
    assert again.code == 1
    assert "token: missing" in again.err


async def test_a_list_with_faults_names_each_line_and_imports_nobody(house, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE + "ella,client,,xx,1890,12,nobody,dk_youth\nf,king,F,,,,,\n")
    before = contents(house.directory)

    ended = await command("people", "import", path, *config(house))

    assert ended.code == 1
    assert ended.out == ""
    assert any(line.startswith("fastkontakt: line 4") for line in ended.lines)
    assert any(line.startswith("fastkontakt: line 5") for line in ended.lines)
    assert "nothing was imported" in ended.lines[-1]
    assert "Traceback" not in ended.err
    assert contents(house.directory) == before


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", PEOPLE.encode("utf-16")]
)
async def test_what_is_no_list_is_one_line(house, tmp_path, content):
    path = tmp_path / "people.csv"
    path.write_bytes(content)

    ended = await command("people", "import", path, *config(house))

    assert ended.code == 1
    assert all(line.startswith("fastkontakt: ") for line in ended.lines)
    assert len(ended.lines) <= 2


async def test_a_list_that_is_not_there_is_one_line(house, tmp_path):
    ended = await command("people", "import", tmp_path / "none.csv", *config(house))

    assert (ended.code, len(ended.lines)) == (1, 1)
    assert "Traceback" not in ended.err


async def invited_without_telegram(house, address):
    """Import people while Telegram is away; return the invitations and the remarks."""
    ended = await command(
        "people",
        "import",
        "-",
        *config(house),
        stdin=PEOPLE.encode(),
        FASTKONTAKT_TELEGRAM__API_URL=address,
    )
    assert ended.code == 0
    return list(csv.DictReader(io.StringIO(ended.out))), ended.err


async def test_without_telegram_an_invitation_is_only_its_token(house):
    invited, remarks = await invited_without_telegram(
        house, f"http://127.0.0.1:{free_port()}"
    )

    assert [each["ref"] for each in invited] == ["dorte", "ella"]
    assert all(each["telegram_link"].startswith("start=") for each in invited)
    assert all(each["sms_code"].isdigit() for each in invited)
    assert "Telegram did not answer" in remarks


@pytest.mark.counts
async def test_a_silent_telegram_is_waited_for_five_seconds(house):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        begun = time.monotonic()
        invited, _ = await invited_without_telegram(
            house, f"http://127.0.0.1:{silent.getsockname()[1]}"
        )

    assert len(invited) == 2
    assert time.monotonic() - begun == pytest.approx(5.5, abs=1)


async def test_whoever_stopped_reading_is_not_told_of_it():
    reader, writer = os.pipe()
    os.close(reader)
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "--help", stdout=writer, stderr=asyncio.subprocess.PIPE
    )
    os.close(writer)
    _, err = await process.communicate()

    assert err == b""


class TestBesideTheService:
    """All commands but run and restore work while the service runs."""

    @pytest.fixture
    async def ask(self, stage):
        """Run a command beside the service; it must not break, prompt or chatter."""

        async def ask(*arguments, codes=(0,), **more):
            ended = await command(*arguments, *config(stage), **more)
            assert ended.code in codes, ended.err
            assert "Traceback" not in ended.err
            return ended.out

        return ask

    async def test_people(self, stage, ask):
        known = json.loads(await ask("people", "list", "--json"))
        listed = await ask("people", "list")
        invited = await ask("people", "import", "-", stdin=PEOPLE.encode())
        again = await ask("people", "invite", "ella")
        phone = stage.world.telegram_phone("Ella")
        (row,) = csv.DictReader(io.StringIO(again))
        phone.start(row["telegram_link"].rpartition("start=")[2])
        await phone.wait_for(lambda message: not message.from_me)

        assert {each["ref"] for each in known} >= {"alma", "bo", "mette"}
        assert len(listed.splitlines()) == len(known)
        assert len(list(csv.DictReader(io.StringIO(invited)))) == 2

    async def test_the_record(self, stage, ask, tmp_path):
        stage.phones["alma"].write("something to keep")
        await stage.quiet()
        key, words = tmp_path / "mette.key", tmp_path / "words"

        made = await command("reader", "keygen", "--output", key)
        words.write_text(made.out)
        words.chmod(0o600)
        await ask("reader", "add", f"{key}.pub", "--person", "mette")
        stage.phones["alma"].write("something new")
        await stage.quiet()
        cases = json.loads(await ask("record", "list", "--json"))
        sound = json.loads(await ask("record", "verify", "--json"))
        bundle = tmp_path / "alma.bundle"
        exported = await ask("record", "export", "alma", "--output", bundle)

        assert made.code == 0
        assert any(case["client"] == "alma" for case in cases)
        assert sound
        assert bundle.stat().st_size
        assert "something" not in exported

    async def test_upkeep(self, ask, tmp_path):
        status = json.loads(await ask("status", "--json"))
        report = await ask("doctor", codes=(0, 1))
        await ask("backup", tmp_path / "backup")

        assert status
        assert len(report.splitlines()) > 5
        assert {path.name for path in tmp_path.glob("backup*")} >= {
            "backup",
            "backup.keys",
        }


async def test_commands_get_their_turn_while_everybody_writes(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    words = []

    async def write():
        for number in range(150):
            words.append(f"message {number};")
            alma.write(words[-1])
            bo.text(words[-1])
            await asyncio.sleep(0.005)

    writing = asyncio.ensure_future(write())
    ended = [
        await command("people", *what, *config(stage), stdin=PEOPLE.encode())
        for what in (("import", "-"), ("invite", "alma"), ("list",)) * 3
    ]
    await writing
    await stage.quiet()

    got = [each.text for each in mette.chat]
    assert [each.code for each in ended] == [0] * 9
    assert all(sum(word in text for text in got) == 2 for word in words)


async def test_a_restore_overwrites_nothing(stage, tmp_path):
    before = query(stage, "SELECT count(*) FROM contact_entry")
    (tmp_path / "backup").write_bytes(b"x")
    (tmp_path / "backup.keys").write_bytes(b"x")
    shares = [
        f"--share={stage.directory}/recovery/share-{number}.key" for number in (1, 2)
    ]

    ended = await command(
        "restore", tmp_path / "backup", *shares, "--output", stage.directory
    )

    assert (ended.code, len(ended.lines)) == (1, 1)
    assert query(stage, "SELECT count(*) FROM contact_entry") == before
