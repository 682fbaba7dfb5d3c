"""What a log record may say: a fixed phrase, ids, and where an error came from."""

import errno
import logging
import re
import traceback
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final

OURS: Final = frozenset(
    {"bot", "sms_gateway", "handlers", "storage", "casework", "fastkontakt"}
)
FOREIGN_PHRASE: Final = "a library reported"
WITHHELD: Final = "(withheld)"
MOST_FRAMES: Final = 12
MOST_ERRORS: Final = 8

_STANDARD: Final = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
}
_WORD: Final = re.compile(r"[A-Za-z0-9_.:/+-]{1,80}")
_LONG_NUMBER: Final = re.compile(r"\+?[0-9]{5,}")

ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
    | None
)


def make_record(
    name: str,
    level: int,
    path: str,
    line: int,
    phrase: object,
    _arguments: object,
    exc_info: ExcInfo,
    function: str | None = None,
    _stack: str | None = None,
    **_more: Any,
) -> logging.LogRecord:
    """Return a record that holds nothing personal, whichever handler gets it.

    Arguments are never put into the phrase: ids belong into `extra`. Libraries put
    numbers, addresses and whole messages into theirs, so of these only the place in
    the library's code is kept.
    """
    ours = name.partition(".")[0] in OURS
    text = str(phrase) if ours else FOREIGN_PHRASE
    record = logging.LogRecord(name, level, path, line, text, None, None, function)
    if not ours:
        record.reported_at = _place(path, line)
    if exc_info and exc_info[1] is not None:
        record.exc_text = describe(exc_info[1])
    return record


def describe(error: BaseException) -> str:
    """Return type and place of an error and of what led to it, without its words."""
    return "; ".join(_described(error))


def ids(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was handed over in `extra`, in the form in which it may be shown.

    What a library hands over is nothing that we know; of it the place is shown.
    """
    if place := getattr(record, "reported_at", ""):
        return {"at": shown(place)}
    return {
        name: shown(value)
        for name, value in vars(record).items()
        if name not in _STANDARD
    }


def shown(value: object) -> Any:
    """Return an id as it may be logged; words, numbers to call and objects are not.

    >>> shown(7), shown("telegram"), shown("hello there"), shown("+4520123456")
    (7, 'telegram', '(withheld)', '(withheld)')
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return _type_name(value)
    if isinstance(value, tuple | list | set | frozenset):
        return ",".join(str(shown(part)) for part in value)
    if isinstance(value, str) and _WORD.fullmatch(value):
        return WITHHELD if _LONG_NUMBER.fullmatch(value) else value
    return "" if value == "" else WITHHELD


def _described(error: BaseException) -> Iterator[str]:
    waiting = [("", error)]
    seen: set[int] = set()
    while waiting and len(seen) < MOST_ERRORS:
        relation, one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield f"{relation}{_type_name(one)} at {_places(one.__traceback__)}"
        if one.__cause__ is not None:
            waiting.append(("because of ", one.__cause__))
        elif one.__context__ is not None and not one.__suppress_context__:
            waiting.append(("while handling ", one.__context__))
        if isinstance(one, BaseExceptionGroup):
            waiting += [("with ", part) for part in one.exceptions]


def _type_name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    if isinstance(error, OSError) and error.errno:
        return f"{name}({errno.errorcode.get(error.errno, 'unknown')})"
    if code := getattr(error, "sqlite_errorname", ""):
        return f"{name}({shown(code)})"
    return name


def _places(trace: TracebackType | None) -> str:
    places = [
        f"{_place(frame.f_code.co_filename, line)} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return " < ".join(places[::-1][:MOST_FRAMES]) or "nowhere"


def _place(path: str, line: int) -> str:
    return f"{'/'.join(PurePath(path).parts[-2:])}:{line}"
