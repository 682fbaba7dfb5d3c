"""Our way out to Telegram."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot import telegram_files
from bot.limits import Limits
from bot.telegram_api import BrokenAnswerError, SlowDownError, call
from bot.telegram_outcomes import outcome_of
from bot.telegram_request import NotSentError
from bot.telegram_text import LONGEST, pieces, units
from casework.messages import (
    Button,
    File,
    Form,
    Later,
    Never,
    NotThere,
    Outcome,
    Outgoing,
    Sent,
    Unknown,
)
from casework.people import Channel
from casework.reasons import Reason

log = logging.getLogger(__name__)

LONGEST_CAPTION = 1024  # UTF-16 units
TRIES_OF_THE_REST = 3  # where a text takes several messages and one is refused
PATIENCE = 10.0  # seconds to wait between two of these
PRESS_TIMEOUT = 5.0  # seconds; later the person's phone has stopped waiting
NO_PREVIEW = {"is_disabled": True}
EMOJI_STYLE = "\ufe0f"  # Telegram knows a heart only without it

# What can be left out of a message that Telegram refuses because of it: words come
# first, their look and their thread second.
EXTRAS = (
    ("replied not found", "reply_parameters"),
    ("reply message not found", "reply_parameters"),
    ("replied message not found", "reply_parameters"),
    ("reply_message_id_invalid", "reply_parameters"),
    ("entit", "entities"),
)


class _ImpossibleError(Exception):
    """A delivery cannot be carried out by Telegram."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class TelegramGateway:
    """Sends deliveries by the Bot API, as `handlers.gateways.Gateway` asks for.

    Told limits, it notes there what Telegram refused (`seconds` is their clock), and a
    refusal in many chats at once comes back as `Later(everywhere=True)`.

    A text that takes several messages gives all their ids; where only the first of
    them went out, the outcome is `Unknown`. `copyMessages` leaves out what cannot be
    copied: then there are fewer ids than messages were named.
    """

    def __init__(
        self,
        bot: Bot,
        limits: Limits | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._limits = limits
        self._seconds = seconds
        self._sleep = sleep

    @property
    def channel(self) -> Channel:
        """Return the channel that this gateway serves."""
        return Channel.TELEGRAM

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Hand a delivery to Telegram and say what came of it."""
        try:
            return await self._carry_out(outgoing)
        except _ImpossibleError as error:
            return Never(error.reason)
        except SlowDownError as error:
            return self._slowed_down(outgoing.to.value, error)
        except TelegramError as error:
            return outcome_of(error, outgoing.form, outgoing.target)
        except Exception as error:  # noqa: BLE001 - a gateway raises nothing else
            log.error(  # noqa: TRY400 - a traceback may quote the message
                "sending broke",
                extra={"delivery": outgoing.delivery, "error": type(error).__name__},
            )
            return Unknown(Reason.CRASHED)

    async def look_up(
        self,
        outgoing: Outgoing,  # noqa: ARG002 - the gateways' common signature
        since: datetime,  # noqa: ARG002 - the same
        taken: Collection[str] = (),  # noqa: ARG002 - the same
    ) -> Sent | Never | NotThere | None:
        """Return nothing: Telegram cannot tell a bot what it sent."""
        return None

    def fetch(self, file: File) -> AsyncIterator[bytes]:
        """Yield the file's bytes; raise `FetchError` where that fails."""
        return telegram_files.fetch(self._bot, file)

    async def answer_press(self, press: str) -> None:
        """Stop the waiting sign on a pressed button; `press` is the query's id.

        Carries nothing and is not repeated: whoever waits gets a message.
        """
        try:
            await call(
                self._bot,
                "answerCallbackQuery",
                {"callback_query_id": press},
                read_timeout=PRESS_TIMEOUT,
            )
        except TelegramError as error:
            log.info("press not answered", extra={"error": type(error).__name__})

    async def _carry_out(self, outgoing: Outgoing) -> Outcome:
        match outgoing.form:
            case Form.TEXT:
                return await self._text(outgoing)
            case Form.COPY:
                return await self._copy(outgoing)
            case Form.EDIT:
                return await self._edit(outgoing)
            case Form.DELETE:
                await call(self._bot, "deleteMessage", _target(outgoing))
            case Form.REACTION:
                emoji = outgoing.text.replace(EMOJI_STYLE, "")
                reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
                asked = {**_target(outgoing), "reaction": reaction}
                await call(self._bot, "setMessageReaction", asked)
        return Sent(() if outgoing.target is None else (outgoing.target,))

    async def _text(self, outgoing: Outgoing) -> Outcome:
        parts = pieces(outgoing.text, outgoing.entities)
        if not parts:
            raise _ImpossibleError(Reason.NOT_CARRIED)
        ids: list[str] = []
        for number, part in enumerate(parts):
            asked = {
                **_delivery(outgoing, is_last=number == len(parts) - 1),
                "text": part.text,
                "link_preview_options": NO_PREVIEW,
            }
            if part.entities:
                asked["entities"] = part.entities
            if ids:
                asked.pop("reply_parameters", None)
                outcome = await self._rest(outgoing, asked)
                if not isinstance(outcome, Sent):
                    return outcome
                ids.extend(outcome.message_ids)
            else:
                ids.append(_message_id(await self._ask("sendMessage", asked)))
        return Sent(tuple(ids))

    async def _rest(self, outgoing: Outgoing, asked: dict[str, Any]) -> Outcome:
        """Send one of the later messages of a long text.

        What went out before cannot be taken back by trying the delivery again, so we
        wait a little here, and give up as "partly sent".
        """
        for _ in range(TRIES_OF_THE_REST):
            try:
                return Sent((_message_id(await self._ask("sendMessage", asked)),))
            except SlowDownError as error:
                outcome: Outcome = self._slowed_down(outgoing.to.value, error)
                pause = error.after.total_seconds()
            except NotSentError as error:
                outcome = outcome_of(error, outgoing.form)
                pause = 1.0
            except TelegramError as error:
                outcome = outcome_of(error, outgoing.form)
                break
            if pause > PATIENCE:
                break
            await self._sleep(pause)
        return Unknown(outcome.reason) if isinstance(outcome, Later) else outcome

    async def _copy(self, outgoing: Outgoing) -> Outcome:
        source = outgoing.copy
        if source is None or not source.message_ids:
            raise _ImpossibleError(Reason.GONE)
        # Telegram wants them in ascending order, and each once.
        wanted = sorted({_number(one, Reason.GONE) for one in source.message_ids})
        asked = _delivery(outgoing)
        asked["from_chat_id"] = _number(source.chat.value, Reason.GONE)
        if len(wanted) == 1:
            asked["message_id"] = wanted[0]
            return Sent((_message_id(await self._ask("copyMessage", asked)),))
        asked["message_ids"] = wanted
        for single in ("reply_parameters", "reply_markup"):
            asked.pop(single, None)  # an album takes neither
        copied = await self._ask("copyMessages", asked)
        if not isinstance(copied, list):
            raise BrokenAnswerError("no list of messages")
        ids = tuple(_message_id(one) for one in copied)
        if not ids:
            raise _ImpossibleError(Reason.GONE)
        if len(ids) < len(wanted):
            log.warning(
                "telegram left out part of an album",
                extra={
                    "delivery": outgoing.delivery,
                    "wanted": len(wanted),
                    "copied": len(ids),
                },
            )
        return Sent(ids)

    async def _edit(self, outgoing: Outgoing) -> Outcome:
        """Replace the words, or the caption; only the buttons where no words are."""
        asked = _target(outgoing)
        if outgoing.buttons:
            asked["reply_markup"] = _keyboard(outgoing.buttons)
        length = units(outgoing.text)
        if length > LONGEST:
            raise _ImpossibleError(Reason.TOO_LARGE)
        if not outgoing.text:
            await call(self._bot, "editMessageReplyMarkup", asked)
            return Sent((str(asked["message_id"]),))
        words = {"text": outgoing.text, "link_preview_options": NO_PREVIEW}
        try:
            await self._ask(
                "editMessageText",
                {**asked, **words, "entities": outgoing.entities},
            )
        except BadRequest as error:
            if "no text in the message" not in error.message.lower():
                raise
            if length > LONGEST_CAPTION:
                raise _ImpossibleError(Reason.TOO_LARGE) from None
            caption = {
                "caption": outgoing.text,
                "caption_entities": outgoing.entities,
            }
            await self._ask("editMessageCaption", {**asked, **caption})
        return Sent((str(asked["message_id"]),))

    async def _ask(self, method: str, asked: dict[str, Any]) -> Any:
        """Call a method, once more without each extra that Telegram objects to."""
        while True:
            try:
                return await call(self._bot, method, asked)
            except BadRequest as error:
                said = error.message.lower()
                extra = next((name for words, name in EXTRAS if words in said), None)
                if extra is None or asked.pop(extra, None) is None:
                    raise

    def _slowed_down(self, chat: str, error: SlowDownError) -> Later:
        everywhere = self._limits is not None and self._limits.refused(
            chat, self._seconds(), error.after.total_seconds()
        )
        return Later(Reason.RATE_LIMITED, error.after, everywhere)


def _delivery(outgoing: Outgoing, *, is_last: bool = True) -> dict[str, Any]:
    """Return what a new message has in common, whatever it consists of."""
    asked: dict[str, Any] = {
        "chat_id": _number(outgoing.to.value, Reason.UNREACHABLE),
        "disable_notification": outgoing.silent,
        "protect_content": outgoing.protected,
    }
    if outgoing.reply_to is not None and outgoing.reply_to.isdecimal():
        asked["reply_parameters"] = {
            "message_id": int(outgoing.reply_to),
            "allow_sending_without_reply": True,
        }
    if outgoing.buttons and is_last:
        asked["reply_markup"] = _keyboard(outgoing.buttons)
    return asked


def _target(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "chat_id": _number(outgoing.to.value, Reason.UNREACHABLE),
        "message_id": _number(outgoing.target or "", Reason.GONE),
    }


def _keyboard(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.id} for button in row]
            for row in rows
        ]
    }


def _number(value: str, otherwise: Reason) -> int:
    """Return an id as Telegram wants it."""
    try:
        return int(value)
    except ValueError:
        raise _ImpossibleError(otherwise) from None


def _message_id(result: Any) -> str:
    found = result.get("message_id") if isinstance(result, dict) else None
    if type(found) is not int:
        raise BrokenAnswerError("no message id")
    return str(found)
