"""The script in docs/reference that shares no code with us opens what we sealed."""

import json
import subprocess
import sys
from pathlib import Path

from storage import reader_keys
from tests.storage.case_bundles import example

SCRIPT = Path(__file__).parents[2] / "docs" / "reference" / "open_bundle.py"
METTE = "r-mette222"
PHRASE = "travel-room-process-call-panda-cattle"


def test_the_script_reads_what_the_reader_may_read(tmp_path):
    service = example()
    bundle = service.export(tmp_path / "bundle")
    reader = reader_keys.ReaderPrivate(METTE, service.readers[METTE])
    cost = reader_keys.Cost(64, 1, 1)
    (tmp_path / "key").write_bytes(reader_keys.lock(reader, PHRASE, cost))
    (tmp_path / "phrase").write_text(PHRASE.upper().replace("-", " ") + "\n")

    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, bundle, tmp_path / "key", tmp_path / "phrase"],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )

    assert done.returncode == 0
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [
        "hej, er du der? æøå",
        "ja",
        "to billeder",
    ]
