import json
import os
import stat

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage import reader_keys
from tests.record_house import CHEAP, PASSPHRASE, House, lived_in


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return lived_in(tmp_path_factory.mktemp("records") / "house")


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


def call(house, *words, code=0):
    """Run a command as an operator would; returns what it prints."""
    ran = CliRunner().invoke(app, [*map(str, words), "--config", str(house.config)])
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


def test_the_list_names_cases_refs_entries_and_readers_and_no_words(written):
    ran = call(written, "record", "list")
    listed = json.loads(call(written, "record", "list", "--json").stdout)

    assert len(ran.stdout.splitlines()) == 3
    assert [case["client"] for case in listed] == ["C1", "C2", None]
    assert [case["entries"] for case in listed] == [3, 2, 1]
    assert all(set(case) == {"id", "client", "entries", "readers"} for case in listed)
    for told in (ran.stdout, ran.stderr):
        assert "Alma" not in told
        assert "Mette" not in told


def test_a_case_is_exported_by_its_id_or_its_clients_ref_for_its_owner_only(
    written, tmp_path
):
    by_ref, by_id, intake = (tmp_path / name for name in ("a", "b", "c"))

    ran = call(written, "record", "export", "C1", "--output", by_ref)
    call(written, "record", "export", written.case_of("C1"), "-o", by_id)
    call(written, "record", "export", "k-intake", "-o", intake)

    assert ran.stdout == ""
    assert stat.S_IMODE(by_ref.stat().st_mode) == 0o600
    assert b"hej, er du der?" not in by_ref.read_bytes()
    first, second = (path.read_bytes().splitlines() for path in (by_ref, by_id))
    # What the second has more is that it was taken out again.
    (taken_out,) = set(second[1:-1]) - set(first[1:-1])
    assert set(first[1:-1]) < set(second[1:-1])
    assert json.loads(taken_out)["entry"]["kind"] == "taken_out"


def test_who_takes_it_out_and_why_stands_in_the_bundle_itself(written, tmp_path):
    words = ("--for", "W1", "--by", "SV", "--reason", "the review")
    silent = call(written, "record", "export", "C1", "-o", tmp_path / "a")
    told = call(written, "record", "export", "C1", "-o", tmp_path / "b", *words)

    assert "nobody said why" in silent.stderr
    assert "nobody said why" not in told.stderr
    looks = json.loads((tmp_path / "b").read_bytes().split(b"\n")[0])["about"]["looks"]
    assert looks[-1][1] == written.id_of("W1")
    assert b"the review" not in (tmp_path / "b").read_bytes()


def test_a_file_that_is_there_is_kept_unless_told_otherwise(written, tmp_path):
    path = tmp_path / "there.bundle"
    path.write_text("mine")

    refused = call(written, "record", "export", "C1", "-o", path, code=1)
    assert path.read_text() == "mine"
    assert "--force writes over it" in refused.stderr

    call(written, "record", "export", "C1", "-o", path, "--force")
    assert path.read_bytes().startswith(b'{"format"')
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("named", ["W1", "k-nothing", "nobody"])
def test_an_unknown_case_is_one_line_and_no_file(written, tmp_path, named):
    ran = call(written, "record", "export", named, "-o", tmp_path / "x", code=1)

    assert ran.stderr.count("\n") == 1
    assert "no case has this id" in ran.stderr
    assert not (tmp_path / "x").exists()


def test_an_export_says_which_file_is_not_there_any_more(house, tmp_path):
    lost = min((house.data / "attachments").iterdir())
    lost.unlink()

    ran = call(house, "record", "export", "C1", "-o", tmp_path / "x")

    assert f"attachment {lost.name} is not there any more" in ran.stderr


def test_a_grant_made_by_one_reader_opens_the_past_for_another(house, tmp_path):
    mette, karin = tmp_path / "mette.key", tmp_path / "karin.key"
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    words.chmod(0o600)
    for key, ref in ((mette, "W1"), (karin, "CW")):
        reader_keys.create(key, PASSPHRASE, CHEAP)
        call(house, "reader", "add", reader_keys.public_path(key), "--person", ref)
        house.write("C1", f"after {ref} came")
    bundle, grant = tmp_path / "c1.bundle", tmp_path / "grant"
    call(house, "record", "export", "C1", "-o", bundle)
    made = CliRunner().invoke(
        app,
        [
            *("reader", "grant", str(bundle), "--key", str(mette)),
            *("--passphrase-file", str(words), "--to", f"{karin}.pub"),
            *("--output", str(grant)),
        ],
    )
    assert made.exit_code == 0, made.stderr

    ran = call(house, "record", "grant", grant)

    assert "2 keys of case" in ran.stdout
    assert "1 of them new" in ran.stdout
    call(house, "record", "export", "C1", "-o", bundle, "--force")
    opened = CliRunner().invoke(
        app,
        [
            *("reader", "open", str(bundle), "--key", str(karin)),
            *("--passphrase-file", str(words), "--format", "json"),
        ],
    )
    opened = json.loads(opened.stdout)
    texts = [entry["text"] for entry in opened if entry["kind"] == "message"]
    assert texts == ["after W1 came", "after CW came"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_key_directory_that_others_can_read_is_refused(house, tmp_path):
    (house.directory / "keys" / "field.key").chmod(0o644)

    ran = call(house, "record", "list", code=1)

    assert "others can read it" in ran.stderr


def test_an_empty_house_has_cases_without_readers(tmp_path):
    ran = call(House(tmp_path / "house"), "record", "list")

    assert "no reader" in ran.stdout
