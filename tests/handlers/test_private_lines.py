from dataclasses import replace

import pytest

from handlers import private_lines
from tests.handlers.house import OFFICE

CPR = "din aftale står under 010203-1234"


@pytest.fixture
def careful(house):
    house.office = replace(OFFICE, private_words=("metadon",))
    return house


GONE = "That button is no longer in use. You can just write here."


async def hold(house, words=CPR):
    """Have Mette write something to Bo that waits; return the message's id."""
    asked_of = await bo_is_chosen(house)
    return await house.talk("mette", words, reply_to=asked_of.id)


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


async def test_each_of_two_lines_waits_by_itself(careful):
    await hold(careful, "Metadon one?")
    first = careful.last("mette")
    await hold(careful, "Metadon two?")
    second = careful.last("mette")

    await careful.press("mette", "Send anyway", on=first)
    await careful.deliver()
    sent = careful.texts("bo")
    await careful.press("mette", "Send anyway", on=second)
    await careful.deliver()

    assert sent == ["Mette: Metadon one?"]
    assert careful.texts("bo") == ["Mette: Metadon one?", "Mette: Metadon two?"]


async def test_something_else_that_is_begun_takes_them_from_nobody(careful):
    await hold(careful)
    asked = careful.last("mette")

    await careful.talk("mette", "/safe K2")
    await careful.press("mette", "Send anyway", on=asked)
    await careful.deliver()

    assert careful.texts("bo") == [f"Mette: {CPR}"]


async def test_harmless_words_in_their_place_go_once(careful):
    written = await hold(careful)
    asked = careful.last("mette")

    await careful.talk("mette", "see you at ten", edit_of=written)
    careful.move(minutes=1)
    await careful.press("mette", "Send anyway", on=asked)
    await careful.deliver()

    assert careful.texts("bo") == ["Mette: see you at ten"]
    assert careful.texts("mette")[-1] == GONE


async def test_who_was_named_by_a_command_is_no_part_of_the_words(careful):
    written = await careful.talk("mette", f"/to K2 {CPR}")

    await careful.talk("mette", "/to K2 see you at ten", edit_of=written)
    await careful.deliver()

    assert careful.texts("bo") == ["Mette: see you at ten"]


async def test_other_private_words_wait_in_their_place(careful):
    written = await hold(careful)

    await careful.talk("mette", "Metadon i morgen?", edit_of=written)
    asked = [each for each in careful.texts("mette") if "looks private" in each]
    await careful.press("mette", "Send anyway")
    await careful.deliver()

    assert len(asked) == 1
    assert careful.texts("bo") == ["Mette: Metadon i morgen?"]


async def test_a_change_of_what_they_heard_waits_until_it_is_harmless(careful):
    asked_of = await bo_is_chosen(careful)
    sent = await careful.talk("mette", "we meet at ten", reply_to=asked_of.id)
    careful.move(seconds=9)
    await careful.deliver()

    await careful.talk("mette", CPR, edit_of=sent)
    await careful.talk("mette", "we meet at nine", edit_of=sent)
    await careful.deliver()

    assert len(careful.texts("bo")) == 2
    assert careful.texts("bo")[-1].endswith("we meet at nine")


async def test_they_are_dropped_where_nobody_decides(careful):
    await hold(careful)
    asked = careful.last("mette")
    careful.move(hours=11, minutes=59)
    early = await careful.look_after(private_lines.DROP_OLD)
    careful.move(minutes=1)

    dropped = await careful.look_after(private_lines.DROP_OLD)
    await careful.deliver()
    told = careful.texts("mette")[-1]
    await careful.press("mette", "Send anyway", on=asked)
    await careful.deliver()

    assert (early, dropped) == (0, 1)
    assert told == (
        "K2 Bo: not sent, it looks private and SMS is open. Call instead, or write it "
        "in another way."
    )
    assert careful.texts("mette")[-1] == GONE
    assert careful.texts("bo") == []


async def test_nobody_hears_them_who_is_somebody_elses_by_now(careful):
    await hold(careful)

    def end(tx):
        tx.run("UPDATE assignment SET ends_at = 1, state = 'ended'")
        tx.forget()

    await careful.run(end)
    await careful.press("mette", "Send anyway")
    await careful.deliver()

    assert careful.texts("bo") == []
    assert careful.texts("mette")[-1] == "Dropped. Nothing was sent."
