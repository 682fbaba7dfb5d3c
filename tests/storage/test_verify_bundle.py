"""The script in docs/reference that shares no code with us agrees with us."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage import reader_keys
from tests.storage.case_bundles import example

SCRIPT = Path(__file__).parents[2] / "docs" / "reference" / "verify_bundle.py"
SERVICE = example()
METTE = "r-mette222"
PHRASE = "travel-room-process-call-panda-cattle"


def verified(*arguments):
    """Run the script away from our packages."""
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture
def bundle(tmp_path):
    return SERVICE.export(tmp_path / "bundle")


def test_the_script_finds_a_bundle_sound(bundle):
    done = verified(bundle)

    signing = SERVICE.signing.public_key().public_bytes_raw().hex()
    assert done.returncode == 0
    assert done.stderr == f"5 entries hold; signed by {signing}\n"
    assert done.stdout == ""


def test_the_script_reads_what_the_reader_may_read(bundle, tmp_path):
    reader = reader_keys.ReaderPrivate(METTE, SERVICE.readers[METTE])
    cost = reader_keys.Cost(64, 1, 1)
    (tmp_path / "key").write_bytes(reader_keys.lock(reader, PHRASE, cost))
    (tmp_path / "phrase").write_text(PHRASE.upper().replace("-", " ") + "\n")

    done = verified(bundle, tmp_path / "key", tmp_path / "phrase")

    assert done.returncode == 0
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [
        "hej, er du der? æøå",
        "ja",
        "to billeder",
    ]


def test_the_script_finds_a_changed_attachment(bundle):
    content = bundle.read_bytes()
    place = content.index(b'{"attachment"') + 200
    bundle.write_bytes(content[:place] + b"A" + content[place + 1 :])

    assert verified(bundle).returncode == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"entries": SERVICE.entries[1:]}, "entry 2 does not follow"),
        ({"entries": SERVICE.entries[:4]}, "the last entry is missing"),
        ({"rows": SERVICE.rows[:1] * 2}, None),
        (
            {"attachments": [(SERVICE.attachments[0][0], [b"other"])]},
            "an attachment was changed",
        ),
    ],
)
def test_the_script_names_what_we_name(tmp_path, changes, sentence):
    done = verified(SERVICE.export(tmp_path / "bundle", **changes))

    assert done.returncode == (0 if sentence is None else 1)
    assert sentence is None or done.stderr.startswith(sentence)
