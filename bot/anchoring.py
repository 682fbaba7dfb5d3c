"""Keeping the head of the record off this machine, once a day or when asked to."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import typer

from bot.cli_options import remark, run
from bot.clock import now as real_now
from bot.config_tables import AnchorSettings
from bot.errors import OperatorError
from bot.opening import opened
from casework.messages import Form, Outgoing, Sent
from casework.people import Address, Channel
from handlers.gateways import Gateway
from storage import anchors, store_facts
from storage.engine import Store
from storage.transaction import Transaction

FILE_FACT: Final = "anchored_in_file"
CHAT_FACT: Final = "anchored_in_chat"
"""The facts that tell on which day the head was last kept in each place."""


class AnchorNotKeptError(OperatorError):
    """A place in [anchor] did not take the head of the record."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"[anchor] {place}: {why}; look at the place, and try again")


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Writes where the record has come to, in the places of the configuration."""

    settings: AnchorSettings
    store: Store
    gateways: Mapping[Channel, Gateway]

    async def keep(self, now: datetime, *, daily: bool) -> str:
        """Keep the head in each place; `daily` spares those that have today's.

        Returns the line. Raises `AnchorNotKeptError` after all places had their turn.
        """
        line, kept = await self.store.run(_line_and_days, now)
        faults = []
        for fact, keep in ((FILE_FACT, self._in_file), (CHAT_FACT, self._in_chat)):
            if daily and kept[fact] == _day(now):
                continue
            try:
                if await keep(line, now):
                    await self.store.run(store_facts.remember, fact, _day(now))
            except AnchorNotKeptError as error:
                faults.append(error)
        if faults:
            raise faults[0]
        return line

    async def _in_file(self, line: str, now: datetime) -> bool:
        if self.settings.file is None:
            return False
        try:
            await asyncio.to_thread(_add, self.settings.file, line, now)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise AnchorNotKeptError("file", why) from None
        return True

    async def _in_chat(self, line: str, _now: datetime) -> bool:
        if not self.settings.telegram_chat:
            return False
        gateway = self.gateways.get(Channel.TELEGRAM)
        if gateway is None:
            raise AnchorNotKeptError("telegram_chat", "Telegram is switched off")
        address = Address(Channel.TELEGRAM, self.settings.telegram_chat)
        outcome = await gateway.send(Outgoing(0, address, Form.TEXT, line))
        if not isinstance(outcome, Sent):
            raise AnchorNotKeptError("telegram_chat", "the chat did not take it")
        return True


def keep_now(config: Path) -> None:
    """Print the line of now, and keep it in the places that there are."""
    line, places = run(_keep_now(config), AnchorNotKeptError)
    typer.echo(line)
    if places:
        remark(f"kept in {' and '.join(places)}")
    else:
        remark("Nothing is set in [anchor]: keep this line on another machine.")


async def _keep_now(config: Path) -> tuple[str, list[str]]:
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(opened(config))
        settings, gateways = found.settings, dict[Channel, Gateway]()
        if settings.anchor.telegram_chat and settings.telegram.enabled:
            # A quarter of a second to load (measured), and few keep it in a chat.
            from bot import telegram_api  # noqa: PLC0415 - see above
            from bot.telegram_gateway import TelegramGateway  # noqa: PLC0415 - as above

            token = settings.telegram.token.get_secret_value()
            bot = await stack.enter_async_context(
                telegram_api.connected(token, settings.telegram.api_url, connections=1)
            )
            gateways[Channel.TELEGRAM] = TelegramGateway(bot)
        keeper = Anchoring(settings.anchor, found.store, gateways)
        line = await keeper.keep(real_now(), daily=False)
    places = {
        "the file": settings.anchor.file,
        "the chat": settings.anchor.telegram_chat,
    }
    return line, [name for name, place in places.items() if place]


def _add(place: Path, line: str, now: datetime) -> None:
    """Add the line to the file, or to the day's own in the directory."""
    path = place / f"anchor-{_day(now)}.txt" if place.is_dir() else place
    with path.open("a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _line_and_days(tx: Transaction, now: datetime) -> tuple[str, dict[str, str | None]]:
    days = {fact: store_facts.recall(tx, fact) for fact in (FILE_FACT, CHAT_FACT)}
    return anchors.line_now(tx, now), days


def _day(now: datetime) -> str:
    return f"{now:%Y-%m-%d}"
