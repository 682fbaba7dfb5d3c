import json
import os
import re
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage import passphrase, reader_keys
from storage.service_keys import verify_key
from tests.record_house import CHEAP, PASSPHRASE, House

TOP = Path(__file__).parents[2]
BLOCKED = """
import sys

class Blocked:
    names = {"sqlite3", "_sqlite3", "aiosqlite", "telegram", "twilio", "aiohttp",
             "apscheduler", "httpx", "phonenumbers", "pydantic_settings", "handlers",
             "sms_gateway", "simulator"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ImportError(f"{name} is not on a reader's machine")

sys.meta_path.insert(0, Blocked())
from bot.cli import main
main()
"""


def on_a_readers_machine(*words, given=""):
    """Run a command where nothing of the server can be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *map(str, words)],
        cwd=TOP,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def call(*words, code=0):
    ran = CliRunner().invoke(app, list(map(str, words)))
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


@pytest.fixture
def words(tmp_path):
    """A passphrase in a file of its own."""
    path = tmp_path / "words.txt"
    path.write_text(PASSPHRASE + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "mette.key"
    reader_keys.create(path, PASSPHRASE, CHEAP)
    return path


@pytest.fixture
def bundle(house, key, tmp_path):
    """A case with words and a file, exported for Mette."""
    call("reader", "add", f"{key}.pub", "--person", "W1", "--config", house.config)
    house.write("C1", "hej, er du der? æøå")
    house.write("C1", "et billede", b"a photo" * 1000, refers_to=1)
    path = tmp_path / "c1.bundle"
    call("record", "export", "C1", "-o", path, "--config", house.config)
    return path


def test_the_whole_way_by_the_real_program(tmp_path):
    """From an empty directory to the words, every command as it is typed."""
    house = House(tmp_path / "house")
    key, bundle = tmp_path / "mette.key", tmp_path / "c1.bundle"

    made = on_a_readers_machine("reader", "keygen", "--output", key)
    phrase = tmp_path / "phrase"
    phrase.write_text(made.stdout)
    phrase.chmod(0o600)
    program = Path(sys.executable).with_name("fastkontakt")
    config = ("--config", str(house.config))
    added = subprocess.run(
        [program, "reader", "add", f"{key}.pub", "--person", "W1", *config],
        capture_output=True,
        text=True,
        check=True,
    )
    house.write("C1", "hej")
    subprocess.run(
        [program, "record", "export", "C1", "--output", bundle, *config], check=True
    )
    opened = on_a_readers_machine(
        *("reader", "open", bundle, "--key", key, "--passphrase-file", phrase),
        *("--format", "json"),
    )

    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"([a-z]+-){5}[a-z]+\n", made.stdout)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert re.fullmatch(r"r-\w+ reads 1 case\n", added.stdout)
    assert "fastkontakt reader grant" in added.stderr
    assert opened.returncode == 0, opened.stderr
    entries = json.loads(opened.stdout)
    (entry,) = [each for each in entries if each["kind"] == "message"]
    assert entry["text"] == "hej"
    assert set(entry) >= {
        *("sequence", "at", "kind", "direction", "channel", "author", "text")
    }
    assert entry["at"].endswith("Z")


def test_a_key_is_never_written_over(key):
    before = key.read_bytes(), Path(f"{key}.pub").read_bytes()

    ran = call("reader", "keygen", "--output", key, code=1)

    assert "there already" in ran.stderr
    assert ran.stdout == ""
    assert (key.read_bytes(), Path(f"{key}.pub").read_bytes()) == before


def test_a_chosen_passphrase_must_be_worth_having(tmp_path, words):
    short = tmp_path / "short"
    short.write_text("123456")

    refused = call(
        *("reader", "keygen", "--output", tmp_path / "k"),
        *("--passphrase-file", short),
        code=1,
    )
    taken = call(
        *("reader", "keygen", "--output", tmp_path / "k"),
        *("--passphrase-file", words),
    )

    assert "too short" in refused.stderr
    assert taken.stdout == ""
    assert reader_keys.load(tmp_path / "k", PASSPHRASE).reader_id in taken.stderr


def test_readers_are_listed_and_removed_by_ref_or_id(house, key):
    config = ("--config", house.config)
    reader_id = reader_keys.load_public(Path(f"{key}.pub")).reader_id
    call("reader", "add", f"{key}.pub", "--person", "CW", *config)

    listed = json.loads(call("reader", "list", "--json", *config).stdout)
    line = call("reader", "list", *config).stdout
    removed = call("reader", "remove", "CW", *config)

    assert [(each["id"], each["ref"], each["cases"]) for each in listed] == [
        (reader_id, "CW", 2)
    ]
    assert line.split()[:3] == [reader_id, "CW", "caseworker"]
    assert removed.stdout == f"{reader_id} was removed from 2 cases\n"
    assert "nobody but recovery can open" in removed.stderr
    after = json.loads(call("reader", "list", "--json", *config).stdout)
    assert after[0]["removed_at"] is not None
    assert after[0]["cases"] == 0
    assert "removed" in call("reader", "list", *config).stdout
    call("reader", "remove", "nobody", *config, code=1)


def test_who_cannot_be_enrolled_is_one_line(house, key):
    for ref, said in (("C1", "this is a client"), ("X", "nobody has this ref")):
        ran = call(
            *("reader", "add", f"{key}.pub", "--person", ref),
            *("--config", house.config),
            code=1,
        )
        assert said in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_without_a_terminal_nobody_is_asked_for_a_passphrase(bundle, key):
    ran = on_a_readers_machine("reader", "open", bundle, "--key", key)

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert "--passphrase-file" in ran.stderr


def test_a_wrong_passphrase_a_missing_bundle_and_an_open_key_are_one_line(
    bundle, key, words, tmp_path
):
    wrong = tmp_path / "wrong"
    wrong.write_text("quite another phrase than that one")
    wrong.chmod(0o600)

    for said, arguments in (
        ("wrong passphrase", [bundle, "--key", key, "--passphrase-file", wrong]),
        ("missing", [tmp_path / "no", "--key", key, "--passphrase-file", words]),
        ("missing", [bundle, "--key", tmp_path / "no", "--passphrase-file", words]),
    ):
        ran = call("reader", "open", *arguments, code=1)
        assert said in ran.stderr
        assert ran.stderr.count("\n") == 1
    key.chmod(0o644)
    ran = call(
        "reader", "open", bundle, "--key", key, "--passphrase-file", words, code=1
    )
    assert "others can read it" in ran.stderr


def test_a_passphrase_file_that_others_can_read_is_a_warning(bundle, key, words):
    words.chmod(0o644)

    ran = call("reader", "open", bundle, "--key", key, "--passphrase-file", words)

    assert "hej, er du der?" in ran.stdout
    assert f"chmod 600 {words}" in ran.stderr


def test_a_reader_who_is_not_of_the_case_is_told_whom_to_ask(
    house, bundle, words, tmp_path
):
    other = tmp_path / "jonas.key"
    reader_keys.create(other, PASSPHRASE, CHEAP)

    ran = call(
        *("reader", "open", bundle, "--key", other, "--passphrase-file", words), code=1
    )

    assert "ask someone who can read the case to grant it" in ran.stderr
    assert ran.stdout == ""


def test_what_is_written_to_a_file_is_for_its_owner_only_and_never_over_another(
    bundle, key, words, tmp_path
):
    out = tmp_path / "case.html"
    arguments = (
        *("reader", "open", bundle, "--key", key, "--passphrase-file", words),
        *("--format", "html", "--output", out),
    )

    ran = call(*arguments)
    again = call(*arguments, code=1)

    assert ran.stdout == ""
    assert "æøå" in out.read_text(encoding="utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "there already" in again.stderr


def test_files_are_put_into_a_new_directory_with_safe_names(
    bundle, key, words, tmp_path
):
    folder = tmp_path / "files"

    ran = call(
        *("reader", "open", bundle, "--key", key, "--passphrase-file", words),
        *("--attachments", folder, "--format", "json"),
    )

    (path,) = folder.iterdir()
    assert path.name == "3-1-a_photo.jpg"
    assert path.read_bytes() == b"a photo" * 1000
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (shown,) = [
        each["attachments"] for each in json.loads(ran.stdout) if each["attachments"]
    ]
    assert shown[0]["file"] == str(path)


def test_another_signing_key_than_the_known_one_is_refused(house, bundle, key, words):
    ours = house.keys.signing.public_key().public_bytes_raw().hex()
    arguments = ("reader", "open", bundle, "--key", key, "--passphrase-file", words)

    known = call(*arguments, "--signed-by", ours)
    other = call(*arguments, "--signed-by", "0" * 64, code=1)
    call(*arguments, "--signed-by", "nonsense", code=2)

    assert known.stderr == ""
    assert "another service signed this bundle" in other.stderr
    assert ours in call(*arguments).stderr


def test_who_names_a_signing_key_from_before_is_told_the_new_one(
    house, key, words, tmp_path
):
    old = house.keys.signing.public_key().public_bytes_raw().hex()
    call("reader", "add", f"{key}.pub", "--person", "W1", "--config", house.config)
    house.write("C1", "hej, er du der?")
    call("rekey", "signing", "--config", house.config)
    new = verify_key(house.directory / "keys").public_bytes_raw().hex()
    path = house.bundle("C1", tmp_path / "after.bundle").path
    arguments = ("reader", "open", path, "--key", key, "--passphrase-file", words)

    named_old = call(*arguments, "--signed-by", old)
    named_new = call(*arguments, "--signed-by", new)

    assert f"the service signs with {new} now" in named_old.stderr
    assert named_new.stderr == ""


def test_a_bundle_that_was_changed_shows_nothing(bundle, key, words):
    lines = bundle.read_bytes().splitlines(keepends=True)
    del lines[1]
    bundle.write_bytes(b"".join(lines))

    ran = call(
        "reader", "open", bundle, "--key", key, "--passphrase-file", words, code=1
    )

    assert ran.stdout == ""
    assert "damaged" in ran.stderr


def test_wrong_usage_is_exit_code_2(bundle, key, words):
    arguments = ("reader", "open", bundle, "--key", key, "--passphrase-file", words)

    call(*arguments, "--format", "pdf", code=2)
    call(*arguments, "--format", "word", code=2)
    call(*arguments, "--language", "xx", code=2)
    call("reader", "keygen", code=2)
    call(*arguments, "--timezone", "Nowhere/At_All", code=1)


def test_a_grant_is_made_without_the_server(bundle, key, words, tmp_path):
    other = tmp_path / "karin.key"
    reader_keys.create(other, PASSPHRASE, CHEAP)
    grant = tmp_path / "grant"

    ran = on_a_readers_machine(
        *("reader", "grant", bundle, "--key", key, "--passphrase-file", words),
        *("--to", f"{other}.pub", "--output", grant),
    )

    assert ran.returncode == 0, ran.stderr
    assert "fastkontakt record grant" in ran.stderr
    assert grant.exists()


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(bundle, key):
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", BLOCKED, "reader", "open", bundle, "--key", key],
        cwd=TOP,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = os.read(ours, 1024)
    os.write(ours, PASSPHRASE.encode() + b"\n")
    with suppress(OSError):  # so a terminal says that nobody is at the other end
        while piece := os.read(ours, 4096):
            seen += piece
    os.close(ours)

    assert child.wait() == 0
    assert b"Passphrase:" in seen
    assert b"hej, er du der?" in seen
    assert PASSPHRASE.encode() not in seen


def test_the_generated_phrase_has_six_words():
    assert passphrase.generate().count("-") == 5


def test_a_period_and_a_goal_can_be_asked_for(house, key, words, bundle):
    house.write("C1", "om boligen", kind="note", body={"goals": ["housing"]})
    call("record", "export", "C1", "-o", bundle, "--force", "--config", house.config)
    asked = ("reader", "open", bundle, "--key", key, "--passphrase-file", words)

    housing = call(*asked, "--format", "json", "--goal", "housing")
    later = call(*asked, "--format", "json", "--from", "2999-01-01")
    text = call(*asked, "--to", "2000-12-31")
    wrong = call(*asked, "--from", "2026-02-01", "--to", "2026-01-01", code=2)

    assert [each["text"] for each in json.loads(housing.stdout)] == ["om boligen"]
    assert json.loads(later.stdout) == []
    assert "hej, er du der" not in text.stdout
    assert "--to is before --from" in wrong.stderr


def test_a_copy_for_whom_it_is_about_leaves_out_what_is_listed(
    bundle, key, words, tmp_path
):
    page, listed = tmp_path / "copy.html", tmp_path / "list"
    listed.write_text("=er | safety\n", encoding="utf-8")
    arguments = ("reader", "copy", bundle, "--key", key, "--passphrase-file", words)
    how = ("--format", "html", "--take-out", "DU", "--take-out-file", listed)

    made = call(*arguments, *how, "--output", page)
    bad = call(*arguments, *how, "--take-out-file", tmp_path / "nothing", code=1)
    suggested = call(*arguments, "--suggest")

    said = page.read_text(encoding="utf-8")
    assert "Det, der er gemt om dig" in said
    assert "hej, [taget ud: for en andens sikkerhed] [taget ud: om en anden] der?" in (
        said
    )
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "places where words were taken out: 2" in made.stderr
    assert "nothing: cannot be read as text" in bad.stderr
    assert "hej" not in suggested.stdout


def test_the_pages_for_a_follow_up_are_made_on_the_readers_machine(
    bundle, key, words, tmp_path
):
    page = tmp_path / "follow-up.html"
    arguments = ("reader", "pack", bundle, "--key", key, "--passphrase-file", words)

    made = call(*arguments, "--format", "html", "--language", "da", "--output", page)
    again = call(*arguments, "--format", "html", "--output", page, code=1)

    assert "Er der stadig brug for hjælpen?" in page.read_text(encoding="utf-8")
    assert "hej, er du der?" not in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "--without N leaves entry N out" in made.stderr
    assert "there already" in again.stderr
