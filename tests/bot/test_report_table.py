import pytest

from bot import report_table
from bot.record_words import Words
from casework.report_topics import Topic
from casework.reports import By, Fact
from tests.bot.reported import OCTOBER, made

ENGLISH = Words("en")


def printed(width, **more):
    return list(report_table.lines(made(**more), width, "2026-11-22 10:00", ENGLISH))


def test_a_wide_terminal_shows_every_month_beside_the_other():
    found = printed(120)
    row = next(line for line in found if line.startswith("did not come"))

    assert found[:3] == [
        "Days: 2026-09-01 to 2026-10-31",
        "Kind of help: all",
        "Made: 2026-11-22 10:00",
    ]
    assert row.split()[-3:] == ["<5", "*", "9"]
    assert found[-1].startswith("Contacts of help that writes none down")


@pytest.mark.parametrize("width", [30, 44, 80])
def test_no_number_is_cut_off_where_it_is_narrow(width):
    found = "\n".join(printed(width))
    wide = "\n".join(printed(200))
    heads = ("2026-09", "2026-10", "<5", "63")

    assert all(head in found for head in heads)
    assert found.count("<5") == wide.count("<5")
    assert "…" not in found
    tables = found[: found.index("Nothing to tell of")].splitlines()
    assert max(map(len, tables)) <= width


def test_what_somebody_is_called_is_never_read_as_markup():
    some = [Fact(Topic.TASKS, "to_do", OCTOBER, worker="[red]W1[/red]")] * 5

    assert "[red]W1[/red]" in "\n".join(printed(120, by=By.CONTACT_PERSON, facts=some))
