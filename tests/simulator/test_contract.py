import json

import pytest
from telegram import InputMediaPhoto

from simulator import samples
from simulator.telegram_api import METHODS

PNG = samples.picture(100, 100)
HANDLED_APART = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}


@pytest.fixture
def published(telegram_spec):
    if telegram_spec is None:
        pytest.skip("the published Bot API (../shared/specs) is not on this machine")
    return telegram_spec


def test_every_method_that_is_played_is_published(published):
    assert METHODS.keys() | HANDLED_APART <= published.methods.keys()


def test_the_oracle_finds_what_is_wrong(published):
    user = {"id": 1, "is_bot": False, "first_name": "Alma"}
    for wrong in (
        user | {"id": "1"},
        user | {"id": True},
        user | {"nonsense": 1},
        {"id": 1, "is_bot": False},
    ):
        with pytest.raises(AssertionError):
            published.check(wrong, "User", "user")
    published.check(user, "User", "user")


async def test_every_kind_of_update_has_the_published_form(published, bot, alma, world):
    await bot.get_updates(
        allowed_updates=[
            *("message", "edited_message", "callback_query"),
            *("my_chat_member", "message_reaction"),
        ]
    )
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}
    sent = await bot.send_message(alma.id, "Ja?", reply_markup=markup)
    said = alma.write("Kommer kl. 14 /nu", reply_to=sent.id)
    alma.edit(said, "Kommer kl. 15")
    alma.press(sent.id, "Ja")
    alma.react(sent.id, "👍")
    alma.react(sent.id, None)
    for send in (alma.photo, alma.voice, alma.video, alma.audio, alma.animation):
        send(PNG, caption="https://example.dk")
    for send in (alma.video_note, alma.document, alma.sticker):
        send(PNG)
    alma.album([PNG, PNG])
    alma.location(55.6, 12.5)
    alma.contact("+4520123456", "Bo", user_id=5)
    alma.block()
    alma.unblock()

    raw = json.loads(b"[%b]" % await world.telegram.updates.poll(0, 100, 0))

    published.check(raw, "Array of Update", "getUpdates")
    assert len(raw) == 20
    kinds = {name for update in raw for name in update} - {"update_id"}
    assert len(kinds) == 5


async def test_every_answer_has_the_published_form(published, bot, alma, world):
    photo = await bot.send_photo(alma.id, PNG, caption="se")
    said = alma.write("hej")
    await bot.copy_messages(alma.id, alma.id, [photo.id, said])
    await bot.forward_message(alma.id, alma.id, said)
    await bot.send_media_group(alma.id, [InputMediaPhoto(PNG), InputMediaPhoto(PNG)])
    await bot.edit_message_caption(alma.id, photo.id, caption="se her")
    await bot.get_file(photo.photo[0].file_id)
    await bot.get_chat(alma.id)
    await bot.get_webhook_info()

    assert bot.request.checked >= {
        *("getMe", "sendPhoto", "copyMessages", "forwardMessage", "sendMediaGroup"),
        *("editMessageCaption", "getFile", "getChat", "getWebhookInfo"),
    }


async def test_every_twilio_answer_has_the_published_form(twilio_oracle, twilio, world):
    if twilio_oracle is None:
        pytest.skip("Twilio's schema (../shared/specs) is not on this machine")
    bo = world.sms_phone("+4520123456")
    bo.text("hej")
    sent = await twilio.messages.create_async(
        to=bo.number, messaging_service_sid=world.twilio.service_sid, body="hej"
    )
    await twilio.messages(sent.sid).fetch_async()
    await twilio.messages(sent.sid).update_async(body="")
    listed = await twilio.messages.list_async(page_size=1)
    await twilio.messages(sent.sid).delete_async()

    assert len(listed) == 2
    assert twilio.http_client.checked == 6
