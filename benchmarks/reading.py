"""How long a case of many entries takes to become a page, and a PDF."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.tables import Gate, Table
from bot import rendering
from bot.rendering_html import as_html
from bot.rendering_pdf import as_pdf
from storage.bundle import Bundle, read_bundle
from storage.key_pairs import PrivateKey
from storage.many_hands import Hands, Work
from storage.opening import case_keys, open_bundle
from tests.storage.case_bundles import START, Service

READER = "r-mette222"
TALK = (
    "vi ses i morgen klokken ti ved skolen det gik godt tak for i dag kan du ringe"
    " når du har tid jeg er hjemme nu hils alle og pas på dig selv"
)
WORDS = TALK.split()
MINUTE = 60_000


def measure(directory: Path, entries: int, rounds: int) -> list[Gate]:
    """Print the table; return the targets."""
    path, key = _written(directory / "case.bundle", entries)
    table = Table(
        f"A case of {entries:,} entries on the reader's machine, medians of {rounds}",
        ["step", "seconds", "processor seconds", "to opening the seals alone"],
    )
    bundle = read_bundle(path)
    raw = {1: _case_key(bundle, key)}
    work = Work(bundle.entries, bundle.signers(), raw)
    steps: dict[str, Callable[[], Any]] = {
        "opening the seals alone, one core": lambda: _all(Hands(work, None).opened()),
        "signatures alone, one core": lambda: _all(Hands(work, None).signed()),
        "bundle to HTML": lambda: _html(path, key),
        "bundle to PDF": lambda: _pdf(path, key),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            taken[name].append(_timed(step))
    middle = {
        name: (median(wall for wall, _ in found), median(used for _, used in found))
        for name, found in taken.items()
    }
    base = middle["opening the seals alone, one core"][1]
    for name, (wall, used) in middle.items():
        table.add(name, wall, used, used / base)
    print(table, flush=True)
    return [
        Gate("bundle to HTML", middle["bundle to HTML"][0], 2, at_most=True, unit=" s"),
        Gate("bundle to PDF", middle["bundle to PDF"][0], 10, at_most=True, unit=" s"),
    ]


def _html(path: Path, key: PrivateKey) -> None:
    shown = _page(path, key)
    assert sum(line.startswith("<article") for line in as_html(shown)) == len(
        shown.entries
    )


def _pdf(path: Path, key: PrivateKey) -> None:
    assert as_pdf(_page(path, key)).startswith(b"%PDF-")


def _page(path: Path, key: PrivateKey) -> rendering.Page:
    bundle = read_bundle(path)
    return rendering.page(bundle, open_bundle(bundle, key, READER))


def _all(found: Any) -> None:
    for each in found:
        assert each


def _timed(step: Callable[[], Any]) -> tuple[float, float]:
    begun, used = time.perf_counter(), _used()
    step()
    return time.perf_counter() - begun, _used() - used


def _used() -> float:
    """Return the processor seconds of this process and those that it ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def _written(path: Path, entries: int) -> tuple[Path, PrivateKey]:
    service, chance = Service(), random.Random(4)
    service.begin_epoch(READER)
    for number in range(entries):
        out = number % 2
        service.write(
            {
                "text": " ".join(chance.choices(WORDS, k=chance.randint(2, 30))),
                "author": ("Alma", "Mette")[out],
            },
            direction=("in", "out")[out],
            at=START + number * 97 * MINUTE,
        )
    about = {"language": "da", "timezone": "Europe/Copenhagen"}
    return service.export(path, about=about), service.readers[READER]


def _case_key(bundle: Bundle, key: PrivateKey) -> bytes:
    return case_keys(bundle, key, READER)[1].raw
