"""The page in docs/reference that shares no code with us agrees with us."""

import ast
import base64
import json
import random
import subprocess
import sys
from itertools import product
from pathlib import Path
from runpy import run_path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import chain, hand_over
from storage.service_keys import ServiceKeys, verify_key
from tests.record_house import lived_in
from tests.storage.case_bundles import example

SCRIPT = Path(__file__).parents[2] / "docs" / "reference" / "verify.py"
EACH = 20
"""How many tampered bundles of each kind: two hundred and more in all."""


@pytest.fixture(scope="module")
def page():
    return run_path(str(SCRIPT))["main"]


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The lines of two cases that a real installation wrote and exported."""
    house = lived_in(tmp_path_factory.mktemp("real") / "house")
    house.write("C1", "endnu et", b"a photo" * 20)
    bundles = [house.bundle(ref).path for ref in ("C1", "C2")]
    return [path.read_bytes().splitlines(keepends=True) for path in bundles]


def verified(*arguments):
    """Run the page away from our packages."""
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def entries_of(lines):
    return [n for n, line in enumerate(lines) if line.startswith(b'{"entry"')]


def flipped(lines, number, chance):
    """Return the lines with one bit of one of them changed."""
    raw = bytearray(lines[number])
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    return [*lines[:number], bytes(raw), *lines[number + 1 :]]


def flip_of_an_entry(lines, other, chance):
    number = chance.choice(entries_of(lines))
    return flipped(lines, number, chance), f"entry {number}:"


def flip_of_the_first_line(lines, other, chance):
    return flipped(lines, 0, chance), "line 1"


def flip_of_a_file(lines, other, chance):
    files = [n for n, line in enumerate(lines) if line.startswith(b'{"attachment"')]
    return flipped(lines, chance.choice(files), chance), ""


def flip_of_the_end(lines, other, chance):
    return flipped(lines, len(lines) - 1, chance), ""


def entry_deleted(lines, other, chance):
    number = chance.choice(entries_of(lines))
    return [*lines[:number], *lines[number + 1 :]], f"entry {number}:"


def entry_doubled(lines, other, chance):
    number = chance.choice(entries_of(lines))
    return [*lines[: number + 1], *lines[number:]], f": entry {number}"


def entries_swapped(lines, other, chance):
    one, two = sorted(chance.sample(entries_of(lines), 2))
    lines = list(lines)
    lines[one], lines[two] = lines[two], lines[one]
    return lines, f"entry {one}: entry {two} stands here"


def entry_of_another_case(lines, other, chance):
    number = chance.choice(entries_of(lines))
    moved = other[chance.choice(entries_of(other))]
    more = chance.randrange(2)
    lines = [*lines[:number], moved, *lines[number + more :]]
    return lines, f"entry {number}: an entry of another case stands here"


def tail_cut(lines, other, chance):
    return lines[: chance.randrange(1, len(lines) - 1)], ""


def tail_cut_before_the_end(lines, other, chance):
    keep = chance.choice(entries_of(lines))
    rest = [line for line in lines[keep:] if not line.startswith(b'{"entry"')]
    return [*lines[:keep], *rest], f"entry {keep}:"


def column_changed(lines, other, chance):
    number = chance.choice(entries_of(lines))
    row = json.loads(lines[number])
    names = [
        name for name, value in row["entry"].items() if not isinstance(value, dict)
    ]
    name = chance.choice(names)
    row["entry"][name] = "x" if isinstance(row["entry"][name], str) else 77
    line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
    return [*lines[:number], line, *lines[number + 1 :]], f"entry {number}:"


def row_of_the_case_changed(lines, other, chance):
    header = json.loads(lines[0])
    place = chance.randrange(len(header["rows"]))
    fields = header["rows"][place]["fields"]
    fields[chance.randrange(len(fields))] = chance.choice(["x", 7, None])
    line = json.dumps(header, separators=(",", ":")).encode() + b"\n"
    return [line, *lines[1:]], f"line 1, row {place + 1}:"


def wrap_taken_out(lines, other, chance):
    header = json.loads(lines[0])
    del header["wraps"][chance.randrange(len(header["wraps"]))]
    line = json.dumps(header, separators=(",", ":")).encode() + b"\n"
    return [line, *lines[1:]], "line 1: it was changed"


KINDS = [
    flip_of_an_entry,
    flip_of_the_first_line,
    flip_of_a_file,
    flip_of_the_end,
    entry_deleted,
    entry_doubled,
    entries_swapped,
    entry_of_another_case,
    tail_cut,
    tail_cut_before_the_end,
    column_changed,
    row_of_the_case_changed,
    wrap_taken_out,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tampered_bundle_is_found_and_named(page, real, kind, tmp_path, capsys):
    chance = random.Random(kind.__name__)
    path, missed = tmp_path / "bundle", []
    case = json.loads(real[0][0])["case"]

    for _ in range(EACH):
        lines, named = kind(real[0], real[1], chance)
        path.write_bytes(b"".join(lines))
        code, said = page(path), capsys.readouterr().out
        is_named = named in said and (case in said or kind is flip_of_the_first_line)
        if code != 1 or not is_named:
            missed.append((code, named, said))

    assert missed == []


def test_a_real_export_is_sound_with_its_signing_key_and_not_with_another(
    real, tmp_path
):
    for lines in real:
        path = tmp_path / "bundle"
        path.write_bytes(b"".join(lines))
        first = json.loads(lines[0])
        done = verified(path)
        signer = done.stdout.rsplit(maxsplit=1)[-1]
        other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()

        assert done.returncode == 0
        assert done.stdout.startswith(
            f"sound: case {first['case']}, {len(entries_of(lines))} entries, head "
        )
        assert verified(path, signer).returncode == 0
        assert verified(path, other).returncode == 1
        assert "signed with another key than yours" in verified(path, other).stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"entries": example().entries[1:]}, "entry 1: entry 2 stands here"),
        ({"attachments": []}, None),
    ],
)
def test_what_the_service_itself_signed_is_looked_at_as_well(
    tmp_path, changes, sentence
):
    """Files that are gone are no fault of the record; an entry that is gone is."""
    service = example()
    if "entries" in changes:
        changes = {"entries": service.entries[1:]}

    done = verified(service.export(tmp_path / "bundle", **changes))

    assert done.returncode == (0 if sentence is None else 1)
    assert sentence is None or sentence in done.stdout


def test_a_case_without_entries_is_sound(tmp_path):
    service = example()
    service.entries, service.attachments = [], []

    done = verified(service.export(tmp_path / "bundle"))

    assert done.returncode == 0
    assert "0 entries" in done.stdout


@pytest.mark.parametrize("content", [None, b"", b"hello\n", b"{}\n"])
def test_what_is_no_bundle_is_not_looked_at(content, tmp_path):
    path = tmp_path / "bundle"
    if content is not None:
        path.write_bytes(content)

    done = verified(path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(str(path))


def test_without_a_bundle_it_says_how_it_is_called():
    assert verified().returncode == 2
    assert "usage" in verified().stderr


def test_it_imports_the_standard_library_and_cryptography_and_nothing_of_ours():
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory):
    """A bundle of a service whose signing key was changed twice, and all its keys."""
    house = lived_in(tmp_path_factory.mktemp("handed") / "house")
    where, keys = house.directory / "keys", []
    for words in ("efter den første", "efter den anden"):
        keys.append(ServiceKeys.load(where).signing)
        hand_over.rotate(house.data, where, house.tick())
        house.write("C1", words)
    return house.bundle("C1").path, keys, verify_key(where).public_bytes_raw().hex()


def test_a_bundle_of_three_signing_keys_is_sound_with_each_of_them(handed_over, page):
    path, keys, newest = handed_over
    raw = [key.public_key().public_bytes_raw().hex() for key in keys]

    assert [page(path, key) for key in ("", *raw, newest)] == [0, 0, 0, 0]
    assert page(path, "00" * 32) == 1


def test_an_entry_signed_with_a_key_that_had_gone_is_named(
    handed_over, page, tmp_path, capsys
):
    path, keys, _ = handed_over
    lines = path.read_bytes().splitlines(keepends=True)
    number = entries_of(lines)[-1]
    last = json.loads(lines[number])
    hashed = base64.b64decode(last["entry"]["hash"]["b64"])
    signed = chain.sign_row(keys[0], "fastkontakt entry signature 1", (hashed,))
    last["entry"]["signature"] = {"b64": base64.b64encode(signed).decode()}
    stolen = tmp_path / "stolen.bundle"
    forged = json.dumps(last, separators=(",", ":")).encode() + b"\n"
    stolen.write_bytes(b"".join([*lines[:number], forged, *lines[number + 1 :]]))

    assert page(stolen) == 1
    said = f"entry {number}: the signature does not match"
    assert said in capsys.readouterr().out


def test_every_touched_hand_over_is_named(handed_over, page, tmp_path, capsys):
    path, _, newest = handed_over
    lines = path.read_bytes().splitlines(keepends=True)
    for place, change in product(range(2), ("fields", "old_signature", "gone")):
        first = json.loads(lines[0])
        if change == "gone":
            del first["hand_overs"][place]
        elif change == "fields":
            first["hand_overs"][place]["fields"][3] += 1
        else:
            first["hand_overs"][place][change] = {
                "b64": base64.b64encode(bytes(64)).decode()
            }
        touched = tmp_path / f"{place}-{change}.bundle"
        raw = json.dumps(first, separators=(",", ":")).encode() + b"\n"
        touched.write_bytes(b"".join([raw, *lines[1:]]))

        assert page(touched, newest) == 1, (place, change)
        assert ": line 1" in capsys.readouterr().out, (place, change)
