"""Telegram calling us: the other way of taking in updates."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.telegram_ingest import Switch, Trouble
from bot.telegram_updates import press_of, raw_of
from storage.inbox_rows import Raw

log = logging.getLogger(__name__)

LARGEST_BODY = 1 << 20  # bytes
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class TelegramWebhook:
    """Stores what Telegram posts, and says 200 only then.

    Anything but 200 makes Telegram come again, until the update is a day old. What
    bears the secret and can never be read is therefore answered 200, with an alarm.
    """

    def __init__(
        self,
        path: str,
        secret: str,
        take_in: Callable[[list[Raw]], Awaitable[object]],
        switch: Switch,
        *,
        on_press: Callable[[str], object] | None = None,
    ) -> None:
        self._path = path.encode()
        self._secret = secret.encode()
        self._take_in = take_in
        self._switch = switch
        self._on_press = on_press

    def routes(self) -> list[web.RouteDef]:
        """Return the route for the application that listens."""
        return [web.post("/telegram/{path}", self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one call."""
        if not _same(request.match_info["path"], self._path):
            return web.Response(status=404)
        if not _same(request.headers.get(SECRET_HEADER, ""), self._secret):
            log.warning("telegram webhook without the secret")
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        return web.Response(status=await self._stored(body))

    async def _stored(self, body: bytes) -> int:
        update = _parsed(body)
        raw = raw_of(update)
        try:
            if raw is None:
                log.error("updates without an id", extra={"left_out": 1})
                self._switch(Trouble.UPDATE.value, on=True)
                return 200
            await self._take_in([raw])
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram comes again
            log.error(  # noqa: TRY400 - a traceback may quote a message
                "updates not stored", extra={"count": 1, "error": type(error).__name__}
            )
            return 503
        press = press_of(update)
        if press is not None and self._on_press is not None:
            self._on_press(press)
        return 200


def _same(given: str, ours: bytes) -> bool:
    """Compare in a time that does not tell how much of it was right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), ours)


async def _body(request: web.Request) -> bytes | None:
    """Return the body, or nothing where it is too large, however it is announced."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
