"""Reports, as they are typed."""

import json
import sqlite3
import stat
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest

from bot import cli_reports
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError
from casework.contacts import ContactForm
from casework.reports import UNKNOWN
from storage import contacts
from storage.contacts import Contact
from tests.bot.pdf_text import pages
from tests.bot.reported import made
from tests.flows.running import command
from tests.record_house import House


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house in which Mette saw Alma six times this month, and Jonas Bo once."""
    lived = House(tmp_path_factory.mktemp("house") / "house")
    for ref, count in (("C1", 6), ("C2", 1)):
        case = lived.case_of(ref)
        by = lived.id_of({"C1": "W1", "C2": "W2"}[ref])
        for number in range(count):
            seen = Contact(
                number, by, ContactForm.PHONE, now() - timedelta(seconds=1), minutes=20
            )
            lived.run(contacts.add, case, seen)
    return lived


@pytest.fixture
def reported(house):
    async def reported(*more):
        return await command("report", *more, "--config", house.config)

    return reported


async def test_a_report_is_made_of_this_month(reported):
    ended = await reported()
    row = next(line for line in ended.out.splitlines() if line.startswith("by phone"))

    assert (ended.code, ended.err) == (0, "")
    assert row.split() == ["by", "phone", "7"]


async def test_small_numbers_are_covered_where_nobody_is_named(reported):
    plain = json.loads((await reported("--by", "contact_person", "--json")).out)
    named = json.loads((await reported("--by", "client", "--json")).out)
    rows = plain["topics"]["contacts"]["rows"]

    assert rows["W2"]["hidden"]["phone"] == "<5"
    assert rows["W1"]["figures"]["phone"] is None
    assert plain["topics"]["contacts"]["total"]["figures"]["phone"] == 7
    assert named["topics"]["contacts"]["rows"]["K2"]["figures"]["phone"] == 1
    assert named["topics"]["hours"]["rows"]["K1"]["figures"]["minutes"] == 120


async def test_what_was_held_is_told_by_form_in_words(reported):
    ended = await reported("--by", "form")

    assert [line.split() for line in ended.out.splitlines()[4:7]] == [
        ["Contacts"],
        ["by", "phone"],
        ["held", "in", "all", "7"],
    ]


async def test_a_colleague_is_told_of_their_own_alone(reported):
    of_mette = json.loads(
        (await reported("--by", "client", "--as", "W1", "--json")).out
    )
    refused = await reported("--as", "C1")

    assert list(of_mette["topics"]["help"]["rows"]) == ["K1"]
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "fastkontakt: nobody who works here has the ref of --as\n"


async def test_no_name_is_told_anywhere(reported, tmp_path):
    path = tmp_path / "report.csv"
    ended = await reported("--by", "client", "--csv", path)
    shown = (await reported("--by", "client")).out + path.read_text("utf-8-sig")

    assert ended.err == f"wrote {path}\n"
    assert "K1" in shown
    assert not [name for name in ("Alma", "Mette", "Jonas") if name in shown]


async def test_files_are_the_owners_alone_and_never_written_over_unasked(
    reported, tmp_path
):
    path = tmp_path / "report.csv"
    await reported("--csv", path)
    before = path.read_bytes()
    again = await reported("--csv", path, "--month", "2026-01")
    kept = path.read_bytes()
    forced = await reported("--csv", path, "--month", "2026-01", "--force")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert again.code == 1
    assert again.err.endswith("there already; --force writes over it\n")
    assert kept == before
    assert forced.code == 0
    assert path.read_bytes() != before
    assert list(tmp_path.iterdir()) == [path]


async def test_the_pdf_is_in_the_language_of_the_organisation(reported, tmp_path):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    path = tmp_path / "report.pdf"
    ended = await reported("--pdf", path)
    text = " ".join(" ".join(pages(path.read_bytes())).split())

    assert ended.code == 0
    assert "Rapport" in text
    assert "afholdt i alt" in text


async def test_without_the_extra_no_file_is_written_and_the_next_step_is_named(
    house, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "typst", None)
    files = cli_reports.Files(tmp_path / "a.csv", tmp_path / "a.pdf", force=False)
    settings = Settings.read(house.config)

    with pytest.raises(OperatorError, match=r"fastkontakt\[pdf\]', or take --csv"):
        cli_reports._write(made(), files, settings, now())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--month", "2026-1"), "a month is written 2026-10"),
        (("--from", "yesterday"), "a day is written 2026-10-31"),
        (("--month", "2026-10", "--to", "2026-10-31"), "say either the month or"),
        (("--profile", "dk_everything"), "there is no such kind of help"),
        (("--by", "form", "--topic", "tasks"), "only contacts, meetings, hours have"),
    ],
)
async def test_what_cannot_be_told_is_one_line(reported, given, said):
    ended = await reported(*given)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"fastkontakt: {said}")


async def test_a_month_without_anything_is_nought_and_what_is_unknown_a_dash(reported):
    first = f"{now().year + 1}-01-01"
    ahead = await reported("--from", first, "--to", first)

    assert UNKNOWN in ahead.out
    assert "that month has not begun" in ahead.out


MANY = 100_000
PATIENCE = 30.0
"""Seconds: about three on a machine that does nothing else."""


@pytest.mark.counts
async def test_a_year_of_a_hundred_thousand_messages_is_told_in_seconds(
    tmp_path,
):
    house = House(tmp_path / "house")
    case, alma, mette = house.case_of("C1"), house.id_of("C1"), house.id_of("W1")
    year, end = timedelta(days=365), int(now().timestamp() * 1000)
    step = int(year.total_seconds() * 1000) // MANY
    with closing(sqlite3.connect(house.data / "store.db")) as store:
        store.execute("UPDATE assignment SET starts_at = 0, state_since = 0")
        store.executemany(
            "INSERT INTO message (id, case_id, author_id, address_id, external_id,"
            " kind, entry, created_at) VALUES (?, ?, ?, 1, ?, 'text', 1, ?)",
            (
                (n, case, (alma, mette)[n % 2], n, end - (MANY - n) * step)
                for n in range(MANY)
            ),
        )
        store.executemany(
            "INSERT INTO delivery (lane, recipient_id, message_id, kind, form, state,"
            " channel, not_before, created_at)"
            " VALUES ('', ?, ?, 'relay', 'text', 'delivered', 'telegram', 0, ?)",
            (((mette, alma)[n % 2], n, end - (MANY - n) * step) for n in range(MANY)),
        )
        store.commit()
    first = f"{now() - year:%Y-%m-%d}"
    before = time.monotonic()

    ended = await command("report", "--from", first, "--json", "--config", house.config)

    assert time.monotonic() - before < PATIENCE
    total = json.loads(ended.out)["topics"]["deliveries"]["total"]
    assert total["figures"]["arrived"] == MANY // 2
    assert f"of {2 * MANY}" in ended.err
