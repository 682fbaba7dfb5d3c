"""The configuration as it goes into a backup: everything but the secrets."""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot import config_file
from bot.config import Settings
from bot.config_file import Value
from casework.profile_settings import NOTHING
from storage.backup_files import DATA, KEYS


def without_secrets(settings: Settings) -> str:
    """Return a configuration file for a restored installation, beside its data.

    What the environment overrode stands in it as well: the next machine has another.
    """
    given: dict[str, dict[str, Value]] = {}
    for name, table in config_file.tables():
        values: Any = settings
        for part in name.split("."):
            values = getattr(values, part)
        if config_file.lies_elsewhere(table):
            given[name] = {
                setting: NOTHING if value is None else _plain(value)
                for setting, value in values.overrides().items()
            }
            continue
        secret = secret_names(table)
        given[name] = {
            setting: _plain(getattr(values, setting))
            for setting, _ in config_file.settings(table)
            if setting not in secret
        }
    given["storage"] |= {"path": DATA, "keys": KEYS}
    return config_file.render(given)


def secret_names(table: type[BaseModel]) -> set[str]:
    """Return the settings that are secrets, and those that name a file with one."""
    secrets = {
        name for name in table.model_fields if f"{name}_file" in table.model_fields
    }
    return secrets | {f"{name}_file" for name in secrets}


def _plain(value: Any) -> Value:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Enum() | Path():
            return str(value)
        case tuple():
            return [str(one) for one in value]
        case _:
            plain: Value = value
            return plain
