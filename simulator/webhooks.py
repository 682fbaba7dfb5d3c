"""Signed posts from Twilio to the service, on loopback only."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import aiohttp

PATIENCE = 15.0  # seconds that Twilio waits for an answer
ANSWER_LIMIT = 64 * 1024

Fields = Sequence[tuple[str, str]]
Form = Mapping[str, str] | Fields | bytes


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the service answered; status 0 means that it did not."""

    status: int
    content_type: str = ""
    text: str = field(default="", repr=False)


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return X-Twilio-Signature: the URL, then each name with its sorted values."""
    signed = url.split("#", 1)[0]
    signed += "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_loopback(url: str) -> bool:
    """Whether the URL stays on this machine; the simulator posts nowhere else."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Webhooks:
    """Posts forms as Twilio does."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Be ready to post."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        """Post no more."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(
        self,
        url: str,
        form: Form,
        *,
        sign: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> WebhookAnswer:
        """Post once; `sign` replaces the right signature, empty means none at all."""
        if self._session is None or not is_loopback(url):
            return WebhookAnswer(0)
        fields: Fields = ()
        if isinstance(form, Mapping):
            fields = list(form.items())
        elif not isinstance(form, bytes):
            fields = form
        body = form if isinstance(form, bytes) else urlencode(fields).encode()
        sent = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": hashlib.sha256(body).hexdigest()[:36],
        }
        value = signature(self.token, url, fields) if sign is None else sign
        if value:
            sent["X-Twilio-Signature"] = value
        sent.update(headers or {})
        try:
            async with self._session.post(
                url, data=body, headers=sent, allow_redirects=False
            ) as response:
                text = (await response.content.read(ANSWER_LIMIT)).decode(
                    "utf-8", "replace"
                )
                return WebhookAnswer(response.status, response.content_type, text)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return WebhookAnswer(0)
