"""Taking people in from a list, as it is typed."""

import csv
import io
import json
import shutil

import pytest

from bot import cli_people
from bot.cli_service import set_up
from tests.flows.running import command

HEADER = "ref,role,name,language,birth_year,phone,contact_person,profile\n"
METTE = "mette,contact_person,Mette,da,,,,\n"
ALMA = "alma,client,Alma,da,2006-05-04,,mette,dk_youth\n"
BO = "bo,client,Bo,sv,2005,20 12 34 56,mette,dk_youth\n"
SENTENCE = "nothing was imported"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("people") / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    return directory


@pytest.fixture
def house(made, tmp_path):
    shutil.copytree(made, tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def people(house, tmp_path):
    async def people(what, *more, rows=None, **given):
        arguments = ["people", what, *more]
        if rows is not None:
            path = tmp_path / "people.csv"
            path.write_text(HEADER + "".join(rows))
            arguments.insert(2, path)
        config = ("--config", house / "config.toml")
        return await command(*arguments, *config, **given)

    return people


def invitations(ended):
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(ended.out))}


async def test_everybody_is_invited(people):
    ended = await people("import", rows=[METTE, ALMA])

    invited = invitations(ended)
    link = invited["alma"]["telegram_link"]
    assert ended.code == 0
    assert list(invited) == ["mette", "alma"]
    assert link.startswith("https://t.me/kontakt_bot?start=")
    assert invited["mette"]["sms_code"] == ""  # there is no SMS gateway
    assert "imported 2 people" in ended.err


async def test_codes_are_printed_where_there_is_sms(people):
    twilio = {
        "FASTKONTAKT_SMS__GATEWAY": "twilio",
        "FASTKONTAKT_TELEGRAM__ENABLED": "false",
    }

    ended = await people("import", rows=[METTE, BO], **twilio)

    row = invitations(ended)["bo"]
    assert row["sms_code"].isdigit()
    assert len(row["sms_code"]) == 6
    assert row["telegram_link"] == ""


async def test_the_same_list_again_changes_nothing_but_the_invitations(people):
    first = await people("import", rows=[METTE, ALMA])
    again = await people("import", rows=[METTE, ALMA])
    known = json.loads((await people("list", "--json")).out)

    assert (first.code, again.code) == (0, 0)
    assert invitations(first)["alma"] != invitations(again)["alma"]
    assert len(known) == 2


async def test_a_dry_run_says_what_would_be_done(people):
    ended = await people("import", "--dry-run", rows=[METTE, ALMA])
    known = json.loads((await people("list", "--json")).out)

    assert (ended.code, ended.out) == (0, "")
    assert "2 people could be imported" in ended.err
    assert known == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,client,X,da,2006,,nobody,dk_youth\n", "contact_person"),
        ("x,client,X,da,2006,12,mette,dk_youth\n", "phone"),
        ("x,client,X,da,2006,,mette,dk_other\n", "profile"),
        ("x,client,X,xx,2006,,mette,dk_youth\n", "language"),
        ("x,client,X,da,06,,mette,dk_youth\n", "birth_year"),
        ("mette,client,X,da,2006,,mette,dk_youth\n", "ref"),
        ("x,boss,X,da,,,,\n", "role"),
        ("x,client\n", "line 4"),
    ],
    ids=lambda value: value.strip(),
)
async def test_one_bad_line_and_nobody_is_taken_in(people, row, words):
    ended = await people("import", rows=[METTE, ALMA, row])
    known = json.loads((await people("list", "--json")).out)

    assert (ended.code, ended.out, known) == (1, "", [])
    assert ended.lines[-1] == f"fastkontakt: {SENTENCE}"
    assert all(line.startswith("fastkontakt: line ") for line in ended.lines[:-1])
    assert "fastkontakt: line 4: " in ended.err
    assert words in ended.err


async def test_another_contact_person_is_a_hand_over_and_refused(people):
    await people("import", rows=[METTE, ALMA])
    other = METTE.replace("mette", "jonas").replace("Mette", "Jonas")

    ended = await people("import", rows=[other, ALMA.replace("mette", "jonas")])

    assert ended.code == 1
    assert ended.lines[0].startswith("fastkontakt: line 3: ")


async def test_people_are_listed_without_name_or_number(people):
    await people("import", rows=[METTE, ALMA, BO])

    listed = await people("list")
    as_json = await people("list", "--json")

    assert len(listed.out.splitlines()) == 3
    assert "not linked yet" in listed.out
    assert json.loads(as_json.out)[1]["contact_person"] == "mette"
    for text in (listed.out, as_json.out):
        assert not any(name in text for name in ("Mette", "Alma", "Bo ", "20123456"))


async def test_nobody_yet_is_a_remark_and_no_result(people):
    ended = await people("list")

    assert (ended.code, ended.out) == (0, "")
    assert "people import" in ended.err


async def test_a_new_invitation_is_printed_for_one(people):
    first = invitations(await people("import", rows=[METTE, ALMA]))
    ended = await people("invite", "alma")

    assert list(invitations(ended)) == ["alma"]
    assert invitations(ended)["alma"] != first["alma"]


async def test_nobody_is_invited_whom_nobody_knows(people):
    ended = await people("invite", "nobody")

    assert (ended.code, ended.out, len(ended.lines)) == (1, "", 1)
    assert "people list" in ended.err


async def test_what_imported_people_owe_is_listed_and_blocks_nothing(people):
    outreach = BO.replace("dk_youth", "dk_skp")

    ended = await people("import", rows=[METTE, ALMA, outreach])

    assert ended.code == 0
    assert ended.lines[-1] == (
        "owed, and blocks no message: purpose, decision, consent, expected end of alma"
    )


async def test_of_a_long_list_the_first_are_named_and_the_rest_counted(people):
    rows = [ALMA.replace("alma", f"c{n}") for n in range(12)]

    ended = await people("import", rows=[METTE, *rows])

    assert ended.lines[-1].endswith("c9 and 2 more: fastkontakt people list --owed")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_who_waits_at_a_terminal_sees_how_far_it_is(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)

    with cli_people.progress(cli_people.SHOWS_PROGRESS_FROM) as tell:
        tell()

    assert "taking people in" in terminal.getvalue()


@pytest.mark.parametrize("shown", [Terminal, io.StringIO])
def test_a_short_list_or_no_terminal_shows_no_bar(monkeypatch, shown):
    written = shown()
    monkeypatch.setattr("sys.stderr", written)
    lines = 10 if shown is Terminal else cli_people.SHOWS_PROGRESS_FROM

    with cli_people.progress(lines) as tell:
        tell()

    assert written.getvalue() == ""


async def test_a_phone_is_shared_where_the_operator_says_so_and_not_by_mistake(people):
    sister = BO.replace("bo,client,Bo", "eva,client,Eva")

    refused = await people("import", rows=[METTE, BO, sister])
    shared = await people("import", "--shared-numbers", rows=[METTE, BO, sister])

    assert refused.code == 1
    assert "line 4: phone: the same as on line 3" in refused.err
    assert "import with --shared-numbers" in refused.err
    assert SENTENCE in refused.err
    assert shared.code == 0
    assert list(invitations(shared)) == ["mette", "bo", "eva"]


async def test_a_sister_who_comes_later_shares_the_phone_that_is_known(people):
    sister = BO.replace("bo,client,Bo", "eva,client,Eva")
    await people("import", rows=[METTE, BO])

    refused = await people("import", rows=[sister])
    shared = await people("import", "--shared-numbers", rows=[sister])

    assert "phone: somebody else has this number already" in refused.err
    assert list(invitations(shared)) == ["eva"]
