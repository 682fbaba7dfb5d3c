"""Looking at everything that can be wrong, one line for each thing."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot import doctor_machine, doctor_memory, doctor_providers, doctor_store
from bot.config import ConfigError, Settings
from bot.findings import Finding, ok, problem, some, warning
from bot.office import office_of
from bot.opening import EXPECTED
from handlers import reading, retention, retention_lists
from storage import requests
from storage.inspection import Inspection, inspect
from storage.reading import reading as looking
from storage.service_keys import ServiceKeys


def examine(config: Path, now: datetime) -> Iterator[Finding]:
    """Yield what was found, as soon as it is."""
    try:
        settings = Settings.read(config)
    except ConfigError as error:
        for line in error.lines:
            yield problem("configuration", line)
        return
    yield ok("configuration", "can be read")
    yield doctor_machine.permissions(config, settings)
    yield from doctor_machine.environment()
    yield doctor_memory.swap()
    yield doctor_machine.sqlite()
    found = None
    try:
        found = _inspected(settings, now)
    except EXPECTED as error:
        yield problem("store", str(error))
    if found is not None:
        yield ok("keys", "belong to the store")
        yield doctor_store.signing_key(ServiceKeys.load(settings.storage.keys))
        yield from doctor_store.judge(found, now)
        yield from doctor_store.anchors(
            found, settings.anchor, settings.storage.path, now
        )
        wanted_by = settings.profiles.with_duty_key()
        yield from doctor_store.duty_key(found, wanted_by)
        yield _rights(settings, now)
        yield from _retention(settings, now)
        yield _requests(settings, now)
    is_fresh = found is not None and doctor_store.is_fresh(found, now)
    yield doctor_machine.shares(config, settings, is_fresh=is_fresh)
    if settings.storage.path.is_dir():
        yield from doctor_machine.disk(settings)
        yield from doctor_machine.copies(settings, now)
        yield doctor_machine.running(settings)
    newest = None if found is None else found.newest_at
    yield doctor_machine.clock(settings, now, newest)
    yield from doctor_machine.settings(settings, now)
    yield from asyncio.run(doctor_providers.ask(settings, now))


def _rights(settings: Settings, now: datetime) -> Finding:
    """Say whether everybody who can open a case may, and the other way round."""
    keys = ServiceKeys.load(settings.storage.keys)
    office = asyncio.run(office_of(settings))
    with looking(settings.storage.path, keys) as tx:
        changed = reading.to_refresh(tx, office, now)
    if changed:
        named = some([str(each) for each in changed])
        return warning(
            "rights",
            f"others can open {named} than the rules say: run"
            " fastkontakt reader refresh",
        )
    return ok("rights", "whoever can open a case may, and the other way round")


def _retention(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Say which records must go, and which lists nobody brought to an end."""
    keys = ServiceKeys.load(settings.storage.keys)
    office = asyncio.run(office_of(settings))
    with looking(settings.storage.path, keys) as tx:
        found = retention.look_at_all(tx, office, now)
        lists = retention_lists.unfinished(tx)
    yield from doctor_store.retention(found, lists, now)


def _requests(settings: Settings, now: datetime) -> Finding:
    """Say whether somebody waits for an answer about what is kept of them."""
    keys = ServiceKeys.load(settings.storage.keys)
    with looking(settings.storage.path, keys) as tx:
        waiting = requests.open_now(tx)
    today = now.astimezone(settings.organisation.zone).date()
    return doctor_store.requests(waiting, today)


def _inspected(settings: Settings, now: datetime) -> Inspection:
    keys = ServiceKeys.load(settings.storage.keys)
    return inspect(settings.storage.path, keys, now)
