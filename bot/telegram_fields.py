"""Reading the fields of Telegram's JSON: what is not as it must be is an error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LARGEST_ID = 1 << 53  # Telegram's ids fit into a double
LATEST = 1 << 34  # seconds since 1970; Telegram's dates end long before
DEEPEST = 64  # how far details are followed

Json = Mapping[str, Any]


class UpdateError(Exception):
    """An update cannot be read: it is set aside. `field` names the place."""

    def __init__(self, field: str) -> None:
        super().__init__(f"update cannot be read at {field}")
        self.field = field


def table(holder: Json, name: str) -> Json:
    """Return an object that must be there."""
    value = holder.get(name)
    if not isinstance(value, dict):
        raise UpdateError(name)
    return value


def number(holder: Json, name: str) -> int:
    """Return a positive whole number that must be there."""
    value = holder.get(name)
    if type(value) is not int or not 0 < value < LARGEST_ID:
        raise UpdateError(name)
    return value


def moment(holder: Json, name: str) -> datetime:
    """Return a time that must be there."""
    value = holder.get(name)
    if type(value) is not int or not 0 < value < LATEST:
        raise UpdateError(name)
    return datetime.fromtimestamp(value, UTC)


def words(holder: Json, name: str) -> str:
    """Return a text that must be there."""
    value = holder.get(name)
    if not isinstance(value, str):
        raise UpdateError(name)
    return cleaned(value)


def degrees(holder: Json, name: str, limit: float) -> float:
    """Return a coordinate that must be there."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UpdateError(name)
    if not -limit <= value <= limit:
        raise UpdateError(name)
    return float(value)


def truth(holder: Json, name: str) -> bool:
    """Return a yes or no that must be there."""
    value = holder.get(name)
    if not isinstance(value, bool):
        raise UpdateError(name)
    return value


def maybe_words(holder: Json, name: str) -> str:
    """Return a text that adds something, or an empty one."""
    value = holder.get(name)
    return cleaned(value) if isinstance(value, str) else ""


def maybe_number(holder: Json, name: str) -> int | None:
    """Return a whole number that adds something, or nothing."""
    value = holder.get(name)
    return value if type(value) is int and 0 <= value < LARGEST_ID else None


def cleaned(text: str) -> str:
    """Return the text without halves of characters, which nothing can encode.

    >>> cleaned("hej " + chr(0xD83D))
    'hej \ufffd'
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def cleaned_deeply(value: Any, depth: int = 0) -> Any:
    """Return JSON with its texts cleaned; where it is too deep, nothing."""
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        return {
            cleaned(str(name)): cleaned_deeply(one, depth + 1)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [cleaned_deeply(one, depth + 1) for one in value]
    return value
