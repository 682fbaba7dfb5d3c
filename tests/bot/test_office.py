"""From settings to the organisation, its account and its ways of calling for help."""

import pytest

from bot import office
from bot.cli_service import set_up
from bot.config import Settings
from casework.messages import Never
from casework.people import Channel
from casework.reasons import Reason
from handlers import facts
from tests.bot.living import empty_store, house, linked_store

__all__ = ["empty_store", "house", "linked_store"]

GIVEN = {
    "organisation": {"country": "SE", "phone": "+46701234567", "opening_hours": "9-15"},
    "telegram": {"token": "123456:AAbbccdd", "min_age": 18},
    "sms": {"sender": "+46701111111"},
    "sms.twilio": {"account_sid": "AC" + "0" * 32, "auth_token": "one two"},
    "receipts": {"client": "", "staff": "👍"},
    "http": {"public_url": "https://sms.example.org/x"},
    "alarms": {"telegram_chat": "42", "sms": "+4520999000"},
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    directory = tmp_path_factory.mktemp("given") / "fastkontakt"
    set_up(directory, GIVEN)
    return Settings.read(directory / "config.toml")


async def test_the_office_is_what_the_settings_say(settings):
    found = await office.office_of(settings)

    assert str(found.zone) == "Europe/Stockholm"
    assert (found.language, found.phone) == ("sv", "+46701234567")
    assert (found.min_age, found.sms_enabled) == (18, True)
    assert (found.receipts.client, found.receipts.staff) == ("", "👍")
    assert found.bot_name == "Telegram"
    assert found.country == "SE"
    assert found.number_of("070-123 45 67") == "+46701234567"
    assert found.number_of("112") is None


async def test_the_bot_is_called_as_the_store_remembers_it(settings, house):
    await house.run(facts.remember, "bot_username", "kontakt_bot")

    assert (await office.office_of(settings, house.store)).bot_name == "@kontakt_bot"


def test_the_account_knows_every_token_and_where_it_is_reached(settings):
    account = office.twilio_account_of(settings)

    assert account.auth_tokens == ("one", "two")
    assert account.sender == "+46701111111"
    assert account.address_of("/sms/twilio") == "https://sms.example.org/x/sms/twilio"
    assert "one" not in repr(account)


async def test_an_alarm_goes_out_on_every_way(settings, house):
    alarms = office.alarms_of(settings, house.office, house.gateways)

    alarms.switch("store", on=True)
    await alarms.tell()
    alarms.switch("store", on=False)
    await alarms.tell()

    for gateway, address in ((house.telegram, "42"), (house.sms, "+4520999000")):
        began, ended = gateway.chats[address]
        assert "disk full?" in began.text
        assert ended.text.startswith("OK again")


async def test_a_way_that_fails_is_told_on_the_other(settings, house):
    alarms = office.alarms_of(settings, house.office, house.gateways)
    house.telegram.will(Never(Reason.BLOCKED))

    alarms.switch("poison", on=True)
    await alarms.tell()

    told = " ".join(each.text for each in house.sms.chats["+4520999000"])
    assert "alarm way telegram down" in told


async def test_an_alarm_without_its_channel_is_told_on_the_other(settings, house):
    only_sms = {Channel.SMS: house.sms}
    alarms = office.alarms_of(settings, house.office, only_sms)

    alarms.switch("record", on=True)
    await alarms.tell()

    told = [each.text for each in house.sms.chats["+4520999000"]]
    assert any("not sound" in text for text in told)
    assert any("alarm way telegram down" in text for text in told)


async def test_nobody_is_called_where_nobody_is_named(tmp_path, house):
    set_up(tmp_path / "bare")
    settings = Settings.read(tmp_path / "bare" / "config.toml")
    alarms = office.alarms_of(settings, house.office, house.gateways)

    alarms.switch("store", on=True)
    await alarms.tell()

    assert house.telegram.sent == house.sms.sent == []


async def test_every_alarm_is_a_whole_sentence(house):
    names = [*office._SENTENCES, "something_new"]

    for name in names:
        for over in (False, True):
            sentence = office.sentence_for(house.office, name, over=over)
            assert "{" not in sentence
            assert sentence.endswith((".", "doctor", "status", "verify"))
