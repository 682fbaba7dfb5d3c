"""Methods about the bot itself, about chats and about files."""

import json
import re
from typing import Any

from simulator.telegram_chat import Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_files import DOWNLOAD_LIMIT
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad

COMMAND_NAME = re.compile(r"/?[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
LENGTHS = {"name": 64, "description": 512, "short_description": 120}
NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_me(cloud: TelegramCloud, _given: Params) -> Wire:
    """Say who the bot is."""
    return {
        **cloud.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_chat(cloud: TelegramCloud, given: Params) -> Wire:
    """Say what there is to know about a chat."""
    chat = cloud.chat(given.given.get("chat_id"))
    return {
        **chat.wire,
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }


def get_file(cloud: TelegramCloud, given: Params) -> Wire:
    """Say where a file can be downloaded."""
    file_id = given.text("file_id")
    if not file_id:
        raise bad("file_id not specified")
    stored = cloud.files.known(file_id)
    if stored is None:
        raise bad("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


def set_my_commands(cloud: TelegramCloud, given: Params) -> bool:
    """Set the menu of commands for a scope and a language."""
    commands = given.items("commands", "BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    cloud.settings["commands", _scope(given)] = [_command(c) for c in commands]
    return True


def get_my_commands(cloud: TelegramCloud, given: Params) -> list[Wire]:
    """Return that menu."""
    found: list[Wire] = cloud.settings.get(("commands", _scope(given)), [])
    return found


def delete_my_commands(cloud: TelegramCloud, given: Params) -> bool:
    """Remove that menu."""
    cloud.settings.pop(("commands", _scope(given)), None)
    return True


def set_words(cloud: TelegramCloud, given: Params, name: str) -> bool:
    """Set the name or a description of the bot in one language."""
    text = given.text(name) or ""
    if len(text) > LENGTHS[name]:
        raise bad(f"{name.replace('_', ' ')} is too long")
    language = given.text("language_code") or ""
    cloud.settings[name, language] = text
    if name == "name" and not language and text:
        cloud.bot["first_name"] = text
    return True


def get_words(cloud: TelegramCloud, given: Params, name: str) -> Wire:
    """Return it; without one in that language, the general one."""
    general = cloud.bot["first_name"] if name == "name" else ""
    general = cloud.settings.get((name, ""), general)
    language = given.text("language_code") or ""
    return {name: cloud.settings.get((name, language)) or general}


def set_chat_menu_button(cloud: TelegramCloud, given: Params) -> bool:
    """Set what the button beside the text field does."""
    button = given.mapping("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad("can't parse menu button: unsupported type specified")
    cloud.settings["menu_button", given.text("chat_id") or ""] = button
    return True


def get_chat_menu_button(cloud: TelegramCloud, given: Params) -> Wire:
    """Return what it does."""
    button: Wire = cloud.settings.get(
        ("menu_button", given.text("chat_id") or ""), {"type": "default"}
    )
    return button


def _command(given: Any) -> Wire:
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = given.get("command"), given.get("description")
    if not isinstance(name, str) or not COMMAND_NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.lstrip("/"), "description": description}


def _scope(given: Params) -> str:
    scope = given.mapping("scope", "BotCommandScope") or {"type": "default"}
    language = given.text("language_code") or ""
    return json.dumps(scope, sort_keys=True) + language


METHODS: dict[str, Any] = {
    "getme": get_me,
    "getchat": get_chat,
    "getfile": get_file,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": lambda cloud, given: set_words(cloud, given, "name"),
    "getmyname": lambda cloud, given: get_words(cloud, given, "name"),
    "setmydescription": lambda cloud, given: set_words(cloud, given, "description"),
    "getmydescription": lambda cloud, given: get_words(cloud, given, "description"),
    "setmyshortdescription": lambda cloud, given: set_words(
        cloud, given, "short_description"
    ),
    "getmyshortdescription": lambda cloud, given: get_words(
        cloud, given, "short_description"
    ),
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
}
