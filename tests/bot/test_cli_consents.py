"""Consents on paper and by word of mouth, as they are typed."""

import json
import shutil
from datetime import date, datetime

import pytest

from bot.cli_service import set_up
from tests.flows.running import command

PEOPLE = """ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,da,,,,
kirsten,contact_person,Kirsten,da,,,,
alma,client,Alma,da,2006-05-04,,mette,dk_youth
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("consents") / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    return directory


@pytest.fixture
async def consent(made, tmp_path):
    shutil.copytree(made, tmp_path / "house")
    listed = tmp_path / "people.csv"
    listed.write_text(PEOPLE)
    config = ("--config", tmp_path / "house" / "config.toml")
    ended = await command("people", "import", listed, *config)
    assert ended.code == 0

    async def consent(*arguments):
        return await command("consent", *arguments, *config)

    return consent


async def rows(consent):
    return json.loads((await consent("list", "alma", "--json")).out)


async def test_what_was_said_on_paper_is_written_down_and_listed(consent):
    noted = await consent(
        *("note", "alma", "measure", "given", "--how", "paper"),
        *("--recorded-by", "mette", "--until", "2027-12-31"),
    )

    (row,) = await rows(consent)
    assert (noted.code, noted.out) == (0, "")
    assert datetime.fromisoformat(row.pop("at")).date() <= date.max
    assert row == {
        "purpose": "measure",
        "state": "given",
        "by": "alma",
        "how": "paper",
        "text": "",
        "version": "",
        "recorded_by": "mette",
        "until": "2027-12-31",
    }
    assert "measure  given  alma  paper" in (await consent("list", "K1")).out


async def test_what_was_said_face_to_face_about_messages_counts(consent):
    await consent("note", "alma", "messages", "given")
    await consent("note", "alma", "reminders", "withdrawn")

    assert [
        (row["purpose"], row["state"], row["recorded_by"])
        for row in await rows(consent)
    ] == [
        ("messages", "given", "operator"),
        ("reminders", "withdrawn", "operator"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("note", "nobody", "media", "given"), 1, "nobody is known so"),
        (
            ("note", "alma", "media", "given", "--by", "mette"),
            1,
            "the giver is neither",
        ),
        (("note", "mette", "media", "given"), 1, "the giver is neither"),
        (("note", "alma", "media", "perhaps"), 2, "perhaps"),
        (("note", "alma", "everything", "given"), 2, "everything"),
        (("ask", "alma", "history"), 1, "history: nobody is asked about this so"),
        (("list", "nobody"), 1, "nobody is known so"),
        (
            *(("note", "alma", "media", "given", "--recorded-by", "kirsten"), 1),
            "whoever heard it has nothing to do with this person",
        ),
    ],
)
async def test_what_cannot_be_is_said_in_a_line_and_nothing_is_written(
    consent, arguments, code, sentence
):
    ended = await consent(*arguments)

    assert ended.code == code
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert await rows(consent) == []


async def test_nothing_said_yet_is_said_so(consent):
    ended = await consent("list", "alma")

    assert (ended.code, ended.out) == (0, "")
    assert "nothing was said or asked yet" in ended.err


async def test_a_question_is_lined_up(consent):
    ended = await consent("ask", "alma", "media")

    assert ended.code == 0
    assert "lined up" in ended.err
