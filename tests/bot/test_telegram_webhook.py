"""Telegram calling us."""

import json

import aiohttp
import pytest
from aiohttp import web

from bot.telegram_webhook import LARGEST_BODY, TelegramWebhook

WORDS = "canary-90b2"
UPDATE = {
    "update_id": 10,
    "message": {"chat": {"id": 7000000001}, "text": f"hej {WORDS}"},
}
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


class Service:
    """The service, with its one route."""

    def __init__(self) -> None:
        self.stored = []
        self.alarms = []
        self.presses = []
        self.fails = False
        self.url = ""

    async def take_in(self, raws):
        if self.fails:
            raise OSError(WORDS)
        self.stored += raws

    def switch(self, name, *, on):
        self.alarms.append((name, on))

    async def post(self, path="p4th", data=UPDATE, headers=SECRET, kind="json"):
        if isinstance(data, dict | list):
            data = json.dumps(data).encode()
        sent = {"Content-Type": "application/json", **headers}
        if kind != "json":
            sent["Content-Type"] = kind
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{self.url}/telegram/{path}", data=data, headers=sent
            ) as response,
        ):
            return response.status


@pytest.fixture
async def service():
    played = Service()
    webhook = TelegramWebhook(
        "p4th", "s3cret", played.take_in, played.switch, on_press=played.presses.append
    )
    application = web.Application(client_max_size=1000)
    application.add_routes(webhook.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    played.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield played
    await runner.cleanup()


async def test_an_update_is_stored_before_it_is_confirmed(service):
    assert await service.post() == 200

    (raw,) = service.stored
    assert (raw.external_id, raw.lane) == ("10", "7000000001")
    assert json.loads(raw.body) == UPDATE


async def test_what_cannot_be_stored_now_comes_again(service, caplog):
    service.fails = True

    assert await service.post() == 503

    assert WORDS not in str([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"path": "path"}, 404),
        ({"path": "p%C3%A5th"}, 404),
        ({"headers": {}}, 403),
        ({"headers": {"X-Telegram-Bot-Api-Secret-Token": "s3creT"}}, 403),
        ({"headers": {"X-Telegram-Bot-Api-Secret-Token": "s3cret "}}, 200),
        ({"headers": {"X-Telegram-Bot-Api-Secret-Token": "sécret"}}, 403),
        ({"kind": "text/plain"}, 415),
        ({"kind": "application/json; charset=utf-8"}, 200),
    ],
    ids=str,
)
async def test_a_call_that_is_not_telegrams_stores_nothing(service, wrong, status):
    assert await service.post(**wrong) == status

    assert bool(service.stored) is (status == 200)
    assert service.alarms == []


async def test_a_body_without_end_stores_nothing(service):
    async def endless():
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b" " * 1000

    assert await service.post(data=endless()) == 413

    assert service.stored == []


async def test_a_body_may_be_larger_than_what_others_may_post(service):
    assert await service.post(data={**UPDATE, "more": "x" * 500_000}) == 200


async def test_another_method_is_refused(service):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{service.url}/telegram/p4th") as response,
    ):
        assert response.status == 405


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[" * 100_000, [], {}, {"update_id": "7"}], ids=str
)
async def test_what_can_never_be_read_is_told_and_does_not_come_again(service, data):
    assert await service.post(data=data) == 200

    assert service.stored == []
    assert service.alarms == [("telegram_update", True)]


async def test_a_press_is_handed_on(service):
    await service.post(data={"update_id": 11, "callback_query": {"id": "q1"}})

    assert service.presses == ["q1"]
