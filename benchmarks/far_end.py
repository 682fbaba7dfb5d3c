"""The fake Bot API as a process of its own, and how a run drives it."""

import json
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.processes import Process

TOKEN = "700000001:AAbenchmarkbenchmarkbenchmarkbenchm"  # noqa: S105 - of no bot


@dataclass(frozen=True, slots=True)
class Result:
    """What a run looked like from Telegram's side."""

    seconds: float
    seconds_all: float
    lost: int
    twice: int
    wrong: int
    disordered: int
    latencies: list[float]
    others: dict[str, int]

    def require_whole(self) -> None:
        """Stop unless everything arrived once, in order, in the right chat."""
        faults = (self.lost, self.twice, self.wrong, self.disordered)
        assert faults == (0, 0, 0, 0), f"lost, twice, wrong, disordered: {faults}"


@dataclass(frozen=True, slots=True)
class FarEnd:
    """A running fake Bot API."""

    process: Process
    port: int

    @property
    def url(self) -> str:
        """Return where the Bot API is."""
        return f"http://127.0.0.1:{self.port}"

    def load(self, count: int, *, clients: int, staff: int, rate: float = 0) -> None:
        """Have messages waiting, or come at a rate."""
        self._do("load", count=count, clients=clients, staff=staff, rate=rate)

    def say(self, lines: list[tuple[int, str]]) -> None:
        """Let these chats write these lines."""
        self._do("say", lines=lines)

    def wait(
        self, *, sends: int = 0, reactions: int = 0, patience: float = 300
    ) -> None:
        """Wait until so much was called, and a bot waits for more."""
        self._do("wait", patience, sends=sends, reactions=reactions)

    def counts(self) -> dict[str, int]:
        """Return how much was called."""
        return dict(self._do("counts"))

    def result(self) -> Result:
        """Return what came of the last load."""
        return Result(**self._do("result"))

    def _do(self, what: str, patience: float = 60, **values: Any) -> Any:
        asked = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.url}/control",
            data=json.dumps({"do": what, **values}).encode(),
        )
        with urllib.request.urlopen(asked, timeout=patience) as answer:  # noqa: S310 - as above
            return json.load(answer)


@contextmanager
def far_end(cores: set[int] | None = None) -> Iterator[FarEnd]:
    """Start a fake Bot API."""
    command = [sys.executable, "-m", "benchmarks.fake_api"]
    with Process.started(command, cores=cores, read=True) as process:
        yield FarEnd(process, int(process.line()))
