"""Updates posted to the bot instead of fetched by it."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from simulator.errands import Errands
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad
from simulator.telegram_updates import Waiting
from simulator.webhooks import is_loopback

PATIENCE = 60.0  # seconds
LONGEST_PAUSE = 60.0
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TERMINATED = "Conflict: terminated by setWebhook request"


class TelegramWebhook:
    """Posts one update per chat at a time, again until it is taken or too old."""

    def __init__(self, cloud: TelegramCloud) -> None:
        self._cloud = cloud
        self._url = ""
        self._secret = ""
        self._generation = 0
        self._slots = asyncio.Semaphore(40)
        self._most = 40
        self._lanes: set[int] = set()
        self._trying = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._error: tuple[int, str] | None = None
        self._errands = Errands()
        self._session: aiohttp.ClientSession | None = None
        cloud.updates.on_put = self._arrived

    async def close(self) -> None:
        """Post no more."""
        await self._errands.stop()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def settled(self) -> None:
        """Wait until every update has been tried at least once."""
        await self._quiet.wait()

    def set(self, given: Params) -> bool:
        """Post to this URL from now on; an empty one means: fetch again."""
        updates = self._cloud.updates
        url = given.text("url") or ""
        if url:
            _check(url)
        secret = given.text("secret_token") or ""
        if secret and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        if "allowed_updates" in given.given:
            updates.allow(given.items("allowed_updates", "String"))
        if given.flag("drop_pending_updates"):
            updates.forget_all()
        self._url, self._secret = url, secret
        self._most = min(max(given.integer("max_connections", 40), 1), 100)
        self._slots = asyncio.Semaphore(self._most)
        self._generation += 1
        self._lanes = set()
        self._error = None
        updates.webhook_active = bool(url)
        if url:
            updates.terminate(TERMINATED)
            for waiting in list(updates.waiting):
                self._arrived(waiting)
        return True

    def remove(self, given: Params) -> bool:
        """Let the bot fetch again."""
        drop = given.flag("drop_pending_updates")
        return self.set(Params({"drop_pending_updates": drop}))

    def info(self) -> dict[str, Any]:
        """Return WebhookInfo."""
        info: dict[str, Any] = {
            "url": self._url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._cloud.updates.waiting),
        }
        if self._url:
            info["max_connections"] = self._most
        if self._cloud.updates.allowed:
            info["allowed_updates"] = self._cloud.updates.allowed
        if self._error is not None:
            info["last_error_date"], info["last_error_message"] = self._error
        return info

    def _arrived(self, waiting: Waiting) -> None:
        if self._url and waiting.lane not in self._lanes:
            self._lanes.add(waiting.lane)
            self._busy(1)
            self._errands.start(self._empty(waiting.lane, self._generation))

    async def _empty(self, lane: int, generation: int) -> None:
        """Post everything of one chat, in order."""
        pause = self._cloud.webhook_pause
        try:
            while generation == self._generation:
                waiting = self._next(lane)
                if waiting is None:
                    self._lanes.discard(lane)
                    return
                wait = await self._post(waiting)
                if generation != self._generation:
                    return
                if wait is None:
                    self._cloud.updates.taken(waiting)
                    pause = self._cloud.webhook_pause
                    continue
                self._busy(-1)
                await asyncio.sleep(max(wait, pause))
                self._busy(1)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._busy(-1)

    def _next(self, lane: int) -> Waiting | None:
        updates = self._cloud.updates
        updates.drop_expired()
        return next((found for found in updates.waiting if found.lane == lane), None)

    async def _post(self, waiting: Waiting) -> float | None:
        """Post one update; return None if it was taken, else what Retry-After says."""
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=PATIENCE)
            )
        try:
            async with (
                self._slots,
                self._session.post(
                    self._url,
                    data=waiting.body,
                    headers=headers,
                    allow_redirects=False,
                ) as response,
            ):
                await response.read()
                if 200 <= response.status < 300:
                    return None
                reason = f"Wrong response from the webhook: {response.status}"
                asked = response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError):
            reason, asked = "Connection refused", ""
        self._error = (int(self._cloud.clock().timestamp()), reason)
        return float(asked) if asked.isdigit() else 0.0

    def _busy(self, change: int) -> None:
        self._trying += change
        if self._trying:
            self._quiet.clear()
        else:
            self._quiet.set()


def _check(url: str) -> None:
    scheme = urlsplit(url).scheme
    if not is_loopback(url):
        # The simulator posts nowhere else, whatever is asked.
        raise bad("bad webhook: failed to resolve host: Name or service not known")
    if scheme not in ("http", "https"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
