import pytest

from handlers import openable
from handlers.permissions import NotPossibleError
from tests.record_house import House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def openable_by(house, named):
    return [each.to_json() for each in house.run(openable.by, named)]


def test_it_names_the_cases_the_epochs_and_since_when(house):
    house.write("C1", "before she came")
    mette = house.enrol("W1")
    house.write("C1", "one")
    house.renew("C1")
    house.write("C1", "two")

    (found,) = openable_by(house, "W1")

    assert found["reader"] == mette.reader_id
    assert (found["case"], found["client"]) == (house.case_of("C1"), "C1")
    assert (found["epochs"], found["entries"]) == ([2, 3], 3)
    assert found["until"] is None
    assert found["since"] <= house.now.isoformat()
    assert house.texts("C1", mette) == ["one", "two"]


def test_what_somebody_removed_could_open_ends_where_the_next_key_began(house):
    mette, _ = house.enrol("W1"), house.enrol("CW")
    house.write("C1", "while she was there")
    house.remove("W1")
    house.write("C1", "without her")

    (found,) = openable_by(house, mette.reader_id)

    assert found["removed_at"] is not None
    assert found["since"] < found["until"] <= house.now.isoformat()
    assert found["entries"] == 3  # that both came, and the words
    assert {each["client"] for each in openable_by(house, "CW")} == {"C1", "C2"}


def test_a_case_whose_keys_were_destroyed_is_marked(house):
    house.enrol("CW")
    case = house.case_of("C2")
    house.run(lambda tx: tx.shred._connection.execute(DESTROY, (case,)))

    marked = {each["client"]: each["destroyed"] for each in openable_by(house, "CW")}

    assert marked == {"C1": False, "C2": True}


def test_nobody_and_who_has_no_key_are_refused_in_one_sentence(house):
    for named in ("W1", "nobody", "r-nobody"):
        with pytest.raises(NotPossibleError, match="no reader has this id or ref"):
            house.run(openable.by, named)


DESTROY = "DELETE FROM shred_key WHERE case_id = ?"
