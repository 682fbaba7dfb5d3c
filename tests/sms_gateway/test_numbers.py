import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sms_gateway.numbers import parse_number, spoken


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("20123456", "DK", "+4520123456"),
        ("20 12 34 56", "DK", "+4520123456"),
        ("+45 20-12-34-56", "SE", "+4520123456"),
        ("004520123456", "DK", "+4520123456"),
        ("２０１２３４５６", "DK", "+4520123456"),  # noqa: RUF001 - as pasted from a form
        ("tel:+4520123456", "SE", "+4520123456"),
        ("070-123 45 67", "SE", "+46701234567"),
        ("+46 (0)70 123 45 67", "DK", "+46701234567"),
        ("+460701234567", "DK", "+46701234567"),
        ("+47 406 12 345", "DK", "+4740612345"),
        ("+358 40 123 4567", "SE", "+358401234567"),
        ("+49 1511 2345678", "DK", "+4915112345678"),
    ],
)
def test_a_mobile_number_is_understood_however_it_is_written(written, country, number):
    assert parse_number(written, country) == number


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("112", "DK"),
        ("116111", "DK"),
        ("1204", "DK"),
        ("80123456", "DK"),  # free of charge
        ("90123456", "DK"),  # premium
        ("08-123 456 78", "SE"),  # a landline in Stockholm
        ("20123456", "SE"),  # a Danish number read as a Swedish one
        ("0701234567", "DK"),  # and the other way round
        ("+441632960960", "DK"),  # a country nobody here is from
        ("20123456 ext. 5", "DK"),
        ("20123456;ext=5", "DK"),
        ("20123456/21123456", "DK"),  # two numbers: which?
        ("2012345O", "DK"),  # the letter O
        ("ring til Alma", "DK"),
        ("", "DK"),
    ],
)
def test_what_is_not_certainly_a_mobile_number_is_refused(written, country):
    assert parse_number(written, country) is None


@given(st.text(max_size=50), st.sampled_from(["DK", "SE"]))
def test_whatever_is_typed_gives_a_number_that_gives_itself_again(written, country):
    number = parse_number(written, country)

    assert number is None or parse_number(number, country) == number


@given(st.integers(20_10_00_00, 29_99_99_99))
def test_a_danish_number_is_read_back_as_it_is_spoken(digits):
    number = parse_number(f"+45{digits}", "DK")
    assume(number)

    assert parse_number(spoken(number), "DK") == number


def test_what_is_no_number_is_spoken_as_it_stands():
    assert spoken("Kommunen") == "Kommunen"
