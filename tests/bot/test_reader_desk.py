import json

from bot import reader_desk
from bot.reader_desk import columns
from handlers import reading
from tests.record_house import CHEAP, PASSPHRASE, House


def test_columns_stand_below_each_other_and_lines_have_no_tail():
    assert list(columns([])) == []
    assert list(columns([["a", "b", ""], ["long", "b", "c"]])) == [
        "a     b",
        "long  b  c",
    ]


def test_many_cases_get_their_new_key_a_few_at_a_time(tmp_path, monkeypatch, capsys):
    from storage import reader_keys  # noqa: PLC0415 - only to make the key

    house = House(tmp_path / "house")
    key = tmp_path / "karin.key"
    reader_keys.create(key, PASSPHRASE, CHEAP)
    renewed = []
    monkeypatch.setattr(reader_desk, "CASES_AT_ONCE", 1)
    original = reading.renew
    monkeypatch.setattr(
        reading,
        "renew",
        lambda tx, office, some, now: (
            renewed.append(len(some)) or original(tx, office, some, now)
        ),
    )

    public = reader_keys.public_path(key)
    reader_desk.add(public, "CW", house.config, for_duty=False)

    assert renewed == [1, 1]
    assert capsys.readouterr().out.endswith(" reads 2 cases\n")


def test_a_row_that_was_changed_is_marked_in_the_list(tmp_path, capsys):
    house = House(tmp_path / "house")
    house.enrol("W1")
    house.sql("UPDATE reader SET added_at = added_at + 1")

    reader_desk.list_all(house.config, as_json=False)

    assert "NOT AS IT WAS SIGNED" in capsys.readouterr().out


def test_an_empty_list_names_the_next_step(tmp_path, capsys):
    house = House(tmp_path / "house")

    reader_desk.list_all(house.config, as_json=False)

    out, err = capsys.readouterr()
    assert out == ""
    assert "reader keygen" in err


def test_other_rules_give_the_cases_a_new_key_and_only_those(tmp_path, capsys):
    house = House(tmp_path / "house")
    karin = house.enrol("CW")
    text = house.config.read_text()
    house.config.write_text(
        text.replace(
            "[profiles.dk_youth]", '[profiles.dk_youth]\nvisibility = "pair"#', 1
        )
    )

    reader_desk.refresh(house.config)
    first = capsys.readouterr()
    reader_desk.refresh(house.config)

    assert first.out == "2 cases got a new key\n"
    assert "nobody but recovery can open" in first.err
    assert capsys.readouterr().out == "0 cases got a new key\n"
    house.write("C1", "not for the caseworker")
    assert house.texts("C1", karin) == []


def test_what_somebody_could_open_is_one_line_a_case_and_json_for_programs(
    tmp_path, capsys
):
    house = House(tmp_path / "house")
    karin = house.enrol("CW")
    house.write("C1", "words")

    reader_desk.could_open("CW", house.config, as_json=False)
    lines, said = capsys.readouterr()
    reader_desk.could_open(karin.reader_id, house.config, as_json=True)
    listed = json.loads(capsys.readouterr().out)

    assert len(lines.splitlines()) == 2
    assert "epochs 2  " in lines
    assert "words" not in lines
    assert said.startswith("CW could open 2 cases")
    # That she reads them stands in both.
    assert {case["client"]: case["entries"] for case in listed} == {"C1": 2, "C2": 1}
