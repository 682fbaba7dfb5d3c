"""The doors for webhooks, health and metrics."""

import asyncio
import errno
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from bot.config_checks import split_bind
from bot.errors import OperatorError

LARGEST_BODY: Final = 64 * 1024
REQUEST_SECONDS: Final = 20.0
"""How long a request may take, the arrival of its body included."""
IDLE_SECONDS: Final = 30.0
"""A connection that has sent no whole request head by then is closed. The reverse proxy
must let go of its idle connections earlier, or a webhook meets a closed door."""
LINGER_SECONDS: Final = 2.0
"""How long what is left of a refused body is read, so that the refusal is heard."""
CLOSE_SECONDS: Final = 4.0
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AddRoutes = Callable[[web.Application], object]

log = logging.getLogger(__name__)


class BindError(OperatorError):
    """The service cannot listen there. Change the setting."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"[http] {setting}: {reason}")
        self.setting = setting


class PortInUseError(BindError):
    """Another program listens on this port. Stop it or choose another port."""

    def __init__(self, setting: str) -> None:
        super().__init__(
            setting, "the port is in use: stop the other program or choose another port"
        )


class HttpServer:
    """Listens on one address for webhooks and on one for health and metrics."""

    def __init__(
        self,
        *,
        bind: str,
        private_bind: str = "",
        failing: Callable[[], Sequence[str]],
        metrics: Callable[[], str],
        add_routes: AddRoutes = lambda _app: None,
    ) -> None:
        self._health = _Health(failing, metrics)
        self._add_routes = add_routes
        self._binds = {"bind": bind}
        if private_bind not in {"", bind}:
            self._binds["private_bind"] = private_bind
        self._runners: list[web.AppRunner] = []
        self._ports: list[int] = []

    @property
    def port(self) -> int:
        """Return the port for webhooks."""
        return self._ports[0]

    @property
    def private_port(self) -> int:
        """Return the port for health and metrics."""
        return self._ports[-1]

    async def start(self) -> None:
        """Listen, or raise `BindError`."""
        try:
            for setting, bind in self._binds.items():
                await self._listen(setting, bind)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Listen no more, and let the requests that are there come to their end."""
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()
        self._ports.clear()

    async def _listen(self, setting: str, bind: str) -> None:
        app = web.Application(
            middlewares=[_guard], client_max_size=LARGEST_BODY, logger=log
        )
        app.on_response_prepare.append(_hide_versions)
        if setting == "bind":
            self._add_routes(app)
        if setting == list(self._binds)[-1]:
            self._health.add_routes(app)
        runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=CLOSE_SECONDS,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
        )
        await runner.setup()
        self._runners.append(runner)
        host, port = split_bind(bind)
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
        except OSError as error:
            raise _bind_error(setting, error) from None
        self._ports.append(site.port)


def refuse_taken(bind: str, private_bind: str = "") -> None:
    """Raise `BindError` where we could not listen, before anything else is begun."""
    settings = {"bind": bind}
    if private_bind not in {"", bind}:
        settings["private_bind"] = private_bind
    for setting, address in settings.items():
        host, port = split_bind(address)
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                probe.listen()
        except OSError as error:
            raise _bind_error(setting, error) from None


def _bind_error(setting: str, error: OSError) -> BindError:
    if error.errno == errno.EADDRINUSE:
        return PortInUseError(setting)
    # Python 3.13 leaves the number out where the address is not ours.
    reason = errno.errorcode.get(error.errno or errno.EADDRNOTAVAIL)
    return BindError(setting, f"cannot listen there ({reason})")


class _Health:
    """Answers whether the service lives, whether it can work, and how it fares."""

    def __init__(
        self, failing: Callable[[], Sequence[str]], metrics: Callable[[], str]
    ) -> None:
        self._failing = failing
        self._metrics = metrics

    def add_routes(self, app: web.Application) -> None:
        """Open the three doors."""
        app.router.add_get("/health/live", self._answer_live)
        app.router.add_get("/health/ready", self._answer_ready)
        app.router.add_get("/metrics", self._answer_metrics)

    async def _answer_live(self, _request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _answer_ready(self, _request: web.Request) -> web.Response:
        failing = list(self._failing())
        return web.json_response(
            {"ready": not failing, "failing": failing},
            status=HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK,
        )

    async def _answer_metrics(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=self._metrics().encode(), headers={hdrs.CONTENT_TYPE: METRICS_TYPE}
        )


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give up what does not end, and answer every failure with its bare name.

    Bodies are read by the handlers, each with its own measure; what they leave to
    `request.read()` and its kin ends at `LARGEST_BODY`.
    """
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            return await handler(request)
    except web.HTTPException as error:
        return _bare(error)
    except TimeoutError:
        if not request.content.is_eof():
            return _bare(web.HTTPRequestTimeout())
        log.exception("request took too long", extra={"method": request.method})
        return _bare(web.HTTPServiceUnavailable())
    except Exception as error:
        if isinstance(error, ConnectionError) and request.transport is None:
            return _bare(web.HTTPBadRequest())  # to nobody: whoever asked has gone
        log.exception("request failed", extra={"method": request.method})
        return _bare(web.HTTPInternalServerError())


def _bare(error: web.HTTPException) -> web.Response:
    headers = {
        name: error.headers[name]
        for name in (hdrs.ALLOW, hdrs.RETRY_AFTER)
        if name in error.headers
    }
    response = web.Response(
        status=error.status,
        text=f"{error.status} {HTTPStatus(error.status).phrase}\n",
        headers=headers,
    )
    if error.status in {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    }:
        response.force_close()  # what is left of the body is not wanted
    return response


async def _hide_versions(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.pop(hdrs.SERVER, None)
