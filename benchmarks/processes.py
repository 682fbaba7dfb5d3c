"""Processes under test: where they may run, and what they cost."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PATIENCE = 20.0
NICE = "FASTKONTAKT_BENCH_NICE"
"""How much nicer than usual all processes under test are; below 0 on a busy machine."""


@dataclass(frozen=True, slots=True)
class Process:
    """A child that is ended with its block."""

    popen: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def started(
        cls,
        command: Sequence[str],
        *,
        cores: set[int] | None = None,
        read: bool = False,
        settings: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> Iterator["Process"]:
        """Start a command on these cores; end it by SIGTERM when the block ends."""
        with open(log or os.devnull, "a") as errors:  # noqa: PTH123 - may be the null device
            popen = subprocess.Popen(
                command,
                stdout=subprocess.PIPE if read else subprocess.DEVNULL,
                stderr=errors if log or not read else None,
                text=True,
                env={**os.environ, **(settings or {})},
                preexec_fn=lambda: _settle_on(cores),  # noqa: PLW1509 - no threads here
            )
        process = cls(popen)
        try:
            yield process
        finally:
            process.stop()

    def stop(self) -> None:
        """End it and wait for that; again does nothing."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        if self.popen.stdout is not None:
            self.popen.stdout.close()

    def line(self) -> str:
        """Return the next line that it prints."""
        assert self.popen.stdout is not None
        return self.popen.stdout.readline()

    def cpu_seconds(self) -> float:
        """Return the processor time that all its threads took so far."""
        stat = Path(f"/proc/{self.popen.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK

    def megabytes(self, name: str = "VmRSS") -> float:
        """Return its resident memory, or the most it ever had (`VmHWM`)."""
        for line in Path(f"/proc/{self.popen.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise LookupError(name)


def wait_until(
    is_so: Callable[[], bool], what: str, patience: float = 60.0, pause: float = 0.02
) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, f"waited too long for {what}"
        time.sleep(pause)


def _settle_on(cores: set[int] | None) -> None:
    os.nice(int(os.environ.get(NICE, "0")))
    if cores is not None:
        os.sched_setaffinity(0, cores)
