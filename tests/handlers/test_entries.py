import pytest

from handlers import entries
from storage.records import NewEntry
from tests.storage.stores import add_client_with_case


def noted(now):
    return NewEntry("note", now, "out", "", "", {"author": "", "text": "seen"})


@pytest.mark.parametrize(
    ("policy", "place"), [("full", 1), ("summary", 1), ("log_only", 1), ("none", None)]
)
async def test_where_nobodys_record_is_kept_nothing_is_written(house, policy, place):
    def unit(tx):
        _, case = add_client_with_case(tx, "somebody-new", policy)
        return entries.write(tx, case, noted(house.now))

    assert await house.run(unit) == place


async def test_where_there_is_no_case_nothing_is_written(house):
    assert await house.run(entries.write, None, noted(house.now)) is None
