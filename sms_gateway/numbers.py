"""Phone numbers: how people write them, and how the network does."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

# Denmark and its neighbours: whoever types another country's number has mistyped.
SERVED_COUNTRY_CODES = frozenset({45, 46, 47, 358, 49})

# Danish mobile numbers are of the second type; requiring MOBILE would refuse them.
MOBILE_TYPES = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})

# The library would take the first of two numbers, drop an extension, and read
# letters as digits of a keypad: a guess at whom a message goes to.
PLAIN = re.compile(
    r"[+\N{FULLWIDTH PLUS SIGN}]?[\d\s().\-\N{HYPHEN}-\N{EN DASH}]{4,40}"
)


def parse_number(text: str, country: str) -> str | None:
    """Return the mobile number in E.164, or nothing where there is any doubt.

    >>> parse_number("20 12 34 56", "DK"), parse_number("070-123 45 67", "SE")
    ('+4520123456', '+46701234567')
    >>> parse_number("112", "DK") is parse_number("20123456 lok. 5", "DK") is None
    True
    """
    written = text.strip().removeprefix("tel:")
    if not PLAIN.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    if (
        number.country_code not in SERVED_COUNTRY_CODES
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.number_type(number) not in MOBILE_TYPES
    ):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spoken(number: str) -> str:
    """Return an E.164 number as people in its country write it.

    >>> spoken("+4520123456"), spoken("+46701234567")
    ('20 12 34 56', '070-123 45 67')
    """
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
