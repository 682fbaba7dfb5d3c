import pytest

from casework.messages import Kind, Never, Sent
from casework.reasons import Reason

METTE_CHAT = "7001002001"


async def two_pictures(house, who, **more):
    for _ in range(2):
        await house.write(who, kind=Kind.PHOTO, album="a", **more)
    house.move(seconds=2)


async def test_a_picture_that_cannot_be_copied_is_told_to_both_sides(house):
    house.telegram.will(Never(Reason.NOT_CARRIED), to=METTE_CHAT)

    await house.talk("alma", kind=Kind.PHOTO)

    assert len(house.texts("alma")) == 1
    assert "Mette" in house.texts("alma")[0]
    assert len(house.texts("mette")) == 1
    assert house.texts("mette")[0].startswith("K1 Alma")


async def test_what_could_not_be_copied_can_still_be_answered(house):
    house.telegram.will(Never(Reason.TOO_LARGE), to=METTE_CHAT)
    await house.talk("alma", kind=Kind.VIDEO)

    await house.talk("mette", "say it in words", reply_to=house.last("mette"))

    assert house.texts("alma")[-1] == "Mette: say it in words"


async def test_an_album_of_which_a_part_is_missing_is_told_to_both_sides(house):
    await two_pictures(house, "alma")
    partly = Sent(("900",), left_out=1)
    house.telegram.will(partly, to=METTE_CHAT)

    await house.deliver()

    told = house.office.say(
        "album_partly_client", "en", worker="Mette", count=1, total=2
    )
    assert told in house.texts("alma")
    assert any("1" in text and "2" in text for text in house.texts("mette"))


async def test_a_client_is_told_once_of_several_pictures_that_a_phone_cannot_show(
    house,
):
    for _ in range(3):
        await house.talk("cleo", kind=Kind.PHOTO)

    assert len(house.texts("cleo")) == 1
    house.move(minutes=11)
    await house.talk("cleo", kind=Kind.PHOTO)
    assert len(house.texts("cleo")) == 2


@pytest.mark.parametrize("words", ["", "look at this"])
async def test_a_worker_is_told_whether_at_least_the_words_went(house, words):
    await house.talk("bo", "hello")
    shown = house.last("mette")

    await house.talk("mette", words, kind=Kind.PHOTO, reply_to=shown)
    house.move(seconds=8)
    await house.deliver()

    key = "media_words_by_sms_staff" if words else "media_not_by_sms_staff"
    told = house.office.say(key, "en", client="K2 Bo", kind="photo")
    assert told in house.texts("mette")
    assert (words in house.texts("bo")[0]) is True
