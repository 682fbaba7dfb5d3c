"""What every test starts from."""

import gc
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from playwright.async_api import async_playwright

from storage import migrations, setup

MOUNTS = Path("/proc/self/mounts")
ENOUGH = 2 * 1024**3
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIETLY = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

# The machine is shared: how long an example took says nothing about the code.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


def kept_in_memory(mounts):
    """Return the roomiest place that lies in memory and takes programs, if any does.

    Thousands of tests write a store of their own. What a killed process wrote is as
    safe there as on a disk; only a power cut would tell them apart, and no test can
    cut the power.
    """
    rooms = {}
    for line in mounts.splitlines():
        _, place, kind, options, *_ = line.split(" ")
        if kind != "tmpfs" or {"rw", "noexec"} & {*options.split(",")} != {"rw"}:
            continue
        if os.access(place, os.W_OK):
            rooms[place] = shutil.disk_usage(place).free
    roomiest = max(rooms, key=rooms.get, default=None)
    return roomiest if rooms.get(roomiest, 0) >= ENOUGH else None


def pytest_configure():
    """Write to memory where there is room; leave to others where that was decided."""
    if "TMPDIR" not in os.environ and MOUNTS.exists():
        place = kept_in_memory(MOUNTS.read_text())
        if place is not None:
            # For the tests, the processes that they start, and the workers.
            os.environ["TMPDIR"] = tempfile.tempdir = place


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for garbage only once all tests are found: they stay to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def copied_stores(tmp_path_factory):
    """Let a new store take all its steps once, and the others be copies of it."""
    made = tmp_path_factory.mktemp("new") / "store.db"
    migrations.apply(made)
    with pytest.MonkeyPatch.context() as patched:
        copying = SimpleNamespace(apply=partial(shutil.copy, made))
        patched.setattr(setup, "migrations", copying)
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    """Chromium, once for all tests that look at a page."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIETLY]
        )
        yield started
        await started.close()


@pytest.fixture
def made_anew(monkeypatch):
    """Where it is the subject how a store is made, let it take its steps itself."""
    monkeypatch.setattr(setup, "migrations", migrations)
