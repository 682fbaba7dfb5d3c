"""What `doctor` sees on the machine: settings, files, disk, clock."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot import config_file
from bot.config import Settings
from bot.config_copy import secret_names
from bot.config_sources import BETWEEN, PREFIX
from bot.findings import Finding, ok, problem, some, warning
from bot.lock import SharedDiskError, is_locked, refuse_shared_disk
from bot.office import duty_of
from storage import inspection, migrations
from storage.recovery import KIND

YEAR: Final = timedelta(days=365)
WAL_RESET_FAULT: Final = ((3, 7, 0), (3, 51, 3))
"""From this version of SQLite on, and before that one."""

REPAIRED: Final = frozenset({(3, 44, 6), (3, 50, 7)})
"""Older versions to which the repair was carried back."""

ENOUGH_BYTES: Final = 1 << 30
TOO_FEW_BYTES: Final = 200 << 20
BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock of a machine that runs this can be right and show an earlier time."""

_DEEPEST: Final = 3
_SHARE_BEGINS: Final = 200
"""In so many bytes a share has said what it is."""


def settings(found: Settings, now: datetime) -> Iterator[Finding]:
    """Yield what somebody still has to decide or confirm."""
    places = sum(map(bool, (found.duty.chat, found.duty.phone)))
    reached = len(duty_of(found))
    if found.duty.outside_hours == "duty" and not reached:
        yield problem(
            "duty",
            "nobody of the duty team can be told: [duty] chat needs Telegram, "
            "phone needs SMS",
        )
    elif found.duty.outside_hours and reached < places:
        yield warning(
            "duty", "one way is of no use: [duty] chat needs Telegram, phone needs SMS"
        )
    elif found.duty.outside_hours:
        yield ok("duty", f'outside hours: "{found.duty.outside_hours}"')
    else:
        yield warning(
            "duty",
            "nobody has chosen who is told outside working hours: "
            "set [duty] outside_hours",
        )
    confirmed = found.helplines.confirmed
    if confirmed is None:
        yield warning(
            "help lines",
            "nobody has confirmed them: try each, then set [helplines] confirmed",
        )
    elif now.date() - confirmed > YEAR:
        yield warning(
            "help lines",
            "tried more than a year ago: try each, then set [helplines] confirmed",
        )
    else:
        yield ok("help lines", f"tried on {confirmed.isoformat()}")
    ways = [name for name, value in found.alarms if value]
    if len(ways) > 1:
        yield ok("alarm ways", ", ".join(ways))
    else:
        yield warning(
            "alarm ways",
            "set at least two of [alarms] telegram_chat, sms and command, "
            "so that one being down can be told",
        )


def environment() -> Iterator[Finding]:
    """Yield which secrets every process of this user can read."""
    secrets = {
        f"{PREFIX}{name.replace('.', BETWEEN)}{BETWEEN}{setting}".upper()
        for name, table in config_file.tables()
        for setting in secret_names(table)
        if not setting.endswith("_file")
    }
    found = sorted(name for name in os.environ if name.upper() in secrets)
    if found:
        yield warning(
            "environment",
            f"{some(found)}: what stands in the environment gets into crash reports "
            "and child processes; use the setting with _file",
        )
    else:
        yield ok("environment", "no secrets in it")


def permissions(config: Path, found: Settings) -> Finding:
    """Tell whether everything is for its owner alone."""
    wrong = [
        str(path)
        for top in (found.storage.path, found.storage.keys)
        if top.is_dir()
        for path in _below(top)
        if _is_open_to_others(path)
    ]
    if config.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        wrong.append(str(config))
    if wrong:
        return problem(
            "permissions",
            f"others can read or change {some(wrong)}: run chmod -R go= on it, "
            "as the user who runs the service",
        )
    return ok("permissions", "files and directories are for their owner only")


def sqlite() -> Finding:
    """Tell which SQLite this is, and about its fault."""
    version = inspection.sqlite_version()
    name = ".".join(map(str, version))
    first, repaired = WAL_RESET_FAULT
    is_faulty = first <= version < repaired and not any(
        version[:2] == each[:2] and version >= each for each in REPAIRED
    )
    if is_faulty:
        return ok(
            "SQLite",
            f"{name} has the WAL-reset fault; it cannot strike here, because only the "
            "service's one connection writes checkpoints: let no other program, such "
            "as a replicator or the sqlite3 shell, open the store while it runs",
        )
    return ok("SQLite", name)


def disk(found: Settings) -> Iterator[Finding]:
    """Yield how much room there is, and whether it is a disk of this machine."""
    place = found.storage.path
    try:
        refuse_shared_disk(place)
    except SharedDiskError as error:
        yield problem("disk", str(error))
    free = shutil.disk_usage(place).free
    said = f"{free / (1 << 30):.1f} GiB are free"
    if free < TOO_FEW_BYTES:
        yield problem("disk", f"{said}: make room, or nothing can be taken in soon")
    elif free < ENOUGH_BYTES:
        yield warning("disk", f"{said}: make room")
    else:
        yield ok("disk", said)


def copies(found: Settings, now: datetime) -> Iterator[Finding]:
    """Yield which copies of the store an update left beside it, and how old each is."""
    left = [
        f"{path.name} ({(now - _changed_at(path)).days} days old)"
        for path in sorted(found.storage.path.glob(migrations.COPIES))
    ]
    if left:
        yield warning(
            "copies",
            f"{some(left)}: delete what an update left, once all is well; "
            "what is deleted in the store stays in a copy of it",
        )


def running(found: Settings) -> Finding:
    """Tell whether a service is running."""
    if is_locked(found.storage.path):
        return ok("service", "is running")
    return ok("service", "is not running")


def clock(found: Settings, now: datetime, newest: datetime | None) -> Finding:
    """Tell whether the clock can be right, and what time it is at the office."""
    there = now.astimezone(found.organisation.zone)
    said = f"{there:%Y-%m-%d %H:%M} in {found.organisation.zone.key}"
    if now < BUILT:
        return problem("clock", f"{said} is long ago: set the clock")
    if newest is not None and newest - now > timedelta(minutes=5):
        return problem(
            "clock",
            f"{said}, but the store holds later times: the clock was set back, or was "
            "wrong before",
        )
    return ok("clock", said)


def shares(config: Path, found: Settings, *, is_fresh: bool) -> Finding:
    """Tell whether recovery shares still lie beside the configuration."""
    left = [
        str(path)
        for path in _files_near(config.absolute().parent, but=found.storage.path)
        if _is_share(path)
    ]
    if not left:
        return ok("recovery shares", "none lies beside the configuration")
    said = (
        f"{some(left)}: move each to a place of its own off this machine; whoever "
        "takes two of them with the store can open every case"
    )
    if is_fresh:
        return warning("recovery shares", said)
    return problem("recovery shares", said)


def _below(top: Path) -> Iterator[Path]:
    yield top
    yield from top.rglob("*")


def _is_open_to_others(path: Path) -> bool:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False  # the service removed it meanwhile
    if stat.S_ISLNK(found.st_mode):
        return False
    is_foreign = found.st_uid not in {os.geteuid(), 0}
    return is_foreign or bool(found.st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _is_share(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return KIND.encode() in file.read(_SHARE_BEGINS)
    except OSError:
        return False


def _files_near(directory: Path, *, but: Path, depth: int = 1) -> Iterator[Path]:
    """Yield files not far below; not those of the store, which may be very many."""
    try:
        here = sorted(directory.iterdir())
    except OSError:
        return
    for path in here:
        if path.is_symlink() or path == but:
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and depth < _DEEPEST:
            yield from _files_near(path, but=but, depth=depth + 1)
