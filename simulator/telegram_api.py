"""The Bot API over HTTP."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from aiohttp.web_request import BaseRequest

from simulator import (
    telegram_copy,
    telegram_edit,
    telegram_send,
    telegram_send_media,
    telegram_settings,
    telegram_signs,
)
from simulator.faults import Fault
from simulator.mishaps import go_wrong
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_files import DOWNLOAD_LIMIT
from simulator.telegram_params import Params, read_params
from simulator.telegram_refusal import TelegramRefusedError, bad
from simulator.telegram_webhook import TelegramWebhook

Method = Callable[[TelegramCloud, Params], Any]
HTTP_REASONS = {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


METHODS: dict[str, Method] = {
    **telegram_send.METHODS,
    **telegram_send_media.METHODS,
    **telegram_copy.METHODS,
    **telegram_edit.METHODS,
    **telegram_signs.METHODS,
    **telegram_settings.METHODS,
}


class TelegramApi:
    """Answers requests to /bot<token>/<method> and /file/bot<token>/<path>."""

    def __init__(
        self, cloud: TelegramCloud, webhook: TelegramWebhook, closing: asyncio.Event
    ) -> None:
        self._cloud = cloud
        self._methods: dict[str, Method] = {
            **METHODS,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._remove_webhook,
            "getwebhookinfo": self._webhook_info,
        }
        self._webhook = webhook
        self._closing = closing

    async def answer(self, request: BaseRequest, path: str, query: str) -> web.Response:
        """Answer one request; `path` is what follows /telegram/."""
        try:
            if path.startswith("bot"):
                token, _, method = path[3:].partition("/")
                self._check_token(token)
                return await self._call(request, method, query)
            if path.startswith("file/bot"):
                token, _, file_path = path[8:].partition("/")
                self._check_token(token)
                return self._download(unquote(file_path))
        except TelegramRefusedError as refusal:
            return refused(refusal)
        return refused(TelegramRefusedError(404, "Not Found"))

    def _set_webhook(self, _: TelegramCloud, given: Params) -> bool:
        return self._webhook.set(given)

    def _remove_webhook(self, _: TelegramCloud, given: Params) -> bool:
        return self._webhook.remove(given)

    def _webhook_info(self, _: TelegramCloud, __: Params) -> dict[str, Any]:
        return self._webhook.info()

    def _check_token(self, given: str) -> None:
        if given == self._cloud.token:
            return
        token = unquote(given)
        if token == self._cloud.token:
            return
        number, colon, secret = token.partition(":")
        if not (number.isdigit() and colon and secret):
            raise TelegramRefusedError(404, "Not Found")
        raise TelegramRefusedError(401, "Unauthorized")

    async def _call(
        self, request: BaseRequest, method: str, query: str
    ) -> web.Response:
        cloud = self._cloud
        name = method.lower()
        act = self._methods.get(name)
        if act is None and name != "getupdates":
            raise TelegramRefusedError(404, "Not Found")
        given = await read_params(request, query)
        if cloud.record_calls:
            cloud.calls.append((method, given.given))
        if cloud.faults.any:
            address = given.text("chat_id")
            fault = cloud.faults.take(method, address)
            if fault is not None:
                return await go_wrong(
                    request,
                    fault,
                    act=lambda: self._act(act, given),
                    say=say,
                    closing=self._closing,
                )
        return await self._act(act, given)

    async def _act(self, act: Method | None, given: Params) -> web.Response:
        try:
            if act is None:
                return accepted(await self._get_updates(given))
            result = act(self._cloud, given)
        except TelegramRefusedError as refusal:
            return refused(refusal)
        return accepted(json.dumps(result, separators=(",", ":")).encode())

    async def _get_updates(self, given: Params) -> bytes:
        updates = self._cloud.updates
        if "allowed_updates" in given.given:
            updates.allow(given.items("allowed_updates", "String"))
        offset, limit = given.integer("offset"), given.integer("limit", 100)
        batch = await updates.poll(offset, limit, given.integer("timeout"))
        return b"[%b]" % batch

    def _download(self, path: str) -> web.Response:
        stored = self._cloud.files.at(path)
        if stored is None or stored.size > DOWNLOAD_LIMIT:
            raise TelegramRefusedError(404, "Not Found")
        return web.Response(body=stored.data, content_type="application/octet-stream")


def accepted(result: bytes) -> web.Response:
    """Return the answer to a call that worked."""
    return web.Response(
        body=b'{"ok":true,"result":%b}' % result, content_type="application/json"
    )


def refused(refusal: TelegramRefusedError) -> web.Response:
    """Return the answer to a call that did not."""
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters is not None:
        answer["parameters"] = refusal.parameters
    return web.Response(
        status=refusal.code,
        body=json.dumps(answer).encode(),
        content_type="application/json",
    )


def say(fault: Fault) -> web.Response:
    """Return the error that this fault stands for."""
    if fault.kind == "rate_limit":
        wait = fault.retry_after
        return refused(
            TelegramRefusedError(
                429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}
            )
        )
    reason = fault.description or HTTP_REASONS.get(fault.status)
    if reason is None:
        return refused(bad("refused on purpose"))
    return refused(TelegramRefusedError(fault.status, reason))
