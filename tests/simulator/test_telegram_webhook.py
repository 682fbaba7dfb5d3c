import json

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict


async def test_updates_are_posted_with_the_secret_and_only_once(
    bot, alma, service, world
):
    await bot.set_webhook(f"{service.url}/telegram/x", secret_token="s3cret_-")
    alma.write("hej")
    await world.settled()

    paths = [
        (path, json.loads(body)["message"]["text"]) for path, body, _ in service.raw
    ]
    assert paths == [("/telegram/x", "/start"), ("/telegram/x", "hej")]
    headers = service.raw[0][2]
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert headers["Content-Type"] == "application/json"
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_what_is_refused_is_posted_again_in_order(bot, alma, service, world):
    world.telegram.webhook_pause = 0.01
    answers = iter([503, 500, 200, 200])
    service.answer = lambda: web.Response(status=next(answers))
    await bot.set_webhook(f"{service.url}/t")
    alma.write("hej")

    await world.settled()
    info = await bot.get_webhook_info()
    while (await bot.get_webhook_info()).pending_update_count:
        pass

    texts = [json.loads(body)["message"]["text"] for _, body, _ in service.raw]
    assert texts == ["/start", "/start", "/start", "hej"]
    assert info.last_error_message == "Wrong response from the webhook: 503"
    assert info.max_connections == 40


async def test_fetching_and_posting_exclude_each_other(bot, alma, service):
    await bot.set_webhook(f"{service.url}/t", allowed_updates=["message"])

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    await bot.delete_webhook()

    assert info.allowed_updates == ("message",)
    assert (await bot.get_webhook_info()).url == ""
    await bot.get_updates()


async def test_pending_updates_can_be_dropped(bot, alma):
    await bot.delete_webhook(drop_pending_updates=True)

    assert await bot.get_updates() == ()


async def test_a_webhook_elsewhere_or_with_a_strange_secret_is_refused(bot, service):
    with pytest.raises(BadRequest, match="Bad webhook: failed to resolve host"):
        await bot.set_webhook("https://example.dk/t")
    with pytest.raises(BadRequest, match="Secret token contains unallowed"):
        await bot.set_webhook(f"{service.url}/t", secret_token="æ")
