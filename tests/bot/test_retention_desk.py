"""What is asked for is told in one line; `test_cli_retention` walks the whole way."""

import json

import pytest

from bot import retention_desk
from storage import retention_report
from tests.ended import over


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return over(tmp_path_factory.mktemp("desk") / "house", "C1")


def test_an_office_without_a_rule_is_told_so_for_each_case(house, capsys):
    retention_desk.show_due(house.config, every=False, as_json=False)

    shown = capsys.readouterr()
    assert "nobody has said how long this kind of help is kept" in shown.out
    assert shown.err == "0 of 2 cases must go; nothing was changed\n"


def test_there_are_no_lists_at_first(house, capsys):
    retention_desk.show_lists(house.config, as_json=False)

    assert capsys.readouterr().err == "no lists yet\n"


@pytest.mark.parametrize(
    "ask",
    [
        lambda config, path: retention_desk.carry_out(9, config, path),
        lambda config, path: retention_desk.write_report(9, config, path),
        lambda config, _: retention_desk.confirm(9, config, "SV"),
        lambda config, _: retention_desk.withdraw(9, config, "SV"),
    ],
)
def test_a_list_that_is_not_there_is_one_line(house, tmp_path, capsys, ask):
    with pytest.raises(SystemExit):
        ask(house.config, tmp_path / "report.json")

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "there is no such list" in shown.err
    assert not (tmp_path / "report.json").exists()


def test_a_report_that_is_there_is_not_written_over(house, tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_text("mine")

    with pytest.raises(SystemExit):
        retention_desk.carry_out(1, house.config, path)

    assert "name a new file" in capsys.readouterr().err
    assert path.read_text() == "mine"


WHOLE = {
    "list": 1,
    "store": "s1",
    "plan": "",
    "proposed": None,
    "confirmed": None,
    "ended_at": None,
    "withdrawn": False,
    "cases": [],
}


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"list": 1, "cases": [3]},
        WHOLE | {"ended_at": "yesterday", "cases": [{"tombstone": 1}]},
        WHOLE | {"cases": None},
        WHOLE | {"plan": "\ud800"},
    ],
)
def test_what_somebody_signed_who_makes_no_reports_is_one_line(
    house, tmp_path, capsys, report
):
    path = tmp_path / "report.json"
    signed = retention_report.sign(WHOLE, house.keys)
    text = json.dumps(json.loads(signed.to_text()) | {"report": report})
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SystemExit):
        retention_desk.check(path, None, None)

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "is no disposal report" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_report_cannot_move_the_cursor(house, tmp_path, capsys):
    path = tmp_path / "report.json"
    signed = retention_report.sign(WHOLE | {"plan": "a\x1b[2Jb"}, house.keys)
    path.write_text(signed.to_text(), encoding="utf-8")

    retention_desk.check(path, None, None)

    assert "\x1b" not in capsys.readouterr().out
