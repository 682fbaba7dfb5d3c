"""The files that people send, as long as Telegram keeps them for us."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from http import HTTPStatus
from urllib.parse import quote

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.telegram_api import call, connection_of
from bot.telegram_request import StatusError
from casework.messages import File
from handlers.gateways import FetchError, FileGoneError

LARGEST = 20 << 20  # bytes that a bot may fetch
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


async def fetch(bot: Bot, file: File) -> AsyncIterator[bytes]:
    """Yield the file's bytes; raise `FetchError` where that fails.

    Whoever stops early closes the iterator (`contextlib.aclosing`).
    """
    if file.size is not None and file.size > LARGEST:
        raise FileGoneError("larger than a bot may fetch")
    address = await _address(bot, file)
    taken = 0
    trouble: FetchError
    try:
        async with aclosing(connection_of(bot).download(address)) as chunks:
            async for chunk in chunks:
                taken += len(chunk)
                if taken > LARGEST:
                    raise FileGoneError("larger than a bot may fetch")
                yield chunk
    except StatusError as error:
        trouble = FileGoneError("gone") if error.status in GONE else FetchError("away")
    except TelegramError as error:
        trouble = FetchError(type(error).__name__)
    else:
        return
    raise trouble


async def _address(bot: Bot, file: File) -> str:
    """Return where the file lies. It holds the token: neither store nor show it."""
    try:
        found = await call(bot, "getFile", {"file_id": file.file_id})
    except BadRequest as error:
        if "temporarily" in error.message.lower():
            raise FetchError("not there now") from None
        raise FileGoneError("not to be had") from None
    except TelegramError as error:
        raise FetchError(type(error).__name__) from None
    path = found.get("file_path") if isinstance(found, dict) else None
    if not isinstance(path, str) or not path:
        raise FetchError("no path")
    return f"{bot.base_file_url}/{quote(path)}"
