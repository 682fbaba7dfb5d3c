from datetime import UTC, datetime

import pytest

from casework.messages import Incoming
from casework.people import Address, Channel, Language
from handlers.labels import Side, bold, labelled
from tests.handlers.house import OFFICE

STAFF = Side("K1 Ålma 🙂", is_staff=True, language=Language.ENGLISH)
CLIENT = Side("Mette", is_staff=False, language=Language.ENGLISH)
ITALIC = {"type": "italic", "offset": 3, "length": 5}


def written(text, entities=()):
    chat = Address(Channel.TELEGRAM, "7001002003")
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return Incoming("u-1", chat, "1", moment, text, entities)


def looks(text, entities):
    """Return which words each entity marks, counted as Telegram counts."""
    units = text.encode("utf-16-le")
    return {
        each["type"]: units[
            2 * each["offset"] : 2 * (each["offset"] + each["length"])
        ].decode("utf-16-le")
        for each in entities
    }


@pytest.mark.parametrize("side", [STAFF, CLIENT])
def test_the_look_of_the_words_stays_where_it_was(side):
    text, entities = labelled(OFFICE, side, written("no hello no", (ITALIC,)))

    assert looks(text, entities)["italic"] == "hello"
    assert text.endswith("no hello no")


def test_staff_see_whose_words_they_are_in_bold_and_above():
    text, entities = labelled(OFFICE, STAFF, written("hello"))

    assert text == "K1 Ålma 🙂\nhello"
    assert looks(text, entities) == {"bold": "K1 Ålma 🙂"}


def test_a_client_sees_the_first_name_before_the_words():
    assert labelled(OFFICE, CLIENT, written("hello")) == ("Mette: hello", ())


@pytest.mark.parametrize("side", [STAFF, CLIENT])
def test_without_words_there_is_only_the_name(side):
    text, _ = labelled(OFFICE, side, written(""))

    assert text == side.label


def test_a_label_is_bold_to_its_end():
    assert looks("K1 Ålma 🙂 says", [bold("K1 Ålma 🙂")]) == {"bold": "K1 Ålma 🙂"}


def test_a_side_does_not_show_a_name_by_accident():
    assert "lma" not in repr(STAFF)
