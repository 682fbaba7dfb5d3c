"""Stopping the waiting sign on a pressed button: the one thing sent directly."""

import asyncio
import logging

from bot.telegram_gateway import TelegramGateway
from handlers.gateways import Gateway

log = logging.getLogger(__name__)


class Presses:
    """Answers presses that were stored; carries no content, never repeated."""

    def __init__(self, gateway: Gateway | None) -> None:
        self._gateway = gateway if isinstance(gateway, TelegramGateway) else None
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    def answer(self, press: str) -> None:
        """Answer a press soon; `press` is the query's id."""
        self._waiting.put_nowait(press)

    async def run(self) -> None:
        """Answer until cancelled, each press by itself: a slow one delays no other."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                press = await self._waiting.get()
                if self._gateway is not None:
                    tasks.create_task(_answer(self._gateway, press))


async def _answer(gateway: TelegramGateway, press: str) -> None:
    try:
        await gateway.answer_press(press)
    except Exception as error:  # noqa: BLE001 - a sign that goes on spinning harms nobody
        log.info("press not answered", extra={"error": type(error).__name__})
