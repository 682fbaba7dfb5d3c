import os
import stat

import pytest

from storage.keyfiles import (
    KeyFileError,
    make_private_directory,
    new_private,
    read_private,
    read_public,
    replace_private,
    write_private,
)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_file_is_the_owners_alone_whatever_the_umask(tmp_path, umask):
    write_private(tmp_path / "k", b"key")

    assert mode(tmp_path / "k") == 0o600
    os.umask(0)
    replace_private(tmp_path / "k", b"new")
    assert mode(tmp_path / "k") == 0o600
    assert read_private(tmp_path / "k") == b"new"


def test_a_key_file_is_never_overwritten(tmp_path):
    write_private(tmp_path / "k", b"key")

    with pytest.raises(KeyFileError, match="not overwritten"):
        write_private(tmp_path / "k", b"other")

    assert read_private(tmp_path / "k") == b"key"


@pytest.mark.parametrize("bits", [0o604, 0o640, 0o602, 0o620, 0o601, 0o644, 0o777])
def test_a_key_file_open_to_others_is_refused(tmp_path, bits):
    path = tmp_path / "k"
    write_private(path, b"key")
    path.chmod(bits)

    with pytest.raises(KeyFileError) as caught:
        read_private(path)

    assert str(caught.value) == (
        f"{path}: others can read it; run: chmod 600 {path} "
        "(or copy it to a disk that keeps permissions)"
    )


def test_a_key_file_in_a_folder_where_others_can_swap_it_is_refused(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    write_private(folder / "k", b"key")
    folder.chmod(0o777)

    with pytest.raises(KeyFileError, match="chmod go-w"):
        read_private(folder / "k")

    folder.chmod(0o1777)
    assert read_private(folder / "k") == b"key"


def test_the_owner_may_take_the_right_to_write_away(tmp_path):
    write_private(tmp_path / "k", b"key")
    (tmp_path / "k").chmod(0o400)

    assert read_private(tmp_path / "k") == b"key"


def test_a_missing_file_and_a_folder_in_its_place_are_one_sentence(tmp_path):
    with pytest.raises(KeyFileError, match="missing"):
        read_private(tmp_path / "k")
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_private(tmp_path)


def test_something_far_larger_than_a_key_is_not_read(tmp_path):
    write_private(tmp_path / "k", bytes((1 << 20) + 1))

    with pytest.raises(KeyFileError, match="too large"):
        read_private(tmp_path / "k")


def test_a_public_file_may_be_read_but_not_changed_by_others(tmp_path):
    path = tmp_path / "k.pub"
    write_private(path, b"public")
    path.chmod(0o644)

    assert read_public(path) == b"public"

    path.chmod(0o666)
    with pytest.raises(KeyFileError, match="chmod 644"):
        read_public(path)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(KeyFileError, match="cannot be written"):
        write_private(tmp_path / "nowhere" / "k", b"key")


def test_a_key_folder_is_the_owners_alone_whatever_the_umask(tmp_path, umask):
    make_private_directory(tmp_path / "keys")

    assert mode(tmp_path / "keys") == 0o700


def test_a_folder_with_something_in_it_is_not_taken(tmp_path):
    (tmp_path / "there").write_text("something")

    with pytest.raises(KeyFileError, match="choose another place"):
        make_private_directory(tmp_path)
    with pytest.raises(KeyFileError, match="choose another place"):
        make_private_directory(tmp_path / "there")
    with pytest.raises(KeyFileError, match="cannot be made"):
        make_private_directory(tmp_path / "no" / "parent")


def test_a_crash_while_replacing_leaves_a_file_that_can_be_replaced(tmp_path):
    write_private(tmp_path / "k", b"key")
    (tmp_path / "k.new").write_bytes(b"half")

    replace_private(tmp_path / "k", b"new")

    assert read_private(tmp_path / "k") == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["k"]


def test_a_file_written_bit_by_bit_is_the_owners_alone(tmp_path, umask):
    with new_private(tmp_path / "bundle") as file:
        file.write(b"one")
        file.write(b"two")

    assert (tmp_path / "bundle").read_bytes() == b"onetwo"
    assert mode(tmp_path / "bundle") == 0o600


def test_a_file_that_was_not_finished_is_not_left_behind(tmp_path):
    def interrupted():
        with new_private(tmp_path / "bundle") as file:
            file.write(b"one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_neither_overwritten_nor_removed(tmp_path):
    (tmp_path / "bundle").write_text("mine")

    with (
        pytest.raises(KeyFileError, match="there already"),
        new_private(tmp_path / "bundle"),
    ):
        pass

    assert (tmp_path / "bundle").read_text() == "mine"
