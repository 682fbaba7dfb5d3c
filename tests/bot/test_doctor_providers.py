import socket
from datetime import timedelta

import pytest
from aiohttp import web

from bot import doctor_providers
from bot.cli_service import set_up
from bot.clock import now as real_now
from bot.config import Settings
from bot.findings import Level
from simulator.server import Simulator

NOW = real_now()
SECRET = "a-secret-path-of-ours"


@pytest.fixture
async def world():
    async with Simulator() as world:
        yield world


@pytest.fixture
def settings_with(tmp_path):
    def make(**tables):
        given = {name.replace("__", "."): values for name, values in tables.items()}
        set_up(tmp_path / "installed", given)
        return Settings.read(tmp_path / "installed/config.toml")

    return make


def telegram_of(world, **more):
    return {"token": world.bot_token, "api_url": world.telegram_url, **more}


def twilio_of(world, **more):
    return {
        "account_sid": world.account_sid,
        "auth_token": world.auth_token,
        "api_url": world.twilio_url,
        **more,
    }


def level_of(findings, subject):
    return [finding.level for finding in findings if finding.subject == subject]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_providers_that_know_us_are_well(world, settings_with):
    settings = settings_with(
        telegram=telegram_of(world),
        sms={"sender": world.sms_number},
        sms__twilio=twilio_of(world),
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "Telegram") == [Level.OK]
    assert level_of(found, "webhook") == [Level.OK]
    assert level_of(found, "Twilio") == [Level.OK]


async def test_a_refused_token_is_a_problem_and_stays_secret(world, settings_with):
    settings = settings_with(
        telegram=telegram_of(world, token="123456:canary-token-refused"),
        sms={"sender": world.sms_number},
        sms__twilio=twilio_of(world, auth_token="canary-auth-token-refused"),
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "Telegram") == level_of(found, "Twilio") == [Level.PROBLEM]
    assert "canary" not in str(found)


async def test_a_provider_that_is_away_is_a_problem_and_nothing_secret_is_told(
    settings_with,
):
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = settings_with(
        telegram={"token": "123456:canary-token", "api_url": nobody},
        sms={"sender": "+4520101010"},
        sms__twilio={
            "account_sid": "AC0",
            "auth_token": "canary-auth",
            "api_url": nobody,
        },
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "Telegram") == level_of(found, "Twilio") == [Level.PROBLEM]
    assert "canary" not in str(found)
    assert "no answer" in str(found)


async def test_a_provider_that_never_answers_is_not_waited_for(
    settings_with, monkeypatch
):
    monkeypatch.setattr(doctor_providers, "PATIENCE", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        settings = settings_with(telegram={"token": "1:x", "api_url": url})

        found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "Telegram") == [Level.PROBLEM]


async def test_what_is_switched_off_is_not_asked(settings_with):
    found = await doctor_providers.ask(
        settings_with(telegram={"enabled": "false"}), NOW
    )

    assert [finding.level for finding in found] == [Level.OK, Level.OK]


async def test_what_is_left_out_is_a_problem(settings_with):
    settings = settings_with(sms={"gateway": "twilio"})

    found = await doctor_providers.ask(settings, NOW)

    assert [finding.level for finding in found] == [Level.PROBLEM, Level.PROBLEM]


class Telegram:
    """Telegram as far as doctor asks, saying what a test wants."""

    def __init__(self, **says) -> None:
        self.says = {"first_name": "Kontakt", "url": "", "status": 200} | says

    async def answer(self, request):
        if request.path.endswith("/getMe"):
            body = {"ok": True, "result": {"first_name": self.says["first_name"]}}
        else:
            waiting = self.says.get("waiting", 0)
            body = {
                "ok": True,
                "result": {"url": self.says["url"], "pending_update_count": waiting},
            }
        headers = {"Date": self.says["date"]} if "date" in self.says else {}
        return web.json_response(body, status=self.says["status"], headers=headers)


@pytest.fixture
async def telegram():
    runners = []

    async def start(**says):
        runner = web.ServerRunner(web.Server(Telegram(**says).answer))
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return {"token": "1:x", "api_url": f"http://127.0.0.1:{runner.addresses[0][1]}"}

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Kontakt", Level.OK),
        ("Hallo", Level.OK),
        ("Mette og Jonas", Level.OK),
        ("Fastkontakt", Level.WARNING),
        ("Aarhus Kommune", Level.WARNING),
        ("SKP-linjen", Level.WARNING),
        ("Misbrugscenteret", Level.WARNING),
        ("Hjælp til unge", Level.WARNING),
        ("Socialtjänsten", Level.WARNING),
        ("Lille House", Level.WARNING),
    ],
)
async def test_a_name_that_tells_what_the_chat_is_about_is_warned_of(
    telegram, settings_with, name, level
):
    settings = settings_with(
        organisation={"name": "Lille House"},
        telegram=await telegram(first_name=name),
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "bot's name") == [level]


async def test_a_webhook_that_nobody_here_set_is_a_problem(telegram, settings_with):
    settings = settings_with(
        telegram=await telegram(url="https://evil.example/canary-path")
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "webhook") == [Level.PROBLEM]
    assert "canary-path" not in str(found)


@pytest.mark.parametrize("is_ours", [True, False])
async def test_our_own_webhook_is_well(telegram, settings_with, is_ours):
    public = "https://sms.example.org"
    path = doctor_providers.facts.secret_path(SECRET)
    url = f"{public}/telegram/{path if is_ours else 'another'}"
    settings = settings_with(
        telegram=await telegram(url=url)
        | {"mode": "webhook", "webhook_secret": SECRET},
        http={"public_url": public},
    )

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "webhook") == [Level.OK if is_ours else Level.PROBLEM]


async def test_updates_that_wait_for_nobody_are_told(telegram, settings_with):
    settings = settings_with(telegram=await telegram(waiting=500))

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "webhook") == [Level.WARNING]


@pytest.mark.parametrize(
    ("off_by", "levels"), [(timedelta(seconds=20), []), (timedelta(minutes=3), [1])]
)
async def test_a_clock_that_differs_from_telegrams_is_a_problem(
    telegram, settings_with, off_by, levels
):
    said = (NOW - off_by).strftime("%a, %d %b %Y %H:%M:%S GMT")
    settings = settings_with(telegram=await telegram(date=said))

    found = await doctor_providers.ask(settings, NOW)

    assert level_of(found, "clock") == [Level.PROBLEM] * len(levels)


@pytest.mark.parametrize("status", [302, 409, 500, 502])
async def test_another_answer_is_told_by_its_number(telegram, settings_with, status):
    settings = settings_with(telegram=await telegram(status=status))

    [found] = [
        finding
        for finding in await doctor_providers.ask(settings, NOW)
        if finding.subject == "Telegram"
    ]

    assert found.level is Level.PROBLEM
    assert f"answered {status}" in found.sentence


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("", "https://api.twilio.com"),
        ("us1", "https://api.twilio.com"),
        ("ie1", "https://api.dublin.ie1.twilio.com"),
    ],
)
def test_a_region_has_a_host_of_its_own(settings_with, region, url):
    settings = settings_with(sms__twilio={"account_sid": "AC0", "region": region})

    assert doctor_providers._twilio_url(settings) == url


@pytest.mark.parametrize(("known", "levels"), [(True, []), (False, [Level.PROBLEM])])
async def test_a_duty_chat_that_the_bot_is_not_in_is_a_problem(
    settings_with, known, levels
):
    asked = []

    async def answer(request):
        asked.append((request.match_info["method"], dict(request.query)))
        if request.match_info["method"] == "getChat" and not known:
            return web.json_response({"ok": False}, status=400)
        return web.json_response({"ok": True, "result": {"first_name": "Bot"}})

    app, port = web.Application(), free_port()
    app.router.add_get("/bot{token}/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    settings = settings_with(
        telegram={"token": "123456:token", "api_url": f"http://127.0.0.1:{port}"},
        duty={"outside_hours": "duty", "chat": "-100777"},
    )

    found = await doctor_providers.ask(settings, NOW)
    await runner.cleanup()

    assert level_of(found, "duty") == levels
    assert ("getChat", {"chat_id": "-100777"}) in asked
