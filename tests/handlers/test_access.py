"""Taking a case out: it stands in the case before anything leaves."""

import pytest

from handlers import access
from handlers.access import Asked, read_reason
from handlers.permissions import DeniedError, NotPossibleError
from storage import looks
from storage.cases import INTAKE
from tests.record_house import OFFICE, House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def take_out(house, *asked, **more):
    return house.run(access.take_out, OFFICE, Asked(*asked, **more), house.tick())


def entries(house, ref, private):
    return [
        (entry.author, entry.text, entry.more.get("by"))
        for entry in house.opened(ref, private).entries
        if entry.kind == "taken_out"
    ]


def test_the_other_readers_see_who_had_it_taken_out_by_whom_and_why(house):
    karin = house.enrol("CW")

    case = take_out(house, "C1", "W1", by="SV", reason="the review\n on Monday")
    take_out(house, case)

    assert case == house.case_of("C1")
    assert entries(house, "C1", karin) == [
        ("Mette", "the review on Monday", "Sanne"),
        ("", "", None),
    ]
    assert house.verify().bad is None


def test_what_is_kept_beside_the_case_tells_the_same(house):
    take_out(house, "C1", "W1", by="SV", reason="the review")

    (look,) = house.run(looks.of_case, house.case_of("C1"))

    assert (look.person, look.by) == (house.id_of("W1"), house.id_of("SV"))
    assert (look.reason, look.at, look.way) == ("the review", house.now, "command")
    header = "SELECT kind, author FROM contact_entry WHERE case_id = ? AND sequence = ?"
    assert house.sql(header, (look.case, look.entry)) == [("taken_out", look.person)]
    assert b"the review" not in (house.data / "store.db").read_bytes()


def test_the_intake_is_taken_out_for_a_supervisor_alone(house):
    assert take_out(house, INTAKE, "SV") == INTAKE
    with pytest.raises(NotPossibleError, match="only a supervisor"):
        take_out(house, INTAKE, "W1")

    assert len(house.run(looks.of_case, INTAKE)) == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("nobody"), "no case has this id"),
        (Asked("C1", "W9"), "nobody who works here has this ref"),
        (Asked("C1", by="C2"), "nobody who works here has this ref"),
        (Asked("C1", reason="x" * 201), "one line of 200 letters"),
        (Asked("C1", reason="back\u202eward"), "one line of 200 letters"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(house, asked, says):
    with pytest.raises(NotPossibleError, match=says):
        house.run(access.take_out, OFFICE, asked, house.tick())

    assert house.run(looks.of_case, house.case_of("C1")) == []


def test_whoever_may_not_read_it_is_denied_and_nothing_is_written_as_taken(house):
    with pytest.raises(DeniedError):
        take_out(house, "C1", "W2")

    assert house.run(looks.of_case, house.case_of("C1")) == []


def test_a_case_whose_key_was_exchanged_is_not_taken_out(house):
    house.sql("UPDATE case_key SET public_key = zeroblob(1216) WHERE case_id <> 'x'")

    with pytest.raises(NotPossibleError, match="record verify"):
        take_out(house, "C1")


def test_a_reason_is_one_line():
    assert read_reason(" why \t it\nis ") == "why it is"
    assert read_reason("") == ""
    assert read_reason("a\x00b") is None
