"""Tables of contact and of reviews, as they are typed for."""

import csv
import io
import json

import pytest

from bot.cli_service import set_up
from tests.flows.running import command

PEOPLE = """ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,da,,,,
alma,client,Alma,da,2012-05-04,,mette,dk_child
bo,client,Bo,da,1990,,mette,dk_skp
"""


@pytest.fixture
async def said(tmp_path):
    """Say a command to a house in which Mette has Alma and Bo."""
    house = tmp_path / "house"
    set_up(house, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    config = ("--config", house / "config.toml")
    assert (await command("people", "import", people, *config)).code == 0

    async def said(*words):
        return await command(*words, *config)

    return said


async def test_reviews_are_listed_by_their_day_as_table_csv_and_json(said):
    text = await said("assignment", "reviews", "--all")
    as_csv = await said("assignment", "reviews", "--all", "--format=csv")
    as_json = await said("assignment", "reviews", "--all", "--format=json")

    lines = text.out.splitlines()
    assert lines[0].split() == [
        *("client", "ref", "contact", "person", "begun", "last", "due", "standing")
    ]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["K1", "alma", "mette"],
        ["K2", "bo", "mette"],
    ]
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    assert rows == [
        {name: value or "" for name, value in row.items()}
        for row in json.loads(as_json.out)
    ]
    assert {row["standing"] for row in rows} == {"later"}
    assert "Alma" not in text.out + as_csv.out + as_json.out


async def test_where_nothing_is_due_the_list_is_empty_and_says_so(said):
    ended = await said("assignment", "reviews")
    as_json = await said("assignment", "reviews", "--format=json")

    assert (ended.code, ended.out) == (0, "")
    assert ended.lines == ["no reviews are due"]
    assert json.loads(as_json.out) == []


async def test_how_often_there_was_contact_stands_beside_what_was_planned(said):
    changed = await said(
        "profiles", "override", "alma", "planned_contacts=every other week"
    )
    ended = await said("assignment", "cadence", "--format=json")

    assert changed.code == 0, changed.err
    rows = json.loads(ended.out)
    assert [(row["ref"], row["planned"]) for row in rows] == [
        ("alma", "1 in 2 weeks"),
        ("bo", "1 a month"),
    ]
    assert {row["contacts"] for row in rows} == {0}


async def test_how_often_is_planned_beside_what_an_assignment_rests_on(said):
    done = await said("assignment", "set", "alma", "--planned-contacts=2 om ugen")
    wrong = await said("assignment", "set", "alma", "--planned-contacts=often")

    rows = json.loads((await said("assignment", "cadence", "--format=json")).out)
    assert (done.code, rows[0]["planned"]) == (0, "2 a week")
    assert done.lines == ["written down: planned_contacts"]
    assert wrong.code == 1
    assert "planned_contacts: must be how often" in wrong.err
