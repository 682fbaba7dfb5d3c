"""The updates that wait in Telegram's cloud until the bot has taken them."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.telegram_refusal import TelegramRefusedError

MESSAGE_LIFE = 86_400  # seconds; telegram-bot-api keeps them a day
CALLBACK_LIFE = 150
LONGEST_POLL = 50  # seconds
MOST_AT_ONCE = 100
NOT_BY_DEFAULT = frozenset(
    ("chat_member", "message_reaction", "message_reaction_count")
)

TERMINATED = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that nobody has confirmed yet."""

    id: int
    expires: int
    lane: int  # chat; a webhook keeps the order within it
    body: bytes = field(repr=False)


class UpdateQueue:
    """What the bot has not confirmed, oldest first."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self._allowed: frozenset[str] | None = None
        self._poller: asyncio.Future[str] | None = None
        self._next_expiry = 0
        self.waiting: deque[Waiting] = deque()
        self.webhook_active = False
        self.on_put: Callable[[Waiting], None] | None = None

    def allow(self, kinds: list[Any]) -> None:
        """Take only these kinds from now on; an empty list means the default."""
        self._allowed = frozenset(map(str, kinds)) if kinds else None

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for, empty if they are the default."""
        return sorted(self._allowed or ())

    @property
    def polled(self) -> bool:
        """Whether someone waits in a long poll."""
        return self._poller is not None

    def put(self, kind: str, content: dict[str, Any], lane: int) -> int | None:
        """Let an update wait for the bot; return its id unless it is not wanted."""
        if self._allowed is None:
            if kind in NOT_BY_DEFAULT:
                return None
        elif kind not in self._allowed:
            return None
        return self.put_raw({kind: content}, lane)

    def put_raw(self, update: dict[str, Any], lane: int = 0) -> int:
        """Let any update wait, as it is; without `update_id` it gets the next."""
        update_id = update.get("update_id")
        if not isinstance(update_id, int):
            update_id = self._next_id
            update = {"update_id": update_id, **update}
        self._next_id = max(self._next_id, update_id) + 1
        life = CALLBACK_LIFE if "callback_query" in update else MESSAGE_LIFE
        body = json.dumps(update, separators=(",", ":")).encode()
        entry = Waiting(update_id, self._now() + life, lane, body)
        self._next_expiry = min(self._next_expiry or entry.expires, entry.expires)
        self.waiting.append(entry)
        if self.on_put is not None:
            self.on_put(entry)
        self._wake("ready")
        return update_id

    async def poll(self, offset: int, limit: int, seconds: int) -> bytes:
        """Answer getUpdates: confirm what lies before `offset`, then wait for more."""
        if self.webhook_active:
            raise TelegramRefusedError(409, WEBHOOK_ACTIVE)
        self._wake(TERMINATED)
        self._confirm(offset)
        if limit <= 0 or limit > MOST_AT_ONCE:
            limit = MOST_AT_ONCE
        self.drop_expired()
        if not self.waiting and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
            self.drop_expired()
        if len(self.waiting) <= limit:
            return b",".join([entry.body for entry in self.waiting])
        return b",".join([self.waiting[i].body for i in range(limit)])

    def terminate(self, reason: str) -> None:
        """End a poll that waits, with a conflict."""
        self._wake(reason)

    def forget_all(self) -> None:
        """Drop everything that waits."""
        self.waiting.clear()

    def taken(self, entry: Waiting) -> None:
        """A webhook has taken this one."""
        self.waiting.remove(entry)

    async def _wait(self, seconds: float) -> None:
        poller: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            outcome = await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None
        if outcome != "ready":
            raise TelegramRefusedError(409, outcome)

    def _wake(self, outcome: str) -> None:
        poller, self._poller = self._poller, None
        if poller is not None and not poller.done():
            poller.set_result(outcome)

    def _confirm(self, offset: int) -> None:
        waiting = self.waiting
        if offset > 0:
            while waiting and waiting[0].id < offset:
                waiting.popleft()
        elif offset < 0:
            while len(waiting) > -offset:
                waiting.popleft()

    def drop_expired(self) -> None:
        """Drop what the bot did not take in time."""
        now = self._now()
        if not self._next_expiry or now < self._next_expiry:
            return
        # Changed in place: a webhook may be walking along it.
        for entry in [entry for entry in self.waiting if entry.expires <= now]:
            self.waiting.remove(entry)
        self._next_expiry = min((entry.expires for entry in self.waiting), default=0)

    def _now(self) -> int:
        return int(self._clock().timestamp())
