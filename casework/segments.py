"""What an SMS costs: its alphabet, its segments, and where it may be cut.

The GSM 7-bit alphabet (3GPP TS 23.038) has æ, ø, å, ä, ö and é, so Danish and
Swedish fit 160 characters; one character outside it, and the whole message is sent
as UCS-2 with 70.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from unicodedata import category, normalize

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
GSM = GSM_BASIC | GSM_EXTENSION
LONGEST_BODY = 1600
"""What the provider takes in one message, in UTF-16 units."""

ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
FIRST_ASTRAL = "\N{LINEAR B SYLLABLE B008 A}"

TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\t\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " ")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff")
    | {"\u2026": "..."}
)


class Encoding(StrEnum):
    """The alphabet a message is sent in."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


ROOM_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
ROOM_IN_A_ROW = {Encoding.GSM7: 153, Encoding.UCS2: 67}


def normalised(text: str) -> str:
    """Return the text as it is sent: signs that keyboards put in made plain.

    Letters are composed (å typed as a and a ring becomes one å), never replaced.

    >>> normalised("“Hej” vi ses… kl. 14")
    '"Hej" vi ses... kl. 14'
    """
    plain = normalize("NFC", text).translate(TYPOGRAPHIC)
    # Removing a sign may bring a letter and its accent together.
    return normalize("NFC", plain.replace("\r\n", "\n"))


def encoding_of(text: str) -> Encoding:
    """Return GSM7 if every character has a place there, otherwise UCS2."""
    return Encoding.GSM7 if GSM.issuperset(text) else Encoding.UCS2


def count(text: str) -> int:
    """Return how many segments the text is sent and paid as.

    >>> count("æ" * 160), count("æ" * 161), count("ł" * 71)
    (1, 2, 2)
    """
    return len(split(text))


def split(text: str) -> list[str]:
    """Cut the text into its segments; none begins in the middle of a sign.

    A segment of its own fits 160 (70) units; in a row each gives room to a header
    and fits 153 (67). What the eye sees as one sign stays together.
    """
    encoding = encoding_of(text)
    if _size(text, encoding) <= ROOM_ALONE[encoding]:
        return [text]
    signs = text if encoding is Encoding.GSM7 else _graphemes(text)
    return list(_packed(signs, ROOM_IN_A_ROW[encoding], encoding))


def pages(text: str, longest: int = LONGEST_BODY) -> list[str]:
    """Cut a text that is too long for one message, after a space where there is one.

    >>> pages("vi ses i morgen", longest=8)
    ['vi ses ', 'i morgen']
    """
    found: list[str] = []
    while _size(text, Encoding.UCS2) > longest:
        page = next(_packed(_graphemes(text), longest, Encoding.UCS2))
        gap = max(page.rfind(" "), page.rfind("\n"))
        page = page[: gap + 1] or page
        found.append(page)
        text = text[len(page) :]
    return [*found, text]


def _packed(signs: Iterable[str], room: int, encoding: Encoding) -> Iterator[str]:
    segment, free = "", room
    for sign in signs:
        size = _size(sign, encoding)
        # A letter under a pile of accents can be larger than a whole segment.
        for piece in (sign,) if size <= room else sign:
            size = _size(piece, encoding)
            if size > free:
                yield segment
                segment, free = "", room
            segment += piece
            free -= size
    yield segment


def _size(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return len(text) + sum(char in GSM_EXTENSION for char in text)
    return len(text) + sum(char >= FIRST_ASTRAL for char in text)


def _graphemes(text: str) -> Iterator[str]:
    sign = ""
    for char in text:
        if sign and not _belongs(char, sign):
            yield sign
            sign = ""
        sign += char
    if sign:
        yield sign


def _belongs(char: str, sign: str) -> bool:
    if _is_regional(char):
        return len(sign) == 1 and _is_regional(sign)
    return (
        category(char) in {"Mn", "Mc", "Me"}  # accents, and U+FE0F after an emoji
        or char in {ZERO_WIDTH_JOINER, "\N{ZERO WIDTH NON-JOINER}"}
        or sign[-1] == ZERO_WIDTH_JOINER
        or "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"
        <= char
        <= "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
        or "\N{TAG SPACE}" <= char <= "\N{CANCEL TAG}"
        or (sign, char) == ("\r", "\n")
    )


def _is_regional(char: str) -> bool:
    return (
        "\N{REGIONAL INDICATOR SYMBOL LETTER A}"
        <= char
        <= "\N{REGIONAL INDICATOR SYMBOL LETTER Z}"
    )
