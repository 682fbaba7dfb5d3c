"""How far a long opening has come, for whoever sits and waits."""

import sys
from dataclasses import dataclass, field
from typing import Final, TextIO

FEWEST: Final = 2_000
"""Below this many entries nobody waits long enough to be told."""

_STEPS: Final = 10


@dataclass
class Progress:
    """Tells on standard error, a line that is written over where that can be seen."""

    what: str
    out: TextIO = field(default_factory=lambda: sys.stderr)
    told: int = 0

    def __call__(self, done: int, total: int) -> None:
        """Say how much is done, at most ten times."""
        step = _STEPS * done // total if total else _STEPS
        if total < FEWEST or step <= self.told:
            return
        self.told = step
        line = f"{self.what}: {done} of {total}"
        if self.out.isatty():
            end = "\n" if done == total else ""
            self.out.write(f"\r{line}{end}")
        else:
            self.out.write(f"{line}\n")
        self.out.flush()
