"""What the page may see and do, over HTTP."""

import asyncio
import json
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_request import BaseRequest

from simulator.changes import Change
from simulator.control_deeds import NotPossibleError, do
from simulator.control_views import Phone, shown_as, summary, whole
from simulator.sms_phone import SmsPhone
from simulator.webhooks import is_loopback

if TYPE_CHECKING:
    from simulator.server import Simulator

HEARTBEAT = 15.0  # seconds
FAULT_MODES = {"normal", "slow", "failing"}
SLOWNESS = 3.0  # seconds
CLOCK_STEPS = ("hour", "day", "next")


class Control:
    """Answers requests to /control/."""

    def __init__(self, world: "Simulator", closing: asyncio.Event) -> None:
        self._world = world
        self._closing = closing

    async def answer(self, request: BaseRequest, path: str) -> web.StreamResponse:
        """Answer one request; `path` is what follows /control/."""
        if not host_is_loopback(request.headers.get("Host", "")):
            return _error(403, "this address is for the machine itself only")
        parts = path.split("/")
        if request.method == "GET":
            return await self._show(request, parts)
        if request.method != "POST":
            return _error(405, "only GET and POST")
        # A page elsewhere cannot send this type without asking first (CORS).
        if request.content_type != "application/json":
            return _error(415, "send application/json")
        try:
            given = await request.json()
            if not isinstance(given, dict):
                return _error(400, "send a JSON object")
            return await self._do(parts, given)
        except (json.JSONDecodeError, UnicodeDecodeError):
            return _error(400, "that is not JSON")
        except web.HTTPRequestEntityTooLarge:
            return _error(413, "that is too much")
        except NotPossibleError as problem:
            return _error(400, str(problem))

    async def _show(self, request: BaseRequest, parts: list[str]) -> web.StreamResponse:
        match parts:
            case ["state"]:
                return _json(self.state())
            case ["events"]:
                return await self._stream(request)
            case ["phones", phone_id] if phone_id in self._world.phones:
                return _json(whole(self._world.phones[phone_id]))
            case ["phones", phone_id, "files", number] if (
                phone_id in self._world.phones
            ):
                return _file(self._world.phones[phone_id], number)
            case ["record"] if self._world.backstage is not None:
                return _json({"rows": await self._world.backstage.rows()})
            case ["record", "open"] if self._world.backstage is not None:
                return _json(await self._world.backstage.opened())
        return _error(404, "there is no such thing")

    def state(self) -> dict[str, Any]:
        """Return what the world looks like."""
        world = self._world
        service = "none" if world.backstage is None else world.backstage.state()
        return {
            "phones": [summary(phone) for phone in world.phones.values()],
            "faults": {
                "telegram": world.telegram.faults.mode,
                "twilio": world.twilio.faults.mode,
            },
            "service": service,
            "clock": None if world.backstage is None else world.backstage.time(),
            "scenes": [] if world.backstage is None else list(world.backstage.scenes),
            "bot": world.telegram.bot["first_name"],
            "sms_number": world.sms_number,
        }

    async def _do(self, parts: list[str], given: dict[str, Any]) -> web.Response:
        match parts:
            case ["phones"]:
                return _json({"id": self._add_phone(given).phone_id})
            case ["phones", phone_id, deed] if phone_id in self._world.phones:
                return _json(await do(self._world.phones[phone_id], deed, given))
            case ["faults"]:
                self._set_fault(given)
                return _json({})
            case ["webhook_base"]:
                url = str(given.get("url"))
                if not is_loopback(url):
                    raise NotPossibleError("only an address on this machine")
                self._world.webhook_base = url
                return _json({})
            case ["service"] if self._world.backstage is not None:
                await self._command(str(given.get("action")))
                return _json({})
            case ["clock"] if self._world.backstage is not None:
                step = given.get("step")
                if step not in CLOCK_STEPS:
                    raise NotPossibleError("hour, day or next")
                await self._world.backstage.move(step)
                return _json({})
        return _error(404, "there is no such thing")

    def _add_phone(self, given: dict[str, Any]) -> Phone:
        role = str(given.get("role") or "client")
        name, number = given.get("name"), given.get("number")
        if given.get("kind") == "sms" and isinstance(number, str) and number:
            return self._world.sms_phone(number, name=name, role=role)
        if given.get("kind") == "telegram" and isinstance(name, str) and name:
            language = str(given.get("language_code") or "en")
            return self._world.telegram_phone(name, language_code=language, role=role)
        raise NotPossibleError("a phone needs a kind, and a name or a number")

    def _set_fault(self, given: dict[str, Any]) -> None:
        service, mode = given.get("service"), given.get("mode")
        if service not in ("telegram", "twilio") or mode not in FAULT_MODES:
            raise NotPossibleError("no such service or mode")
        cloud = self._world.telegram if service == "telegram" else self._world.twilio
        cloud.clear()
        if mode == "slow":
            cloud.fault("slow", seconds=SLOWNESS)
        elif mode == "failing":
            cloud.fault("error", status=502 if service == "telegram" else 503)

    async def _command(self, action: str) -> None:
        backstage = self._world.backstage
        commands = (
            {}
            if backstage is None
            else {
                "kill": backstage.kill,
                "stop": backstage.stop,
                "start": backstage.start,
            }
        )
        if action not in commands:
            raise NotPossibleError("kill, stop or start")
        await commands[action]()

    async def _stream(self, request: BaseRequest) -> web.StreamResponse:
        """Tell of every change until the page goes away."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        news: dict[str, None] = {}  # what changed twice is told once
        arrived = asyncio.Event()

        def watch(change: Change) -> None:
            news[f"data: {json.dumps(change)}\n\n"] = None
            arrived.set()

        stop = self._world.changes.watch(watch)
        try:
            while not self._closing.is_set():
                try:
                    await asyncio.wait_for(arrived.wait(), HEARTBEAT)
                except TimeoutError:
                    news[": still here\n\n"] = None
                lines = "".join(news)
                news.clear()
                arrived.clear()
                await response.write(lines.encode())
        except ConnectionError:
            pass
        finally:
            stop()
        return response


def host_is_loopback(host: str) -> bool:
    """Whether a Host header names this machine; others come by DNS rebinding."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _file(phone: Phone, number: str) -> web.Response:
    if isinstance(phone, SmsPhone):
        return _error(404, "there is no such file")
    for message in phone.chat:
        if str(message.id) == number and message.file is not None:
            headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
            kind = shown_as(message.file)
            if kind is None:
                # What the browser might run is only ever saved, never shown.
                headers["Content-Disposition"] = "attachment"
            return web.Response(
                body=message.file,
                content_type=kind or "application/octet-stream",
                headers=headers,
            )
    return _error(404, "there is no such file")


def _json(content: Any) -> web.Response:
    return web.Response(
        body=json.dumps(content).encode(),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _error(status: int, reason: str) -> web.Response:
    return web.Response(
        status=status,
        body=json.dumps({"error": reason}).encode(),
        content_type="application/json",
    )
