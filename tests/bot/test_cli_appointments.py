"""Taking meetings in from a list, as it is typed."""

import csv
import io
import json
from datetime import timedelta

import pytest

from bot.cli_service import set_up
from bot.clock import now
from handlers.appointment_import import NOBODY
from tests.flows.running import command

PEOPLE = """\
ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,da,,,,
alma,client,Alma Canary,da,2006-05-04,,mette,dk_youth
bo,client,Bo,sv,2005,,mette,dk_youth
"""
HEADER = "key,client,starts,minutes,kind,place,cancelled\n"
SOON = f"{now() + timedelta(days=20):%Y-%m-%d}"
ALMA = f"A-1,alma,{SOON} 10:00,45,home_visit,Hidden Street 7,\n"
BO = f"A-2,bo,{SOON} 12:00,,phone,,\n"
TOP = "change,line,key,client,before,starts\n"


@pytest.fixture
async def made(tmp_path):
    directory = tmp_path / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    (directory / "people.csv").write_text(PEOPLE)
    config = ("--config", directory / "config.toml")
    ended = await command("people", "import", directory / "people.csv", *config)
    assert ended.code == 0, ended.err
    return directory


@pytest.fixture
def meetings(made):
    async def meetings(what, *more, rows=None):
        arguments = ["appointments", what, *more]
        if rows is not None:
            path = made / "meetings.csv"
            path.write_text(HEADER + "".join(rows))
            arguments.insert(2, path)
        return await command(*arguments, "--config", made / "config.toml")

    return meetings


async def listed(meetings):
    return json.loads((await meetings("list", "--json")).out)


async def test_meetings_are_taken_in_and_listed_without_names_and_places(meetings):
    ended = await meetings("import", rows=[ALMA, BO])
    shown = await meetings("list")

    assert (ended.code, ended.err) == (0, "2 new\n")
    assert ended.out == (
        f"{TOP}new,2,A-1,alma,,{SOON} 10:00\nnew,3,A-2,bo,,{SOON} 12:00\n"
    )
    assert shown.out.splitlines()[0].split() == (
        f"{SOON} 10:00 45 min K1 alma with mette confirmed home_visit".split()
    )
    assert (await listed(meetings))[1] == {
        "starts": f"{SOON} 12:00",
        "minutes": 60,
        "client": "bo",
        "alias": "K2",
        "contact_person": "mette",
        "kind": "phone",
        "state": "confirmed",
    }
    assert "Canary" not in shown.out
    assert "Hidden" not in shown.out


async def test_a_dry_run_shows_new_moved_missing_and_unmatched_and_changes_nothing(
    meetings,
):
    await meetings("import", rows=[ALMA, BO])
    rows = [
        ALMA.replace("10:00", "11:00"),
        f"A-3,nobody,{SOON} 10:00,,,,\n",
        f"A-4,alma,{SOON} 16:00,,,,\n",
    ]

    ended = await meetings("import", "--dry-run", rows=rows)
    removing = await meetings("import", "--dry-run", "--remove-missing", rows=rows)

    assert ended.code == removing.code == 0
    changes = list(csv.DictReader(io.StringIO(ended.out)))
    assert [(each["change"], each["key"]) for each in changes] == [
        ("moved", "A-1"),
        ("unmatched", "A-3"),
        ("new", "A-4"),
        ("missing", ""),
    ]
    assert (changes[0]["before"], changes[0]["starts"]) == (
        f"{SOON} 10:00",
        f"{SOON} 11:00",
    )
    assert ended.err == (
        "a dry run, nothing was changed: 1 new, 1 moved, 1 missing, 1 unmatched "
        "(--remove-missing calls them off)\n"
    )
    assert "1 removed" in removing.err
    assert [each["starts"][-5:] for each in await listed(meetings)] == [
        "10:00",
        "12:00",
    ]


async def test_what_is_missing_is_called_off_on_demand(meetings):
    await meetings("import", rows=[ALMA, BO])

    ended = await meetings("import", "--remove-missing", rows=[ALMA])

    assert (ended.code, ended.err) == (0, "1 removed, 1 unchanged\n")
    assert [each["client"] for each in await listed(meetings)] == ["alma"]


async def test_bad_lines_are_named_and_nothing_is_stored(meetings):
    by_shape = await meetings("import", rows=[ALMA, BO.replace("12:00", "25:00")])
    by_store = await meetings(
        "import",
        rows=[ALMA, BO.replace(SOON, "2020-01-01"), f"A-3,x,{SOON} 10:00,,,,\n"],
    )
    shown = await meetings("list")

    assert (by_shape.code, by_store.code) == (1, 1)
    assert by_shape.lines == [
        "fastkontakt: line 3: starts: no such day or hour",
        "fastkontakt: nothing was imported",
    ]
    assert by_store.lines == [
        "fastkontakt: line 3: starts: in the past",
        f"fastkontakt: line 4: {NOBODY}",
        "fastkontakt: with --skip-unmatched the others are taken in",
        "fastkontakt: nothing was imported",
    ]
    assert (shown.out, shown.err) == (
        "",
        "nothing to come: fastkontakt appointments import MEETINGS.csv\n",
    )


async def test_whom_nobody_helps_is_left_out_on_demand(meetings):
    ended = await meetings(
        "import", "--skip-unmatched", rows=[ALMA, f"A-3,x,{SOON} 10:00,,,,\n"]
    )

    assert (ended.code, ended.err) == (0, "1 new, 1 unmatched\n")


async def test_a_file_that_is_not_there_is_one_line(meetings):
    ended = await meetings("import", "nowhere.csv")

    assert ended.code == 1
    assert len(ended.lines) == 1
