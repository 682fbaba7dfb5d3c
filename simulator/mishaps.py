"""Answers that go wrong on purpose."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.web_request import BaseRequest

from simulator.faults import Fault

Act = Callable[[], Awaitable[web.Response]]
Say = Callable[[Fault], web.Response]


async def go_wrong(
    request: BaseRequest,
    fault: Fault,
    *,
    act: Act,
    say: Say,
    closing: asyncio.Event,
) -> web.Response:
    """Do what was asked, or not, and answer as the fault wants it.

    `act` does it and gives the right answer; `say` gives the service's own error.
    """
    match fault.kind:
        case "slow":
            await asyncio.sleep(fault.seconds)
            return await act()
        case "error" | "code" | "rate_limit":
            if fault.accepted:
                await act()
            return say(fault)
        case "junk":
            answer = await act()
            return web.Response(
                status=answer.status,
                body=b"<html><body>gateway says hello</body></html>",
                content_type="text/html",
            )
        case "hang_after_accept":
            await act()
            await closing.wait()
        case "drop_after_accept":
            await act()
        case "drop_before_accept":
            pass
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
