"""Formatted text as Telegram keeps it: trimmed, measured in UTF-16, with entities."""

import re
from typing import Any

from simulator.telegram_markup import parsed
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad

Entity = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
MAX_BOUND = 1_000_000

GIVEN_TYPES = frozenset(
    (
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    )
)
FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+|\bwww\.[^\s<>\"]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<!\w)(?P<hashtag>\#\w*[^\W\d]\w*)",
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
WORTH_LOOKING = re.compile(r"[/@#]|www\.")


def units(text: str) -> int:
    """Return the length in UTF-16 code units.

    >>> [units(text) for text in ("abc", "æøå", "👍")]
    [3, 3, 2]
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def part(text: str, offset: int, length: int) -> str:
    """Return what lies at these UTF-16 offsets."""
    data = text.encode("utf-16-le", "surrogatepass")
    return data[offset * 2 : (offset + length) * 2].decode("utf-16-le", "surrogatepass")


def formatted(
    text: str, entities: list[Any], *, limit: int, what: str
) -> tuple[str, list[Entity]]:
    """Return text and entities as Telegram stores them, or refuse them."""
    if LONE_SURROGATE.search(text):
        raise bad("strings must be encoded in UTF-8")
    if "\x00" in text or "\r" in text:
        text = text.replace("\r", "").replace("\x00", " ")
    checked = _checked(text, entities) if entities else []
    text, checked = _trimmed(text, checked)
    if not text and what == "text":
        raise bad("message text is empty")
    if len(text) > limit // 2 and units(text) > limit:
        raise bad(
            "message is too long" if what == "text" else "message caption is too long"
        )
    if WORTH_LOOKING.search(text):
        checked = _with_found(text, checked)
    return text, checked


def given_text(
    given: Params, name: str, entities: str, limit: int
) -> tuple[str, list[Entity]]:
    """Return the text given with a call and its entities, both checked."""
    text = given.text(name) or ""
    items: list[Any] = []
    if given.has(entities):
        items = given.items(entities, "MessageEntity")
    elif given.has("parse_mode"):
        text, items = parsed(text, given.text("parse_mode") or "")
    return formatted(text, items, limit=limit, what=name)


def _checked(text: str, entities: list[Any]) -> list[Entity]:
    size, inside = units(text), _insides_of_symbols(text)
    checked = [_entity(given) for given in entities[:ENTITY_LIMIT]]
    checked = [entity for entity in checked if entity["length"] > 0]
    for entity in checked:
        offset = entity["offset"]
        end = offset + entity["length"]
        if offset > size:
            raise bad(
                f"entity begins after the end of the text at UTF-16 offset {offset}"
            )
        beginning = f"entity beginning at UTF-16 offset {offset}"
        if end > size:
            raise bad(
                f"{beginning} ends after the end of the text at UTF-16 offset {end}"
            )
        if offset in inside:
            raise bad("entity begins in a middle of a UTF-16 symbol")
        if end in inside:
            raise bad(f"{beginning} ends in a middle of a UTF-16 symbol")
    checked.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return checked


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise bad("can't parse MessageEntity: expected an Object")
    kind, offset, length = (given.get(name) for name in ("type", "offset", "length"))
    if not isinstance(kind, str) or kind not in GIVEN_TYPES:
        raise bad("can't parse MessageEntity: unsupported type specified")
    if not isinstance(offset, int) or not 0 <= offset <= MAX_BOUND:
        raise bad(f"receive an entity with incorrect offset {offset}")
    if not isinstance(length, int) or not 0 <= length <= MAX_BOUND:
        raise bad(f"receive an entity with incorrect length {length}")
    if kind == "text_link" and not given.get("url"):
        raise bad("entity URL '' is invalid: URL host is empty")
    return dict(given)


def _insides_of_symbols(text: str) -> frozenset[int]:
    if text.isascii():
        return frozenset()
    inside = []
    position = 0
    for character in text:
        if ord(character) > 0xFFFF:
            inside.append(position + 1)
            position += 1
        position += 1
    return frozenset(inside)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if not text or not (text[0].isspace() or text[-1].isspace()):
        return text, entities
    text = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=len(text))
    start = 0
    while start < first and start < len(text) and text[start] in " \n":
        start += 1
    text = text[start:]
    end = units(text)
    kept = []
    for entity in entities:
        offset = entity["offset"] - start
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return text, kept


def _with_found(text: str, entities: list[Entity]) -> list[Entity]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"]) for entity in entities
    ]
    found = []
    for match in FOUND.finditer(text):
        offset = units(text[: match.start()])
        length = units(match[0])
        overlaps = any(offset < end and start < offset + length for start, end in taken)
        if not overlaps and match.lastgroup is not None:
            found.append({"offset": offset, "length": length, "type": match.lastgroup})
    if not found:
        return entities
    return sorted([*entities, *found], key=lambda entity: entity["offset"])
