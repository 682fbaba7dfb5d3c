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


def entities_behind(
    entities: Sequence[Mapping[str, Any]], place: int
) -> tuple[Mapping[str, Any], ...]:
    """Return the entities of a text whose first UTF-16 units were taken off.

    >>> entities_behind([{"type": "bold", "offset": 4, "length": 4}], 6)
    ({'type': 'bold', 'offset': 0, 'length': 2},)
    """
    left = []
    for entity in entities:
        begins = max(int(entity["offset"]) - place, 0)
        ends = int(entity["offset"]) + int(entity["length"]) - place
        if ends > begins:
            left.append({**entity, "offset": begins, "length": ends - begins})
    return tuple(left)
