"""The service as a process of its own, and what can be seen of it from outside."""

import asyncio
import atexit
import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")


class Finished:
    """How a command ended."""

    def __init__(self, code, out, err) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def lines(self):
        return self.err.splitlines()


class _Warm:
    """The process that runs commands, started once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "flows" / "warm.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            text=True,
        )
        atexit.register(self.close)

    def run(self, asked):
        with self._lock:
            self._process.stdin.write(f"{json.dumps(asked)}\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self):
        self._process.communicate()


_warm = cache(_Warm)


async def command(*arguments, stdin=b"", **environment):
    """Run a command as from a shell without a terminal, and wait for its end."""
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / each for each in ("in", "out", "err")]
        files[0].write_bytes(stdin)
        asked = {
            "arguments": list(map(str, arguments)),
            "environment": environment,
            "files": list(map(str, files)),
        }
        code = await asyncio.to_thread(_warm().run, asked)
        return Finished(code, files[1].read_text(), files[2].read_text())


class Running:
    """One run of the service on a stage whose own service is stopped."""

    def __init__(self, stage, level="INFO", **environment) -> None:
        self._stage = stage
        self._environment = {"FASTKONTAKT_LOG__LEVEL": level} | environment
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
                env=os.environ | self._environment,
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
async def running(stage, level="INFO", **environment):
    """Yield the stage's service, ready, in a process of its own."""
    await stage.stop()
    process = Running(stage, level, **environment)
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


def replace_setting(stage, name, value, table=r"[\w.]+"):
    """Write a setting of the configuration anew; of this table, if it is named."""
    path = stage.directory / "config.toml"
    text, count = re.subn(
        rf"(?m)(^\[{table}\](?:(?!^\[).*\n)*?){name} = .*$",
        lambda found: f"{found[1]}{name} = {value}",
        path.read_text(),
    )
    assert count == 1, name
    path.write_text(text)
