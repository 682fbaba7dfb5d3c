"""Keeping the memory of the service out of files."""

import resource
import sys
from contextlib import suppress
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""From linux/prctl.h; it has not changed since 1999."""


def refuse() -> None:
    """Leave no core dump, and let no other process of this user read our memory.

    What an operator has forbidden more strictly stays as it is.
    """
    with suppress(OSError, ValueError):  # a unit file may forbid to change limits
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return
    # Imported late: only the service needs it, and where memory may not be made
    # executable, some builds of Python cannot load it.
    with suppress(ImportError, MemoryError, OSError):
        import ctypes  # noqa: PLC0415 - see above

        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
