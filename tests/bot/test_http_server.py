"""The doors of the service, over real connections."""

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web

from bot import http_server
from bot.http_server import LARGEST_BODY, BindError, HttpServer, PortInUseError


class Service:
    """A server with one webhook, and what it was told."""

    def __init__(self, **settings) -> None:
        self.failing = []
        self.asked = 0
        self.bodies = []
        self.server = HttpServer(
            **{"bind": "127.0.0.1:0"} | settings,
            failing=lambda: self.failing,
            metrics=lambda: "fastkontakt_up 1\n",
            add_routes=self.add_routes,
        )

    def add_routes(self, app):
        app.router.add_post("/hook", self.hook)
        app.router.add_post("/broken", self.broken)
        app.router.add_post("/stuck", self.stuck)
        app.router.add_post("/own", self.read_by_itself)

    async def hook(self, request):
        self.asked += 1
        self.bodies.append(await request.read())
        return web.Response(text="taken")

    async def broken(self, _request):
        raise ValueError("KANARIE")

    async def stuck(self, request):
        await request.read()
        await asyncio.Event().wait()

    async def read_by_itself(self, request):
        self.bodies += [chunk async for chunk in request.content.iter_any()]
        return web.Response()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.port}{path}"

    def private_url(self, path):
        return f"http://127.0.0.1:{self.server.private_port}{path}"


@pytest.fixture
async def service():
    service = Service()
    await service.server.start()
    yield service
    await service.server.close()


@pytest.fixture
async def ask():
    async with aiohttp.ClientSession() as session:

        async def ask(method, url, **more):
            async with session.request(method, url, **more) as answer:
                return answer.status, await answer.text(), answer.headers

        yield ask


async def test_the_routes_of_others_are_open(service, ask):
    status, text, _ = await ask("POST", service.url("/hook"), data=b"a=b")

    assert (status, text) == (200, "taken")
    assert service.bodies == [b"a=b"]


async def test_it_says_that_it_lives_and_whether_it_is_ready(service, ask):
    assert (await ask("GET", service.url("/health/live")))[0] == 200
    status, text, _ = await ask("GET", service.url("/health/ready"))
    assert (status, text) == (200, '{"ready": true, "failing": []}')

    service.failing = ["store", "clock"]

    status, text, _ = await ask("GET", service.url("/health/ready"))
    assert (status, text) == (503, '{"ready": false, "failing": ["store", "clock"]}')
    assert (await ask("GET", service.url("/health/live")))[0] == 200


async def test_metrics_are_text_for_prometheus(service, ask):
    status, text, headers = await ask("GET", service.url("/metrics"))

    assert (status, text) == (200, "fastkontakt_up 1\n")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


async def test_health_and_metrics_may_have_a_door_of_their_own(ask):
    service = Service(private_bind="127.0.0.2:0")
    await service.server.start()
    private = f"http://127.0.0.2:{service.server.private_port}"

    for path in ("/health/live", "/health/ready", "/metrics"):
        assert (await ask("GET", service.url(path)))[0] == 404
        assert (await ask("GET", private + path))[0] == 200
    assert (await ask("POST", private + "/hook"))[0] == 404
    await service.server.close()


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/hook", (405, "405 Method Not Allowed\n")),
        ("GET", "/nowhere/KANARIE?a=KANARIE", (404, "404 Not Found\n")),
        ("POST", "/metrics", (405, "405 Method Not Allowed\n")),
        ("POST", "/broken", (500, "500 Internal Server Error\n")),
    ],
)
async def test_an_error_is_told_by_its_bare_name(service, ask, method, path, expected):
    status, text, headers = await ask(method, service.url(path))

    assert (status, text) == expected
    assert "Server" not in headers
    assert ("Allow" in headers) == (status == 405)


async def test_a_body_that_is_too_large_is_refused(service, ask):
    url = service.url("/hook")

    status, text, _ = await ask("POST", url, data=b"x" * (LARGEST_BODY + 1))
    assert status == 413
    assert text.removeprefix("413 ") in {  # Python 3.13 has another name for it
        "Request Entity Too Large\n",
        "Content Too Large\n",
    }

    async def chunks():
        for _ in range(9):
            yield b"x" * (LARGEST_BODY // 8)

    assert (await ask("POST", url, data=chunks()))[0] == 413
    assert (await ask("POST", url, data=b"x" * LARGEST_BODY))[0] == 200
    assert [len(body) for body in service.bodies] == [LARGEST_BODY]


async def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0.05)
    monkeypatch.setattr(http_server, "LINGER_SECONDS", 0.05)
    service = Service()
    await service.server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", service.server.port)

    writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")

    answer = await asyncio.wait_for(reader.read(), 20)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert service.bodies == []
    writer.close()
    await service.server.close()


async def test_a_handler_may_read_a_larger_body_by_itself(service, ask):
    status, _, _ = await ask("POST", service.url("/own"), data=b"x" * LARGEST_BODY * 4)

    assert status == 200
    assert len(b"".join(service.bodies)) == LARGEST_BODY * 4


async def test_a_request_that_never_ends_is_given_up(service, ask, monkeypatch):
    monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0.05)

    status, text, _ = await ask("POST", service.url("/stuck"), data=b"a=b")

    assert (status, text) == (503, "503 Service Unavailable\n")


async def test_whoever_hangs_up_half_way_leaves_no_error_behind(service, caplog):
    _, writer = await asyncio.open_connection("127.0.0.1", service.server.port)
    writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
    while not service.asked:
        await asyncio.sleep(0.01)

    writer.transport.abort()
    await service.server.close()

    assert service.bodies == []
    assert caplog.records == []


async def test_a_head_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(http_server, "IDLE_SECONDS", 0.1)
    service = Service()
    await service.server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", service.server.port)

    writer.write(b"POST /hook HTTP/1.1\r\nX-Slow: ")

    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()
    await service.server.close()


async def test_a_port_in_use_is_named_by_its_setting(service):
    port = service.server.port

    with pytest.raises(PortInUseError) as caught:
        await Service(bind=f"127.0.0.1:{port}").server.start()

    assert caught.value.lines == (
        (
            "[http] bind: the port is in use: "
            "stop the other program or choose another port"
        ),
    )


async def test_if_one_door_stays_shut_the_other_is_not_left_open(service):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    second = Service(
        bind=f"127.0.0.1:{port}", private_bind=f"127.0.0.1:{service.server.port}"
    )

    with pytest.raises(PortInUseError, match="private_bind"):
        await second.server.start()

    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection("127.0.0.1", port)


async def test_an_address_of_another_machine_is_refused():
    with pytest.raises(BindError, match=r"\[http\] bind: cannot listen there \(E"):
        await Service(bind="192.0.2.1:80").server.start()


async def test_closing_lets_a_request_come_to_its_end(ask):
    entered, leave = asyncio.Event(), asyncio.Event()

    async def slow(_request):
        entered.set()
        await leave.wait()
        return web.Response(text="done")

    server = HttpServer(
        bind="127.0.0.1:0",
        failing=list,
        metrics=str,
        add_routes=lambda app: app.router.add_post("/slow", slow),
    )
    await server.start()
    url = f"http://127.0.0.1:{server.port}/slow"

    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(ask("POST", url))
        await entered.wait()
        closed = tasks.create_task(server.close())
        await asyncio.sleep(0)
        leave.set()

    assert asked.result()[:2] == (200, "done")
    assert closed.done()


async def test_fifty_webhooks_at_once_are_all_answered(service, ask):
    async with asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(ask("POST", service.url("/hook"), data=b"%d" % n))
            for n in range(50)
        ]

    assert {task.result()[0] for task in asked} == {200}
    assert len(set(service.bodies)) == 50
