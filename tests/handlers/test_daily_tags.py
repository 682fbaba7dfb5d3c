import pytest

from handlers import daily_tags
from storage import rekey
from storage.opening import open_bundle
from storage.tag_chain import TAG, check
from tests.record_house import lived_in


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house with a supervisor who reads the intake."""
    made = lived_in(tmp_path_factory.mktemp("tags") / "house")
    made.supervisor = made.enrol("SV")
    return made


def proven(house):
    """Return what the supervisor finds proven in the intake of now."""
    bundle = house.bundle(None)
    reader = house.supervisor
    opening = open_bundle(bundle, reader.key, reader.reader_id, despite_faults=True)
    return check(bundle.entries, opening.entries)


def tags(house):
    return house.sql("SELECT count(*) FROM contact_entry WHERE kind = ?", (TAG,))[0][0]


def test_the_head_of_each_day_is_tagged_once_and_proven(house):
    heads = []
    for _ in range(3):
        heads.append(house.verify().head)
        first = house.run(daily_tags.keep, house.tick(days=1))
        again = house.run(daily_tags.keep, house.tick())
        house.write("C1", "imellem")
        assert (first is None, again) == (False, None)

    found = proven(house).tagged

    assert [each.number for each in found] == [1, 2, 3]
    assert [each.head for each in found][1:] == heads[1:]
    assert house.verify().bad is None


def test_the_key_is_replaced_and_survives_a_new_field_key(house):
    before = house.sql("SELECT number, sealed_key FROM tag_key")

    rekey.rotate(house.data, house.directory / "keys")
    house.run(daily_tags.keep, house.tick(days=1))

    after = house.sql("SELECT number, sealed_key FROM tag_key")
    assert after[0][0] == before[0][0] + 1
    assert len(proven(house).tagged) == after[0][0] - 1


def test_where_nobody_reads_nothing_is_tagged(tmp_path):
    house = lived_in(tmp_path / "house")
    house.sql("UPDATE reader SET removed_at = 1")

    assert house.run(daily_tags.keep, house.tick()) is None
    assert tags(house) == 0
