"""What is wrong that the operator can put right, told in one line each.

OperatorError
├── ConfigError          (config.py)
├── AlreadyRunningError  (lock.py)
├── SharedDiskError      (lock.py)
└── BindError            (http_server.py)
    └── PortInUseError   (http_server.py)
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = "fastkontakt"


class OperatorError(Exception):
    """The operator must act; each of `lines` says what is wrong and what to do."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@contextmanager
def operator_errors(*known: type[Exception]) -> Iterator[None]:
    """Turn an `OperatorError`, or one of `known`, into plain lines and exit code 1.

    Errors that come out of a task group together are told together; if one of them is
    unknown, all of them go on as they are.
    """
    expected: tuple[type[Exception], ...] = (OperatorError, *known)
    try:
        yield
    except expected as error:
        _tell(error)
        raise SystemExit(1) from None
    except ExceptionGroup as group:
        if group.split(expected)[1] is not None:
            raise
        for one in _leaves(group):
            _tell(one)
        raise SystemExit(1) from None


def _tell(error: Exception) -> None:
    lines = error.lines if isinstance(error, OperatorError) else (str(error),)
    for line in lines:
        one_line = " ".join(line.split())
        print(f"{PROGRAM}: {one_line}", file=sys.stderr)  # noqa: T201 - its purpose


def _leaves(group: ExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
