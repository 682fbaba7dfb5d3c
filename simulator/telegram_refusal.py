"""The "no" of the Bot API, in Telegram's own words."""

from typing import Any


class TelegramRefusedError(Exception):
    """Telegram answers `ok: false`."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> TelegramRefusedError:
    """Return a 400 with this description."""
    return TelegramRefusedError(400, f"Bad Request: {description}")
