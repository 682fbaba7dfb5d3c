"""Secrets are masked by their exact value."""

import base64
import io
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import MASK, RedactingStream, Redactor

TOKEN = "123456:AAF-kanarie_token"


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        quote(TOKEN, safe=""),
        f'{{"token": "{TOKEN}"}}',
        TOKEN.partition(":")[2],
        f"{TOKEN}{TOKEN}",
    ],
)
def test_a_token_is_masked_wherever_it_stands(text):
    cleaned = Redactor([TOKEN]).clean(text)

    assert MASK in cleaned
    assert "kanarie" not in cleaned


@pytest.mark.parametrize("user", ["", "A", "AC", "AC1"])
def test_a_password_is_masked_in_a_basic_authorization(user):
    secret = "0123456789abcdef0123456789abcdef"
    header = base64.b64encode(f"{user}:{secret}".encode()).decode()

    cleaned = Redactor([secret]).clean(header)

    assert MASK in cleaned
    assert len(cleaned) < len(MASK) + 16


def test_what_is_too_short_for_a_secret_blots_nothing_out():
    assert Redactor(["on", ""]).clean("on and on") == "on and on"


def test_a_secret_may_be_added_later():
    redactor = Redactor()

    redactor.add(TOKEN)

    assert redactor.clean(TOKEN) == MASK


@given(
    st.text(max_size=30),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=5),
    st.text(max_size=30),
    st.integers(0, 200),
)
def test_a_secret_is_masked_in_any_text_however_it_is_cut(before, secret, after, cut):
    stream = io.StringIO()
    masking = RedactingStream(stream, Redactor([secret]))
    text = f"{before}{secret}{after}\n"

    masking.write(text[:cut])
    masking.write(text[cut:])
    masking.flush()

    left = stream.getvalue().replace(MASK, "\x00")
    assert secret not in left or secret in MASK
