import sqlite3
import stat
from contextlib import closing

import pytest

from storage import store_copy
from storage.chain import Head
from storage.connection import connect
from storage.errors import StoreTooNewError
from storage.store_copy import DamagedError
from tests.storage.installations import populated, write


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation")


@pytest.fixture
def copy(installation, tmp_path):
    with closing(connect(installation.data)) as live:
        store_copy.take(live, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def changed(path, *statements):
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_copy_holds_what_the_store_held(installation, copy):
    found = store_copy.look_over(copy)

    assert found.head.sequence == 3
    assert len(found.cases) == 4
    assert found.rows["person"] == 4
    assert found.field_keys == {1}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_the_store_goes_on_from_its_copy(installation, copy):
    head = store_copy.look_over(copy).head
    case, author = await installation.run(
        lambda tx: tuple(tx.one_or_none("SELECT case_id, author FROM contact_entry"))
    )
    await installation.run(write, case, author, "more", 5)

    with closing(connect(installation.data)) as live:
        assert store_copy.leads_to(live, head)
        assert store_copy.leads_to(live, Head())
        assert not store_copy.leads_to(live, Head(head.sequence, bytes(31) + b"1"))
        assert not store_copy.leads_to(live, Head(head.sequence + 5, head.hash))


def test_looking_at_a_copy_leaves_no_other_file(copy):
    store_copy.look_over(copy)

    assert [path.name for path in copy.parent.glob("copy*")] == ["copy.db"]


def test_a_row_that_points_at_nothing_is_damage(copy):
    changed(copy, "PRAGMA foreign_keys=OFF", "DELETE FROM person WHERE role = 'client'")

    with pytest.raises(DamagedError, match="points at nothing"):
        store_copy.look_over(copy)


def test_a_file_that_is_none_is_damage(copy):
    copy.write_bytes(b"not a database" * 100)

    with pytest.raises(DamagedError, match="cannot be read"):
        store_copy.look_over(copy)


def test_a_newer_store_is_left_to_a_newer_program(copy):
    changed(copy, "PRAGMA user_version=9999")

    with pytest.raises(StoreTooNewError):
        store_copy.look_over(copy)
