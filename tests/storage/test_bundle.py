import json
from hashlib import sha256

import pytest

from storage.bundle import BundleError, parse_bundle, read_bundle
from storage.keyfiles import KeyFileError
from tests.storage.case_bundles import CASE, example

SERVICE = example()


@pytest.fixture
def path(tmp_path):
    return SERVICE.export(tmp_path / "bundle")


def test_a_bundle_comes_back_as_it_was_written(path):
    bundle = read_bundle(path)

    assert bundle.case_id == CASE
    assert bundle.about == {"policy": "full"}
    assert bundle.entries == tuple(SERVICE.entries)
    assert bundle.rows == tuple(SERVICE.rows)
    assert bundle.wraps == tuple(SERVICE.wraps)
    assert bundle.case_head == SERVICE.head()
    assert bundle.signing_key == SERVICE.signing.public_key().public_bytes_raw()
    assert bundle.verify_key() == SERVICE.signing.public_key()
    for hashed, pieces in SERVICE.attachments:
        assert b"".join(bundle.attachment(hashed)) == b"".join(pieces)


def test_a_bundle_is_the_owners_alone_and_holds_no_words(path):
    content = path.read_bytes()

    assert path.stat().st_mode & 0o777 == 0o600
    for words in ("hej, er du", '"Alma"', "a photo.jpg", "to billeder", "uden Mette"):
        assert words.encode() not in content


def test_a_bundle_that_is_there_is_not_overwritten(path):
    with pytest.raises(KeyFileError, match="there already"):
        SERVICE.export(path)


def test_a_bundle_that_fails_halfway_leaves_no_file(tmp_path):
    def breaking():
        yield SERVICE.entries[0]
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        SERVICE.export(tmp_path / "bundle", entries=breaking())

    assert list(tmp_path.iterdir()) == []


def test_a_flipped_byte_anywhere_is_refused(path, tmp_path):
    content = path.read_bytes()
    broken = tmp_path / "broken"

    for position in range(0, len(content), 307):
        changed = bytearray(content)
        changed[position] ^= 1
        broken.write_bytes(changed)
        with pytest.raises(BundleError):
            read_bundle(broken)


def test_a_bundle_cut_short_or_with_something_behind_it_is_refused(path, tmp_path):
    content = path.read_bytes()
    broken = tmp_path / "broken"

    for length in range(0, len(content), 997):
        broken.write_bytes(content[:length])
        with pytest.raises(BundleError):
            read_bundle(broken)
    for behind in (b"\n", b"{}\n", content):
        broken.write_bytes(content + behind)
        with pytest.raises(BundleError, match="damaged"):
            read_bundle(broken)


def test_a_line_taken_out_or_moved_is_refused(path, tmp_path):
    lines = path.read_bytes().splitlines(keepends=True)
    broken = tmp_path / "broken"

    for number in range(len(lines)):
        broken.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        with pytest.raises(BundleError):
            read_bundle(broken)
    broken.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    with pytest.raises(BundleError, match="damaged"):
        read_bundle(broken)


def test_another_signature_is_refused(path, tmp_path):
    lines = path.read_bytes().splitlines(keepends=True)
    other = example().export(tmp_path / "other").read_bytes().splitlines(keepends=True)
    end, other_end = json.loads(lines[-1]), json.loads(other[-1])
    end["end"]["signature"] = other_end["end"]["signature"]

    path.write_bytes(b"".join(lines[:-1]) + json.dumps(end).encode() + b"\n")

    with pytest.raises(BundleError, match="damaged"):
        read_bundle(path)


@pytest.mark.parametrize("column", ["entries", "attachments", "sha256"])
def test_an_end_that_says_something_else_is_refused(path, column):
    *lines, last = path.read_bytes().splitlines(keepends=True)
    end = json.loads(last)
    end["end"][column] = {"b64": "AAAA"} if column == "sha256" else 1

    path.write_bytes(b"".join(lines) + json.dumps(end).encode() + b"\n")

    with pytest.raises(BundleError, match="damaged"):
        read_bundle(path)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b"PK\x03\x04", b"\xff\n"])
def test_what_is_no_bundle_is_named_so(tmp_path, content):
    (tmp_path / "bundle").write_bytes(content)

    with pytest.raises(BundleError, match="not a bundle"):
        read_bundle(tmp_path / "bundle")


def test_a_missing_bundle_and_a_folder_are_one_sentence(tmp_path):
    with pytest.raises(BundleError, match="missing"):
        read_bundle(tmp_path / "bundle")
    with pytest.raises(BundleError, match="cannot be read"):
        read_bundle(tmp_path)


def test_a_bundle_of_a_later_version_is_named_so(path):
    content = path.read_bytes().replace(b'"version":1', b'"version":3', 1)
    path.write_bytes(content)

    with pytest.raises(BundleError, match="later version"):
        read_bundle(path)


def test_a_bundle_needs_no_file_to_be_read(tmp_path):
    service = example()
    path = service.export(tmp_path / "bundle")
    content = path.read_bytes()
    from_file = read_bundle(path)
    path.unlink()

    found = parse_bundle(content, "dropped.bundle")

    assert found.entries == from_file.entries
    for hashed in found.offsets:
        assert sha256(b"".join(found.attachment(hashed))).digest() == hashed
    with pytest.raises(BundleError, match=r"^dropped\.bundle: .*damaged or cut short"):
        parse_bundle(content[:-9], "dropped.bundle")
