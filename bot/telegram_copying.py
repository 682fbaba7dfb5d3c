"""Passing messages on as copies: under a new caption, or behind a line of words."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import TelegramError

from bot.telegram_api import BrokenAnswerError
from bot.telegram_outcomes import outcome_of
from bot.telegram_parameters import (
    ImpossibleError,
    in_reply_to,
    message_id,
    new_message,
    number,
    place,
)
from bot.telegram_text import units
from casework.messages import Form, Outgoing, Sent, Unknown
from casework.reasons import Reason

log = logging.getLogger(__name__)

LONGEST_CAPTION = 1024  # UTF-16 units

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]


async def copied(ask: Ask, outgoing: Outgoing) -> Sent:
    """Copy what the delivery names; its words go with it or just before it."""
    source = outgoing.copy
    if source is None or not source.message_ids:
        raise ImpossibleError(Reason.GONE)
    # Telegram wants them in ascending order, and each once.
    wanted = sorted({number(one, Reason.GONE) for one in source.message_ids})
    asked = new_message(outgoing)
    asked["from_chat_id"] = number(source.chat.value, Reason.GONE)
    if not outgoing.text:
        return await _copies(ask, asked, wanted, outgoing)
    ahead = outgoing.ahead or len(wanted) > 1
    if not ahead and units(outgoing.text) <= LONGEST_CAPTION:
        asked["caption"] = outgoing.text
        asked["caption_entities"] = list(outgoing.entities)
        return await _copies(ask, asked, wanted, outgoing)
    if not ahead:
        asked["caption"] = ""
    return await _behind_words(ask, asked, wanted, outgoing)


async def _behind_words(
    ask: Ask, asked: dict[str, Any], wanted: list[int], outgoing: Outgoing
) -> Sent:
    """Send the words silently, and the copy as an answer to them."""
    line = {
        **new_message(outgoing),
        "text": outgoing.text,
        "link_preview_options": {"is_disabled": True},
        "disable_notification": True,
    }
    if outgoing.entities:
        line["entities"] = list(outgoing.entities)
    said = message_id(await ask("sendMessage", line))
    asked["reply_parameters"] = in_reply_to(int(said))
    try:
        sent = await _copies(ask, asked, wanted, outgoing)
    except (TelegramError, ImpossibleError) as error:
        if isinstance(error, ImpossibleError) or not isinstance(
            outcome_of(error, Form.COPY), Unknown
        ):
            await _take_back(ask, outgoing, said)
        raise
    return Sent((said, *sent.message_ids), sent.left_out)


async def _copies(
    ask: Ask, asked: dict[str, Any], wanted: list[int], outgoing: Outgoing
) -> Sent:
    if len(wanted) == 1:
        asked["message_id"] = wanted[0]
        return Sent((message_id(await ask("copyMessage", asked)),))
    asked["message_ids"] = wanted
    for single in ("reply_parameters", "reply_markup"):
        asked.pop(single, None)  # an album takes neither
    found = await ask("copyMessages", asked)
    if not isinstance(found, list):
        raise BrokenAnswerError("no list of messages")
    ids = tuple(message_id(one) for one in found)
    if not ids:
        raise ImpossibleError(Reason.GONE)
    left_out = max(len(wanted) - len(ids), 0)
    if left_out:
        log.warning(
            "telegram left out part of an album",
            extra={
                "delivery": outgoing.delivery,
                "wanted": len(wanted),
                "copied": len(ids),
            },
        )
    return Sent(ids, left_out)


async def _take_back(ask: Ask, outgoing: Outgoing, said: str) -> None:
    """Remove the words of a copy that did not follow, so that they come only once."""
    try:
        await ask("deleteMessage", place(outgoing, said))
    except TelegramError as error:
        log.info(
            "words of a copy not taken back",
            extra={"delivery": outgoing.delivery, "error": type(error).__name__},
        )
