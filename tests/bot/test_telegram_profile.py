"""What people see of the bot before they write."""

import pytest
from telegram.error import InvalidToken

from bot.telegram_profile import (
    Introduction,
    Menu,
    introduce,
    prepare_polling,
    prepare_webhook,
    username,
)

MENU = Menu((("help", "Hjælp"), ("stop", "Stop beskeder")), language="da")
STAFF = Menu((("to", "Vælg en person"),), chat=7000000002)
PAGE = Introduction("Ikke døgnbemandet. Ring 112.", "Din kontaktperson", "da")
DA = {"language_code": "da"}
EVERYBODY = {"scope": {"type": "all_private_chats"}}
WEBHOOK = {
    "url": "",
    "has_custom_certificate": False,
    "pending_update_count": 3,
}


def commands(menu):
    return [{"command": name, "description": words} for name, words in menu.commands]


class Alarms(list):
    """What was switched."""

    def switch(self, name, *, on):
        self.append((name, on))


@pytest.fixture
def alarms():
    return Alarms()


async def test_commands_and_texts_are_set_where_there_are_others(bot, far_end):
    far_end.will_answer("getMyCommands", [], commands(MENU))
    far_end.will_answer("getMyDescription", {"description": ""})
    far_end.will_answer("getMyShortDescription", {"short_description": "old"})

    await introduce(bot, [MENU, STAFF], [PAGE])

    assert far_end.asked("setMyCommands") == [
        {"commands": commands(MENU), **EVERYBODY, **DA},
        {"commands": commands(STAFF), "scope": {"type": "chat", "chat_id": 7000000002}},
    ]
    assert far_end.asked("setMyDescription") == [
        {"description": PAGE.description, **DA}
    ]
    assert far_end.asked("setMyShortDescription") == [
        {"short_description": PAGE.about, **DA}
    ]


async def test_nothing_is_set_that_is_so_already(bot, far_end):
    far_end.will_answer("getMyCommands", commands(MENU))
    far_end.will_answer("getMyDescription", {"description": PAGE.description})
    far_end.will_answer("getMyShortDescription", {"short_description": PAGE.about})

    await introduce(bot, [MENU], [PAGE])

    assert not [method for method, _ in far_end.calls if method.startswith("set")]


@pytest.mark.parametrize("answer", [(502, b""), (200, b"<html>"), {"x": 1}, True])
async def test_a_text_that_cannot_be_set_does_not_keep_the_others(
    bot, far_end, answer, caplog
):
    far_end.will_answer("getMyCommands", answer)
    far_end.will_answer("getMyDescription", answer)
    far_end.will_answer("getMyShortDescription", {"short_description": ""})

    await introduce(bot, [MENU], [PAGE])

    assert len(far_end.asked("setMyShortDescription")) == 1
    assert caplog.text.count("telegram profile not set") == 2


async def test_the_bot_says_its_name(bot, far_end):
    far_end.will_answer(
        "getMe",
        {"id": 1, "is_bot": True, "first_name": "Kontakt", "username": "kontakt_bot"},
    )

    assert await username(bot) == "kontakt_bot"


@pytest.mark.parametrize("answer", [(502, b""), (401, {"ok": False}), {"id": 1}, True])
async def test_a_name_that_telegram_does_not_say_is_not_waited_for(
    bot, far_end, answer
):
    far_end.will_answer("getMe", answer)

    assert await username(bot) is None


async def test_without_a_webhook_polling_needs_no_preparation(bot, far_end, alarms):
    far_end.will_answer("getWebhookInfo", WEBHOOK)

    await prepare_polling(bot, alarms.switch)

    assert alarms == []
    assert [method for method, _ in far_end.calls] == ["getWebhookInfo"]


async def test_somebody_elses_webhook_is_told_and_removed_and_what_waits_kept(
    bot, far_end, alarms
):
    far_end.will_answer("getWebhookInfo", {**WEBHOOK, "url": "https://example.org/x"})

    await prepare_polling(bot, alarms.switch)

    assert alarms == [("telegram_webhook", True)]
    assert far_end.asked("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_polling_is_not_kept_by_a_telegram_that_is_away(bot, far_end, alarms):
    far_end.will_answer("getWebhookInfo", (502, b""))

    await prepare_polling(bot, alarms.switch)

    assert alarms == []


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("", []),
        ("https://skp.example.dk/telegram/p4th", []),
        ("https://example.org/x", [("telegram_webhook", True)]),
    ],
)
async def test_telegram_is_asked_to_call_us(bot, far_end, alarms, found, told):
    url = "https://skp.example.dk/telegram/p4th"
    far_end.will_answer("getWebhookInfo", {**WEBHOOK, "url": found})

    await prepare_webhook(bot, url, "s3cret", alarms.switch)

    assert alarms == told
    (asked,) = far_end.asked("setWebhook")
    assert (asked["url"], asked["secret_token"]) == (url, "s3cret")
    assert asked["drop_pending_updates"] is False
    assert "callback_query" in asked["allowed_updates"]


async def test_a_webhook_that_cannot_be_set_is_an_error(bot, far_end, alarms):
    far_end.will_refuse("getWebhookInfo", 401, "Unauthorized")

    with pytest.raises(InvalidToken):
        await prepare_webhook(bot, "https://a.dk/telegram/x", "s", alarms.switch)
