from dataclasses import replace

import pytest

from casework.messages import Form, Later, Never
from casework.people import Address, Channel
from casework.reasons import Reason
from handlers.office import Receipts
from handlers.reports import Report, provider_said

SIGN = "👌"


async def reply(house, to, words, outcome=None):
    """Have Mette answer a client who just wrote; the first try may end otherwise."""
    await house.talk(to, "hello")
    if outcome is not None:
        house.gateway_of(to).will(outcome, to=house.addresses[to].value)
    return await house.talk("mette", words, reply_to=house.last("mette"))


async def test_a_plain_reply_gets_a_sign_when_it_is_out(house):
    written = await reply(house, "alma", "hi", Later(Reason.NETWORK))
    assert house.sign_on("mette", written) is None

    house.move(seconds=5)
    await house.deliver()

    assert house.sign_on("mette", written) == SIGN
    assert house.texts("mette") == ["K1 Alma\nhello"]


async def test_where_there_was_doubt_the_worker_gets_words_in_one_place(house):
    await reply(house, "alma", "hi")
    await house.talk("mette", "/to K1")

    await house.talk("mette", "and this")
    notice = house.last("mette")
    assert notice.text == "K1 Alma: goes in 8 s."
    house.move(seconds=8)
    await house.deliver()

    assert notice.text == "K1 Alma: sent"
    assert notice.buttons == ()


async def test_by_sms_the_worker_gets_words(house):
    written = await reply(house, "bo", "hi")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("mette")[-1] == "K2 Bo: sent"
    assert house.sign_on("mette", written) is None


async def test_a_worker_on_sms_only_hears_of_what_went_wrong(house):
    await house.talk("kirsten", "K3 one")
    house.move(seconds=8)
    await house.deliver()
    assert house.texts("cleo") == ["Kirsten: one"]
    assert house.chat("kirsten") == []

    house.telegram.will(Never(Reason.PROVIDER), to=house.addresses["cleo"].value)
    await house.talk("kirsten", "two")

    assert house.texts("kirsten") == [
        house.office.say(
            "receipt_not_delivered",
            "en",
            client="K3 Cleo",
            reason=house.office.say("reason_provider", "en"),
        )
    ]


async def test_what_went_wrong_is_said_in_words_after_a_plain_reply(house):
    written = await reply(house, "alma", "hi", Never(Reason.BLOCKED))

    assert house.sign_on("mette", written) is None
    assert (
        "K1 Alma: not delivered. The chat is blocked at the other end."
        in house.texts("mette")
    )


async def test_what_went_wrong_later_is_said_anew_so_that_a_phone_rings(house):
    await reply(house, "bo", "hi")
    house.move(seconds=8)
    await house.deliver()
    carried = (await house.deliveries("bo"))[-1]

    said = Report(
        carried.id, house.chat("bo")[-1].id, "undelivered", Reason.UNREACHABLE
    )
    await house.run(provider_said, house.office, said, house.now)
    await house.deliver()

    assert house.texts("mette")[-1] == (
        "K2 Bo: not delivered. The phone is off or out of range."
    )
    assert "K2 Bo: sent" not in house.texts("mette")


async def test_words_of_a_receipt_stand_under_the_message_they_are_about(house):
    written = await reply(house, "bo", "hi")

    assert house.last("mette").reply_to == written


async def test_good_news_makes_no_sound(house):
    await house.talk("kirsten", "K3 hi")
    await reply(house, "bo", "hi")
    house.move(seconds=8)
    await house.deliver()

    edits = [each for each in house.telegram.sent if each.form is Form.EDIT]
    assert [each.text for each in edits] == ["K2 Bo: sent"]
    assert all(each.silent for each in edits)


async def test_a_client_gets_a_sign_and_no_word_while_all_is_well(house):
    written = await house.talk("alma", "hello")
    await house.talk("bo", "hello")

    assert house.sign_on("alma", written) == SIGN
    assert house.chat("alma") == house.chat("bo") == []


async def test_a_client_hears_of_a_message_that_never_arrived(house):
    house.telegram.will(Never(Reason.PROVIDER), to=house.addresses["mette"].value)
    written = await house.talk("alma", "hello")

    said = house.office.say("relay_failed_client", "en", worker="Mette")
    assert house.texts("alma") == [said]
    assert house.last("alma").reply_to == written


@pytest.mark.parametrize("who", ["alma", "mette"])
async def test_an_office_that_wants_no_signs_sets_none(house, who):
    house.office = replace(house.office, receipts=Receipts(client="", staff=""))

    await reply(house, "alma", "hi")

    assert house.telegram.signs == {}


async def test_a_sign_is_set_where_the_message_was_written(house):
    """Somebody with two channels gets it in the chat that they wrote in."""
    house.addresses["second"] = Address(Channel.SMS, "+4520999999")
    written = await house.write("alma", "hello")
    await house.deliver()

    assert house.sign_on("alma", written) == SIGN
    assert house.sms.sent == []


async def test_the_client_of_a_receipt_can_be_answered_through_it(house):
    await reply(house, "bo", "hi")
    house.move(seconds=8)
    await house.deliver()
    receipt = house.last("mette")
    house.move(hours=1)

    await house.talk("mette", "one more thing", reply_to=receipt)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == ["Mette: hi", "Mette: one more thing"]
