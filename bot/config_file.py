"""The configuration written down: the file that `init` makes, and the reference."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config import Settings
from bot.config_faults import table_of
from bot.config_tables import Table
from casework.profile_settings import NOTHING
from casework.profiles import PROFILES

EXAMPLE: Final = Path("config.example.toml")
REFERENCE: Final = Path("docs/reference/configuration.md")

_PROFILES_OPENING: Final = """
## [profiles.NAME]

What is otherwise in one kind of help, such as `[profiles.dk_child]`.
What is left out is as it is shipped: these are the values of today.
`fastkontakt profiles show NAME` prints what counts, and what is shipped for other days.
`"none"` says that there is no such age, time or number.
What one assignment has otherwise goes before this.

"""

Value = str | int | float | bool | list[str]
Given = Mapping[str, Mapping[str, Value]]

_OPENING: Final = """\
# The configuration of Fastkontakt: every setting, with its default.
# Paths start at this file. An environment variable such as
# FASTKONTAKT_TELEGRAM__TOKEN_FILE overrides a setting.
"""
_REFERENCE_OPENING: Final = """\
# Configuration

Fastkontakt reads one TOML file, named with `--config`, once and before anything starts.
`fastkontakt init DIR` writes one with every setting in it.
A setting that does not exist, or a value that cannot be, is an error that names the
setting and never its value.

- **Environment.** `FASTKONTAKT_SECTION__KEY` overrides a setting:
  `FASTKONTAKT_TELEGRAM__TOKEN_FILE`, `FASTKONTAKT_SMS__TWILIO__REGION`.
- **Secrets.** A setting that has a twin with `_file` can be read from a file of its
  own, which only its owner may read.
  If secrets stand in the configuration file, only its owner may read that.
  Credentials of systemd are taken as they come.
- **Paths** that are relative start at the configuration file.
- **Plain http** is for loopback only: addresses elsewhere start with `https://`.

This page is made from the program (`python -m bot.config_file`); a test compares them.
"""


def render(given: Given | None = None) -> str:
    """Return a configuration file with every setting, `given` ones as they are given.

    `given` goes by table, `{"sms.twilio": {"region": "ie1"}}`.
    """
    parts = [_OPENING]
    for name, table in tables():
        values = (given or {}).get(name, {})
        parts.append(f"\n[{name}]  # {_about(table)}\n")
        if lies_elsewhere(table):
            parts += [f"{each} = {_toml(value)}\n" for each, value in values.items()]
            continue
        for setting, field in settings(table):
            value = values.get(setting, default(field))
            parts.append(f"# {field.description}\n{setting} = {_toml(value)}\n")
    return "".join(parts)


def render_reference() -> str:
    """Return the page that describes every setting."""
    parts = [_REFERENCE_OPENING]
    alike: set[type[BaseModel]] = set()
    for name, table in tables():
        if lies_elsewhere(table):
            if table in alike:
                continue
            alike.add(table)
            parts.append(_of_profiles(table))
            continue
        about = _about(table)
        parts.append(f"\n## [{name}]\n\n{about[0].upper()}{about[1:]}\n")
        if next(settings(table), None) is None:
            continue
        parts.append("\n| setting | default | meaning |\n|---|---|---|\n")
        parts += [
            f"| `{setting}` | `{_toml(default(field))}` | {field.description} |\n"
            for setting, field in settings(table)
        ]
    return "".join(parts)


def lies_elsewhere(table: type[BaseModel]) -> bool:
    """Tell whether a table says only what is otherwise than it is shipped."""
    return issubclass(table, Table) and table.defaults_lie_elsewhere


def _of_profiles(table: type[BaseModel]) -> str:
    """Return the section on the tables of the kinds of help, which are all alike."""
    heads = "".join(f" `{name}` |" for name in PROFILES)
    lines = [
        _PROFILES_OPENING,
        f"| setting |{heads} meaning |\n|---|{'---|' * len(PROFILES)}---|\n",
    ]
    for name, field in settings(table):
        values = "".join(
            f" `{written(getattr(profile, name))}` |" for profile in PROFILES.values()
        )
        lines.append(f"| `{name}` |{values} {field.description} |\n")
    return "".join(lines)


def written(value: object) -> str:
    """Return a rule of a kind of help as it stands in a configuration.

    >>> written(None), written((15, 18)), written(True), written("full")
    ('"none"', '[15, 18]', 'true', '"full"')
    """
    return json.dumps(
        NOTHING if value is None else value, ensure_ascii=False, default=str
    )


def tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the name and the model of each table, in the order of the file."""
    yield from _tables_in(Settings, "")


def settings(table: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield what can be set in a table."""
    for name, field in table.model_fields.items():
        if table_of(field) is None:
            yield name, field


def default(field: FieldInfo) -> Value:
    """Return what stands in the file when nobody has set anything."""
    value: Any = field.examples[0] if field.examples else field.default
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Enum | Path):
        return str(value)
    return value if isinstance(value, str | int | float) else list(value)


def _tables_in(
    model: type[BaseModel], above: str
) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        if table := table_of(field):
            yield f"{above}{name}", table
            yield from _tables_in(table, f"{above}{name}.")


def _about(table: type[BaseModel]) -> str:
    return (table.__doc__ or "").partition(": ")[2]


def _toml(value: Value) -> str:
    """Return the value in TOML, which writes these kinds as JSON does.

    >>> _toml("Børn & unge"), _toml(1.0), _toml(True), _toml(["a", "b"])
    ('"Børn & unge"', '1.0', 'true', '["a", "b"]')
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


if __name__ == "__main__":
    EXAMPLE.write_text(render(), encoding="utf-8")
    REFERENCE.write_text(render_reference(), encoding="utf-8")
