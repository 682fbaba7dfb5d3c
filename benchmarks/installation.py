"""An installation of Fastkontakt as the README makes it, with people who are linked."""

import csv
import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fake_api import CLIENTS, STAFF
from benchmarks.far_end import TOKEN, FarEnd, far_end
from benchmarks.processes import Process, wait_until

PROGRAM = Path(sys.executable).parent / "fastkontakt"
HEADER = "ref,role,name,language,birth_year,phone,contact_person,profile"
UNLIMITED = {
    "FASTKONTAKT_LIMITS__PER_CHAT": "1000",
    "FASTKONTAKT_LIMITS__BURST": "1000",
    "FASTKONTAKT_LIMITS__OVERALL": "10000",
}
NO_RECEIPTS = {
    "FASTKONTAKT_RECEIPTS__CLIENT": "",
    "FASTKONTAKT_RECEIPTS__STAFF": "",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """A directory with a configuration, keys and a store."""

    directory: Path
    clients: int
    staff: int

    @classmethod
    def made(cls, directory: Path, clients: int, staff: int) -> "Installation":
        """Set one up and have everybody link themselves by their invitation."""
        made = cls(directory, clients, staff)
        made.command("init", str(directory), config=False)
        listed = directory / "people.csv"
        listed.write_text("\n".join([HEADER, *_people(clients, staff)]) + "\n")
        invitations = csv.DictReader(
            io.StringIO(made.command("people", "import", str(listed)))
        )
        lines = [
            (_chat(row["ref"]), f"/start {row['telegram_link'].partition('start=')[2]}")
            for row in invitations
        ]
        with far_end() as telegram, made.running(telegram, UNLIMITED):
            telegram.wait()
            telegram.say(lines)
            telegram.wait(sends=len(lines))
            time.sleep(0.5)
        return made

    def copied(self, directory: Path) -> "Installation":
        """Return the same again in another directory."""
        shutil.copytree(self.directory, directory)
        return Installation(directory, self.clients, self.staff)

    def command(self, *words: str, config: bool = True) -> str:
        """Run a command of the program and return what it prints."""
        given = ["--config", str(self.directory / "config.toml")] if config else []
        done = subprocess.run(
            [PROGRAM, *words, *given], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(
        self,
        telegram: FarEnd,
        settings: Mapping[str, str] | None = None,
        cores: set[int] | None = None,
    ) -> Iterator[Process]:
        """Run the service until the block ends; it is ready."""
        port = free_port()
        config = str(self.directory / "config.toml")
        with Process.started(
            [str(PROGRAM), "run", "--config", config],
            cores=cores,
            log=self.directory / "log.txt",
            settings={
                "FASTKONTAKT_TELEGRAM__TOKEN": TOKEN,
                "FASTKONTAKT_TELEGRAM__API_URL": telegram.url,
                "FASTKONTAKT_SMS__GATEWAY": "none",
                "FASTKONTAKT_HTTP__BIND": f"127.0.0.1:{port}",
                **(settings or {}),
            },
        ) as process:
            wait_until(lambda: is_ready(port, process), "readiness", pause=0.005)
            yield process

    def entries(self) -> int:
        """Return how many sealed messages the store holds."""
        import sqlite3  # noqa: PLC0415 - looked into from outside, after the run

        connection = sqlite3.connect(self.directory / "data" / "store.db")
        try:
            found = connection.execute(
                "SELECT count(*) FROM contact_entry WHERE kind = 'message'"
            ).fetchone()[0]
            left = connection.execute(
                "SELECT count(*) FROM inbox WHERE state <> 'done'"
            ).fetchone()[0]
        finally:
            connection.close()
        assert left == 0, f"{left} rows of the inbox were not dealt with"
        return int(found)


def is_ready(port: int, process: Process) -> bool:
    """Tell whether the service says that it is ready."""
    assert process.popen.poll() is None, "the service stopped: see log.txt"
    try:
        address = f"http://127.0.0.1:{port}/health/ready"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _people(clients: int, staff: int) -> Iterator[str]:
    for number in range(staff):
        yield f"w{number},contact_person,Mette,da,,,,"
    for number in range(clients):
        yield f"c{number},client,Alma,da,2005,,w{number % staff},dk_youth"


def _chat(ref: str) -> int:
    return (CLIENTS if ref.startswith("c") else STAFF) + int(ref[1:])
