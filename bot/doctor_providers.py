"""What `doctor` hears from Telegram and Twilio."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from bot.config import Settings
from bot.findings import Finding, ok, problem, warning
from handlers import facts
from sms_gateway.account import TWILIO_URL
from sms_gateway.twilio_gateway import EDGES

PATIENCE: Final = 5.0
"""Seconds for each provider."""

CLOCK_MAY_DIFFER: Final = timedelta(seconds=60)
MANY_UPDATES: Final = 100
LARGEST_ANSWER: Final = 1 << 20

TELLING: Final = (
    "abuse",
    "addict",
    "anbring",
    "barnet",
    "behandling",
    "børn",
    "counsel",
    "fastkontakt",
    "foster",
    "kommun",
    "kontaktperson",
    "krise",
    "kriscent",
    "misbrug",
    "missbruk",
    "municipal",
    "psyk",
    "rusmid",
    "skp",
    "social",
    "stödperson",
    "støtte",
    "suicid",
    "therap",
    "ungdom",
    "unge",
    "youth",
)
"""Beginnings of words that tell whoever sees the phone what the chat is about."""


async def ask(settings: Settings, now: datetime) -> list[Finding]:
    """Return what is to be said of each provider; an answer may take 5 s."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        found = await asyncio.gather(
            _listed(_telegram(session, settings, now)),
            _listed(_twilio(session, settings)),
        )
    return [finding for one in found for finding in one]


async def _telegram(
    session: aiohttp.ClientSession, settings: Settings, now: datetime
) -> AsyncIterator[Finding]:
    telegram = settings.telegram
    token = telegram.token.get_secret_value()
    if not telegram.enabled:
        yield ok("Telegram", "is switched off")
        return
    if not token:
        yield problem("Telegram", "set [telegram] token_file, or enabled = false")
        return
    bot = f"{telegram.api_url}/bot{token}/"
    answer = await _get(session, f"{bot}getMe")
    match answer.status:
        case None:
            yield problem(
                "Telegram", "no answer: look at the network, or at [telegram] api_url"
            )
            return
        case HTTPStatus.OK:
            yield ok("Telegram", "answers and knows the bot")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            yield problem(
                "Telegram", "the token was refused: ask BotFather for the present one"
            )
            return
        case status:
            yield problem("Telegram", f"answered {int(status)}: try again later")
            return
    if answer.date is not None and abs(answer.date - now) > CLOCK_MAY_DIFFER:
        yield problem(
            "clock", "differs from Telegram's by more than a minute: set the clock"
        )
    yield _display_name(str(answer.result.get("first_name", "")), settings)
    hook = await _get(session, f"{bot}getWebhookInfo")
    if hook.status == HTTPStatus.OK:
        yield _webhook(hook.result, settings)
    if settings.duty.chat:
        chat = quote(settings.duty.chat)
        seen = await _get(session, f"{bot}getChat?chat_id={chat}")
        if seen.status != HTTPStatus.OK:
            yield problem(
                "duty",
                "the bot cannot write to [duty] chat: add the bot to it, "
                "or correct the number",
            )


def _display_name(name: str, settings: Settings) -> Finding:
    words = name.casefold().replace("_", " ").replace("-", " ").split()
    tells = any(word.startswith(TELLING) for word in words)
    if tells or settings.organisation.name.casefold() in name.casefold():
        return warning(
            "bot's name",
            "it names the service or the problem, and stands on the phone's screen: "
            "give it a neutral one at BotFather",
        )
    return ok("bot's name", "looks neutral")


def _webhook(info: dict[str, Any], settings: Settings) -> Finding:
    telegram, found = settings.telegram, info.get("url") or ""
    secret = facts.secret_path(telegram.webhook_secret.get_secret_value())
    ours = f"{settings.public_url}/telegram/{secret}"
    if telegram.mode == "webhook" and found == ours:
        return ok("webhook", "Telegram posts to this service")
    if found:
        return problem(
            "webhook",
            "Telegram posts updates to somebody else: if nobody here set that up, "
            "the token is known to others; get a new one from BotFather",
        )
    waiting = info.get("pending_update_count")
    if isinstance(waiting, int) and waiting > MANY_UPDATES:
        return warning("webhook", f"{waiting} updates wait at Telegram, for 24 hours")
    return ok("webhook", "nobody else gets the updates")


async def _twilio(
    session: aiohttp.ClientSession, settings: Settings
) -> AsyncIterator[Finding]:
    twilio = settings.sms.twilio
    if settings.sms.gateway != "twilio":
        yield ok("Twilio", "is not used")
        return
    if not twilio.account_sid or not twilio.auth_token:
        yield problem("Twilio", "set [sms.twilio] account_sid and auth_token_file")
        return
    answer = await _get(
        session,
        # What reconciliation asks for, with as little of it as there can be.
        f"{_twilio_url(settings)}/2010-04-01/Accounts/{twilio.account_sid}"
        "/Messages.json?PageSize=1",
        {
            "Authorization": aiohttp.encode_basic_auth(
                twilio.account_sid, twilio.auth_token[0].get_secret_value()
            )
        },
    )
    match answer.status:
        case None:
            yield problem(
                "Twilio", "no answer: look at the network, or at [sms.twilio] api_url"
            )
        case HTTPStatus.OK:
            yield ok("Twilio", "answers and knows the account")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            yield problem(
                "Twilio",
                "the account or its auth token was refused; each region has its own",
            )
        case status:
            yield problem("Twilio", f"answered {int(status)}: try again later")


def _twilio_url(settings: Settings) -> str:
    """Return where the account is; a region has a host of its own."""
    twilio = settings.sms.twilio
    edge = EDGES.get(twilio.region)
    if twilio.api_url != TWILIO_URL or edge is None:
        return twilio.api_url
    return f"https://api.{edge}.{twilio.region}.twilio.com"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back; no status: nothing did."""

    status: int | None = None
    result: dict[str, Any] = field(default_factory=dict, repr=False)
    date: datetime | None = None


async def _get(
    session: aiohttp.ClientSession, url: str, headers: Mapping[str, str] | None = None
) -> _Answer:
    """Ask once; no error of it may get out, for it would name the address."""
    try:
        async with session.get(url, headers=headers, allow_redirects=False) as answer:
            content = await answer.content.read(LARGEST_ANSWER)
            return _Answer(answer.status, _result(content), _date(answer.headers))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return _Answer()


def _result(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    result = found.get("result") if isinstance(found, dict) else None
    return result if isinstance(result, dict) else {}


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        found = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


async def _listed(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]
