import csv
import io
import json

import pytest

from bot import report_files
from bot.record_words import Words
from casework.report_topics import Topic
from casework.reports import UNKNOWN, By, Fact
from tests.bot.reported import OCTOBER, made


def read(content):
    """Return the lines as a spreadsheet that knows semicolons reads them."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def values(rows, topic, figure):
    return [
        row["value"] for row in rows if (row["topic"], row["figure"]) == (topic, figure)
    ]


def test_a_spreadsheet_knows_letters_and_columns_by_itself():
    content = report_files.as_csv(made(), Words("da"))

    assert content.startswith(
        b"\xef\xbb\xbftopic;row;figure;unit;value;why;in_words\r\n"
    )
    rows = read(content)
    assert values(rows, "meetings", "did_not_come") == ["<5", "*", "9"]
    assert rows[-1]["in_words"] == "trukket tilbage"
    assert {row["in_words"] for row in rows} >= {"mødtes", "afholdt i alt"}


def test_what_is_not_known_says_why_and_is_never_nought():
    rows = read(report_files.as_csv(made(), Words("en")))
    unknown = [row for row in rows if row["why"]]

    assert unknown
    assert {row["value"] for row in unknown} == {UNKNOWN}
    assert "nothing_to_measure" in {row["why"] for row in unknown}


@pytest.mark.parametrize("ref", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(ref):
    some = [Fact(Topic.TASKS, "to_do", OCTOBER, worker=ref)] * 5
    rows = read(report_files.as_csv(made(By.CONTACT_PERSON, some), Words("en")))

    assert {row["row"] for row in rows if row["topic"] == "tasks"} == {f"'{ref}"}
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))]


def test_json_has_null_for_what_is_hidden_or_unknown_and_says_which():
    found = json.loads(json.dumps(report_files.as_json(made())))
    meetings = found["topics"]["meetings"]
    september = meetings["rows"]["2026-09"]

    assert (found["first"], found["last"], found["by"]) == (
        "2026-09-01",
        "2026-10-31",
        "month",
    )
    assert september["figures"]["meetings_planned"] == 24
    assert september["figures"]["did_not_come"] is None
    assert september["hidden"]["did_not_come"] == "<5"
    assert september["hidden"]["met"] == "*"
    assert meetings["total"]["figures"]["did_not_come"] == 9
    assert meetings["units"]["attendance"] == "percent"
    answers = found["topics"]["answers"]["rows"]["2026-09"]
    assert answers["unknown"]["median"] == "nothing_to_measure"
    assert found["notes"] == ["some_not_recorded"]


def test_no_hidden_number_is_anywhere_in_what_leaves():
    facts = [Fact(Topic.MEETINGS, "met", OCTOBER)] * 3
    text = json.dumps(report_files.as_json(made(facts=facts)))

    assert "3" not in text.replace("2026-10-31", "")
