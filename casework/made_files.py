"""A file that we made ourselves, and send."""

import re
from dataclasses import dataclass, field
from typing import Final

LARGEST: Final = 49_000_000
"""Bytes: Telegram takes a little more from a bot."""

LARGEST_KEPT: Final = 512 * 1024
"""Bytes of one that lies in the outbox beside the words until it has left."""

_NAME: Final = re.compile(r"[a-z0-9_-]{1,32}\.[a-z0-9]{2,6}")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+(; [a-z]+=[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that we made: its name, its media type and its bytes.

    The name is ours and holds nothing personal: phones keep it for ever. The bytes go
    out again with each try.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is a mistake of whoever made it."""
        if not _NAME.fullmatch(self.name):
            raise ValueError("a file needs a plain name with an ending")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError("a file needs a media type")
        if not 0 < len(self.content) <= LARGEST:
            raise ValueError(f"a file has 1 to {LARGEST} bytes")

    @property
    def is_picture(self) -> bool:
        """Tell whether it is to be seen in the chat itself."""
        return self.media_type == "image/png"


def drawn(picture: bytes) -> MadeFile:
    """Return a PNG that we drew as a file to send.

    >>> drawn(b"...").name
    'picture.png'
    """
    return MadeFile("picture.png", "image/png", picture)
