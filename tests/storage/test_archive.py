import io
import random
import tarfile

import pytest

from storage import archive
from storage.archive import ArchiveError, Member, Packed, Unpacked

FILES = {
    "config.toml": b"",
    "keys/field.key": b"x",
    "data/store.db": random.Random(1).randbytes(512 * 3),
    "data/attachments/a-1": random.Random(2).randbytes(archive.PIECE_BYTES + 700),
}


def quietly(_):
    """Take no note of progress."""


class Kept(io.BytesIO):
    """Takes a file and keeps it when it is closed."""

    closed_with = None

    def close(self):
        if self.closed_with is None:
            self.closed_with = self.getvalue()
        super().close()


class Received(dict):
    def __call__(self, name, _size) -> Kept:
        self[name] = Kept()
        return self[name]

    def contents(self):
        return {name: kept.closed_with for name, kept in self.items()}


def packed(files=FILES):
    members = [archive.of_bytes(name, content) for name, content in files.items()]
    return Packed(members, quietly)


@pytest.mark.parametrize("size", [1, 7, 512, 513, 1 << 20])
def test_what_is_packed_comes_out_again_however_it_is_cut(size):
    stream, received = packed(), Received()
    unpacked = Unpacked(received, quietly)
    whole = io.BufferedReader(stream).read()

    for start in range(0, len(whole), size):
        unpacked.write(whole[start : start + size])

    unpacked.require_end()
    assert received.contents() == FILES
    assert unpacked.hashes == stream.hashes
    assert list(stream.hashes) == list(FILES)


def test_any_tar_program_takes_it_apart(tmp_path):
    (tmp_path / "a.tar").write_bytes(io.BufferedReader(packed()).read())

    with tarfile.open(tmp_path / "a.tar") as found:
        contents = {each.name: found.extractfile(each).read() for each in found}

    assert contents == FILES


def test_a_file_on_the_disk_is_packed_as_it_is(tmp_path):
    (tmp_path / "file").write_bytes(FILES["data/store.db"])
    member = archive.of_file("f", tmp_path / "file")

    whole = io.BufferedReader(Packed([member], quietly)).read()

    assert FILES["data/store.db"] in whole


def test_progress_counts_every_byte_of_content_once():
    told, heard = [], []
    members = [archive.of_bytes(name, content) for name, content in FILES.items()]
    whole = io.BufferedReader(Packed(members, told.append)).read()

    Unpacked(Received(), heard.append).write(whole)

    size = sum(map(len, FILES.values()))
    assert (sum(told), sum(heard)) == (size, size)


def test_a_file_that_became_shorter_is_noticed():
    member = Member("f", 10, lambda: io.BytesIO(b"short"))

    with pytest.raises(ArchiveError):
        io.BufferedReader(Packed([member], quietly)).read()


@pytest.mark.parametrize("count", [0, 100, 512, 2_000, -1100])
def test_an_archive_that_ends_too_early_is_noticed(count):
    whole = io.BufferedReader(packed()).read()
    received = Received()
    unpacked = Unpacked(received, quietly)
    unpacked.write(whole[:count])

    with pytest.raises(ArchiveError):
        unpacked.require_end()

    unpacked.close()
    assert all(kept.closed for kept in received.values())


def header(**changes):
    made = tarfile.TarInfo("f")
    for name, value in changes.items():
        setattr(made, name, value)
    return made.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "stream",
    [
        b"x" * 512,
        header(type=tarfile.DIRTYPE),
        header(type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        header(name="æ"),
        header() + header(),
    ],
)
def test_what_backups_do_not_have_is_refused_and_what_follows_ignored(stream):
    unpacked = Unpacked(Received(), quietly)

    with pytest.raises(ArchiveError):
        unpacked.write(stream)

    assert unpacked.write(b"y" * 512) == 512
    with pytest.raises(ArchiveError):
        unpacked.require_end()
