"""Our way out to Telegram."""

import asyncio
import logging
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Sequence,
)
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot import telegram_files
from bot.limits import Limits
from bot.telegram_api import SlowDownError, call, call_with_file
from bot.telegram_copying import LONGEST_CAPTION, copied
from bot.telegram_outcomes import outcome_of
from bot.telegram_parameters import (
    ImpossibleError,
    keyboard,
    message_id,
    new_message,
    number,
    place,
)
from bot.telegram_request import NotSentError
from bot.telegram_text import LONGEST, pieces, units
from casework.made_files import MadeFile
from casework.messages import (
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

TRIES_OF_THE_REST = 3  # where a text takes several messages and one is refused
MOST_ONE_BY_ONE = 10  # an album and its line; more at once only where a chat is cleared
MOST_AT_ONCE = 100
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
    ("entit", "caption_entities"),
)

PICTURE_REFUSED = ("photo_", "image_", "photo has", "be a photo", "a photo;")
"""In Telegram's words where it does not like the picture itself."""


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
        except ImpossibleError as error:
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
            case Form.TEXT if outgoing.file is not None:
                return await self._file(outgoing, outgoing.file)
            case Form.TEXT:
                return await self._text(outgoing)
            case Form.COPY:
                return await copied(self._ask, outgoing)
            case Form.EDIT:
                return await self._edit(outgoing)
            case Form.EDIT_CAPTION:
                return await self._edit_caption(outgoing)
            case Form.DELETE:
                return await self._delete(outgoing)
            case Form.REACTION:
                emoji = outgoing.text.replace(EMOJI_STYLE, "")
                reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
                asked = {**place(outgoing, outgoing.target), "reaction": reaction}
                await call(self._bot, "setMessageReaction", asked)
        return Sent(() if outgoing.target is None else (outgoing.target,))

    async def _file(self, outgoing: Outgoing, file: MadeFile) -> Outcome:
        """Send a file over its words, or behind them where they are too many.

        Where Telegram refuses a picture, the words go alone.
        """
        if units(outgoing.text) > LONGEST_CAPTION:
            return await self._text(outgoing, file)
        asked = new_message(outgoing)
        if outgoing.text:
            asked["caption"] = outgoing.text
        if outgoing.entities:
            asked["caption_entities"] = list(outgoing.entities)
        try:
            sent = await self._ask(_method_for(file), asked, file)
        except BadRequest as error:
            said = error.message.lower()
            refused = any(word in said for word in PICTURE_REFUSED)
            if not (file.is_picture and outgoing.text and refused):
                raise
            log.warning("picture refused", extra={"delivery": outgoing.delivery})
            return await self._text(outgoing)
        return Sent((message_id(sent),))

    async def _text(self, outgoing: Outgoing, file: MadeFile | None = None) -> Outcome:
        """Send words in as many messages as they take, and then the file."""
        parts = pieces(outgoing.text, outgoing.entities)
        if not parts:
            raise ImpossibleError(Reason.NOT_CARRIED)
        ids: list[str] = []
        for place_of, part in enumerate(parts):
            is_last = file is None and place_of == len(parts) - 1
            asked = {
                **new_message(outgoing, is_last=is_last),
                "text": part.text,
                "link_preview_options": NO_PREVIEW,
            }
            if part.entities:
                asked["entities"] = part.entities
            if ids:
                outcome = await self._rest(outgoing, asked)
                if not isinstance(outcome, Sent):
                    return outcome
                ids.extend(outcome.message_ids)
            else:
                ids.append(message_id(await self._ask("sendMessage", asked)))
        if file is not None:
            outcome = await self._rest(outgoing, new_message(outgoing), file)
            if not isinstance(outcome, Sent):
                return outcome
            ids.extend(outcome.message_ids)
        return Sent(tuple(ids))

    async def _rest(
        self, outgoing: Outgoing, asked: dict[str, Any], file: MadeFile | None = None
    ) -> Outcome:
        """Send one of the later messages of a long text.

        What went out before cannot be taken back by trying the delivery again, so we
        wait a little here, and give up as "partly sent".
        """
        asked.pop("reply_parameters", None)
        method = "sendMessage" if file is None else _method_for(file)
        for _ in range(TRIES_OF_THE_REST):
            try:
                return Sent((message_id(await self._ask(method, asked, file)),))
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

    async def _edit(self, outgoing: Outgoing) -> Outcome:
        """Replace the words, or the caption; only the buttons where no words are."""
        asked = _changed(outgoing)
        if units(outgoing.text) > LONGEST:
            raise ImpossibleError(Reason.TOO_LARGE)
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
            return await self._edit_caption(outgoing)
        return Sent((str(asked["message_id"]),))

    async def _edit_caption(self, outgoing: Outgoing) -> Outcome:
        """Replace the words under a file."""
        if units(outgoing.text) > LONGEST_CAPTION:
            raise ImpossibleError(Reason.TOO_LARGE)
        asked = _changed(outgoing)
        caption = {"caption": outgoing.text, "caption_entities": outgoing.entities}
        done = Sent((str(asked["message_id"]),))
        if outgoing.media is not None:
            kind, file_id = outgoing.media
            media = {"type": kind, "media": file_id, **caption}
            try:
                await call(self._bot, "editMessageMedia", {**asked, "media": media})
            except BadRequest as error:
                if isinstance(outcome_of(error, Form.EDIT_CAPTION), Sent):
                    return done
            else:
                return done
        await self._ask("editMessageCaption", {**asked, **caption})
        return done

    async def _delete(self, outgoing: Outgoing) -> Outcome:
        """Take a message back, and what belongs to it; what is gone already is gone.

        What cannot be taken back keeps nothing else there; the outcome says why.
        """
        asked = place(outgoing, outgoing.target)
        targets = dict.fromkeys((str(asked.pop("message_id")), *outgoing.also))
        ids = [number(target, Reason.GONE) for target in targets]
        if len(ids) > MOST_ONE_BY_ONE:
            left = await self._delete_many(asked, sorted(ids))
        else:
            left = await self._delete_each(asked, ids)
        if not left:
            return Sent(() if outgoing.target is None else (outgoing.target,))
        log.warning(
            "messages not taken back",
            extra={
                "delivery": outgoing.delivery,
                "wanted": len(ids),
                "left": len(left),
            },
        )
        return left[0]

    async def _delete_many(
        self, asked: dict[str, Any], ids: Sequence[int]
    ) -> list[Outcome]:
        """Take many messages back; return why for each that stays.

        Telegram leaves out without a word what it does not find.
        """
        left: list[Outcome] = []
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = ids[start : start + MOST_AT_ONCE]
            try:
                await call(self._bot, "deleteMessages", {**asked, "message_ids": some})
            except BadRequest:
                # One stood in the way of the others.
                left += await self._delete_each(asked, some)
        return left

    async def _delete_each(
        self, asked: dict[str, Any], ids: Sequence[int]
    ) -> list[Outcome]:
        """Take back what can be; return why for each that stays."""
        left: list[Outcome] = []
        for one in ids:
            try:
                await call(self._bot, "deleteMessage", {**asked, "message_id": one})
            except BadRequest as error:
                outcome = outcome_of(error, Form.DELETE, str(one))
                if not isinstance(outcome, Sent):
                    left.append(outcome)
        return left

    async def _ask(
        self, method: str, asked: dict[str, Any], file: MadeFile | None = None
    ) -> Any:
        """Call a method, once more without each extra that Telegram objects to."""
        while True:
            try:
                if file is None:
                    return await call(self._bot, method, asked)
                name = "photo" if file.is_picture else "document"
                return await call_with_file(self._bot, method, asked, name, file)
            except BadRequest as error:
                said = error.message.lower()
                extra = next(
                    (name for words, name in EXTRAS if words in said and name in asked),
                    None,
                )
                if extra is None:
                    raise
                del asked[extra]

    def _slowed_down(self, chat: str, error: SlowDownError) -> Later:
        everywhere = self._limits is not None and self._limits.refused(
            chat, self._seconds(), error.after.total_seconds()
        )
        return Later(Reason.RATE_LIMITED, error.after, everywhere)


def _method_for(file: MadeFile) -> str:
    return "sendPhoto" if file.is_picture else "sendDocument"


def _changed(outgoing: Outgoing) -> dict[str, Any]:
    """Return what changing a message has in common; buttons not given again go."""
    asked = place(outgoing, outgoing.target)
    if outgoing.buttons:
        asked["reply_markup"] = keyboard(outgoing.buttons)
    return asked
