"""Taking new tokens while the service runs; everything else waits for a start."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from bot import logs
from bot.config import ConfigError, Settings
from bot.office import twilio_account_of
from bot.telegram_api import OtherBotError, RenewableBot
from sms_gateway.account import TwilioAccount
from sms_gateway.twilio_gateway import TwilioGateway

log = logging.getLogger(__name__)


class NewTokens:
    """Reads the configuration again when it is told to.

    What is on its way goes on with the token that it left with. A configuration that
    cannot be used changes nothing: the service goes on with the tokens that it has.
    """

    def __init__(
        self,
        config: Path,
        *,
        bot: RenewableBot | None,
        sms: TwilioGateway | None,
        on_account: Callable[[TwilioAccount], None],
    ) -> None:
        self._config = config
        self._bot = bot
        self._sms = sms
        self._on_account = on_account

    async def take(self) -> bool:
        """Use the tokens that are in the configuration now; tell whether any is new."""
        try:
            settings = await asyncio.to_thread(Settings.read, self._config)
            settings.require_for_run()
            # Before anything can be said of them.
            logs.hide(*settings.secrets())
            found = [self._telegram(settings), self._twilio(settings)]
        except ConfigError as error:
            log.error("tokens not taken", extra={"faults": len(error.faults)})  # noqa: TRY400 - the lines may quote what was typed
            return False
        except OtherBotError:
            log.error("token of another bot")  # noqa: TRY400 - the place says nothing more
            return False
        log.info("tokens taken", extra={"changed": sum(found)})
        return any(found)

    def _telegram(self, settings: Settings) -> bool:
        token = settings.telegram.token.get_secret_value()
        if self._bot is None or not token or token == self._bot.token:
            return False
        self._bot.renew(token)
        return True

    def _twilio(self, settings: Settings) -> bool:
        if self._sms is None:
            return False
        tokens = twilio_account_of(settings).auth_tokens
        if not tokens or tokens == self._sms.account.auth_tokens:
            return False
        self._on_account(self._sms.renew(tokens))
        return True
