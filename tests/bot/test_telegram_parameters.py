"""How a delivery is put for the Bot API."""

import pytest

from bot.telegram_api import BrokenAnswerError
from bot.telegram_parameters import (
    ImpossibleError,
    keyboard,
    message_id,
    new_message,
    number,
    place,
)
from casework.messages import Button, Form, Outgoing
from casework.people import Address, Channel
from casework.reasons import Reason

ALMA = Address(Channel.TELEGRAM, "7000000001")


def test_a_message_answers_only_what_can_be_a_message_of_telegrams():
    answer = Outgoing(1, ALMA, Form.TEXT, "hej", reply_to="55")
    strange = Outgoing(1, ALMA, Form.TEXT, "hej", reply_to="SM12")

    assert new_message(answer)["reply_parameters"]["message_id"] == 55
    assert "reply_parameters" not in new_message(strange)


def test_what_asks_for_words_opens_the_reply_unless_it_has_buttons():
    asks = Outgoing(
        1, ALMA, Form.TEXT, "What do you\ncall them? " + "x" * 60, asks=True
    )
    buttons = ((Button("a1", "Yes"),),)
    both = Outgoing(1, ALMA, Form.TEXT, "Which?", asks=True, buttons=buttons)

    opened = new_message(asks)["reply_markup"]

    assert opened["force_reply"] is True
    assert opened["input_field_placeholder"].startswith("What do you call them? xxx")
    assert len(opened["input_field_placeholder"]) == 64
    assert "selective" not in opened
    assert "force_reply" not in new_message(both)["reply_markup"]
    assert "reply_markup" not in new_message(asks, is_last=False)


def test_buttons_stand_under_the_last_of_several_messages():
    asked = Outgoing(1, ALMA, Form.TEXT, "hej", buttons=((Button("a1", "Yes"),),))

    assert "reply_markup" not in new_message(asked, is_last=False)
    assert new_message(asked)["reply_markup"] == keyboard(asked.buttons)


def test_a_place_without_a_message_is_gone():
    with pytest.raises(ImpossibleError) as error:
        place(Outgoing(1, ALMA, Form.DELETE), None)

    assert error.value.reason is Reason.GONE


def test_an_id_that_is_none_says_why_nothing_can_be_sent():
    assert number("12", Reason.GONE) == 12
    with pytest.raises(ImpossibleError):
        number("x", Reason.UNREACHABLE)


@pytest.mark.parametrize("answer", [None, [], {}, {"message_id": "7"}])
def test_an_answer_without_an_id_is_broken(answer):
    assert message_id({"message_id": 7}) == "7"
    with pytest.raises(BrokenAnswerError):
        message_id(answer)
