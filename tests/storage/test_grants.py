import json
import stat
from pathlib import Path

import pytest

from storage import grants
from storage.grants import Grant, GrantedEpoch, GrantError
from storage.key_pairs import PrivateKey, generate_key_pair
from storage.opening import case_keys
from storage.reader_keys import ReaderPublic
from storage.wraps import WrapBinding, open_inner
from tests.storage.case_bundles import CASE, example

METTE = "r-mette222"


@pytest.fixture
def given(tmp_path):
    """A grant of two epochs, and the key of the reader who gets it."""
    service = example()
    bundle_path = service.export(tmp_path / "bundle")
    from storage.bundle import read_bundle  # noqa: PLC0415 - only to make the grant

    bundle = read_bundle(bundle_path)
    keys = case_keys(bundle, service.readers[METTE], METTE)
    karin = generate_key_pair()
    to = ReaderPublic("r-karin444", karin.public_key())
    return grants.make(bundle, keys, granted_by=METTE, to=to), karin, service


def test_a_grant_has_the_keys_of_the_giver_locked_to_the_other(given):
    grant, karin, service = given

    assert [each.epoch for each in grant.epochs] == [1, 2]
    for each in grant.epochs:
        belongs = WrapBinding(CASE, each.epoch, "r-karin444")
        key = open_inner(each.inner, karin, belongs)
        assert key.raw == service.case_keys[each.epoch].raw
        assert each.case_key == grants.fingerprint(key.public_key().raw)


def test_a_grant_is_read_as_it_was_written_and_holds_no_key_in_clear(given, tmp_path):
    grant, _, service = given
    path = tmp_path / "grant"

    grants.write(path, grant)

    assert grants.read(path) == grant
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for key in service.case_keys.values():
        assert key.raw not in path.read_bytes()
    with pytest.raises(Exception, match="there already"):
        grants.write(path, grant)


def test_every_changed_line_is_noticed(given, tmp_path):
    path = tmp_path / "grant"
    grants.write(path, given[0])
    lines = path.read_text().splitlines()

    for number, line in enumerate(lines):
        if ":" not in line:
            continue
        changed = line.replace("a", "b", 1) if "a" in line else line.replace("1", "2")
        if changed == line:
            continue
        other = tmp_path / f"changed-{number}"
        other.write_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]))
        with pytest.raises(GrantError):
            grants.read(other)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 7),
        ("epochs", [{"epoch": 1}]),
        ("epochs", [{"epoch": "x", "case_key": "", "inner": ""}]),
        ("epochs", [{"epoch": 1, "case_key": "", "inner": ""}]),
        ("public_key", "AAAA"),
        ("signing_key", None),
        ("suite", 2),
    ],
)
def test_a_file_that_somebody_made_up_is_one_sentence(given, tmp_path, name, value):
    path = tmp_path / "grant"
    grants.write(path, given[0])
    row = json.loads(path.read_text())
    kind, version, _ = row.pop("format"), row.pop("version"), row.pop("checksum")
    made_up = grants.armour.to_text(kind, version, {**row, name: value})
    other = tmp_path / "other"
    other.write_bytes(made_up)
    other.chmod(0o600)

    with pytest.raises(GrantError) as refused:
        grants.read(other)

    assert str(refused.value).count("\n") == 0


def test_a_case_with_hundreds_of_keys_goes_the_other_way(given, tmp_path):
    grant = given[0]
    many = Grant(
        grant.case_id,
        grant.signing_key,
        grant.granted_by,
        grant.to,
        tuple(
            GrantedEpoch(number, bytes(32), grant.epochs[0].inner)
            for number in range(800)
        ),
    )

    with pytest.raises(GrantError, match="recovery grant"):
        grants.write(tmp_path / "grant", many)


def test_what_is_no_grant_at_all_is_refused(tmp_path):
    path = tmp_path / "letter"
    path.write_text("hello")
    path.chmod(0o600)

    with pytest.raises(GrantError, match="not a fastkontakt grant"):
        grants.read(path)


def test_a_grant_of_an_earlier_build_still_opens(tmp_path):
    golden = Path(__file__).parent / "golden"
    copy = tmp_path / "grant"
    copy.write_bytes((golden / "grant.json").read_bytes())
    known = json.loads((golden / "grant_keys.json").read_text())
    reader = PrivateKey.from_raw(bytes.fromhex(known["reader_private_key"]))

    grant = grants.read(copy)

    opened = {
        str(each.epoch): open_inner(
            each.inner, reader, WrapBinding(grant.case_id, each.epoch, "r-karin444")
        ).raw.hex()
        for each in grant.epochs
    }
    assert opened == known["case_keys"]
