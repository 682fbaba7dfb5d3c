"""Pictures that belong together arrive together."""

import asyncio

from storage import inbox
from tests.flows.reading import files, words
from tests.flows.seeing import buttons_of, found, news, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def pictures(phone):
    """Return caption and album of every picture that somebody else sent."""
    return [
        (message.caption, message.album)
        for message in phone.chat
        if message.kind == "photo" and not message.from_me and not message.deleted
    ]


async def come(stage):
    """Let the album leave: no more of its pictures come."""
    await stage.later(seconds=2)
    await stage.quiet()


async def test_an_album_goes_both_ways_and_an_answer_finds_its_picture(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    own = alma.album([PNG, PNG + b"2", PNG + b"3"], "our trip")
    await come(stage)
    line = await found(mette, "K1 Alma: [several pictures]")
    first, second, third = [each for each in mette.chat if each.kind == "photo"]
    mette.write("which lake?", reply_to=second.id)
    answer = await found(alma, "which lake?")
    mette.album([PNG, PNG])
    await come(stage)

    assert [each.caption for each in (first, second, third)] == ["our trip", None, None]
    assert len({each.album for each in (first, second, third)}) == 1
    assert [each.file for each in (first, second, third)] == [
        PNG,
        PNG + b"2",
        PNG + b"3",
    ]
    assert line.silent
    assert line.id < first.id
    assert answer.reply_to == own[1]
    assert len({album for _, album in pictures(alma)}) == 1
    assert len(pictures(alma)) == 2
    assert len(await files(stage, "alma")) == 5


async def test_an_album_that_answers_something_says_what(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    asked = alma.write("how does it look there?")
    got = await found(mette, "how does it look")
    group = stage.world.telegram.new_album()

    mette.photo(PNG, album=group, reply_to=got.id)
    mette.photo(PNG, album=group, reply_to=got.id)
    await come(stage)
    line = await found(alma, "Mette: [several pictures]")

    assert line.reply_to == asked
    assert len(pictures(alma)) == 2


async def test_an_album_that_was_sent_while_nobody_was_here_stays_one(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    group = stage.world.telegram.new_album()

    alma.photo(PNG, "before", album=group)
    await stage.quiet()
    await stage.stop()
    stage.clock.move(hours=3)
    alma.photo(PNG, album=group)
    alma.photo(PNG, "after", album=group)
    await stage.start()
    await stage.quiet()
    at_once = pictures(mette)
    await stage.later(seconds=6)
    await stage.quiet()

    assert at_once == []
    assert [caption for caption, _ in pictures(mette)] == ["before", None, "after"]
    assert len({album for _, album in pictures(mette)}) == 1


async def test_an_album_waits_for_a_picture_that_is_slow_to_fetch(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    group = stage.world.telegram.new_album()
    alma.photo(PNG, album=group)
    await stage.quiet()
    stage.world.telegram.fault("slow", methods="getFile", seconds=1.0, times=1)

    alma.photo(PNG, album=group)
    while "new" not in await stage.store.run(inbox.waiting):
        await asyncio.sleep(0.01)
    stage.clock.move(seconds=3)
    await stage.service.look_again()
    await asyncio.sleep(0.2)
    meanwhile = pictures(mette)
    await come(stage)

    assert meanwhile == []
    assert len(pictures(mette)) == 2
    assert len({album for _, album in pictures(mette)}) == 1


async def test_a_picture_that_is_gone_is_missed_on_both_sides(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    own = alma.album([PNG, PNG, PNG])
    await stage.quiet()
    alma.delete(own[1])
    await come(stage)

    assert len(pictures(mette)) == 2
    assert read(mette)[-1] == (
        "K1 Alma: 1 of 3 pictures or files did not get through. "
        "Both of you have been told."
    )
    assert read(alma)[-1] == (
        "1 of 3 did not get through. Mette knows. You can send them again."
    )
    assert len(await files(stage, "alma")) == 3


async def test_by_sms_an_album_is_one_message_with_all_its_words(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    group = stage.world.telegram.new_album()
    cleo.photo(PNG, "the lake", album=group)
    cleo.photo(PNG, album=group)

    def last_picture():
        cleo.photo(PNG, "and the boat", album=group)

    await stage.quiet()
    before = len(read(kirsten))
    last_picture()
    await come(stage)

    assert read(kirsten)[before:] == [
        "K3 Cleo: [several pictures] the lake\nand the boat"
    ]
    assert read(cleo)[-1] == (
        "Kirsten only gets text here and does not see what you sent (several "
        "pictures). You can tell it in words."
    )


async def test_an_album_for_nobody_is_asked_about_once_and_held_once(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    asked = await news(stage, mette, lambda: mette.album([PNG] * 10, "ten"))
    question = mette.chat[-1]
    mette.press(question, "K1 Alma")
    await stage.quiet()
    held = await found(mette, "goes in 8 s")
    await come(stage)
    too_early = pictures(alma)
    await stage.later(seconds=7)
    await stage.quiet()

    assert asked == ["Who is this for?"]
    assert buttons_of(held) == ["Undo", "Send now"]
    assert [told for told in read(mette) if "goes in" in told] == []
    assert too_early == []
    assert len(pictures(alma)) == 10
    assert len({album for _, album in pictures(alma)}) == 1
    assert read(mette)[-1] == "K1 Alma: sent"


async def test_an_album_is_taken_back_whole_before_and_after_it_left(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    mette.write("/to K1")
    await found(mette, "K1 Alma: what you write")

    mette.album([PNG, PNG, PNG])
    mette.press(await found(mette, "goes in 8 s"), "Undo")
    await stage.later(seconds=9)
    await stage.quiet()
    before = pictures(alma)
    mette.write("/to K1")
    await stage.quiet()
    mette.album([PNG, PNG, PNG])
    mette.press(
        await mette.wait_for(lambda message: "Send now" in buttons_of(message)),
        "Send now",
    )
    await come(stage)
    arrived = pictures(alma)
    mette.write("/undo")
    await stage.quiet()

    assert before == []
    assert len(arrived) == 3
    assert pictures(alma) == []
    assert "K1 Alma: taken back from the other phone" in read(mette)[-1]


async def test_a_changed_caption_reaches_the_picture_that_it_stands_under(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.album([PNG, PNG], "the see")
    await come(stage)

    alma.edit(own[0], "the sea")
    await stage.quiet()

    assert [caption for caption, _ in pictures(mette)] == ["K1 Alma\nthe sea", None]
    assert await words(stage, "alma") == [
        ("message", "the see"),
        ("message", ""),
        ("edit", "the sea"),
    ]
