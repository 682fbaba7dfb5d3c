"""The Bot API as plain calls: a method and its parameters out, its result back."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.telegram_request import AiohttpRequest, NotSentError, parse_answer
from casework.made_files import MadeFile

SOME_TIME = timedelta(seconds=5)  # where Telegram says "slow down", not for how long
LONGEST_PAUSE = 24 * 60 * 60  # seconds; more than that is a mistake of somebody


class BrokenAnswerError(NetworkError):
    """Telegram failed, or answered something else. It may have acted nevertheless."""


class SlowDownError(TelegramError):
    """Telegram wants no more requests for a while; this one was not carried out.

    Stands for PTB's RetryAfter, which warns about its own future when it is made.
    """

    def __init__(self, after: timedelta) -> None:
        super().__init__("too many requests")
        self.after = after


class OtherBotError(Exception):
    """The new token is of another bot. Put in one of this bot, or start anew."""


class RenewableBot(Bot):
    """A bot whose token can be replaced while it speaks."""

    def __init__(self, token: str, api_url: str, request: AiohttpRequest) -> None:
        root = api_url.rstrip("/")
        self._roots = f"{root}/bot", f"{root}/file/bot"
        super().__init__(
            token,
            base_url=self._roots[0],
            base_file_url=self._roots[1],
            request=request,
            get_updates_request=request,
        )

    def renew(self, token: str) -> None:
        """Speak with this token from the next request on.

        Telegram keeps what was not confirmed for the bot, whatever its token is.
        """
        if _bot_of(token) != _bot_of(self.token):
            raise OtherBotError
        # PTB makes all three once, and has no way to make them again.
        self._token = token
        self._base_url, self._base_file_url = (root + token for root in self._roots)


@asynccontextmanager
async def connected(
    token: str, api_url: str, *, connections: int = 128
) -> AsyncIterator[RenewableBot]:
    """Yield a bot with open connections that has said nothing to Telegram yet."""
    request = AiohttpRequest(connections=connections)
    bot = RenewableBot(token, api_url, request)
    async with request:
        yield bot


async def call(
    bot: Bot,
    method: str,
    parameters: Mapping[str, Any],
    *,
    read_timeout: float | None = None,
) -> Any:
    """Return the result of a method, as Telegram's JSON has it.

    For what is done with every message. Measured for sendMessage with a reply and no
    preview, 16 at a time on one core: 125 µs, against 165 µs by `Bot.do_api_request`
    (which also warns each time) and 300 µs by `Bot.send_message`, which builds a
    `Message` of the answer. All else goes through the methods of `Bot`.
    """
    return _result(
        *await connection_of(bot).post_json(
            f"{bot.base_url}/{method}", parameters, read_timeout
        )
    )


async def call_with_file(
    bot: Bot, method: str, parameters: Mapping[str, Any], name: str, file: MadeFile
) -> Any:
    """Return the result of a method that a file goes with, under this name."""
    # In a form everything is text; what is nested is JSON in it.
    fields = {
        each: given if isinstance(given, str) else json.dumps(given)
        for each, given in parameters.items()
    }
    return _result(
        *await connection_of(bot).post_form(
            f"{bot.base_url}/{method}", fields, name, file
        )
    )


def _result(status: int, payload: bytes) -> Any:
    answer = parse_answer(payload)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if answer is None or answer.get("ok") is not True or "result" not in answer:
            raise BrokenAnswerError("not an answer of the Bot API")
        return answer["result"]
    raise _refusal(status, answer)


def connection_of(bot: Bot) -> AiohttpRequest:
    """Return the HTTP that this bot speaks through."""
    request = bot.request
    if not isinstance(request, AiohttpRequest):
        raise TypeError("this bot was not made by telegram_api.connected")
    return request


def _bot_of(token: str) -> str:
    return token.partition(":")[0]


def _refusal(status: int, answer: Mapping[str, Any] | None) -> TelegramError:
    """Return PTB's error for an answer that is not 2xx."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        return BrokenAnswerError(f"answered {status}")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SlowDownError(_retry_after(answer))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return BadRequest("request entity too large")
    if answer is None:
        # Some proxy between us and Telegram refused: a 403 of its own must not pass
        # for somebody's having blocked the bot.
        return NotSentError(f"answered {status} without JSON")
    said = answer.get("description")
    words = said if isinstance(said, str) else f"answered {status}"
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return InvalidToken("the token was refused")
        case HTTPStatus.FORBIDDEN:
            return Forbidden(words)
        case HTTPStatus.CONFLICT:
            return Conflict(words)
        case _:
            return BadRequest(words)


def _retry_after(answer: Mapping[str, Any] | None) -> timedelta:
    given = (answer or {}).get("parameters")
    seconds = given.get("retry_after") if isinstance(given, dict) else None
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_PAUSE:
        return SOME_TIME
    return timedelta(seconds=seconds)
