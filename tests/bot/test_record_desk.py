import pytest

from bot import record_desk
from handlers.access import Asked
from tests.record_house import House, lived_in


def test_an_export_beside_a_forced_one_leaves_nothing_half_done(
    tmp_path, monkeypatch, capsys
):
    house = lived_in(tmp_path / "house")
    path = tmp_path / "c1.bundle"
    path.write_text("whole")

    def breaks(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record_desk, "write_bundle", breaks)
    with pytest.raises(SystemExit):
        record_desk.export(Asked("C1"), house.config, path, force=True)

    assert path.read_text() == "whole"
    assert "No space left on device" in capsys.readouterr().err
    # It stood in the case before, and nobody can say that it was not shown.
    kinds = "SELECT kind FROM contact_entry ORDER BY global_sequence DESC LIMIT 1"
    assert house.sql(kinds) == [("taken_out",)]


def test_every_export_is_counted_and_a_failed_one_is_not(tmp_path):
    house = lived_in(tmp_path / "house")
    path = tmp_path / "c1.bundle"
    count = "SELECT count(*), count(person_id) FROM look"
    record_desk.export(Asked("C1"), house.config, path, force=False)

    with pytest.raises(SystemExit):  # it is there already
        record_desk.export(Asked("C1"), house.config, path, force=False)

    assert house.sql(count) == [(1, 0)]


def test_an_installation_without_cases_names_the_next_step(tmp_path, capsys):
    house = House(tmp_path / "house")
    for table in ("wrap", "case_key", "case_file"):
        house.sql(f"DELETE FROM {table}")  # noqa: S608 - ours

    record_desk.list_all(house.config, as_json=False)

    out, err = capsys.readouterr()
    assert out == ""
    assert "people import" in err
