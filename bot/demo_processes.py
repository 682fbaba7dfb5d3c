"""The programs that the demo starts: our commands, and the service by its clock."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from datetime import timedelta
from pathlib import Path

from bot.errors import OperatorError

COMMAND = ("-c", "from bot.cli import main; main()")


class DemoError(OperatorError):
    """The demo could not be set up."""


async def printed(*words: str) -> str:
    """Run one of our own commands as it is typed, and return what it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, *words, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    out, problem = await process.communicate()
    if process.returncode:
        raise DemoError(problem.decode().strip() or f"fastkontakt {words[0]} failed")
    return out.decode()


async def service(config: Path, ahead: timedelta) -> Process:
    """Start the service so much ahead of the machine's clock; it logs beside itself."""
    with (config.parent / "service.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.demo_service"),
            *(str(config), str(ahead.total_seconds())),
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
        )


async def is_ready(host: str, port: int) -> bool:
    """Tell whether the service there says that it is ready."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.write(b"GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    status = await reader.readline()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return b" 200 " in status
