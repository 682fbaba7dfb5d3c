"""Tokens are changed while people write, and nothing is lost."""

import asyncio
import os
import signal

import pytest

from tests.flows.running import replace_setting, running
from tests.flows.seeing import found

NEW_SECRET = "AA" + "n" * 33
NEW_AUTH = "0a" * 16
OTHER_BOT = f"7777777777:{NEW_SECRET}"


def new_token(stage):
    return f"{stage.world.bot_token.partition(':')[0]}:{NEW_SECRET}"


async def taken(stage, caplog, phrase):
    """Tell the service that there are new tokens, and wait until it has looked."""
    told = sum(phrase in each.message for each in caplog.records)
    stage.service.renew.set()
    async with asyncio.timeout(10):
        while sum(phrase in each.message for each in caplog.records) == told:
            await asyncio.sleep(0.01)


async def test_a_bot_whose_token_was_revoked_goes_on_with_the_new_one(stage, caplog):
    caplog.set_level("INFO")
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    token = new_token(stage)

    stage.world.telegram.token = token
    alma.write("while nobody could hear")
    replace_setting(stage, "token", f'"{token}"', table="telegram")
    await taken(stage, caplog, "tokens taken")

    asked = await found(mette, "while nobody could hear")
    mette.write("I hear you", reply_to=asked.id)
    await found(alma, "I hear you")
    await stage.quiet()
    texts = [each.text for each in mette.chat]
    assert sum("while nobody could hear" in text for text in texts) == 1


async def test_while_twilios_token_is_changed_each_of_two_may_sign(stage, caplog):
    caplog.set_level("INFO")
    old, twilio = stage.world.auth_token, stage.world.twilio
    bo, mette = stage.phones["bo"], stage.phones["mette"]

    replace_setting(stage, "auth_token", f'["{old}", "{NEW_AUTH}"]', table="sms.twilio")
    await taken(stage, caplog, "tokens taken")
    bo.text("signed with the old one")
    await found(mette, "signed with the old one")
    twilio.webhooks.token = twilio.auth_token = NEW_AUTH
    twilio.keys = {twilio.account_sid: NEW_AUTH}
    bo.text("signed with the new one")
    await found(mette, "signed with the new one")
    replace_setting(stage, "auth_token", f'"{NEW_AUTH}"', table="sms.twilio")
    await taken(stage, caplog, "tokens taken")

    asked = await found(mette, "signed with the new one")
    mette.write("sent with the new one", reply_to=asked.id)
    await stage.later(seconds=9)
    await bo.wait_for(lambda message: "sent with the new one" in message.text)


@pytest.mark.parametrize(
    ("name", "value", "phrase"),
    [
        ("token", f'"{OTHER_BOT}"', "token of another bot"),
        ("token", '""', "tokens not taken"),
        ("enabled", '"perhaps"', "tokens not taken"),
    ],
)
async def test_what_cannot_be_used_changes_nothing(stage, caplog, name, value, phrase):
    caplog.set_level("INFO")
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    replace_setting(stage, name, value, table="telegram")
    await taken(stage, caplog, phrase)

    alma.write("still there?")
    await found(mette, "still there?")
    assert NEW_SECRET not in caplog.text


async def test_a_hang_up_signal_has_the_tokens_read(stage):
    token = new_token(stage)
    async with running(stage) as service:
        await service.ready()

        stage.world.telegram.token = token
        replace_setting(stage, "token", f'"{token}"', table="telegram")
        os.kill(service.pid, signal.SIGHUP)

        stage.phones["alma"].write("anybody?")
        await found(stage.phones["mette"], "anybody?")
        assert "tokens taken changed=1" in service.logged
        assert NEW_SECRET not in service.logged
