import pytest

from casework.messages import Kind, Later, Never, Sent
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from casework.safe_contact import SafeContact
from storage import addresses, people, safe_contacts

UNDONE = "Taken back. Nothing was sent."
TOO_LATE = "Too late, it has gone. You can write a correction."
NOTHING = "There is nothing to take back."


async def reply(house, to, words, **more):
    """Have Mette answer a client who just wrote."""
    await house.talk(to, "hello")
    return await house.talk("mette", words, reply_to=house.last("mette"), **more)


async def kinds_of(house, who):
    return [kind for kind, _ in await house.record(who)]


async def test_a_held_message_can_be_taken_back_with_its_button(house):
    await reply(house, "bo", "a mistake")
    assert house.texts("mette")[-1] == "K2 Bo: goes in 8 s."

    await house.press("mette", "Undo")
    await house.deliver()
    house.move(minutes=1)
    await house.deliver()

    assert house.chat("bo") == []
    assert house.texts("mette")[-1] == UNDONE
    assert house.last("mette").buttons == ()


async def test_the_record_keeps_the_words_and_that_they_were_taken_back(house):
    await reply(house, "bo", "a mistake")

    await house.press("mette", "Undo")

    record = await house.record("bo")
    assert (await house.said("bo"))[-1] == "a mistake"
    assert record[-1] == ("withdrawn", {"author": "Mette", "text": ""})


async def test_a_sent_message_is_taken_out_of_the_clients_telegram(house):
    await reply(house, "alma", "a mistake")
    assert house.texts("alma") == ["Mette: a mistake"]

    await house.talk("mette", "/undo")

    assert house.chat("alma") == []
    assert "may have been read" in house.texts("mette")[-1]
    assert (await kinds_of(house, "alma"))[-1] == "withdrawn"


async def test_every_picture_of_an_album_is_taken_back(house):
    await house.talk("alma", "hello")
    shown = house.last("mette")
    for _ in range(3):
        await house.write("mette", kind=Kind.PHOTO, album="album-1", reply_to=shown)
    house.move(seconds=2)
    await house.deliver()
    assert len(house.chat("alma")) == 3

    await house.talk("mette", "/undo")

    assert house.chat("alma") == []


async def test_a_message_that_left_by_sms_cannot_be_taken_back(house):
    await reply(house, "bo", "gone")
    house.move(seconds=8)
    await house.deliver()

    await house.talk("mette", "/undo")

    assert house.texts("bo") == ["Mette: gone"]
    assert TOO_LATE in house.texts("mette")


async def test_a_long_sms_of_which_a_part_has_left_has_gone(house):
    await reply(house, "bo", "word " * 500)
    house.move(seconds=8)
    house.sms.will(Sent, Later(Reason.NETWORK))
    await house.deliver()
    assert len(house.chat("bo")) == 1

    await house.talk("mette", "/undo")

    assert TOO_LATE in house.texts("mette")
    assert UNDONE not in house.texts("mette")


async def test_what_was_taken_back_once_is_not_said_to_have_gone(house):
    await reply(house, "alma", "a mistake")
    await house.talk("mette", "/undo")

    await house.talk("mette", "/undo")

    assert house.texts("mette")[-1] == NOTHING
    assert (await kinds_of(house, "alma")).count("withdrawn") == 1


async def test_who_wrote_nothing_has_nothing_to_take_back(house):
    await house.talk("mette", "/undo")

    assert house.texts("mette") == [NOTHING]


async def test_undo_as_an_answer_takes_back_the_message_it_answers(house):
    first = await reply(house, "alma", "first")
    await house.talk("mette", "second")

    await house.talk("mette", "/undo", reply_to=first)

    assert house.texts("alma") == ["Mette: second"]


async def test_telegram_may_refuse_and_the_worker_is_told(house):
    await reply(house, "alma", "two days old")
    house.telegram.will(Never(Reason.TOO_OLD), to=house.addresses["alma"].value)

    await house.talk("mette", "/undo")

    assert house.texts("alma") == ["Mette: two days old"]
    assert house.texts("mette")[-1] == TOO_LATE


async def test_a_chat_that_blocked_us_cannot_be_tidied_and_the_worker_is_told(house):
    await reply(house, "alma", "still there")
    house.telegram.will(Never(Reason.BLOCKED), to=house.addresses["alma"].value)

    await house.talk("mette", "/undo")

    assert house.texts("alma") == ["Mette: still there"]
    assert house.texts("mette")[-1] == TOO_LATE


async def test_changing_one_picture_of_an_album_that_was_taken_back_sends_nothing(
    house,
):
    await house.talk("alma", "hello")
    shown = house.last("mette")
    parts = [
        await house.write("mette", kind=Kind.PHOTO, album="album-1", reply_to=shown)
        for _ in range(2)
    ]
    await house.talk("mette", "/undo")

    await house.talk("mette", "a caption", kind=Kind.PHOTO, edit_of=parts[1])

    assert house.chat("alma") == []


@pytest.mark.parametrize("client", ["alma", "bo"])
async def test_changing_what_was_taken_back_sends_nothing(house, client):
    written = await reply(house, client, "for somebody else")
    await house.talk("mette", "/undo")
    before = house.texts(client)

    await house.talk("mette", "changed, but for somebody else", edit_of=written)
    house.move(minutes=1)
    await house.deliver()

    assert house.texts(client) == before
    assert house.texts("mette")[-1] == UNDONE
    assert not any(
        "changed" in words["text"] for _, words in await house.record(client)
    )


async def test_by_sms_a_single_word_takes_back_what_is_held(house):
    await house.talk("kirsten", "K3 a mistake")

    await house.talk("kirsten", "Undo")
    house.move(minutes=1)
    await house.deliver()

    assert house.chat("cleo") == []
    assert house.texts("kirsten") == [UNDONE]


async def test_nobody_takes_back_what_somebody_else_wrote(house):
    await reply(house, "bo", "mine")
    shown = house.last("mette")

    await house.press("sanne", "Undo", on=shown)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == ["Mette: mine"]


async def test_a_button_works_once(house):
    await reply(house, "bo", "one")
    shown = house.last("mette")
    await house.press("mette", "Send now", on=shown)

    await house.press("mette", "Undo", on=shown)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one"]


async def test_a_client_takes_back_what_the_contact_person_may_have_read(house):
    await house.talk("alma", "not meant so")
    shown = house.last("mette")

    await house.talk("alma", "/undo")

    assert shown.is_deleted
    assert house.last("alma").text == (
        "Taken out of the chat with Mette, who may have read it already."
    )
    record = await house.record("alma")
    kinds = [kind for kind, _ in record]
    assert kinds.count("withdrawn") == 1
    assert "not meant so" in await house.said("alma")


async def test_a_client_takes_back_what_has_not_gone_and_nobody_gets_it(house):
    await house.write("alma", "not meant so")

    await house.talk("alma", "Undo")

    assert not any("not meant so" in text for text in house.texts("mette"))
    assert house.last("alma").text == "Taken back. Mette did not get it."


async def test_a_client_points_at_the_message_that_is_to_go(house):
    first = await house.talk("alma", "first")
    await house.talk("alma", "second")

    await house.talk("alma", "/undo", reply_to=first)

    assert [text for text in house.texts("mette") if text.endswith("first")] == []
    assert any(text.endswith("second") for text in house.texts("mette"))


async def test_a_client_is_told_that_an_sms_cannot_be_taken_back(house):
    await house.talk("cleo", "hello")

    await house.talk("cleo", "/undo")

    assert house.last("cleo").text == (
        "It cannot be taken back any more: Kirsten has it already."
    )
    assert "withdrawn" not in [kind for kind, _ in await house.record("cleo")]


async def test_a_client_takes_nothing_back_that_is_somebody_elses_or_is_gone(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    theirs = house.last("alma")

    await house.talk("alma", "/undo", reply_to=theirs)
    assert not theirs.is_deleted
    assert house.last("alma").text == "There is nothing to take back."
    await house.talk("alma", "/undo")
    await house.talk("alma", "/undo")

    assert house.last("alma").text == "There is nothing to take back."
    assert [kind for kind, _ in await house.record("alma")].count("withdrawn") == 1


async def test_a_wish_for_sms_makes_the_first_words_wait_to_be_taken_back(house):
    """It counts where they leave by, not where the client last wrote from."""

    def wish(tx, now):
        alma = people.find_by_ref(tx, "alma")
        sms = Address(Channel.SMS, "+4520777777")
        addresses.add(tx, alma.id, sms, AddressState.VERIFIED, now)
        by_sms = SafeContact(channels=(Channel.SMS,))
        safe_contacts.set_profile(tx, alma.id, by_sms, alma.id, now)

    await house.run(wish, house.now)
    await house.talk("alma", "hello")
    await house.talk("mette", "one", reply_to=house.last("mette"))

    assert house.sms.chats["+4520777777"] == []
    assert house.texts("mette")[-1] == "K1 Alma: goes in 8 s."
    house.move(seconds=8)
    await house.deliver()
    assert [each.text for each in house.sms.chats["+4520777777"]] == ["Mette: one"]
