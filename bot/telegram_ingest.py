"""Taking in what people write: Telegram hears "got it" only after it is stored."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn, Protocol

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.telegram_api import BrokenAnswerError, SlowDownError, call
from bot.telegram_updates import ALLOWED_UPDATES, press_of, raw_of
from storage.inbox_rows import Raw

log = logging.getLogger(__name__)

POLL = timedelta(seconds=50)  # the longest that Telegram waits for an update
GRACE = 10.0  # seconds that the answer may then take
BATCH = 100  # the most that Telegram gives at once
LONGEST_PAUSE = 60.0  # seconds
DOWN_AFTER = 5  # failures in a row: half a minute, too long for a hiccup


class Trouble(StrEnum):
    """What a human has to be told about Telegram: the names of alarms."""

    TOKEN = "telegram_token"  # noqa: S105 - the name of an alarm
    CONFLICT = "telegram_conflict"
    DOWN = "telegram_down"
    UPDATE = "telegram_update"
    WEBHOOK = "telegram_webhook"


class Switch(Protocol):
    """Raises an alarm, or lowers it; `bot.alarms.Alarms.switch` is one."""

    def __call__(self, name: str, *, on: bool) -> None:
        """Switch the alarm of this name; what is so already stays so."""


class Ingest:
    """Asks Telegram for updates and hands them to `take_in`, for ever.

    The next question confirms what came before, so it is asked only when `take_in`
    has returned. It starts without a place of its own: Telegram then gives all that
    was never confirmed, and the inbox knows what it has. Nothing ends the loop but
    cancelling it, which loses nothing at any moment.

    An alarm is raised when Telegram refuses the token, when somebody else asks with
    it, or when Telegram has been away for a while, and lowered when it answers again.
    `on_press` gets the id of every press that was stored, to be answered at once.
    """

    def __init__(
        self,
        bot: Bot,
        take_in: Callable[[list[Raw]], Awaitable[object]],
        switch: Switch,
        *,
        now: Callable[[], datetime],
        on_press: Callable[[str], object] | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        poll: timedelta = POLL,
    ) -> None:
        self._bot = bot
        self._take_in = take_in
        self._switch = switch
        self._now = now
        self._on_press = on_press
        self._sleep = sleep
        self._jitter = jitter
        self._poll = int(poll.total_seconds())
        self._offset: int | None = None
        self.last_good_poll: datetime | None = None
        self.failures = 0
        self.trouble: Trouble | None = None

    async def run(self) -> NoReturn:
        """Take in updates until cancelled."""
        while True:
            try:
                pause = await self._turn()
            except Exception as error:  # noqa: BLE001 - nobody would start it again
                log.error(  # noqa: TRY400 - a traceback may quote a message
                    "taking in broke", extra={"error": type(error).__name__}
                )
                pause = self._growing_pause()
            if pause > 0:
                await self._sleep(pause)

    async def _turn(self) -> float:
        """Ask once; return how long to wait before asking again."""
        try:
            batch = await self._next_batch()
        except SlowDownError as error:
            return max(error.after.total_seconds(), self._growing_pause())
        except InvalidToken as error:
            return self._failed(error, Trouble.TOKEN)
        except Conflict as error:
            return self._failed(error, Trouble.CONFLICT)
        except TelegramError as error:
            return self._failed(error, Trouble.DOWN)
        self._recovered()
        return await self._stored(batch)

    async def _next_batch(self) -> list[Any]:
        asked = {
            "timeout": self._poll,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        time = self._poll + GRACE
        batch = await call(self._bot, "getUpdates", asked, read_timeout=time)
        if not isinstance(batch, list):
            raise BrokenAnswerError("no list of updates")
        return batch

    async def _stored(self, batch: list[Any]) -> float:
        """Store a batch and move on; return how long to wait where that failed."""
        usable = [(raw, update) for update in batch if (raw := raw_of(update))]
        if len(usable) < len(batch):
            log.error(
                "updates without an id", extra={"left_out": len(batch) - len(usable)}
            )
            self._switch(Trouble.UPDATE.value, on=True)
        if usable and not await self._was_taken_in([raw for raw, _ in usable]):
            return self._growing_pause()
        if batch and not usable:
            return self._growing_pause()  # the same ones would come again at once
        self.failures = 0
        self.last_good_poll = self._now()
        if usable:
            self._offset = 1 + max(int(raw.external_id) for raw, _ in usable)
            self._answer_presses([update for _, update in usable])
        return 0.0

    async def _was_taken_in(self, raws: list[Raw]) -> bool:
        try:
            await self._take_in(raws)
        except Exception as error:  # noqa: BLE001 - whatever it is, they come again
            log.error(  # noqa: TRY400 - a traceback may quote a message
                "updates not stored",
                extra={"count": len(raws), "error": type(error).__name__},
            )
            return False
        return True

    def _answer_presses(self, updates: list[Any]) -> None:
        if self._on_press is None:
            return
        for update in updates:
            press = press_of(update)
            if press is not None:
                self._on_press(press)

    def _failed(self, error: TelegramError, trouble: Trouble) -> float:
        pause = self._growing_pause()
        log.warning(
            "telegram not reached",
            extra={"error": type(error).__name__, "failures": self.failures},
        )
        lasts = trouble is not Trouble.DOWN or self.failures >= DOWN_AFTER
        if lasts and self.trouble is not trouble:
            self._recovered()
            self._switch(trouble.value, on=True)
            self.trouble = trouble
        return pause

    def _recovered(self) -> None:
        if self.trouble is not None:
            self._switch(self.trouble.value, on=False)
            self.trouble = None

    def _growing_pause(self) -> float:
        """Count a failure; return 1, 2, 4 ... 60 seconds, less up to a half by chance.

        By chance, because after an outage all bots of the world come back at once.
        """
        longest = min(LONGEST_PAUSE, 2.0 ** min(self.failures, 6))
        self.failures += 1
        return longest * (1 - self._jitter() / 2)
