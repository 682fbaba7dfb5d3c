"""What Telegram offers in whose chat."""

import asyncio
import contextlib

import pytest

from bot.menus import INTRODUCTIONS, MENUS, StaffMenus
from casework.people import Language
from storage.errors import StoreUnwritableError

METTE = 7000000002
WORDS = {
    Language.DANISH: "vælg, hvem du skriver til",
    Language.ENGLISH: "choose who to write to",
}


class Store:
    """A store that knows one contact person, and may be away."""

    def __init__(self) -> None:
        self.language = Language.DANISH
        self.away = False

    async def run(self, unit, *_):
        if self.away:
            raise StoreUnwritableError
        return ["w-mette/"] if "lanes" in unit.__name__ else [(METTE, self.language)]


@pytest.fixture
async def shown(bot):
    """A store, its menus, and a way to wait until they are set."""
    store = Store()
    menus = StaffMenus(store, bot)
    running = asyncio.get_running_loop().create_task(menus.run())
    yield store, menus
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def set_times(far_end, times):
    while len(far_end.asked("setMyCommands")) < times:
        await asyncio.sleep(0.01)
    return far_end.asked("setMyCommands")


def test_everybody_is_offered_what_a_client_can_do_in_three_languages():
    assert [menu.language for menu in MENUS] == ["", "da", "sv"]
    assert all(menu.chat is None for menu in MENUS)
    assert [name for name, _ in MENUS[0].commands] == [
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
    ]
    assert len({menu.commands[0][1] for menu in MENUS}) == 3
    assert all("112" in one.description for one in INTRODUCTIONS)


async def test_whoever_works_here_is_offered_their_own_at_the_start(far_end, shown):
    far_end.will_answer("getMyCommands", [])

    (asked,) = await set_times(far_end, 1)

    assert asked["scope"] == {"type": "chat", "chat_id": METTE}
    assert asked["commands"][0]["description"] == WORDS[Language.DANISH]


async def test_who_chose_another_language_is_offered_it_in_that_one(far_end, shown):
    store, menus = shown
    far_end.will_answer("getMyCommands", [], [])
    await set_times(far_end, 1)

    menus.wake(["w-mette/", "c-alma/k-1", "w-mette/k-1"])
    store.language = Language.ENGLISH
    menus.wake(["w-mette/"])
    asked = await set_times(far_end, 2)

    assert asked[1]["commands"][0]["description"] == WORDS[Language.ENGLISH]
    assert len(asked) == 2


async def test_a_store_that_is_away_for_a_while_stops_nothing(far_end, shown, caplog):
    store, menus = shown
    far_end.will_answer("getMyCommands", [], [])
    await set_times(far_end, 1)
    store.away = True
    menus.wake(["w-mette/"])
    while "menu not set" not in caplog.text:
        await asyncio.sleep(0.01)

    store.away, store.language = False, Language.ENGLISH
    menus.wake(["w-mette/"])

    assert len(await set_times(far_end, 2)) == 2


async def test_a_menu_that_telegram_refused_is_set_the_next_time(far_end, shown):
    _, menus = shown
    far_end.will_answer("getMyCommands", [], [])
    far_end.will_refuse("setMyCommands", 400, "Bad Request: chat not found")
    await set_times(far_end, 1)

    menus.wake(["w-mette/"])

    assert len(await set_times(far_end, 2)) == 2


async def test_without_telegram_there_is_nothing_to_offer():
    menus = StaffMenus(Store(), None)

    menus.wake(["w-mette/"])

    assert menus._news.empty()
