"""The log: one line a record, on standard error, without anything personal."""

import asyncio
import faulthandler
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal, TextIO

from bot import log_records
from bot.log_records import ids, make_record
from bot.redaction import RedactingStream, Redactor

QUIET: Final = (
    "aiohttp.access",
    "aiohttp.client",
    "aiohttp.server",
    "aiohttp.web",
    "aiosqlite",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "telegram",
    "telegram.Bot",
    "telegram.ext",
    "twilio",
    "twilio.http_client",
    "urllib3",
)
"""Libraries that write addresses, tokens or messages at INFO and DEBUG."""

log = logging.getLogger(__name__)


class TextFormatter(logging.Formatter):
    """Writes `time level logger phrase key=value`."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self.redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with secrets masked after everything is in it."""
        parts = [_time(record), record.levelname, record.name, record.getMessage()]
        parts += [f"{name}={_bare(value)}" for name, value in ids(record).items()]
        if record.exc_text:
            parts.append(f'error="{record.exc_text}"')
        return self.redactor.clean(" ".join(" ".join(parts).split()))


class JsonFormatter(logging.Formatter):
    """Writes one JSON object."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self.redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with secrets masked after everything is in it."""
        content: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        content = {**content, **ids(record), **content}
        if record.exc_text:
            content["error"] = record.exc_text
        return self.redactor.clean(json.dumps(content, ensure_ascii=False))


def install(
    *,
    level: str = "INFO",
    form: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> Callable[[], None]:
    """Take over everything that could write to standard error; return how to undo it.

    From here on also third-party handlers get records without content, and what
    escapes every handler (a crash, a thread, a destructor) is told by type and place.
    """
    redactor = Redactor(secrets)
    beneath = stream or sys.stderr
    handler = logging.StreamHandler(beneath)
    formatter = JsonFormatter if form == "json" else TextFormatter
    handler.setFormatter(formatter(redactor))
    undo = ExitStack()
    _replace(undo, sys, "stderr", RedactingStream(beneath, redactor))
    _replace(undo, sys, "excepthook", _on_crash)
    _replace(undo, sys, "unraisablehook", _on_unraisable)
    _replace(undo, threading, "excepthook", _on_thread_crash)
    _replace(undo, warnings, "showwarning", _on_warning)
    # Otherwise a failing handler prints the record's arguments.
    _replace(undo, logging, "raiseExceptions", value=False)
    undo.callback(logging.setLogRecordFactory, logging.getLogRecordFactory())
    logging.setLogRecordFactory(make_record)
    _set_levels(undo, level)
    root = logging.getLogger()
    _replace(undo, root, "handlers", [handler])
    _enable_faulthandler(undo, beneath)
    return undo.close


def hide(*secrets: str) -> None:
    """Mask these as well from now on, wherever `install` has taken over."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, TextFormatter | JsonFormatter):
            handler.formatter.redactor.add(*secrets)


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what no task was there to raise; set it as the loop's exception handler."""
    error = context.get("exception")
    log.error(
        "error outside any task",
        exc_info=error if isinstance(error, BaseException) else None,
    )


def _set_levels(undo: ExitStack, level: str) -> None:
    """Let our packages speak at `level`, everything else from WARNING on."""
    wanted: dict[str, int | str] = {
        "": logging.WARNING,
        **dict.fromkeys(log_records.OURS, level),
        **dict.fromkeys(QUIET, logging.WARNING),
    }
    for name, value in wanted.items():
        logger = logging.getLogger(name)
        undo.callback(logger.setLevel, logger.level)
        logger.setLevel(value)
    access = logging.getLogger("aiohttp.access")
    _replace(undo, access, "disabled", value=True)


def _enable_faulthandler(undo: ExitStack, stream: TextIO) -> None:
    """Have a hard crash print files, lines and functions, which is all it can."""
    was_enabled = faulthandler.is_enabled()
    try:
        faulthandler.enable(stream)
    except (AttributeError, OSError, ValueError):  # a stream without a descriptor
        return
    if not was_enabled:
        undo.callback(faulthandler.disable)


def _replace(undo: ExitStack, owner: Any, name: str, value: Any) -> None:
    undo.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)


def _on_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        log.warning("interrupted")
        return
    log.critical("unexpected error", exc_info=(kind, error, trace))


def _on_thread_crash(arguments: threading.ExceptHookArgs) -> None:
    if not issubclass(arguments.exc_type, SystemExit):
        log.critical("unexpected error in a thread", exc_info=arguments.exc_value)


def _on_unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    log.error("error that could not be raised", exc_info=arguments.exc_value)


def _on_warning(
    _message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    _file: TextIO | None = None,
    _line: str | None = None,
) -> None:
    place = "/".join(filename.replace("\\", "/").split("/")[-2:])
    log.warning(
        "a library warned",
        extra={"category": category.__name__, "at": f"{place}:{lineno}"},
    )


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _bare(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return str(value)
