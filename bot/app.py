"""The running service: all that was built, put together and taken apart again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot import telegram_api, telegram_profile, telegram_updates
from bot.anchoring import Anchoring
from bot.case_files import CaseFiles
from bot.clock import now as real_now
from bot.config import Settings
from bot.duties import Duties
from bot.health import StoreHealth
from bot.http_server import HttpServer
from bot.inbox_worker import InboxWorker, Sleep
from bot.intake import Intake
from bot.limits import Limits
from bot.looking_after import LookingAfter
from bot.menus import INTRODUCTIONS, MENUS, StaffMenus
from bot.metrics import Metrics
from bot.new_tokens import NewTokens
from bot.office import alarms_of, office_of, twilio_account_of
from bot.opening import Opened
from bot.presses import Presses
from bot.sender import Sender
from bot.telegram_api import RenewableBot
from bot.telegram_gateway import TelegramGateway
from bot.telegram_ingest import Ingest, Switch
from bot.telegram_webhook import TelegramWebhook
from casework.people import Channel
from handlers import ages, calls, delivery, due_work, facts, reports
from handlers.gateways import Gateway
from handlers.office import Office
from sms_gateway import inbound
from sms_gateway.account import TwilioAccount
from sms_gateway.reports import Report
from sms_gateway.twilio_gateway import TwilioGateway
from sms_gateway.webhooks import TwilioWebhooks
from storage import outbox, unneeded_files
from storage.errors import StoreError, StoreUnwritableError
from storage.inbox_rows import Raw

log = logging.getLogger(__name__)

FIRST_LOOK_AT_TELEGRAM = 5.0
FIRST_LIST_OF_SMS = 10.0
STORE_PAUSE = 1.0
LAST_SENDS = 6.0
"""Seconds; together with closing the store that stays below the promised ten."""


@dataclass(slots=True)
class Service:
    """One running service."""

    settings: Settings
    opened: Opened = field(repr=False)
    now: Callable[[], datetime] = real_now
    poll: timedelta = timedelta(seconds=50)
    sleep: Sleep = asyncio.sleep
    config: Path | None = None
    """Where the settings lie, if tokens may be taken anew while it runs."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    renew: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when new tokens lie in the configuration."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    gateways: dict[Channel, Gateway] = field(default_factory=dict)
    _sms: TwilioGateway | None = None
    _bot: RenewableBot | None = None
    _webhooks: TwilioWebhooks | None = None
    _look_again: Callable[[], Awaitable[None]] | None = None
    _set_webhook: Callable[[], Awaitable[None]] | None = None
    _begun: asyncio.Event | None = None

    async def run(self) -> None:
        """Serve until `stop` is set; then finish what is on its way, and close."""
        async with AsyncExitStack() as stack:
            store = self.opened.store
            office = await office_of(self.settings, store)
            alarms = alarms_of(self.settings, office, self.gateways)
            limits = Limits(**self.settings.limits.model_dump())
            await self._open_gateways(stack, limits)
            await store.run(delivery.begin, self.now())
            await store.run(due_work.begin)
            # Who came of age while we slept must not be written about to anybody else.
            looking_after = LookingAfter(store, office, alarms.switch)
            while await looking_after.do(ages.END_GUARDIANS, self.now()):
                pass
            with contextlib.suppress(StoreError):  # the duty looks after it every hour
                await unneeded_files.remove_at_start(store)
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            health = StoreHealth(alarms.switch)
            worker = InboxWorker(
                store,
                office,
                {Channel.TELEGRAM: telegram_updates.parse, Channel.SMS: _parse_sms},
                self.gateways,
                now=self.now,
                sleep=self.sleep,
            )
            intake = Intake(store, health, now=self.now, wake=worker.wake)
            presses = Presses(self.gateways.get(Channel.TELEGRAM))
            sender = Sender(
                store,
                office,
                self.gateways,
                limits,
                now=self.now,
                switch=alarms.switch,
                answers={Channel.TELEGRAM: self._telegram_answers},
                case_file=CaseFiles(self.settings, self.now).make,
                sleep=self.sleep,
            )
            menus = StaffMenus(store, self._bot)

            def on_news(lanes: frozenset[str], quiet: tuple[str, ...]) -> None:
                sender.wake(lanes, quiet)
                menus.wake(lanes)

            store.listener = on_news
            metrics = Metrics()
            duties = Duties(
                store,
                office,
                alarms,
                health,
                metrics,
                sms=self._sms,
                take_in=intake.take_in,
                now=self.now,
                keys=self.settings.storage.keys,
            )
            duties.anchoring = Anchoring(self.settings.anchor, store, self.gateways)
            ingest = self._ingest(intake, alarms.switch, presses)
            server = HttpServer(
                bind=self.settings.http.bind,
                private_bind=self.settings.http.private_bind,
                failing=lambda: self._failing(health, duties),
                metrics=metrics.render,
                add_routes=lambda app: self._add_routes(
                    app, office, intake, alarms.switch, presses
                ),
            )
            await server.start()
            self._look_again = lambda: _look_again(worker, sender, duties)
            self._begun = duties.begun
            running = [
                *(tasks.create_task(each.run()) for each in (worker, sender, duties)),
                *map(tasks.create_task, (presses.run(), self._take_tokens())),
            ]
            if self._sms is not None:
                worker.hold_sms()
                running.append(tasks.create_task(self._first_sms(worker, duties)))
            if self._bot is not None:
                running.append(
                    tasks.create_task(
                        self._first_telegram(alarms.switch, ingest, menus)
                    )
                )
                if ingest is not None:
                    running.append(tasks.create_task(ingest.run()))
            else:
                self.ready.set()
            log.info("service started")
            try:
                await self.stop.wait()
            finally:
                await self._finish(server, sender, running)
        log.info("service stopped")

    async def begun(self) -> None:
        """Wait until all that was due at the start has been looked at once."""
        if self._begun is not None:
            await self._begun.wait()

    async def look_again(self) -> None:
        """Look at once at what is due: the clock was set, or moved by hand."""
        if self._look_again is not None:
            await self._look_again()

    async def _open_gateways(self, stack: AsyncExitStack, limits: Limits) -> None:
        telegram, sms = self.settings.telegram, self.settings.sms
        if telegram.enabled:
            self._bot = await stack.enter_async_context(
                telegram_api.connected(
                    telegram.token.get_secret_value(), telegram.api_url
                )
            )
            self.gateways[Channel.TELEGRAM] = TelegramGateway(
                self._bot, limits, seconds=lambda: self.now().timestamp()
            )
        if sms.gateway == "twilio":
            account = twilio_account_of(self.settings)
            self._sms = TwilioGateway(account, now=self.now)
            stack.push_async_callback(self._sms.close)
            self.gateways[Channel.SMS] = self._sms

    def _ingest(
        self,
        intake: Intake,
        switch: Switch,
        presses: Presses,
    ) -> Ingest | None:
        if self._bot is None or self.settings.telegram.mode == "webhook":
            return None
        return Ingest(
            self._bot,
            intake.take_in,
            switch,
            now=self.now,
            on_press=presses.answer,
            poll=self.poll,
        )

    def _add_routes(
        self,
        app: web.Application,
        office: Office,
        intake: Intake,
        switch: Switch,
        presses: Presses,
    ) -> None:
        store, telegram = self.opened.store, self.settings.telegram
        if self._sms is not None:

            async def take_in(raw: Raw) -> None:
                await intake.take_in([raw])

            async def report(said: Report) -> None:
                word = reports.Report(
                    said.delivery, said.message_id, said.state, said.reason
                )
                await store.run(reports.provider_said, office, word, self.now())

            async def answer_call(number: str) -> str:
                hears = calls.what_the_caller_hears
                return await store.run(hears, office, number, self.now())

            self._webhooks = TwilioWebhooks(
                self._sms.account,
                take_in=take_in,
                report=report,
                answer_call=answer_call,
                now=self.now,
                language=office.language,
            )
            self._webhooks.add_routes(app)
        if telegram.enabled and telegram.mode == "webhook":
            secret = telegram.webhook_secret.get_secret_value()
            app.add_routes(
                TelegramWebhook(
                    facts.secret_path(secret),
                    secret,
                    intake.take_in,
                    switch,
                    on_press=presses.answer,
                ).routes()
            )

    async def _first_telegram(
        self, switch: Switch, ingest: Ingest | None, menus: StaffMenus
    ) -> None:
        """Ask who we are, once; ready after the answer or five seconds."""
        assert self._bot is not None  # noqa: S101 - the caller looked
        store = self.opened.store
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_LOOK_AT_TELEGRAM):
                name = await telegram_profile.username(self._bot)
                if name and not self.settings.telegram.username:
                    # A store that cannot be written now is told by others.
                    with contextlib.suppress(StoreUnwritableError):
                        await store.run(facts.remember, "bot_username", name)
        self.ready.set()
        if ingest is not None:
            await telegram_profile.prepare_polling(self._bot, switch)
        else:
            secret = self.settings.telegram.webhook_secret.get_secret_value()
            url = f"{self.settings.public_url}/telegram/{facts.secret_path(secret)}"
            bot = self._bot
            self._set_webhook = lambda: _until_it_works(
                lambda: telegram_profile.prepare_webhook(bot, url, secret, switch)
            )
            await self._set_webhook()
        await telegram_profile.introduce(self._bot, MENUS, INTRODUCTIONS)
        await menus.run()

    async def _take_tokens(self) -> None:
        """Take new tokens whenever somebody says that there are some."""
        if self.config is None:
            return

        def on_account(account: TwilioAccount) -> None:
            if self._webhooks is not None:
                self._webhooks.account = account

        tokens = NewTokens(
            self.config, bot=self._bot, sms=self._sms, on_account=on_account
        )
        while True:
            await self.renew.wait()
            self.renew.clear()
            if not await tokens.take():
                continue
            if self._set_webhook is not None:
                await self._set_webhook()
            await self.look_again()

    async def _telegram_answers(self) -> bool:
        """Tell whether Telegram is there: before something is sent once more."""
        return self._bot is not None and bool(
            await telegram_profile.username(self._bot)
        )

    async def _first_sms(self, worker: InboxWorker, duties: Duties) -> None:
        """Merge what Twilio has and we do not before any SMS is passed on."""
        listed: list[str] = []
        try:
            async with asyncio.timeout(FIRST_LIST_OF_SMS):
                listed = await duties.look_for_missed_sms()
        except TimeoutError:
            log.warning("first list of sms took too long")
            duties.sms_not_complete()
        except StoreUnwritableError:
            log.warning("first list of sms not stored")
        while True:
            try:
                await worker.release_sms(listed)
            except StoreUnwritableError:
                await self.sleep(STORE_PAUSE)
            else:
                return

    def _failing(self, health: StoreHealth, duties: Duties) -> list[str]:
        """Return what keeps us from working; that a provider is away does not."""
        failing = [] if self.ready.is_set() else ["starting"]
        failing += ["store"] if health.fails else []
        return [*failing, "clock"] if duties.stand_still else failing

    async def _finish(
        self,
        server: HttpServer,
        sender: Sender,
        running: list[asyncio.Task[Any]],
    ) -> None:
        """Take nothing new in, let sends settle, and end every task.

        What is cut off while it is being sent is left as unknown, not as claimed.
        """
        sender.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SENDS):
                await asyncio.gather(server.close(), sender.until_idle())
        for task in running:
            task.cancel()
        await asyncio.wait(running)
        with contextlib.suppress(StoreUnwritableError):
            await self.opened.store.run(outbox.take_over, self.now())


async def _look_again(worker: InboxWorker, sender: Sender, duties: Duties) -> None:
    worker.wake()
    await duties.look_around()
    await duties.look_again()
    await sender.look_again()
    await duties.tell_alarms()


async def _until_it_works(attempt: Callable[[], Awaitable[None]]) -> None:
    pause = 1.0
    while True:
        try:
            await attempt()
        except Exception as error:  # noqa: BLE001 - the library raises what it likes
            log.warning("webhook not set", extra={"error": type(error).__name__})
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        else:
            return


def _parse_sms(body: bytes, _received_at: datetime) -> Any:
    return inbound.parse(body)
