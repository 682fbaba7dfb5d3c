import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.messages import Called, Incoming, Kind
from casework.people import Address, Channel
from sms_gateway import inbound
from sms_gateway.listing import Listed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SID = "SM" + "1c" * 16
CALL_SID = "CA" + "2d" * 16
ALMA = Address(Channel.SMS, "+4520123456")
SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(SOME_TEXT)
def test_an_sms_is_read_back_as_it_was_taken_in(message_form, text):
    raw = inbound.message(message_form(Body=text), NOON)

    assert inbound.parse(raw.body) == Incoming(
        SID, ALMA, message_id=SID, at=NOON, text=text, kind=Kind.TEXT
    )


def test_a_call_is_read_back_as_it_was_taken_in(call_form):
    raw = inbound.call(call_form(), NOON)

    assert (raw.external_id, raw.lane) == (CALL_SID, ALMA.value)
    assert inbound.parse(raw.body) == Called(CALL_SID, ALMA, NOON)


def test_pictures_are_counted_and_not_taken(message_form):
    form = message_form(Body="", NumMedia="3", MediaUrl0="https://api.twilio.com/x")

    raw = inbound.message(form, NOON)

    assert inbound.parse(raw.body).media_count == 3
    assert b"api.twilio.com" not in raw.body


def test_what_twilio_did_about_a_stop_is_kept(message_form):
    raw = inbound.message(message_form(Body="STOP", OptOutType="STOP"), NOON)

    assert inbound.parse(raw.body).details == {"opt_out_type": "STOP"}


def test_where_a_person_seems_to_be_is_not_kept(message_form):
    raw = inbound.message(message_form(FromCity="ÅRHUS", FromZip="8000"), NOON)

    assert "ÅRHUS" not in raw.body.decode()
    assert "8000" not in raw.body.decode()


def test_a_message_of_the_list_looks_as_if_it_had_been_posted(message_form):
    listed = Listed(
        SID,
        "inbound",
        "received",
        ALMA.value,
        "+4552000111",
        "",
        "hej, jeg kommer lidt senere",
        0,
        "",
        NOON,
    )

    later = NOON + timedelta(hours=1)

    assert inbound.listed(listed, later) == inbound.message(message_form(), NOON)


def test_long_words_that_came_encoded_are_read_and_kept_as_they_came(message_form):
    text = "Jeg kan ikke komme i dag, for bussen kører ikke. Kan vi flytte? 🙂"
    encoded = base64.b64encode(text.encode()).decode()

    incoming = inbound.parse(inbound.message(message_form(Body=encoded), NOON).body)

    assert incoming.text == text
    assert incoming.details == {"as_received": encoded}


@pytest.mark.parametrize(
    "words",
    [
        "Hej",
        "a" * 64,  # decodes to letters of nobody's alphabet
        "N" + "ej" * 31 + "!",
        base64.b64encode(b"kort").decode(),
        base64.b64encode("etlangtordudenmellemrumdererlængere".encode() * 2).decode(),
        base64.b64encode(b"\x00\x01 binary and not a text at all, not at all").decode(),
        base64.b64encode(b"\xff\xfe" * 40).decode(),
    ],
)
def test_everything_else_is_left_as_it_was_written(words):
    assert inbound.decoded(words) == words


def test_nothing_of_a_message_is_in_its_printout(message_form):
    raw = inbound.message(message_form(Body="kanariefugl"), NOON)

    printed = repr(raw) + repr(inbound.parse(raw.body))
    assert "kanariefugl" not in printed
    assert ALMA.value not in printed


def test_what_is_kept_is_plain_json(message_form):
    raw = inbound.message(message_form(), NOON)

    assert json.loads(raw.body)["type"] == "message"
