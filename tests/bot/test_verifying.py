import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage.connection import connect
from tests.record_house import House, lived_in


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


def verify(house, *words):
    ran = CliRunner().invoke(
        app, ["record", "verify", "--config", str(house.config), *map(str, words)]
    )
    return ran.exit_code, ran.stdout, ran.stderr


def anchored(house, path):
    """Keep an anchor away from the machine."""
    path.write_text(verify(house, "--json")[1])
    return path


def test_a_sound_record_is_one_line_with_the_head_of_the_chain(house):
    code, out, err = verify(house, "--deep")

    head = house.verify().head.hash.hex()
    assert (code, err) == (0, "")
    assert out.startswith(f"sound: 6 entries in 3 cases; head 6 {head}; store ")
    assert out.count("\n") == 1


@pytest.mark.parametrize("how", [[], ["--quick"]])
def test_the_first_bad_row_is_named_and_the_exit_code_is_1(house, how):
    house.sql("UPDATE contact_entry SET direction = 'out' WHERE global_sequence = 2")

    code, out, _ = verify(house, *how)
    json_code, told, _ = verify(house, "--json", *how)

    assert code == json_code == 1
    assert out == (
        f"contact_entry: case {house.case_of('C2')}, sequence 1, store_sequence 2: "
        "the hash does not match the row\n"
    )
    assert json.loads(told)["sound"] is False
    assert json.loads(told)["first_bad"] == {
        "table": "contact_entry",
        "case": house.case_of("C2"),
        "sequence": 1,
        "store_sequence": 2,
        "fault": "the hash does not match the row",
    }


def test_it_needs_neither_private_keys_nor_anything_but_the_files(house):
    for path in (house.directory / "keys").iterdir():
        if path.name != "signing.pub":
            path.unlink()

    assert verify(house)[0] == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda house: (house.data / "store.db").unlink(), "no store here"),
        (lambda house: (house.directory / "keys/signing.pub").unlink(), "missing"),
        (
            lambda house: (house.directory / "keys/signing.pub").write_text("x"),
            "too short or garbled",
        ),
        (lambda house: house.config.unlink(), "config.toml"),
        (lambda house: house.sql("PRAGMA user_version = 77"), "is at version 77"),
    ],
)
def test_what_keeps_it_from_looking_is_one_line_and_exit_code_2(house, spoil, said):
    spoil(house)

    code, out, err = verify(house)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_an_anchor_that_is_missing_or_none_is_exit_code_2(house, tmp_path):
    (tmp_path / "other.json").write_text('{"sound": true}')

    for name, said in (("none.json", "missing"), ("other.json", "not what")):
        code, _, err = verify(house, "--anchor", tmp_path / name)
        assert code == 2
        assert said in err


def test_later_entries_agree_with_an_anchor(house, tmp_path):
    anchor = anchored(house, tmp_path / "anchor.json")

    house.write("C1", "later")
    house.enrol("W2")

    assert verify(house, "--anchor", anchor)[0] == 0


def test_a_tail_that_was_cut_off_is_only_seen_with_the_anchor(house, tmp_path):
    anchor = anchored(house, tmp_path / "anchor.json")
    house.sql("DELETE FROM contact_entry WHERE global_sequence = 6")

    assert verify(house)[0] == 0
    code, out, _ = verify(house, "--anchor", anchor)

    assert code == 1
    assert "the anchor has it, but the store ends at 5" in out


def test_an_older_backup_that_was_put_back_is_only_seen_with_the_anchor(
    house, tmp_path
):
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = (house.data / "store.db").read_bytes()
    house.write("C1", "since the backup")
    anchor = anchored(house, tmp_path / "anchor.json")
    (house.data / "store.db").write_bytes(backup)
    for log in house.data.glob("store.db-*"):
        log.unlink()
    house.write("C1", "written over it")

    assert verify(house)[0] == 0
    code, out, _ = verify(house, "--anchor", anchor)

    assert code == 1
    assert "store_sequence 7: another entry than the anchor has" in out


def test_another_store_is_refused_clearly(house, tmp_path):
    other = House(tmp_path / "other")

    code, out, _ = verify(other, "--anchor", anchored(house, tmp_path / "a.json"))
    assert (code, out.startswith("store_fact: another store")) == (1, True)

    (other.directory / "keys/signing.pub").write_bytes(
        (house.directory / "keys/signing.pub").read_bytes()
    )
    code, out, _ = verify(other)
    assert code == 1
    assert "another store, or another key" in out


def test_it_works_while_the_service_writes(house):
    writer = connect(house.data)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM contact_entry")

    code, out, _ = verify(house)

    writer.execute("ROLLBACK")
    writer.close()
    assert (code, out[:17]) == (0, "sound: 6 entries ")


def test_it_works_on_a_copy_that_nobody_may_write(house, tmp_path):
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy"
    for name in ("config.toml", "keys/signing.pub", "data/store.db"):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((house.directory / name).read_bytes())
        target.chmod(0o400)
    (copy / "data").chmod(0o500)
    copied = House.__new__(House)
    copied.config = copy / "config.toml"

    assert verify(copied)[0] == 0


def test_somebody_who_waits_at_a_terminal_sees_how_far_it_is(house):
    patience = "import bot.verifying as v; v.PATIENCE = -1.0; "
    call = f"['fastkontakt', 'record', 'verify', '--config', {str(house.config)!r}]"
    code = f"import sys; {patience}sys.argv = {call}; from bot.cli import main; main()"
    ours, theirs = pty.openpty()

    ran = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TERM": "xterm"},
        check=False,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)

    assert ran.returncode == 0
    assert b"verifying" in seen
    assert ran.stdout.startswith(b"sound: ")
