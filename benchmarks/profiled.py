"""Where the service spends its time on a relayed message, thread by thread.

`python -m benchmarks.profiled` runs the service inside this process under cProfile,
which makes it two to three times slower: read the order, not the figures.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import tempfile
import time
from pathlib import Path

from benchmarks.far_end import TOKEN, far_end
from benchmarks.installation import (
    NO_RECEIPTS,
    UNLIMITED,
    Installation,
    free_port,
)
from benchmarks.relay import SETTLING
from bot import logs
from bot.app import Service
from bot.config import Settings
from bot.opening import opened_with


async def run(made: Installation, messages: int, *, has_receipts: bool) -> None:
    """Relay a backlog and print the functions that took longest."""
    with far_end({1}) as telegram:
        os.environ |= {
            "FASTKONTAKT_TELEGRAM__TOKEN": TOKEN,
            "FASTKONTAKT_TELEGRAM__API_URL": telegram.url,
            "FASTKONTAKT_SMS__GATEWAY": "none",
            "FASTKONTAKT_HTTP__BIND": f"127.0.0.1:{free_port()}",
            **UNLIMITED,
            **({} if has_receipts else NO_RECEIPTS),
        }
        settings = Settings.read(made.directory / "config.toml")
        async with opened_with(settings, owner=True) as opened:
            service = Service(settings, opened)
            serving = asyncio.ensure_future(service.run())
            await asyncio.to_thread(telegram.wait)
            await asyncio.sleep(SETTLING)
            loop_profile, store_profile = cProfile.Profile(), cProfile.Profile()
            submit = opened.store._connection.submit
            await submit(store_profile.enable)
            loop_profile.enable()
            begun, spent = time.perf_counter(), time.process_time()
            units, groups = opened.store.units, opened.store.groups
            telegram.load(messages, clients=made.clients, staff=made.staff)
            await asyncio.to_thread(
                telegram.wait,
                sends=messages,
                reactions=messages if has_receipts else 0,
            )
            elapsed = time.perf_counter() - begun
            spent = time.process_time() - spent
            loop_profile.disable()
            await submit(store_profile.disable)
            telegram.result().require_whole()
            service.stop.set()
            await serving
            units = opened.store.units - units
            groups = opened.store.groups - groups
        print(f"{messages / elapsed:.0f} messages/s, {units} units, {groups} groups")
        print(f"{spent / messages * 1e6:.0f} µs of processor time a message")
        for name, profile in (("event loop", loop_profile), ("store", store_profile)):
            print(f"\n===== {name} =====")
            stats = pstats.Stats(profile)
            stats.sort_stats("tottime").print_stats(45)
            stats.sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--receipts", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fastkontakt-bench-") as place:
        installation = Installation.made(Path(place) / "profiled", 300, 30)
        os.sched_setaffinity(0, {0})
        logs.install(stream=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - lives as long as we
        asyncio.run(run(installation, given.messages, has_receipts=given.receipts))
