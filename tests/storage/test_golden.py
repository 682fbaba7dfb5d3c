"""What every release wrote opens in this one: one directory for each release.

Names of directories are releases; what lies in one is never written anew.
"""

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from storage.anchors import read_anchor
from storage.bundle import read_bundle
from storage.key_pairs import PrivateKey
from storage.opening import open_bundle, read_attachment
from storage.reader_keys import unlock
from storage.recovery import combine, parse_share
from storage.wraps import RECOVERY

GOLDEN = Path(__file__).parent / "golden"
RELEASES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(request):
    return request.param


@pytest.fixture
def known(release):
    """Return what the release itself read of it."""
    return json.loads((release / "words.json").read_text(encoding="utf-8"))


def opened(bundle, key, reader, signing_key):
    opening = open_bundle(bundle, key, reader, signing_key=bytes.fromhex(signing_key))
    return [
        {
            "sequence": entry.sequence,
            "at": entry.at,
            "kind": entry.kind,
            "text": entry.text,
            "author": entry.author,
            "files": [
                read_attachment(bundle, file).hex()[:40] for file in entry.attachments
            ],
        }
        for entry in opening.entries
    ]


def test_there_are_files_of_the_release_of_now():
    version = (GOLDEN.parents[2] / "pyproject.toml").read_text(encoding="utf-8")

    assert f'version = "{RELEASES[-1].name}"' in version


def test_a_readers_key_of_that_release_opens_its_bundle(release, known):
    phrase = (release / "passphrase.txt").read_text(encoding="utf-8")
    reader = unlock((release / "reader.key").read_bytes(), phrase)
    bundle = read_bundle(release / "case.bundle")

    found = opened(bundle, reader.key, reader.reader_id, known["signing_key"])

    assert found == known["reader"]
    assert len(found) == 3


@pytest.mark.parametrize("pair", list(combinations((1, 2, 3), 2)))
def test_two_shares_of_that_release_open_its_bundle(release, known, pair):
    shares = [parse_share((release / f"share-{n}.key").read_bytes()) for n in pair]
    bundle = read_bundle(release / "case.bundle")

    found = opened(bundle, combine(*shares), RECOVERY, known["signing_key"])

    assert found == known["recovery"]
    assert len(found) == 4


def test_the_page_of_now_verifies_and_opens_what_that_release_wrote(release, known):
    bundle = release / "case.bundle"
    key, phrase = release / "reader.key", release / "passphrase.txt"
    verified, read = (
        subprocess.run(
            [sys.executable, "-I", REFERENCE / script, bundle, *more],
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for script, more in (
            ("verify.py", [known["signing_key"]]),
            ("open_bundle.py", [key, phrase]),
        )
    )

    assert verified.startswith("sound: case ")
    assert [json.loads(line)["text"] for line in read.splitlines()] == [
        entry["text"] for entry in known["reader"]
    ]


def test_a_bundle_of_three_signing_keys_opens_by_whichever_is_known():
    known = json.loads((GOLDEN / "handed_over.json").read_text(encoding="utf-8"))
    key = PrivateKey.from_raw(bytes.fromhex(known["reader_key"]))
    bundle = read_bundle(GOLDEN / "handed_over.bundle")

    for signing_key in known["signing_keys"]:
        found = opened(bundle, key, known["reader"], signing_key)
        assert [each["text"] for each in found if each["text"]] == known["texts"]


def test_an_anchor_of_that_release_is_read(release):
    (head,) = read_anchor(release / "anchor.txt").heads

    assert head.sequence == 5
