"""What a caller gave with a method: JSON, form, multipart or query, all alike."""

import json
from dataclasses import dataclass, field
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.web_request import BaseRequest

from simulator.telegram_refusal import TelegramRefusedError, bad

UPLOAD_LIMIT = 50 * 1024 * 1024
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    data: bytes = field(repr=False)
    mime: str


class Params:
    """The parameters of one call, read as the type that the method wants."""

    __slots__ = ("given",)

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def has(self, name: str) -> bool:
        """Whether anything was given under this name."""
        return self.given.get(name) not in (None, "")

    def text(self, name: str) -> str | None:
        """Return a string as it was given."""
        value = self.given.get(name)
        return None if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is none counts as the default."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            return default

    def number(self, name: str) -> float | None:
        """Return a number, or None if there is none."""
        try:
            number = float(self.given[name])
        except (KeyError, TypeError, ValueError, OverflowError):
            return None
        return number if isfinite(number) else None

    def flag(self, name: str) -> bool:
        """Return a yes or no as Telegram reads it."""
        value = self.given.get(name)
        if isinstance(value, str):
            return value.lower() in ("true", "yes", "1")
        return bool(value)

    def structure(self, name: str, what: str) -> Any:
        """Return nested JSON, which forms carry as text; None if not given."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {what} JSON object") from None

    def mapping(self, name: str, what: str) -> dict[str, Any]:
        """Return a JSON object, empty if not given."""
        value = self.structure(name, what)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad(f"can't parse {what}: expected an Object")
        return value

    def items(self, name: str, what: str) -> list[Any]:
        """Return a JSON array, empty if not given."""
        value = self.structure(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {what}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the file sent under this name."""
        value = self.given.get(name)
        return value if isinstance(value, Upload) else None


async def read_params(request: BaseRequest, query: str) -> Params:
    """Read whatever form the caller chose; the body wins over the query."""
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/form-data"):
        await _read_multipart(request, given)
        return Params(given)
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise TelegramRefusedError(413, "Request Entity Too Large") from None
    if not body:
        return Params(given)
    if kind.startswith("application/json"):
        try:
            parsed = json.loads(body)
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(parsed, dict):
            raise bad("can't parse JSON object")
        given.update(parsed)
    else:
        given.update(parse_qsl(_decoded(body), keep_blank_values=True))
    return Params(given)


async def _read_multipart(request: BaseRequest, given: dict[str, Any]) -> None:
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = await _read_part(part, UPLOAD_LIMIT - size)
        size += len(data)
        if part.filename is None:
            given[part.name] = _decoded(data)
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            given[part.name] = Upload(part.filename, data, mime)


async def _read_part(part: BodyPartReader, most: int) -> bytes:
    # In pieces, because aiohttp's own limit for a whole part is one megabyte.
    data = bytearray()
    while piece := await part.read_chunk(CHUNK):
        data += piece
        if len(data) > most:
            raise TelegramRefusedError(413, "Request Entity Too Large")
    return bytes(data)


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
