import asyncio
import json
import sys
from copy import deepcopy

import aiohttp
import pytest

from simulator.server import Simulator


async def test_the_world_runs_on_one_loopback_port_and_frees_it():
    async with Simulator() as world:
        port = int(world.url.rsplit(":", 1)[1])
        assert world.telegram_url == f"{world.url}/telegram"
        assert world.twilio_url == f"{world.url}/twilio"

    async with Simulator(port=port) as again:
        assert again.url == world.url


async def test_leaving_ends_polls_and_answers_that_hang():
    async with Simulator() as world, aiohttp.ClientSession(world.url) as http:
        alma = world.telegram_phone("Alma")
        alma.start()
        world.telegram.fault("hang_after_accept", methods="sendMessage")
        base = f"/telegram/bot{world.bot_token}"
        calls = [
            asyncio.ensure_future(http.get(f"{base}/getUpdates?offset=-1&timeout=50")),
            asyncio.ensure_future(
                http.get(f"{base}/sendMessage?chat_id={alma.id}&text=x")
            ),
        ]
        await alma.wait_for(lambda m: m.text == "x")

        async with asyncio.timeout(5):
            await world.__aexit__(None, None, None)

        await asyncio.gather(*calls, return_exceptions=True)


async def test_a_world_that_was_left_can_be_copied_and_goes_on_by_itself():
    async with Simulator() as world:
        alma = world.telegram_phone("Alma")
        alma.start()
        world.sms_phone("+4520123456")
    copied = deepcopy(world)

    async with copied, aiohttp.ClientSession(copied.url) as http:
        base = f"/telegram/bot{world.bot_token}"
        await http.get(f"{base}/sendMessage?chat_id={alma.id}&text=x")
        async with http.get(f"{base}/getUpdates") as answer:
            (update,) = (await answer.json())["result"]
        await http.get(f"{base}/setWebhook?url={copied.url}")

    (phone, other) = copied.phones.values()
    assert update["message"]["text"] == "/start"
    assert [message.text for message in phone.chat] == ["/start", "x"]
    assert [message.text for message in alma.chat] == ["/start"]
    assert other is copied.twilio.handsets["+4520123456"]
    assert copied.telegram.updates.webhook_active
    assert not world.telegram.updates.webhook_active


async def test_without_recording_no_call_is_kept():
    async with Simulator(record_calls=False) as world:
        async with aiohttp.ClientSession(world.url) as http:
            await http.get(f"/telegram/bot{world.bot_token}/getMe")

        assert world.telegram.calls == []


async def test_what_fails_beside_comes_out_at_the_end():
    async def fail():
        raise ValueError("on purpose")

    async with Simulator() as world:
        world.errands.start(fail())

        with pytest.raises(ValueError, match="on purpose"):
            await world.settled()


async def test_it_runs_alone_from_the_command_line():
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator.server", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
    )
    facts = json.loads(await program.stdout.readline())
    async with aiohttp.ClientSession() as http:
        url = f"{facts['telegram_url']}/bot{facts['bot_token']}/getMe"
        answer = await (await http.get(url)).json()
    program.terminate()

    assert answer["result"]["is_bot"]
    assert await program.wait() == 0
