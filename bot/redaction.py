"""Secrets taken out of whatever is about to be written, by their exact value."""

import base64
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO
from urllib.parse import quote, quote_plus

MASK: Final = "[secret]"
SHORTEST: Final = 5
"""What is shorter would blot out ordinary words and is no secret."""


class Redactor:
    """Knows the secrets, in every spelling in which they travel."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._spellings: tuple[str, ...] = ()
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Take out these as well from now on."""
        found = {*self._spellings}
        for secret in secrets:
            found.update(s for s in _spellings(secret) if len(s) >= SHORTEST)
        # The longest first, so that a part does not spoil the whole.
        self._spellings = tuple(sorted(found, key=lambda s: (-len(s), s)))

    def clean(self, text: str) -> str:
        """Return the text with every secret masked."""
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        return text


class RedactingStream(io.TextIOBase):
    """A text stream that masks secrets line by line before they are written on."""

    def __init__(self, stream: TextIO, redactor: Redactor) -> None:
        super().__init__()
        self._stream = stream
        self._redactor = redactor
        self._open_line = ""

    def write(self, text: str, /) -> int:
        """Keep an unfinished line back: a secret may come in two pieces."""
        *lines, self._open_line = (self._open_line + text).split("\n")
        for line in lines:
            self._stream.write(f"{self._redactor.clean(line)}\n")
        return len(text)

    def flush(self) -> None:
        """Write on what is there of the unfinished line."""
        if self._open_line:
            self._stream.write(self._redactor.clean(self._open_line))
            self._open_line = ""
        self._stream.flush()

    def writable(self) -> bool:
        """Say that this stream is for writing."""
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def fileno(self) -> int:
        """Return the descriptor beneath."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether a person is looking."""
        return self._stream.isatty()


def _spellings(secret: str) -> Iterator[str]:
    """Yield the secret as it stands, in URLs, in JSON, and a bot token's second half.

    The base64 of a user name and password is cut so that it is found whatever stands
    before the secret.
    """
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield secret.partition(":")[2]
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        yield encoded[(0, 2, 3)[shift] : -4]
