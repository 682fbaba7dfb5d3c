"""Files with lines and columns, as organisations hand them over."""

import pytest

from bot.csv_lines import Fault, UnreadableError, decode, either, lines, tidied

HEADER = ("key", "place")


def test_each_line_has_the_number_that_an_editor_shows():
    text = '\ufeffkey,place\n\n1,here\n , \n2,"two\nlines"\n3,there\n'

    found = list(lines(text, HEADER))

    assert found == [(3, ["1", "here"]), (5, ["2", "two\nlines"]), (7, ["3", "there"])]


def test_the_semicolons_of_a_spreadsheet_separate_as_well():
    text = '\ufeff"key";place\r\n1;"here, there"\r\n2;"a;b"\r\n'

    assert list(lines(text, HEADER)) == [(2, ["1", "here, there"]), (3, ["2", "a;b"])]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "the header must be key,place")),
        ("place,key\n", Fault(1, "the header must be key,place")),
        ("place;key\n", Fault(1, "the header must be key,place")),
        ('key,place\n1,"here\n', Fault(2, "the quotes do not match")),
    ],
)
def test_another_header_or_an_open_quote_ends_the_reading(text, fault):
    with pytest.raises(UnreadableError) as refused:
        list(lines(text, HEADER))

    assert refused.value.fault == fault


def test_only_utf8_of_a_sensible_size_is_text():
    assert decode("\ufeffkey".encode()) == "key"
    assert decode(b"key\n\xe6") == Fault(2, "not UTF-8; save the file as “CSV UTF-8”")
    assert isinstance(decode(b"x" * 10_485_761), Fault)


@pytest.mark.parametrize("hidden", ["a\x00", "a\u202eb", "a\nb", "a\u200bb"])
def test_a_cell_hides_no_sign(hidden):
    assert tidied(hidden) is None


def test_a_choice_is_said_in_words():
    assert either(["yes", "no"]) == "yes or no"
