"""Rows as a table, as CSV and as JSON."""

import json

from bot.row_tables import Format, show, table

ROWS = [{"client": "K1", "last": None}, {"client": "K17", "last": "=1+1"}]


def test_the_columns_of_a_table_stand_under_each_other():
    assert table(ROWS) == ["client  last", "K1      -", "K17     =1+1"]


def test_no_cell_is_a_formula_where_a_spreadsheet_opens_it(capsys):
    show(ROWS, Format.CSV)

    assert capsys.readouterr().out == "client,last\nK1,\nK17,'=1+1\n"


def test_no_rows_are_nothing_but_an_empty_list(capsys):
    for printed in Format:
        show([], printed)

    assert json.loads(capsys.readouterr().out) == []
