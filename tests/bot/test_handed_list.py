import io
import sys
from pathlib import Path

import pytest

from bot import handed_list
from bot.csv_lines import Fault
from bot.handed_list import BadListError


async def test_a_list_is_read_from_a_file_or_from_standard_input(tmp_path, monkeypatch):
    file = tmp_path / "list.csv"
    file.write_text("ref,name\n", encoding="utf-8-sig")
    stdin = io.TextIOWrapper(io.BytesIO("ref,næme\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)

    assert await handed_list.read(file) == "ref,name\n"
    assert await handed_list.read(Path("-")) == "ref,næme\n"


async def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"a\n\xff")

    with pytest.raises(BadListError) as told:
        await handed_list.read(file)

    (line,) = told.value.lines
    assert line.startswith("line 2: not UTF-8; save the file as")


def test_of_a_list_with_a_fault_nothing_is_taken_and_every_fault_is_named():
    assert handed_list.sound(["one", "two"]) == ["one", "two"]
    with pytest.raises(BadListError) as told:
        handed_list.sound([Fault(2, "no name"), "one", Fault(4, "no ref")])

    assert told.value.lines == (
        "line 2: no name",
        "line 4: no ref",
        "nothing was imported",
    )
