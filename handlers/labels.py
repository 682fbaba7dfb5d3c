"""Whose words they are, as the other side sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.entities import shifted, utf16_length
from casework.messages import Incoming
from casework.people import Language
from handlers.office import Office

Look = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """How the other side is told whose it is."""

    label: str = field(repr=False)
    is_staff: bool
    language: Language
    stands_for: str = field(default="", repr=False)
    """Whose place the author takes for a while."""
    is_unnamed: bool = False
    """Nobody who looks over a shoulder may read whose words these are."""


def labelled(office: Office, side: Side, incoming: Incoming) -> tuple[str, Look]:
    """Return words with whose they are, and the look of both."""
    text = incoming.text
    if side.is_staff:
        head = f"{side.label}\n" if text else side.label
        return head + text, (
            bold(side.label),
            *shifted(incoming.entities, utf16_length(head)),
        )
    if side.is_unnamed:
        return text, tuple(incoming.entities)
    if not text:
        return side.label, ()
    if side.stands_for:
        said = office.say(
            "relay_to_client_substitute",
            side.language,
            substitute=side.label,
            worker=side.stands_for,
            text=text,
        )
    else:
        said = office.say(
            "relay_to_client", side.language, worker=side.label, text=text
        )
    ahead = utf16_length(said) - utf16_length(text)
    return said, shifted(incoming.entities, ahead)


def bold(label: str) -> Mapping[str, Any]:
    """Return the look of a label at the beginning."""
    return {"type": "bold", "offset": 0, "length": utf16_length(label)}
