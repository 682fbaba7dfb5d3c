"""Which files are open while 20 MB pass: the store's own, and a sealed one."""

import asyncio
import os
import re
import secrets
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.flows.seeing import found

LARGEST = 20 * 1024 * 1024
"""As much as the Bot API lets a bot fetch."""

OWN = re.compile(r"(store|shred)\.db(-wal|-shm)?|attachments/a-[0-9a-f]{24}")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
watching: list[set[str]] = []


def hear(event, told):
    """Note every file that Python opens for writing while somebody watches."""
    if watching and event == "open":
        path, _, flags = told
        if isinstance(path, str | bytes | os.PathLike) and flags & WRITES:
            watching[-1].add(os.fsdecode(path))


sys.addaudithook(hear)


def open_now():
    """Return the files that are open, those as well that SQLite has opened."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(link.readlink()))
    return {path for path in found if path.startswith("/") and path != "/dev/null"}


@pytest.mark.skipif(sys.platform != "linux", reason="looks where Linux shows it")
async def test_while_20_mb_pass_only_a_sealed_file_is_written(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    word = secrets.token_bytes(64)
    content = word * (LARGEST // len(word))
    before, opened = open_now(), set()
    watching.append(opened)

    alma.document(content, "twenty.bin", "all of it")
    arriving = asyncio.ensure_future(found(mette, "all of it"))
    while not arriving.done():
        opened |= open_now() - before
        await asyncio.sleep(0.002)
    await arriving
    await stage.quiet()
    watching.pop()

    data = stage.directory / "data"
    sealed = list((data / "attachments").iterdir())
    strange = {
        path
        for path in opened
        if not (
            Path(path).is_relative_to(data) and OWN.fullmatch(path[len(f"{data}/") :])
        )
    }
    assert strange == set()
    assert str(sealed[0]) in opened
    assert sum(path.stat().st_size for path in sealed) > LARGEST
    assert not any(
        word in path.read_bytes() for path in data.rglob("*") if path.is_file()
    )
