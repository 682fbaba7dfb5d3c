import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from sms_gateway.signatures import is_signed, joined, signature

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}
"""The example in Twilio's own documentation, signed with 12345."""

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def signed_with(token, *, url=URL, algorithm=None):
    return RequestValidator(token).compute_signature(url, FIELDS, algorithm)


def headers(given, **more):
    return {"X-Twilio-Signature": given} | more


def test_the_example_of_the_documentation_is_reproduced():
    assert signature(URL + joined(FIELDS), "12345") == "GvWf1cFY/Q7PnoempGyD5oXAezc="


@given(st.dictionaries(TEXT, TEXT), st.text(min_size=1))
def test_every_form_is_signed_as_the_library_signs_it(fields, token):
    token = token.encode(errors="replace").decode()
    expected = RequestValidator(token).compute_signature(URL, fields)

    assert signature(URL + joined(fields), token) == expected
    assert is_signed(URL, fields, headers(expected), [token])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("https://sms.dk/a?b=c", "https://sms.dk/a?b=c"),
        ("https://sms.dk/a", "https://sms.dk:443/a"),
        ("https://sms.dk:443/a", "https://sms.dk/a"),
        ("https://sms.dk:8443/a", "https://sms.dk/a"),
        ("https://sms.dk:8443/a", "https://sms.dk:8443/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://[::1]:8080/a", "http://[::1]/a"),
    ],
)
def test_a_port_may_be_signed_or_not(ours, theirs):
    given = signed_with("t", url=theirs)

    assert is_signed(ours, FIELDS, headers(given), ["t"])


@pytest.mark.parametrize(
    "theirs",
    [
        "http://mycompany.com/myapp.php?foo=1&bar=2",
        "https://mycompany.dk/myapp.php?foo=1&bar=2",
        "https://mycompany.com/other.php?foo=1&bar=2",
        "https://mycompany.com/myapp.php",
        "https://mycompany.com/myapp.php?bar=2&foo=1",
        "https://mycompany.com:8443/myapp.php?foo=1&bar=2",
    ],
)
def test_a_signature_for_another_address_is_refused(theirs):
    given = signed_with("t", url=theirs)

    assert not is_signed(URL, FIELDS, headers(given), ["t"])


def test_while_a_token_is_changed_both_are_good():
    for token in ("new", "old"):
        assert is_signed(URL, FIELDS, headers(signed_with(token)), ["new", "old"])
    assert not is_signed(URL, FIELDS, headers(signed_with("third")), ["new", "old"])


def test_without_a_secret_nothing_is_signed():
    assert not is_signed(URL, FIELDS, headers(signed_with("")), [])
    assert not is_signed(URL, FIELDS, headers(signed_with("")), [""])


@pytest.mark.parametrize("given", ["", " ", "x", "GvWf1cFY", "\udcff\udcfe", "æøå"])
def test_a_missing_or_a_broken_signature_is_refused_quietly(given):
    assert not is_signed(URL, FIELDS, headers(given), ["12345"])
    assert not is_signed(URL, FIELDS, {}, ["12345"])


def test_an_address_that_is_not_utf_8_is_refused_quietly():
    assert not is_signed(URL + "\udcff", FIELDS, headers("x"), ["12345"])


def test_a_shared_key_signs_with_the_algorithm_that_its_header_names():
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256"}
    given = signed_with("shared", algorithm="HMAC_SHA256")

    assert is_signed(URL, FIELDS, headers(given) | settings, ["shared"])
    assert not is_signed(URL, FIELDS, headers(given), ["shared"])


def test_an_algorithm_nobody_knows_is_refused():
    settings = {"X-Twilio-Webhooks-Signature-Settings": "algorithm=NONE"}

    assert not is_signed(URL, FIELDS, headers(signed_with("t")) | settings, ["t"])
