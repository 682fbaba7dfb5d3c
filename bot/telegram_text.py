"""How a text is cut where it is longer than one Telegram message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 4096  # UTF-16 units of a message
BREAKS = ("\n\n", "\n", " ")  # where a cut hurts least, best first


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes into one message."""

    text: str = field(repr=False)
    entities: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


def units(text: str) -> int:
    """Return the length as Telegram counts it.

    >>> units("hej"), units("😀")
    (3, 2)
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(
    text: str, entities: Sequence[Mapping[str, Any]] = (), longest: int = LONGEST
) -> list[Piece]:
    """Cut a text into messages, at a line or a word where there is one near the end.

    Joined, the pieces are the text; an entity that is cut goes on in the next piece.

    >>> [piece.text for piece in pieces("one two three", longest=8)]
    ['one two ', 'three']
    """
    if len(text) * 2 <= longest or units(text) <= longest:
        return [Piece(text, tuple(entities))]
    parts = []
    begins = 0
    while text:
        part = _first_part(text, longest)
        text = text[len(part) :]
        ends = begins + units(part)
        if part.strip():  # Telegram refuses a message of spaces
            parts.append(Piece(part, _clipped(entities, begins, ends)))
        begins = ends
    return parts


def _first_part(text: str, longest: int) -> str:
    part = _fitting(text, longest)
    if len(part) == len(text):
        return part
    for mark in BREAKS:
        cut = part.rfind(mark, len(part) * 3 // 4)
        if cut > 0:
            return part[: cut + len(mark)]
    return part


def _fitting(text: str, longest: int) -> str:
    """Return as many whole characters as fit."""
    part = text[:longest]
    over = units(part) - longest
    while over > 0:
        # Each character dropped gives back one unit or two.
        part = part[: -((over + 1) // 2)]
        over = units(part) - longest
    return part


def _clipped(
    entities: Sequence[Mapping[str, Any]], begins: int, ends: int
) -> tuple[Mapping[str, Any], ...]:
    """Return the parts of the entities that lie between two places."""
    clipped = []
    for entity in entities:
        first = max(entity["offset"], begins)
        last = min(entity["offset"] + entity["length"], ends)
        if first < last:
            clipped.append({**entity, "offset": first - begins, "length": last - first})
    return tuple(clipped)
