import pytest
from telegram.error import BadRequest

from simulator import samples

PNG = samples.picture(100, 100)


@pytest.fixture
def mette(world):
    phone = world.telegram_phone("Mette")
    phone.start()
    return phone


async def test_a_copy_has_the_content_and_no_author(bot, alma, mette):
    for message in (
        alma.write("hej"),
        alma.voice(b"OggS", caption="lyt"),
        alma.sticker(),
        alma.location(55, 12),
    ):
        await bot.copy_message(mette.id, alma.id, message, protect_content=True)

    copies = mette.chat[1:]
    assert [m.kind for m in copies] == ["text", "voice", "sticker", "location"]
    assert (copies[0].text, copies[1].caption) == ("hej", "lyt")
    assert all(m.protected and not m.forwarded for m in copies)


async def test_a_copy_can_get_another_caption_and_a_reply(bot, alma, mette):
    mine = mette.write("Send det")
    photo = alma.photo(PNG, caption="før")

    await bot.copy_message(
        mette.id,
        alma.id,
        photo,
        caption="efter",
        reply_parameters={"message_id": mine},
    )
    await bot.copy_message(mette.id, alma.id, photo, caption="")

    assert [(m.caption, m.reply_to) for m in mette.chat[-2:]] == [
        ("efter", mine),
        (None, None),
    ]


async def test_what_is_gone_cannot_be_copied(bot, alma, mette):
    gone = alma.write("fortryd")
    alma.delete(gone)

    for missing in (gone, 99_999):
        with pytest.raises(BadRequest, match="Message to copy not found"):
            await bot.copy_message(mette.id, alma.id, missing)


async def test_several_are_copied_in_order_the_missing_left_out_the_album_kept(
    bot, alma, mette
):
    text = alma.write("se")
    first, second, third = alma.album([PNG, PNG, PNG], caption="tre")
    alma.delete(second)

    copied = await bot.copy_messages(mette.id, alma.id, [text, first, second, third])

    assert len(copied) == 3
    text_copy, *album = mette.chat[1:]
    assert [m.message_id for m in copied] == [m.id for m in mette.chat[1:]]
    assert text_copy.album is None
    assert len({m.album for m in album}) == 1
    assert album[0].album not in (None, alma.chat[2].album)
    assert album[0].caption == "tre"


async def test_ids_to_copy_must_increase(bot, alma, mette):
    first, second = alma.write("1"), alma.write("2")

    for wrong, complaint in [
        ([second, first], "strictly increasing order"),
        ([first, first], "strictly increasing order"),
        ([], "not specified"),
        (list(range(1, 102)), "(?i)too many message identifiers"),
        ([99_998, 99_999], "(?i)message to copy not found"),
    ]:
        with pytest.raises(BadRequest, match=complaint):
            await bot.copy_messages(mette.id, alma.id, wrong)


async def test_a_forward_names_its_author_unless_protected(bot, alma, mette):
    mine = alma.write("hej")
    forwarded = await bot.forward_message(mette.id, alma.id, mine)
    secret = await bot.send_message(alma.id, "kun til dig", protect_content=True)

    assert forwarded.forward_origin.sender_user.id == alma.id
    assert mette.chat[-1].forwarded
    with pytest.raises(BadRequest, match="Message can't be forwarded"):
        await bot.forward_message(mette.id, alma.id, secret.id)
    passed = await bot.forward_messages(mette.id, alma.id, [mine, secret.id])
    assert len(passed) == 1
