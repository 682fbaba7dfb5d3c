"""What Telegram shows of the bot: its commands and its description."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable

from telegram import Bot

from bot import telegram_profile
from bot.telegram_profile import Introduction, Menu
from casework.people import AddressState, Channel, Language, PersonId, Role
from handlers.texts import Texts
from storage import addresses, people
from storage.engine import Store
from storage.transaction import Transaction

log = logging.getLogger(__name__)

_TEXTS = Texts.load(Language.ENGLISH)
_FOR_CLIENTS = (
    *("help", "who", "about", "mydata", "notices", "language"),
    *(
        "checkins",
        "call",
        "meetings",
        "agreements",
        "undo",
        "save",
        "correct",
        "clear",
        "pause",
        "stop",
        "start",
    ),
)
_FOR_STAFF = (
    "to",
    "clients",
    "undo",
    "new",
    "invite",
    "seen",
    "meet",
    "move",
    "calloff",
    "series",
    "meetings",
    "later",
    "agree",
    "agreements",
    "log",
    "note",
    "important",
    "correct",
    "requests",
    "goals",
    "record",
    "tried",
    "cadence",
    "month",
    "followup",
    "reviews",
    "safe",
    "checkins",
    "consent",
    "away",
    "back",
    "handover",
    "end",
    "tasks",
    "hours",
    "danger",
    "cancel",
    "help",
    "about",
    "language",
)
_LANGUAGES = ("", Language.DANISH, Language.SWEDISH)


def _commands(names: Iterable[str], spoken: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, _TEXTS.say(f"cmd_{name}", spoken)) for name in names)


def _menu(language: str) -> Menu:
    commands = _commands(_FOR_CLIENTS, language or Language.ENGLISH)
    return Menu(commands, language=language)


def _introduction(language: str) -> Introduction:
    spoken = language or Language.ENGLISH
    return Introduction(
        _TEXTS.say("bot_description", spoken),
        _TEXTS.say("bot_short_description", spoken),
        language=language,
    )


MENUS = tuple(_menu(language) for language in _LANGUAGES)
INTRODUCTIONS = tuple(_introduction(language) for language in _LANGUAGES)


class StaffMenus:
    """Sets in the chat of everybody who works here what they can do, as best we can.

    Told which conversations have news, it looks at those of staff that are about no
    client: their welcome, and the answer to who chose another language.
    """

    def __init__(self, store: Store, bot: Bot | None) -> None:
        self._store = store
        self._bot = bot
        self._news: asyncio.Queue[PersonId] = asyncio.Queue()
        self._shown: dict[int, Language] = {}

    def wake(self, lanes: Iterable[str]) -> None:
        """Say that these conversations have something to go out."""
        for lane in lanes:
            person, _, case = lane.partition("/")
            if self._bot is not None and not case and person.startswith("w-"):
                self._news.put_nowait(PersonId(person))

    async def run(self) -> None:
        """Set menus until cancelled: first everybody's, then those that change."""
        await _best_effort(self._look_for_all())
        while True:
            await _best_effort(self._look_at(await self._news.get()))

    async def _look_for_all(self) -> None:
        self.wake(await self._store.run(_lanes_of_staff))

    async def _look_at(self, person: PersonId) -> None:
        for chat, language in await self._store.run(_chats_of, person):
            if self._bot is not None and self._shown.get(chat) is not language:
                menu = Menu(_commands(_FOR_STAFF, language), chat=chat)
                if await telegram_profile.introduce(self._bot, [menu], ()):
                    self._shown[chat] = language


async def _best_effort(look: Awaitable[None]) -> None:
    try:
        await look
    except Exception as error:  # noqa: BLE001 - nobody needs a menu to write
        log.warning("menu not set", extra={"error": type(error).__name__})


def _lanes_of_staff(tx: Transaction) -> list[str]:
    staff = (role for role in Role if role.is_staff)
    return [f"{each.id}/" for role in staff for each in people.with_role(tx, role)]


def _chats_of(tx: Transaction, person: PersonId) -> list[tuple[int, Language]]:
    known = people.find(tx, person)
    return [
        (int(each.address.value), known.language)
        for each in addresses.of_person(tx, person)
        if known is not None
        and each.address.channel is Channel.TELEGRAM
        and each.state is AddressState.VERIFIED
    ]
