import pytest

from bot.menus import INTRODUCTIONS, MENUS
from casework.keywords import Keyword
from handlers.wishes import COMMANDS


def test_every_language_has_its_menu_and_introduction():
    assert [menu.language for menu in MENUS] == ["", "da", "sv"]
    assert [each.language for each in INTRODUCTIONS] == ["", "da", "sv"]
    assert len({menu.commands for menu in MENUS}) == 3
    assert len({each.description for each in INTRODUCTIONS}) == 3


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.language or "en")
def test_what_the_menu_offers_is_understood(menu):
    offered = {f"/{name}" for name, _ in menu.commands}

    assert offered <= COMMANDS.keys()
    assert COMMANDS["/stop"] is Keyword.STOP


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.language or "en")
def test_telegram_takes_the_menu(menu):
    for name, description in menu.commands:
        assert name.isascii()
        assert name.islower()
        assert len(name) <= 32
        assert 1 <= len(description) <= 256


@pytest.mark.parametrize("found", INTRODUCTIONS, ids=lambda each: each.language or "en")
def test_telegram_takes_the_introduction(found):
    assert 1 <= len(found.description) <= 512
    assert 1 <= len(found.about) <= 120
