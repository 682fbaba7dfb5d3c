"""The simulated world on one loopback port."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import unquote

from aiohttp import web
from aiohttp.web_request import BaseRequest

from simulator.backstage import Backstage
from simulator.changes import Changes
from simulator.control import Control, host_is_loopback
from simulator.control_views import Phone
from simulator.errands import Errands
from simulator.pages import page
from simulator.sms_phone import Carrier, SmsPhone
from simulator.telegram_api import TelegramApi
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_phone import TelegramPhone
from simulator.telegram_webhook import TelegramWebhook
from simulator.twilio_api import TwilioApi
from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_inbound import Inbound
from simulator.twilio_outbound import Outbound

LOOPBACK = "127.0.0.1"
Kept = TypeVar("Kept", TelegramPhone, SmsPhone)


class Simulator:
    """Telegram, Twilio and phones, from entering the context until leaving it.

    One that was left can be copied and entered again: it stands where it stood.
    """

    def __init__(
        self,
        port: int = 0,
        clock: Callable[[], datetime] | None = None,
        backstage: Backstage | None = None,
        *,
        record_calls: bool = True,
    ) -> None:
        clock = clock or _real_time
        self.changes = Changes()
        self.errands = Errands()
        self.telegram = TelegramCloud(clock, self.changes, record_calls=record_calls)
        self.twilio = TwilioCloud(clock, self.changes, record_calls=record_calls)
        self.backstage = backstage
        self.phones: dict[str, Phone] = {}
        self.url = ""
        self._port = port
        self._closing = asyncio.Event()
        outbound = Outbound(self.twilio, self.errands)
        inbound = Inbound(self.twilio, outbound, self.errands)
        self._carrier = Carrier(self.twilio, inbound, outbound)
        self._telegram_webhook = TelegramWebhook(self.telegram)
        self._telegram_api = TelegramApi(
            self.telegram, self._telegram_webhook, self._closing
        )
        self._twilio_api = TwilioApi(self.twilio, outbound, self._closing)
        self._control = Control(self, self._closing)
        self._runner: web.ServerRunner | None = None

    @property
    def telegram_url(self) -> str:
        """What the service takes for https://api.telegram.org."""
        return f"{self.url}/telegram"

    @property
    def twilio_url(self) -> str:
        """What the service takes for https://api.twilio.com."""
        return f"{self.url}/twilio"

    @property
    def bot_token(self) -> str:
        """The token of the one bot."""
        return self.telegram.token

    @property
    def account_sid(self) -> str:
        """The Twilio account."""
        return self.twilio.account_sid

    @property
    def auth_token(self) -> str:
        """The password of the account, which also signs webhooks."""
        return self.twilio.auth_token

    @property
    def sms_number(self) -> str:
        """The number that the service sends from."""
        return self.twilio.number

    @property
    def webhook_base(self) -> str:
        """Where Twilio posts: /sms/twilio and /voice/twilio below this."""
        return self.twilio.webhook_base

    @webhook_base.setter
    def webhook_base(self, url: str) -> None:
        self.twilio.webhook_base = url.rstrip("/")

    def telegram_phone(
        self, name: str, language_code: str = "en", role: str = "client"
    ) -> TelegramPhone:
        """Give someone a phone with Telegram; the bot cannot write first."""
        phone_id = f"p{len(self.phones) + 1}"
        chat = self.telegram.add_person(phone_id, name, language_code)
        return self._keep(TelegramPhone(self.telegram, chat, name=name, role=role))

    def sms_phone(
        self, number: str, name: str | None = None, role: str = "client"
    ) -> SmsPhone:
        """Give someone a plain phone with this number."""
        phone = SmsPhone(
            self._carrier,
            phone_id=f"p{len(self.phones) + 1}",
            number=number,
            name=name or number,
            role=role,
        )
        return self._keep(phone)

    async def settled(self) -> None:
        """Wait until every webhook that was going out has been answered."""
        await self.errands.finished()
        await self._telegram_webhook.settled()

    async def __aenter__(self) -> Self:
        if self.backstage is not None:
            self.backstage.subscribe(self.changes.tell)
        self._closing.clear()
        await self.twilio.webhooks.open()
        server = web.Server(self._answer, access_log=None)
        self._runner = web.ServerRunner(
            server, handle_signals=False, shutdown_timeout=1.0
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://{LOOPBACK}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self.telegram.updates.terminate("Bad Gateway")
        self.changes.tell("end")
        try:
            await self.errands.stop()
            await self._telegram_webhook.close()
        finally:
            await self.twilio.webhooks.close()
            if self._runner is not None:
                await self._runner.cleanup()
                self._runner = None

    def _keep(self, phone: Kept) -> Kept:
        self.phones[phone.phone_id] = phone
        self.changes.tell("phone", id=phone.phone_id)
        return phone

    async def _answer(self, request: BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if path.startswith("/telegram/"):
            return await self._telegram_api.answer(request, path[10:], query)
        if path.startswith("/twilio/"):
            return await self._twilio_api.answer(request, path[8:], query)
        if path.startswith("/control/"):
            return await self._control.answer(request, unquote(path[9:]))
        if not host_is_loopback(request.headers.get("Host", "")):
            return web.Response(status=403)
        if request.method in ("GET", "HEAD"):
            return page(path)
        return web.Response(status=405)


def _real_time() -> datetime:
    """Return the time of the outside world, which has a clock of its own."""
    return datetime.now(UTC)  # noqa: TID251 - the service's clock is not meant here


async def serve(port: int) -> None:
    """Run the world until it is interrupted; print how to reach it as JSON."""
    async with Simulator(port, record_calls=False) as world:
        facts = {
            "page": world.url,
            "telegram_url": world.telegram_url,
            "bot_token": world.bot_token,
            "twilio_url": world.twilio_url,
            "account_sid": world.account_sid,
            "auth_token": world.auth_token,
            "messaging_service_sid": world.twilio.service_sid,
            "sms_number": world.sms_number,
            "webhook_base": world.webhook_base,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="Telegram and Twilio on loopback")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
