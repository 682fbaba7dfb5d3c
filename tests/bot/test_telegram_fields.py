"""Reading the fields of Telegram's JSON."""

from datetime import UTC, datetime

import pytest

from bot import telegram_fields as fields

WRONG = [None, True, "7", 7.0, [], {}, -1, 1 << 60]


@pytest.mark.parametrize("value", [*WRONG, 0])
def test_an_id_is_a_positive_whole_number(value):
    with pytest.raises(fields.UpdateError):
        fields.number({"id": value}, "id")


@pytest.mark.parametrize("value", [*WRONG, 1 << 40])
def test_a_time_is_a_number_of_seconds(value):
    with pytest.raises(fields.UpdateError):
        fields.moment({"date": value}, "date")


@pytest.mark.parametrize("value", [None, True, "7", [], 91, -90.1, float("nan")])
def test_a_latitude_lies_on_the_globe(value):
    with pytest.raises(fields.UpdateError):
        fields.degrees({"latitude": value}, "latitude", 90)


@pytest.mark.parametrize("value", [None, 1, "true", []])
def test_a_yes_or_no_is_one(value):
    with pytest.raises(fields.UpdateError):
        fields.truth({"is_bot": value}, "is_bot")


def test_what_is_right_is_returned():
    held = {"id": 7, "date": 1790000000, "is_bot": False, "text": "hej", "a": 1}

    assert fields.number(held, "id") == 7
    assert fields.moment(held, "date") == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert fields.truth(held, "is_bot") is False
    assert fields.words(held, "text") == "hej"
    assert fields.degrees(held, "a", 90) == 1.0
    assert fields.table({"chat": held}, "chat") is held


@pytest.mark.parametrize("value", [None, 1, [], b"x"])
def test_what_only_adds_something_is_left_out_when_it_is_wrong(value):
    assert fields.maybe_words({"name": value}, "name") == ""
    assert fields.maybe_number({"size": "7"}, "size") is None


def test_details_are_followed_only_so_far():
    deep = "words"
    for _ in range(200):
        deep = [deep]

    found = fields.cleaned_deeply({"a": deep, "b": ["\ud83d"]})

    assert found["b"] == ["\ufffd"]
    assert "words" not in repr(found)
