import sqlite3
from contextlib import closing

import pytest

from storage import tombstones
from storage.read_only import snapshot
from tests.ended import carried_out, confirmed, over


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return over(tmp_path_factory.mktemp("gone") / "house", "C1")


def test_a_case_is_gone_once_the_chain_says_so_and_not_when_a_row_does(house):
    case, other = house.case_of("C1"), house.case_of("C2")
    with closing(sqlite3.connect(house.data / "store.db")) as db:
        assert tombstones.cases(db) == frozenset()

    carried_out(house, confirmed(house).id)
    house.sql("UPDATE retention_item SET case_id = ?", (other,))

    with snapshot(house.data / "store.db") as db:
        assert tombstones.cases(db) == {case}
