"""The service as a process of its own, and what can be seen of it from outside."""

import asyncio
import contextlib
import os
import re
import signal
import sqlite3
import sys
import time
from hashlib import sha256
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")


class Finished:
    """How a command ended."""

    def __init__(self, code, out, err) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def lines(self):
        return self.err.splitlines()


async def command(*arguments, stdin=None, **environment):
    """Run a command as from a shell without a terminal, and wait for its end."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | environment,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(30):
            out, err = await process.communicate(stdin)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Finished(process.returncode, out.decode(), err.decode())


class Running:
    """One run of the service on a stage whose own service is stopped."""

    def __init__(self, stage, level="INFO") -> None:
        self._stage = stage
        self._level = level
        self._process = None

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        return self._stage.directory.parent / "service.log"

    @property
    def logged(self):
        return self.log.read_text() if self.log.exists() else ""

    @property
    def code(self):
        return self._process.returncode

    async def start(self):
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *PROGRAM,
                "run",
                "--config",
                str(self._stage.directory / "config.toml"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"FASTKONTAKT_LOG__LEVEL": self._level},
            )
        return self

    async def ready(self):
        async with asyncio.timeout(20):
            waiting = asyncio.ensure_future(self._stage.ready())
            ended = asyncio.ensure_future(self._process.wait())
            await asyncio.wait({waiting, ended}, return_when="FIRST_COMPLETED")
            for task in (waiting, ended):
                task.cancel()
        assert self._process.returncode is None, self.logged
        return self

    async def end(self, sign=signal.SIGTERM):
        """Send a signal and return the exit code and the seconds that it took."""
        begun = time.monotonic()
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(sign)
            await self._process.wait()
        return self.code, time.monotonic() - begun

    def seconds_of_cpu(self):
        """Return the time on a processor, of all threads."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return (
            sum(
                int(one.joinpath("schedstat").read_text().split()[0]) for one in threads
            )
            / 1e9
        )


@contextlib.asynccontextmanager
async def running(stage, level="INFO"):
    """Yield the stage's service, ready, in a process of its own."""
    await stage.stop()
    process = Running(stage, level)
    await process.start()
    try:
        yield await process.ready()
    finally:
        await process.end(signal.SIGKILL)


async def read_only(stage, *, on):
    """Have SQLite refuse every write, as on a disk that became read-only."""
    connection = stage.store._connection
    pragma = f"PRAGMA query_only = {int(on)}"
    await connection.submit(lambda: connection.raw.execute(pragma).fetchall())


def contents(directory):
    """Return the name, the mode and the hash of every file below a directory."""
    return {
        str(path.relative_to(directory)): (
            path.stat().st_mode,
            sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(directory.rglob("*"))
    }


def query(stage, sql, *values):
    """Ask the store's file, whoever has it open."""
    path = stage.directory / "data" / "store.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


TABLES = ("inbox", "contact_entry", "delivery", "message", "stranger")


def rows(stage):
    """Return how many rows each table has that something from outside could fill."""
    return {name: query(stage, f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}  # noqa: S608 - our own names


def replace_setting(stage, name, value):
    """Write a setting of the configuration anew."""
    path = stage.directory / "config.toml"
    text, count = re.subn(
        rf"(?m)^{name} = .*$", lambda _: f"{name} = {value}", path.read_text()
    )
    assert count == 1, name
    path.write_text(text)
