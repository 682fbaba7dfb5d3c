import pytest

from casework.keywords import Keyword
from casework.messages import Blocked, Kind
from casework.reasons import Reason
from handlers.relaying import Written
from handlers.wishes import wish_of


async def wish(house, who, text, **more):
    incoming = house.incoming(who, text, **more)
    return wish_of(Written(incoming, await house.address(who)))


@pytest.mark.parametrize(
    ("who", "text", "wanted"),
    [
        ("bo", "STOP", Keyword.STOP),
        ("bo", "stopall", Keyword.STOP),
        ("bo", "yes", Keyword.YES),
        ("bo", "RING", Keyword.CALL),
        ("bo", "/stop", Keyword.STOP),
        ("alma", "/stop", Keyword.STOP),
        ("alma", "/stop@kontakt_bot", Keyword.STOP),
        ("alma", "stopall", None),
        ("alma", "/shrug", None),
        ("bo", "stop nu jeg kan ikke mere", None),
        ("bo", "", None),
        ("alma", "/who", Keyword.WHO),
        ("alma", "/pause 3", Keyword.PAUSE),
        ("bo", "pause 14 dage", Keyword.PAUSE),
        ("bo", "mine data", Keyword.MY_DATA),
        ("alma", "/notices", Keyword.NOTICES),
        ("bo", "indsigt", Keyword.ACCESS),
        ("bo", "återkalla", Keyword.WITHDRAW),
        ("bo", "who are you", None),
    ],
)
async def test_only_a_whole_message_is_a_wish(house, who, text, wanted):
    assert await wish(house, who, text) is wanted


async def test_a_caption_or_a_changed_message_is_no_wish(house):
    assert await wish(house, "alma", "STOP", kind=Kind.PHOTO) is None
    assert await wish(house, "alma", "STOP", edit_of="17") is None


async def test_every_word_lies_in_the_record_whether_it_is_passed_on_or_not(house):
    words = ["STOP", "START", "HELP", "RING", "om", "4", "hello"]
    for each in words:
        await house.talk("bo", each)

    assert (await house.said("bo"))[-len(words) :] == words


async def test_a_yes_after_the_human_has_written_is_words_to_the_human(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "shall we meet?", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    await house.talk("bo", "ja")

    assert "K2 Bo\nja" in house.texts("mette")


async def test_who_said_no_may_come_back(house):
    await house.talk("bo", "STOP")
    await house.talk("bo", "START")
    await house.talk("mette", "/to K2")
    await house.talk("mette", "good to have you back")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo")[-1] == "Mette: good to have you back"


async def test_a_stop_counts_as_the_first_word_after_a_block(house):
    alma = house.addresses["alma"]
    await house.receive(Blocked("update-block", alma, house.now, blocked=True))

    await house.talk("alma", "STOP")

    assert (await house.address("alma")).frozen_for is Reason.OPTED_OUT
    assert house.texts("alma")[-1].startswith("You get no more messages")


@pytest.mark.parametrize(
    "words",
    [
        *("/who", "/mydata", "/notices", "/pause", "mydata", "settings", "pause"),
        *("access", "reminders", "withdraw"),
    ],
)
async def test_what_is_asked_of_the_program_alone_reaches_no_human(house, words):
    await house.talk("alma", words)

    assert f"K1 Alma\n{words}" not in house.texts("mette")
    assert house.texts("alma")


async def test_stop_is_never_told_as_anything_but_a_stop(house):
    await house.talk("bo", "STOP")

    assert house.texts("mette") == [
        house.office.say("staff_opted_out", "en", client="K2 Bo")
    ]
