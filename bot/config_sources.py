"""Where the settings come from: the file, the environment, files with one secret."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot import config_checks as checks
from bot.config_faults import label, shown, table_of
from bot.secret_files import SecretFileError, is_exposed, read_secret

PREFIX: Final = "FASTKONTAKT_"
BETWEEN: Final = "__"
LARGEST_BYTES: Final = 1 << 20
_PLACE: Final = re.compile(r"\(at (line \d+), column \d+\)$")

Values = dict[str, Any]


class UnreadableError(Exception):
    """The file cannot be read at all; the text is one sentence."""


@dataclass(slots=True)
class Document:
    """What was given for each table, and what is wrong with how it was given."""

    values: Values
    faults: list[str]


def collect(settings: type[BaseSettings], path: Path) -> Document:
    """Return what the file says, overridden by the environment, with secrets in it."""
    values, found = _load(path)
    faults = list(_exposed(settings, path, found, values))
    faults += _strangers(settings, values)
    environment = EnvSettingsSource(
        settings, env_prefix=PREFIX, env_nested_delimiter=BETWEEN
    )
    document = Document(_merged(values, environment()), faults)
    for names, table, given in _tables(settings, document.values):
        _resolve_paths(table, given, path.absolute().parent)
        faults += _take_secrets(names, table, given)
    return document


def _load(path: Path) -> tuple[Values, os.stat_result]:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            content = file.read(LARGEST_BYTES)
        return tomllib.loads(content.decode("utf-8-sig")), found
    except FileNotFoundError:
        reason = "no such file; make one with `fastkontakt init DIR`"
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        reason = "not UTF-8"
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        reason = f"not TOML ({place[1]})" if place else "not TOML"
    raise UnreadableError(f"{path}: {reason}")


def _exposed(
    settings: type[BaseModel], path: Path, found: os.stat_result, values: Values
) -> Iterator[str]:
    """Yield a fault if others can change the file, or read a secret in it."""
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        yield f"{path}: others can change it; run chmod 600 on it"
    elif is_exposed(found):
        for names, table, given in _tables(settings, values):
            for name in _secret_names(table):
                if given.get(name):
                    yield (
                        f"{path}: others can read it and it holds "
                        f"{label(names, name)}; run chmod 600 on it"
                    )


def _strangers(settings: type[BaseModel], values: Values) -> Iterator[str]:
    """Take out what names a table that nobody knows, and yield a fault for each."""
    known = settings.model_fields
    for name in [name for name in values if name not in known]:
        del values[name]
        yield f"[{shown(name)}]: no such table"
    for name in os.environ:
        bare = name.lower().removeprefix(PREFIX.lower())
        table, is_setting, _ = bare.partition(BETWEEN)
        if bare != name.lower() and is_setting and table not in known:
            yield f"{shown(name)}: no such setting"


def _merged(values: Any, over: Values) -> Values:
    """Lay `over` over the values; a secret also replaces its file, and the reverse."""
    result: Values = dict(values) if isinstance(values, dict) else {}
    for name, value in over.items():
        if isinstance(value, dict):
            result[name] = _merged(result.get(name), value)
            continue
        result[name] = value
        is_file = name.endswith("_file")
        twin = name.removesuffix("_file") if is_file else f"{name}_file"
        if twin not in over:
            result.pop(twin, None)
    return result


def _tables(
    model: type[BaseModel], values: Any, names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], type[BaseModel], Values]]:
    """Yield name, model and values of each table that was given."""
    if not isinstance(values, dict):
        return
    yield names, model, values
    for name, field in model.model_fields.items():
        if table := table_of(field):
            yield from _tables(table, values.get(name), (*names, name))


def _secret_names(table: type[BaseModel]) -> list[str]:
    fields = table.model_fields
    return [name for name in fields if f"{name}_file" in fields]


def _resolve_paths(table: type[BaseModel], given: Values, base: Path) -> None:
    for name, field in table.model_fields.items():
        value = given.get(name, field.default)
        if (
            checks.RELATIVE in field.metadata
            and value
            and isinstance(value, str | Path)
        ):
            given[name] = str(base / value)


def _take_secrets(
    names: tuple[str, ...], table: type[BaseModel], given: Values
) -> Iterator[str]:
    for name in _secret_names(table):
        where = given.get(f"{name}_file")
        if not where or not isinstance(where, str):
            continue
        if given.get(name):
            yield f"{label(names, name)}: given twice, here and as {name}_file"
            continue
        try:
            given[name] = read_secret(Path(where))
        except SecretFileError as error:
            yield f"{label(names, name)}_file: {error}"
