"""The HTTP underneath the twilio library.

The library's own asynchronous client has no timeout, posts a message again after a
5xx, and logs the numbers it asks for; this one does none of that, and it knows whether
a request that failed had left the house.
"""

import base64
import json
import logging
from datetime import timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from sms_gateway.account import TWILIO_URL
from sms_gateway.failures import RefusedError, TransportError

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
LARGEST_ANSWER = 4 * 1024 * 1024
LONGEST_PAUSE = timedelta(hours=1)


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Carries the library's requests over one session, each exactly once.

    `api_url` may name another host and a path: it replaces the library's host after
    that has put region and edge into it, which would mangle any other.
    """

    def __init__(
        self, api_url: str = TWILIO_URL, *, timeout: aiohttp.ClientTimeout = TIMEOUT
    ) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._base = None if api_url == TWILIO_URL else urlsplit(api_url.rstrip("/"))
        self._timeout = timeout
        self._opened: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    async def request(self, method: str, uri: str, **given: Any) -> Response:
        """Return the answer to one request if it says success.

        Raise `RefusedError` for every other answer and `TransportError` for none.
        """
        headers = dict(given.get("headers") or {})
        if given.get("auth"):
            headers["Authorization"] = _basic(*given["auth"])
        form = given.get("data")
        phase = SimpleNamespace(written=False)
        try:
            async with self._session().request(
                method,
                self._address(uri, given.get("params")),
                data=urlencode(form, doseq=True).encode() if form else None,
                headers=headers,
                allow_redirects=False,
                trace_request_ctx=phase,
            ) as answer:
                text = await _read(answer)
        except (aiohttp.ClientError, TimeoutError, OSError):
            # The cause is left out: it may name the address asked for.
            raise TransportError(written=phase.written) from None
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise RefusedError(
                answer.status, _code(text), _pause(answer.headers.get("Retry-After"))
            )
        return Response(answer.status, text, answer.headers)

    def _address(self, uri: str, params: dict[str, Any] | None) -> URL:
        parts = urlsplit(uri)
        if self._base is not None:
            parts = parts._replace(
                scheme=self._base.scheme,
                netloc=self._base.netloc,
                path=self._base.path + parts.path,
            )
        if params:
            asked = urlencode(params, doseq=True)
            parts = parts._replace(query="&".join(filter(None, (parts.query, asked))))
        return URL(urlunsplit(parts), encoded=True)

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_note_written)
            self._opened = aiohttp.ClientSession(
                # A connection that Twilio closes while it idles would turn the next
                # message into an unknown one; a new one costs a handshake.
                connector=aiohttp.TCPConnector(force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                trace_configs=[trace],
            )
        return self._opened


async def _note_written(
    _session: aiohttp.ClientSession, context: SimpleNamespace, _sent: object
) -> None:
    context.trace_request_ctx.written = True


async def _read(answer: aiohttp.ClientResponse) -> str:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise TransportError(written=True)
    return body.decode("utf-8", errors="replace")


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def _code(text: str) -> int | None:
    try:
        return int(json.loads(text)["code"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _pause(seconds: str | None) -> timedelta | None:
    if seconds is None or not seconds.isascii() or not seconds.isdigit():
        return None
    return min(timedelta(seconds=min(int(seconds[:9]), 10**8)), LONGEST_PAUSE)
