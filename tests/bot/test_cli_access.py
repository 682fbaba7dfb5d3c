"""The access log and its monthly review, as they are typed for."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from bot import clock
from bot.cli import app
from tests.record_house import lived_in


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = lived_in(tmp_path_factory.mktemp("access") / "house")
    out = tmp_path_factory.mktemp("out")
    call(house, "record", "export", "C1", "-o", out / "a")
    words = ("--for", "W1", "--by", "SV", "--reason", "=the review")
    call(house, "record", "export", "C1", "-o", out / "b", *words)
    return house


def call(house, *words, code=0):
    ran = CliRunner().invoke(app, [*map(str, words), "--config", str(house.config)])
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


def test_the_log_is_a_table_csv_or_json_without_a_name(house):
    text = call(house, "access", "log")
    as_csv = call(house, "access", "log", "--format", "csv")
    as_json = json.loads(call(house, "access", "log", "--format", "json").stdout)

    heads = ["at", "what", "case", "client", "person", "by", "way", "reason"]
    assert text.stdout.splitlines()[0].split() == heads
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert [row["person"] for row in rows] == ["", "W1"]
    assert rows[1]["reason"] == "'=the review"
    assert as_json[1] == {
        "at": as_json[1]["at"],
        "what": "taken out",
        "case": house.case_of("C1"),
        "client": "C1",
        "person": "W1",
        "by": "SV",
        "way": "command",
        "reason": "=the review",
    }
    for told in (text.stdout, as_csv.stdout):
        assert "Alma" not in told
        assert "Mette" not in told


def test_it_is_asked_for_by_case_colleague_and_time(house):
    one = call(house, "access", "log", "--person", "SV", "--format", "json")
    other = call(house, "access", "log", "--case", "C2", "--format", "json")
    long_ago = call(house, "access", "log", "--month", "2026-01")

    assert len(json.loads(one.stdout)) == 1
    assert json.loads(other.stdout) == []
    assert (long_ago.stdout, "nobody took a case out" in long_ago.stderr) == ("", True)


def test_the_review_of_a_month_names_what_is_to_be_asked_about(house):
    month = f"{clock.now():%Y-%m}"

    ran = call(house, "access", "review", "--month", month, "--format", "json")

    concerns = {(row["concern"], row["client"]) for row in json.loads(ran.stdout)}
    assert concerns == {("nobody named", "C1"), ("no reason", "C1")}
    assert "2 to be asked about" in ran.stderr
    assert call(house, "access", "review").stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ("log", "--month", "2026-13"),
        ("log", "--month", "2026-10", "--from", "2026-10-01"),
        ("log", "--from", "yesterday"),
        ("log", "--case", "nobody"),
        ("log", "--person", "C1"),
        ("review", "--month", "'; DROP TABLE look"),
    ],
)
def test_what_cannot_be_is_one_line(house, words):
    ran = call(house, "access", *words, code=1)

    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
