import pytest

from storage import cases, shred_copy
from storage.errors import StoreMissingError
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.shred_copy import ShredCopy, ShredCopyError
from tests.storage.installations import populated

COPY = ShredCopy("store", {"k-1": b"1" * 32, "k-2": b"2" * 32})


async def test_the_keys_of_a_store_are_those_that_its_cases_have(tmp_path):
    installation = await populated(tmp_path / "installation")
    vault = ServiceKeys.load(installation.keys).vault()

    found = shred_copy.read(installation.data, vault, "store")

    def keys_of(tx):
        return {case: tx.shred.find(tx.vault, case) for case, *_ in cases.every(tx)}

    assert found.keys == await installation.run(keys_of)
    assert found.unreadable == ()


async def test_written_into_a_new_store_they_open_under_its_ring(tmp_path):
    installation = await populated(tmp_path / "installation")
    vault = ServiceKeys.load(installation.keys).vault()
    (tmp_path / "new").mkdir()

    shred_copy.write(tmp_path / "new", vault, COPY)

    keys = ShredKeys.open(tmp_path / "new")
    assert {case: keys.find(vault, case) for case in COPY.keys} == COPY.keys
    keys.close()


def test_where_there_are_none_it_says_so(tmp_path):
    with pytest.raises(StoreMissingError):
        shred_copy.read(tmp_path, None, "store")


def test_they_come_back_out_of_a_backup():
    assert shred_copy.from_bytes(shred_copy.to_bytes(COPY)) == COPY


def test_a_store_without_cases_has_an_empty_list():
    empty = ShredCopy("store", {})

    assert shred_copy.from_bytes(shred_copy.to_bytes(empty)) == empty


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"not json",
        b'{"store": "s"}\n{"case": "k-1"}\n',
        b'{"store": "s"}\n{"case": "k-1", "key": "AAAA"}\n',
        b'{"store": "s"}\n{"case": "k-1", "key": "?"}\n',
        b'{"store": "s"}\n[1]\n',
        b"\xff",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(ShredCopyError):
        shred_copy.from_bytes(content)


def test_no_key_is_shown():
    assert "1111" not in repr(COPY)
