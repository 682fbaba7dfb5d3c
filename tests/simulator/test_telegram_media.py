import io

import aiohttp
import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.error import BadRequest, InvalidToken

from simulator import samples

PNG = samples.picture(120, 60)


@pytest.mark.parametrize(
    "kind",
    [
        "photo",
        "voice",
        "audio",
        "video",
        "video_note",
        "document",
        "sticker",
        "animation",
    ],
)
async def test_every_kind_of_file_goes_out_comes_in_and_goes_out_again(bot, alma, kind):
    send = getattr(bot, f"send_{kind}")
    name = "video_note" if kind == "video_note" else kind

    sent = await send(alma.id, **{name: io.BytesIO(PNG)})
    getattr(alma, kind)(PNG)
    received = (await bot.get_updates())[-1].message
    again = await send(alma.id, **{name: file_of(received, kind).file_id})

    assert [m.kind for m in alma.chat[1:]] == [kind] * 3
    assert [m.file for m in alma.chat[1:]] == [PNG] * 3
    assert file_of(sent, kind).file_size == len(PNG)
    assert file_of(again, kind).file_id == file_of(received, kind).file_id


async def test_a_picture_arrives_with_its_words_its_buttons_and_in_reply(bot, alma):
    asked = alma.write("how?")
    here = InlineKeyboardMarkup([[InlineKeyboardButton("Here", callback_data="a")]])

    sent = await bot.send_photo(
        alma.id,
        io.BytesIO(PNG),
        caption="scan this",
        reply_markup=here,
        reply_parameters=ReplyParameters(asked),
        disable_notification=True,
        protect_content=True,
    )

    seen = alma.chat[-1]
    assert (seen.kind, seen.caption, seen.file) == ("photo", "scan this", PNG)
    assert (seen.buttons, seen.reply_to) == ([[("Here", "a")]], asked)
    assert (seen.silent, seen.protected) == (True, True)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (120, 60)


def file_of(message, kind):
    found = getattr(message, kind)
    return found[-1] if kind == "photo" else found


async def test_a_file_can_be_downloaded(bot, alma):
    alma.document(b"0123", "brev.pdf", mime="application/pdf")
    document = (await bot.get_updates())[-1].message.document

    file = await bot.get_file(document.file_id)

    assert (document.file_name, document.mime_type) == ("brev.pdf", "application/pdf")
    assert file.file_path.endswith(".pdf")
    assert bytes(await file.download_as_bytearray()) == b"0123"


async def test_a_file_above_20_megabytes_cannot_be_downloaded_but_copied(bot, alma):
    message_id = alma.document(b"0123", "film.mov", size=21_000_000)
    document = (await bot.get_updates())[-1].message.document

    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(document.file_id)
    await bot.copy_message(alma.id, alma.id, message_id)

    assert alma.chat[-1].file_name == "film.mov"


async def test_an_upload_of_some_megabytes_arrives_whole(bot, alma):
    data = bytes(range(256)) * 4096 * 5

    await bot.send_document(alma.id, data, filename="stor.bin")

    assert alma.chat[-1].file == data


async def test_an_upload_above_50_megabytes_is_refused(http, world, alma):
    form = aiohttp.FormData({"chat_id": str(alma.id)})
    form.add_field("document", io.BytesIO(bytes(51 * 1024 * 1024)), filename="x")
    answer = await http.post(f"/telegram/bot{world.bot_token}/sendDocument", data=form)

    assert (answer.status, (await answer.json())["description"]) == (
        413,
        "Request Entity Too Large",
    )


async def test_a_photo_has_sizes_and_its_caption(bot, alma):
    sent = await bot.send_photo(
        alma.id, PNG, caption="Se her", has_spoiler=True, show_caption_above_media=True
    )

    assert [(p.width, p.height) for p in sent.photo] == [(90, 45), (120, 60)]
    assert (sent.caption, sent.has_media_spoiler) == ("Se her", True)
    assert alma.chat[-1].caption == "Se her"
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(alma.id, PNG, caption="a" * 1025)


async def test_wrong_files_are_refused(bot, alma):
    alma.voice(b"OggS")
    voice = (await bot.get_updates())[-1].message.voice

    for wrong, complaint in [
        ("nonsense", "Wrong file identifier/http url specified"),
        ("https://example.dk/a.jpg", "Failed to get http url content"),
        (voice.file_id, "Can't use file of type voice as photo"),
        (InputFile(b"", filename="a"), "File must be non-empty"),
    ]:
        with pytest.raises(BadRequest, match=f"(?i){complaint}"):
            await bot.send_photo(alma.id, wrong)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")
    with pytest.raises(InvalidToken):
        await bot.request.retrieve(f"{bot.base_file_url}/photos/file_99.jpg")


async def test_places_and_cards_go_both_ways(bot, alma):
    place = await bot.send_location(alma.id, 55.67, 12.56)
    card = await bot.send_contact(alma.id, "+4520123456", "Bo")
    alma.location(55.0, 12.0)
    alma.contact("+4520123456", "Bo")

    updates = await bot.get_updates()

    assert (place.location.latitude, card.contact.first_name) == (55.67, "Bo")
    assert updates[-2].message.location.longitude == 12.0
    assert updates[-1].message.contact.phone_number == "+4520123456"


async def test_an_album_comes_in_as_single_updates_with_one_group(bot, alma):
    alma.album([PNG, PNG, PNG], caption="Tre")

    messages = [update.message for update in await bot.get_updates()][1:]

    assert len({m.media_group_id for m in messages}) == 1
    assert [m.caption for m in messages] == ["Tre", None, None]


async def test_an_album_goes_out_in_one_call(bot, alma):
    alma.photo(PNG)
    old = (await bot.get_updates())[-1].message.photo[-1].file_id

    sent = await bot.send_media_group(
        alma.id, [InputMediaPhoto(PNG, caption="Ny"), InputMediaPhoto(old)]
    )

    assert len({m.media_group_id for m in sent}) == 1
    assert [m.caption for m in alma.chat[-2:]] == ["Ny", None]
    assert [m.file for m in alma.chat[-2:]] == [PNG, PNG]


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_2_to_10_parts(bot, alma, count):
    with pytest.raises(BadRequest, match="Wrong number of messages"):
        await bot.send_media_group(alma.id, [InputMediaPhoto(PNG)] * count)


async def test_documents_and_photos_do_not_mix_in_an_album(bot, alma):
    with pytest.raises(BadRequest, match="Document can't be mixed"):
        await bot.send_media_group(
            alma.id, [InputMediaPhoto(PNG), InputMediaDocument(b"x")]
        )
    assert len(alma.chat) == 1
