"""What is not text, phone to phone: seen by the other side, kept in the record."""

import pytest

from tests.flows.reading import files, record, words
from tests.flows.seeing import found, news, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
TOO_LARGE = 25 * 1024 * 1024

CAPTIONED = ("photo", "voice", "video", "audio", "document", "animation")


def sent(phone, kind, **more):
    return getattr(phone, kind)(PNG, caption="look 🙂", **more)


@pytest.mark.parametrize("kind", CAPTIONED)
async def test_what_has_a_caption_goes_both_ways_under_a_name(stage, kind):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    sent(alma, kind)
    got = await found(mette, "look 🙂")
    sent(mette, kind, reply_to=got.id)
    answer = await found(alma, "look 🙂")
    await stage.quiet()

    assert (got.kind, got.caption, got.file) == (kind, "K1 Alma\nlook 🙂", PNG)
    assert got.entities == ({"type": "bold", "offset": 0, "length": 7},)
    assert got.protected
    assert (answer.kind, answer.caption) == (kind, "Mette: look 🙂")
    assert answer.file == PNG
    assert [content for _, content in await files(stage, "alma")] == [PNG, PNG]
    assert await words(stage, "alma") == [("message", "look 🙂")] * 2


@pytest.mark.parametrize("kind", CAPTIONED)
async def test_without_a_caption_the_name_is_the_caption(stage, kind):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    getattr(alma, kind)(PNG)
    got = await mette.wait_for(lambda message: message.kind == kind)

    assert got.caption == "K1 Alma"


def sticker(phone):
    return phone.sticker(PNG, emoji="🐻")


def video_note(phone):
    return phone.video_note(PNG)


def location(phone):
    return phone.location(55.6761, 12.5683)


def contact(phone):
    return phone.contact("+4533112233", "Ida")


WITHOUT_CAPTION = {
    sticker: "sticker",
    video_note: "video message",
    location: "place on a map",
    contact: "contact card",
}


@pytest.mark.parametrize("deed", WITHOUT_CAPTION, ids=WITHOUT_CAPTION.values())
async def test_what_takes_no_caption_hangs_on_a_line_that_says_whose_it_is(stage, deed):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    deed(alma)
    got = await mette.wait_for(lambda message: message.kind == deed.__name__)
    line = next(message for message in mette.chat if message.id == got.reply_to)
    mette.write("to the line", reply_to=line.id)
    mette.write("to the thing", reply_to=got.id)
    await stage.quiet()

    assert line.text == f"K1 Alma: [{WITHOUT_CAPTION[deed]}]"
    assert line.silent
    assert not got.silent
    assert read(alma)[-2:] == ["Mette: to the line", "Mette: to the thing"]
    assert all(message.reply_to == alma.chat[-3].id for message in alma.chat[-2:])
    assert not any(message.reaction for message in mette.chat if message.id == got.id)


@pytest.mark.parametrize("deed", WITHOUT_CAPTION, ids=WITHOUT_CAPTION.values())
async def test_to_a_client_it_goes_as_it_is(stage, deed):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("send me something")
    got = await found(mette, "send me something")
    mette.write("here", reply_to=got.id)

    news_of_alma = await news(stage, alma, lambda: deed(mette))

    assert news_of_alma == [f"[{deed.__name__}]"]


async def test_a_caption_that_grows_too_long_goes_before_its_picture(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    long = "🙂" * 511

    alma.photo(PNG, long)
    picture = await mette.wait_for(lambda message: message.kind == "photo")
    line = await found(mette, long)
    mette.write("to the words", reply_to=line.id)
    await found(alma, "to the words")

    assert line.text == f"K1 Alma\n{long}"
    assert (picture.caption, picture.reply_to) == (None, line.id)


async def test_by_sms_a_client_learns_of_a_picture_in_words(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("hello")
    got = await found(mette, "K2 Bo\nhello")

    mette.photo(PNG, "the door", reply_to=got.id)
    await stage.later(seconds=9)
    await stage.quiet()
    mette.voice(PNG)
    await stage.quiet()

    assert read(bo)[-2:] == [
        "Mette: the door (photo: a text message cannot show it)",
        (
            "Mette sent something that a text message cannot show (voice message). "
            "Write if you want to know more."
        ),
    ]
    assert read(mette)[-2:] == [
        "K2 Bo has SMS only. Your words went, but not: photo.",
        "K2 Bo has SMS only. Not sent: voice message. You can tell it in words.",
    ]
    assert len(await files(stage, "bo")) == 2


async def test_a_contact_person_by_sms_learns_of_pictures_and_the_client_once(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]

    cleo.photo(PNG, "my cat")
    cleo.voice(PNG)
    await stage.quiet()

    assert read(kirsten)[-2:] == ["K3 Cleo: [photo] my cat", "K3 Cleo: [voice message]"]
    assert [told for told in read(cleo) if "does not see" in told] == [
        (
            "Kirsten only gets text here and does not see what you sent (photo). "
            "You can tell it in words."
        )
    ]


async def test_places_cards_and_stickers_are_said_in_words_by_sms(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("where?")
    got = await found(mette, "where?")

    for deed in (location, contact, sticker):
        deed(cleo)
    mette.location(55.6761, 12.5683, reply_to=got.id)
    await stage.later(seconds=9)
    await stage.quiet()

    assert read(kirsten)[-3:] == [
        "K3 Cleo: [place on a map] 55.67610, 12.56830",
        "K3 Cleo: [contact card] Ida, +4533112233",
        "K3 Cleo: [sticker] 🐻",
    ]
    assert not any("does not see" in told for told in read(cleo))
    assert read(bo)[-1] == "Mette: [place on a map] 55.67610, 12.56830"
    assert read(mette)[-1] == "K2 Bo: delivered"


async def test_a_picture_by_sms_does_not_come_and_both_sides_know(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]

    to_mette = await news(stage, mette, lambda: bo.text("", media=1))
    both = await news(stage, mette, lambda: bo.text("see?", media=2))
    mette.write("tell me", reply_to=mette.chat[-1].id)
    await stage.later(seconds=9)
    await found(bo, "tell me")

    missed = (
        "K2 Bo sent a picture or file by SMS. It cannot be received here. "
        "Ask for it in words."
    )
    assert to_mette == [missed]
    assert both == ["K2 Bo\nsee?", missed]
    assert [told for told in read(bo) if told.startswith("Only text")] == [
        "Only text gets through here. Write it in words, or call +4570101010."
    ] * 2
    (entry,) = [one for one in await record(stage, "bo") if one.text == "see?"]
    assert entry.more["pictures_not_received"] == 2


async def test_by_sms_on_both_sides_words_go_and_pictures_are_told(stage):
    await stage.link("dan")
    await stage.agree("dan")
    dan, kirsten = stage.phones["dan"], stage.phones["kirsten"]

    dan.text("hello Kirsten")
    await found(kirsten, "K4 Dan: hello Kirsten")
    kirsten.text("K4 hello Dan", media=1)
    await stage.later(seconds=9)
    await found(dan, "Kirsten: hello Dan")

    assert read(kirsten)[-1] == (
        "Pictures and files do not get through by SMS here. Only your words went."
    )


async def test_a_file_that_is_too_large_to_keep_goes_and_the_record_says_so(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    to_mette = await news(
        stage, mette, lambda: alma.document(PNG, "film.zip", "big", size=TOO_LARGE)
    )
    got = await found(mette, "K1 Alma\nbig")
    own = await news(
        stage,
        mette,
        lambda: mette.video(PNG, "mine", size=TOO_LARGE, reply_to=got.id),
    )

    not_kept = "K1 Alma: passed on, but the record could not keep a copy:"
    assert to_mette == ["K1 Alma\nbig", f"{not_kept} file."]
    assert own == [f"{not_kept} video."]
    assert read(alma)[-1] == "Mette: mine"
    assert await files(stage, "alma") == []
    assert [
        entry.more["not_kept"]
        for entry in await record(stage, "alma")
        if entry.kind == "message"
    ] == [True, True]


@pytest.mark.parametrize(
    "refusal",
    ["Bad Request: message can't be copied", "Bad Request: message to copy not found"],
)
async def test_what_cannot_be_passed_on_at_all_is_told_to_both(stage, refusal):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("wait for it")
    got = await found(mette, "wait for it")
    stage.world.telegram.fault(
        "error", methods="copyMessage", status=400, description=refusal, times=2
    )

    to_mette = await news(stage, mette, lambda: sticker(alma))
    to_alma = await news(stage, alma, lambda: mette.photo(PNG, reply_to=got.id))

    assert to_mette == [
        (
            "K1 Alma: something could not be passed on: sticker. "
            "Both of you have been told."
        )
    ]
    assert [told for told in read(alma) if told.startswith("What you sent")] == [
        (
            "What you sent could not be passed on (sticker). Mette knows. "
            "You can tell it in words."
        )
    ]
    assert to_alma == [
        (
            "Mette sent something that could not be passed on here (photo). "
            "Write if you want to know more."
        )
    ]
    assert read(mette)[-1].startswith("K1 Alma: not delivered. ")
