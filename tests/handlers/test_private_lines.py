from dataclasses import replace

import pytest

from tests.handlers.house import OFFICE

CPR = "din aftale står under 010203-1234"


@pytest.fixture
def careful(house):
    house.office = replace(OFFICE, private_words=("metadon",))
    return house


async def bo_is_chosen(house):
    await house.talk("bo", "hello")
    await house.deliver()
    return house.chat("mette")[-1]


@pytest.mark.parametrize("words", [CPR, "Metadon i morgen?"])
async def test_private_words_wait_before_they_leave_by_sms(careful, words):
    asked_of = await bo_is_chosen(careful)

    await careful.talk("mette", words, reply_to=asked_of.id)
    careful.move(minutes=5)
    await careful.deliver()

    assert careful.texts("bo") == []
    assert careful.texts("mette")[-1] == (
        "K2 Bo: this looks private (an ID number or a word on the list) and would go "
        "as an open SMS. Send it anyway?"
    )


async def test_their_author_may_send_them_anyway(careful):
    asked_of = await bo_is_chosen(careful)
    await careful.talk("mette", CPR, reply_to=asked_of.id)
    await careful.deliver()

    await careful.press("mette", "Send anyway")
    await careful.deliver()

    assert careful.texts("bo") == [f"Mette: {CPR}"]


async def test_or_drop_them(careful):
    asked_of = await bo_is_chosen(careful)
    await careful.talk("mette", CPR, reply_to=asked_of.id)
    await careful.deliver()

    await careful.press("mette", "Drop")
    careful.move(minutes=5)
    await careful.deliver()

    assert careful.texts("bo") == []


async def test_by_telegram_nothing_is_held_for_its_words(careful):
    await careful.talk("alma", "hello")
    await careful.deliver()

    await careful.talk("mette", CPR, reply_to=careful.chat("mette")[-1].id)
    await careful.deliver()

    assert careful.texts("alma")[-1] == f"Mette: {CPR}"


async def test_by_sms_their_author_is_told_that_they_were_not_sent(careful):
    await careful.talk("kirsten", f"K4 {CPR}")
    careful.move(minutes=5)
    await careful.deliver()

    assert careful.texts("dan") == []
    (told,) = careful.texts("kirsten")
    assert told == (
        "K4 Dan: not sent, it looks private and SMS is open. Call instead, or write it "
        "in another way."
    )


async def test_an_edit_cannot_smuggle_them_out(careful):
    asked_of = await bo_is_chosen(careful)
    sent = await careful.talk("mette", "we meet at ten", reply_to=asked_of.id)
    careful.move(seconds=9)
    await careful.deliver()

    await careful.talk("mette", CPR, edit_of=sent)
    await careful.deliver()

    assert careful.texts("bo") == ["Mette: we meet at ten"]
    assert "looks private" in careful.texts("mette")[-1]
