import os
import stat

import pytest

from storage import setup
from storage.connection import FILE
from storage.keyfiles import KeyFileError
from tests.storage.stores import make, rows

pytestmark = pytest.mark.usefixtures("made_anew")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_store_is_for_its_owners_eyes_only_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        made = make(tmp_path)
    finally:
        os.umask(before)

    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (made.directory, *made.directory.iterdir())
    }
    assert modes == {
        "store": 0o700,
        "attachments": 0o700,
        "store.db": 0o600,
        "shred.db": 0o600,
    }


def test_a_store_remembers_its_id_and_which_keys_it_was_made_with(made):
    facts = dict(rows(made, "SELECT name, value FROM store_fact"))

    assert sorted(facts) == ["key_check", "store_id"]
    assert len(facts["store_id"]) == 16


def test_a_store_is_never_made_over_another_one(made):
    before = (made.directory / FILE).read_bytes()

    with pytest.raises(KeyFileError, match="something already"):
        setup.create(made.directory, made.keys)

    assert (made.directory / FILE).read_bytes() == before
