"""Where the look of a text begins and ends, counted as Telegram counts."""

from collections.abc import Mapping, Sequence
from typing import Any


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it.

    >>> utf16_length("hej 🙂")
    6
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shifted(
    entities: Sequence[Mapping[str, Any]], by: int
) -> tuple[Mapping[str, Any], ...]:
    """Return the entities behind a prefix of this many UTF-16 units.

    >>> shifted([{"type": "bold", "offset": 1, "length": 2}], 6)
    ({'type': 'bold', 'offset': 7, 'length': 2},)
    """
    return tuple(
        {**entity, "offset": int(entity["offset"]) + by} for entity in entities
    )
