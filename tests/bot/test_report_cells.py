from dataclasses import replace

import pytest

from bot import report_cells
from bot.record_words import LANGUAGES, Words
from bot.report_cells import Line, Table
from casework.report_topics import CONTENTS, Topic, Unit
from casework.reports import UNKNOWN, By, Cell, Fact, Why
from casework.small_numbers import Look
from tests.bot.reported import OCTOBER, made

ENGLISH = Words("en")


def lines(made_of, title):
    (table,) = [
        each for each in report_cells.tables(made_of, ENGLISH) if each.title == title
    ]
    return table.heads, {line.name: line.cells for line in table.lines}


def test_a_table_has_a_line_for_each_figure_and_a_column_for_each_row():
    heads, found = lines(made(), "Meetings")

    assert heads == ("2026-09", "2026-10", "all")
    assert found["agreed in all"] == ("24", "39", "63")
    assert found["did not come"] == ("<5", "*", "9")
    assert found["called off by us"] == ("0", "0", "0")


def test_signs_are_explained_where_they_stand_and_only_there():
    notes = report_cells.footnotes(made(), ENGLISH)
    none = report_cells.footnotes(made(facts=[Fact(Topic.HELP, "active")] * 5), ENGLISH)

    assert [note[0] for note in notes] == ["<", "*", UNKNOWN, "C"]
    assert "there was nothing to measure" in notes[2]
    assert none == []


def test_what_there_is_nothing_to_tell_of_is_named_in_one_line():
    assert "Looked for" in report_cells.empty(made(), ENGLISH)
    assert "Meetings" not in report_cells.empty(made(), ENGLISH)


@pytest.mark.parametrize(
    ("cell", "unit", "said"),
    [
        (Cell(7), Unit.COUNT, "7"),
        (Cell(0), Unit.COUNT, "0"),
        (Cell(85), Unit.PERCENT, "85 %"),
        (Cell(59), Unit.MINUTES, "59 min"),
        (Cell(125), Unit.MINUTES, "2 h 05"),
        (Cell(9), Unit.DAYS, "9 d"),
        (Cell(3, Look.SMALL), Unit.COUNT, "<5"),
        (Cell(30, Look.COVERED), Unit.COUNT, "*"),
        (Cell(why=Why.NOT_RECORDED), Unit.COUNT, UNKNOWN),
    ],
)
def test_a_number_is_shown_as_people_read_it(cell, unit, said):
    assert report_cells.shown(cell, unit, ENGLISH) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", Topic)
def test_every_figure_has_its_words_in_every_language(topic, language):
    words, content = Words(language), CONTENTS[topic]
    names = [
        *([content.total] if content.total else []),
        *content.parts,
        *(each.name for each in (*content.shares, *content.measures)),
    ]
    said = [report_cells.figure(topic, name, words) for name in names]

    assert not [name for name in said if "_" in name]
    assert len(set(said)) == len(said)


def test_who_is_counted_without_a_record_is_called_so():
    one = Fact(Topic.TASKS, "to_do", OCTOBER)
    named = replace(one, client="K7")
    found = made(By.CLIENT, [one, named])

    assert lines(found, "What was promised")[0] == ("K7", "(no record kept)")


def test_a_wide_table_comes_in_parts():
    table = Table("T", ("a", "b", "c"), (Line("x", ("1", "2", "3")),))

    assert [part.heads for part in report_cells.in_blocks(table, 2)] == [
        ("a", "b"),
        ("c",),
    ]
