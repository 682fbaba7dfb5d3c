"""Keys of a team: signed, so that a row in the file makes no key one of them."""

import pytest

from storage import duty_keys
from tests.record_house import House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def test_a_key_is_a_teams_once_it_was_made_one(house):
    duty, own = house.reader("CW"), house.reader("W1")
    house.run(duty_keys.add, duty.reader_id, house.tick())

    assert house.run(duty_keys.is_one, duty.reader_id)
    assert not house.run(duty_keys.is_one, own.reader_id)
    assert house.run(duty_keys.every) == [duty.reader_id]
    assert house.verify().bad is None


def test_who_can_only_write_into_the_file_makes_no_key_a_teams(house):
    duty, own = house.reader("CW"), house.reader("W2")
    house.run(duty_keys.add, duty.reader_id, house.tick())
    signature = "(SELECT signature FROM duty_key)"
    insert = f"INSERT INTO duty_key SELECT ?, added_at, {signature} FROM duty_key"  # noqa: S608 - ours

    house.sql(insert, (own.reader_id,))

    assert not house.run(duty_keys.is_one, own.reader_id)
    assert house.run(duty_keys.every) == [duty.reader_id]
    assert "duty_key" in str(house.verify().bad)
    assert own.reader_id in str(house.verify().bad)


def test_a_row_of_no_reader_is_named(house):
    house.run(duty_keys.add, house.reader("CW").reader_id, house.tick())
    house.sql("UPDATE duty_key SET reader_id = 'r-nobody'")

    assert "there is no such reader" in str(house.verify().bad)
