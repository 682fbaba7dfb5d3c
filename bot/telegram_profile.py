"""What people see of the bot before they write, and who gets its updates."""

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.telegram_ingest import Switch, Trouble
from bot.telegram_updates import ALLOWED_UPDATES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that Telegram offers, as pairs of name and description.

    For everybody, or for the one chat of a contact person; for everybody's language,
    or for one (two letters).
    """

    commands: tuple[tuple[str, str], ...]
    language: str = ""
    chat: int | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """What stands in the empty chat, and what stands on the bot's page."""

    description: str
    about: str
    language: str = ""


async def username(bot: Bot) -> str | None:
    """Return the bot's name for links, or nothing where Telegram does not say."""
    try:
        return (await bot.get_me()).username
    except Exception as error:  # noqa: BLE001 - as below
        log.warning("telegram did not say who we are", extra=_named(error))
        return None


async def introduce(
    bot: Bot, menus: Sequence[Menu], introductions: Sequence[Introduction]
) -> bool:
    """Set commands and descriptions that are not as they should be; tell if all are.

    For the background: it asks first, and a refusal is logged and waits for another
    time, for nobody needs any of it to write.
    """
    done = [await _best_effort(_set_menu(bot, menu)) for menu in menus]
    for introduction in introductions:
        done.append(await _best_effort(_set_description(bot, introduction)))
        done.append(await _best_effort(_set_about(bot, introduction)))
    return all(done)


async def prepare_polling(bot: Bot, switch: Switch) -> None:
    """Take away a webhook, which would keep all updates from us.

    We set none in this mode: somebody else has the token, or had the mode. What waits
    is kept.
    """
    try:
        if not (await bot.get_webhook_info()).url:
            return
        switch(Trouble.WEBHOOK.value, on=True)
        await bot.delete_webhook(drop_pending_updates=False)
        log.warning("foreign telegram webhook removed")
    except Exception as error:  # noqa: BLE001 - as below
        log.warning("telegram webhook not looked at", extra=_named(error))


async def prepare_webhook(bot: Bot, url: str, secret: str, switch: Switch) -> None:
    """Have Telegram call us at `url`, and say so where it called somebody else.

    Raise a `TelegramError` where that fails: without it nothing comes in.
    """
    found = (await bot.get_webhook_info()).url
    if found and found != url:
        switch(Trouble.WEBHOOK.value, on=True)
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED_UPDATES,
        drop_pending_updates=False,
    )


async def _set_menu(bot: Bot, menu: Menu) -> None:
    scope: BotCommandScope = BotCommandScopeAllPrivateChats()
    if menu.chat is not None:
        scope = BotCommandScopeChat(menu.chat)
    found = await bot.get_my_commands(scope, menu.language or None)
    if tuple((one.command, one.description) for one in found) == menu.commands:
        return
    wanted = [BotCommand(name, description) for name, description in menu.commands]
    await bot.set_my_commands(wanted, scope, menu.language or None)


async def _set_description(bot: Bot, wanted: Introduction) -> None:
    found = await bot.get_my_description(wanted.language or None)
    if found.description != wanted.description:
        await bot.set_my_description(wanted.description, wanted.language or None)


async def _set_about(bot: Bot, wanted: Introduction) -> None:
    found = await bot.get_my_short_description(wanted.language or None)
    if found.short_description != wanted.about:
        await bot.set_my_short_description(wanted.about, wanted.language or None)


async def _best_effort(setting: Awaitable[None]) -> bool:
    try:
        await setting
    except Exception as error:  # noqa: BLE001 - PTB's parsers raise what they like
        log.warning("telegram profile not set", extra=_named(error))
        return False
    return True


def _named(error: Exception) -> dict[str, str]:
    return {"error": type(error).__name__}
