"""Requests about what is kept, as they are answered on the command line."""

import asyncio
import json
import shutil
from datetime import date, timedelta

import pytest

from bot.cli_service import set_up
from bot.clock import now
from bot.opening import opened
from casework.requests import RequestKind, Term
from storage import cases, people, requests
from storage.requests import NewRequest
from tests.bot.test_cli_consents import PEOPLE
from tests.flows.running import command

CAME = now()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("requests") / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    listed = directory.parent / "people.csv"
    listed.write_text(PEOPLE)
    asyncio.run(_asked(directory / "config.toml", listed))
    return directory


async def _asked(config, listed):
    """Let Alma have asked for two things."""
    assert (await command("people", "import", listed, "--config", config)).code == 0

    def ask(tx):
        alma = people.find_by_ref(tx, "alma").id
        case = cases.of_client(tx, alma)
        wrong, access = RequestKind.CORRECTION, RequestKind.ACCESS
        later = Term(CAME.date() + timedelta(days=30))
        past = Term(date(2020, 1, 31), date(2020, 1, 10))
        requests.add(tx, NewRequest(alma, case, wrong, later, words="so"), CAME)
        requests.add(tx, NewRequest(alma, case, access, past), CAME)

    async with opened(config) as found:
        await found.store.run(ask)


@pytest.fixture
async def request_(made, tmp_path):
    shutil.copytree(made, tmp_path / "house")
    config = ("--config", tmp_path / "house" / "config.toml")

    async def run(*arguments):
        return await command("request", *arguments, *config)

    return run


async def test_what_waits_is_listed_by_its_day_without_words(request_):
    shown = await request_("list")
    rows = json.loads((await request_("list", "--json")).out)

    first, second = shown.out.splitlines()
    assert first.split()[:3] == ["2", "alma", "access"]
    assert first.split()[-2:] == ["2020-01-31", "overdue"]
    assert second.split()[:3] == ["1", "alma", "correction"]
    assert rows[0]["aim"] == "2020-01-10"
    assert "so" not in rows[1].values()


async def test_one_is_answered_once_and_leaves_the_list(request_):
    done = await request_("answer", "2", "refused", "--reason", "it would harm others")
    again = await request_("answer", "2", "granted")
    left = await request_("list")
    every = await request_("list", "--all")

    assert (done.code, done.err) == (0, "refused: whoever asked is told\n")
    assert (again.code, again.err) == (1, "fastkontakt: it was answered before\n")
    assert len(left.out.splitlines()) == 1
    assert "refused" in every.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("answer", "1", "refused"), "needs a reason: --reason"),
        (("answer", "1", "granted"), "say which entry is wrong: --entry"),
        (("answer", "9", "granted"), "there is none of that number"),
        (("extend", "2", "--reason", "long"), "its day has passed"),
        (("extend", "1", "--reason", " "), "needs a reason"),
        (("note", "alma", "access", "--received", "2100-01-31"), "not one to come"),
        (("note", "alma", "access", "--received", "0001-01-01"), "not one to come"),
    ],
)
async def test_what_cannot_be_is_one_line_that_says_what_to_do(
    request_, arguments, told
):
    ended = await request_(*arguments)

    assert ended.code == 1
    assert told in ended.err
    assert len(ended.err.splitlines()) == 1


async def test_more_time_is_taken_once(request_):
    first = await request_("extend", "1", "--reason", "many files")
    second = await request_("extend", "1", "--reason", "many files")

    assert first.code == 0
    assert "that can be done once" in second.err


async def test_what_came_by_letter_is_noted_from_the_day_it_came(request_):
    noted = await request_("note", "alma", "erasure", "--received", "2026-01-31")
    wrong = await request_("note", "K1", "correction", "--words", "it was Tuesday")
    bare = await request_("note", "alma", "correction", "--words", " ")
    staff = await request_("note", "mette", "access")
    rows = json.loads((await request_("list", "--json")).out)

    assert (noted.code, wrong.code, bare.code, staff.code) == (0, 0, 2, 1)
    erasure = next(row for row in rows if row["kind"] == "erasure")
    assert (erasure["received"], erasure["due"]) == ("2026-01-31", "2026-02-28")
    assert [row["kind"] for row in rows].count("correction") == 2
