from itertools import permutations

import pytest

from casework.delivery_states import DeliveryState, merge_all, reported
from casework.messages import Later, NotThere, Sent, Unknown
from casework.people import AddressState
from casework.reasons import Reason
from handlers.reports import Report, provider_said
from storage import outbox
from tests.handlers.house import maybe

WORDS = ("queued", "sent", "delivered", "undelivered")
LONG = " ".join(f"w{number:04}" for number in range(700))  # 4,199 letters: 3 parts
OTHER = "SM" + "f" * 32


async def write_to_bo(house, words="one", outcome=None):
    """Have Mette answer Bo by SMS, up to the first try; return that delivery's id."""
    await house.talk("bo", "hello")
    await house.write("mette", words, reply_to=house.last("mette"))
    house.move(seconds=8)
    if outcome is not None:
        house.sms.will(outcome)
    waiting = await house.run(outbox.first_in_lane, await house.lane_to("bo"))
    return waiting.id


async def say(house, delivery, word, message_id=None, reason=None):
    """Have the provider report on a message."""
    said = Report(delivery, message_id or house.chat("bo")[-1].id, word, reason)
    await house.run(provider_said, house.office, said, house.now)


async def state_of(house, delivery):
    return (await house.run(outbox.find, delivery)).state


@pytest.mark.parametrize("order", list(permutations(WORDS)))
async def test_the_same_words_in_any_order_lead_to_the_same_state(house, order):
    delivery = await write_to_bo(house)
    await house.deliver()

    seen = [DeliveryState(await state_of(house, delivery))]
    for word in (*order, *order):  # each comes twice
        await say(house, delivery, word)
        seen.append(DeliveryState(await state_of(house, delivery)))

    assert seen[-1] is DeliveryState.DELIVERED
    assert seen == [
        merge_all(seen[0], map(reported, (order + order)[:number]))
        for number in range(len(seen))
    ]


@pytest.mark.parametrize(
    "order", list(permutations(("sent", "delivered", "undelivered")))
)
@pytest.mark.parametrize("before", [0, 1, 2, 3])
async def test_words_may_come_before_our_own_commit(house, order, before):
    """Some of the words while the answer to our request is still on its way."""
    delivery = await write_to_bo(house)
    claimed = await house.claim(await house.lane_to("bo"))
    sent = await house.sms.send(claimed.outgoing)

    for word in order[:before]:
        await say(house, delivery, word)
    await house.settle(claimed, sent)
    for word in order[before:]:
        await say(house, delivery, word)

    assert await state_of(house, delivery) == "delivered"
    assert len(house.sms.sent) == 1


async def test_a_worker_is_told_of_each_step_in_one_place(house):
    delivery = await write_to_bo(house)
    await house.deliver()
    assert house.texts("mette")[-1] == "K2 Bo: sent"

    await say(house, delivery, "delivered")
    await house.deliver()

    receipt = house.last("mette")
    assert receipt.text == "K2 Bo: delivered"
    assert receipt.versions == ["K2 Bo: goes in 8 s.", "K2 Bo: sent"]


async def test_a_late_failure_is_told_and_a_bad_number_is_frozen(house):
    delivery = await write_to_bo(house)
    await house.deliver()

    await say(house, delivery, "undelivered", reason=Reason.BAD_NUMBER)
    await house.deliver()

    assert house.texts("mette")[-1] == (
        "K2 Bo: not delivered. The number cannot get texts."
    )
    assert (await house.address("bo")).state is AddressState.FROZEN


async def test_a_failure_after_it_arrived_is_not_believed(house):
    delivery = await write_to_bo(house)
    await house.deliver()

    await say(house, delivery, "delivered")
    await say(house, delivery, "failed", reason=Reason.UNREACHABLE)
    await house.deliver()

    assert await state_of(house, delivery) == "delivered"
    assert house.texts("mette")[-1] == "K2 Bo: delivered"


async def test_a_word_settles_what_nobody_knew_before_anybody_looks_it_up(house):
    delivery = await write_to_bo(house, outcome=maybe(arrives=True))
    await house.deliver()
    assert await state_of(house, delivery) == "unknown"

    await say(house, delivery, "sent")
    house.move(minutes=5)
    await house.deliver()

    assert await state_of(house, delivery) == "sent"
    assert house.sms.looked_up == []
    assert house.texts("bo") == ["Mette: one"]


async def test_a_failure_settles_what_nobody_knew(house):
    delivery = await write_to_bo(house, outcome=Unknown(Reason.NETWORK))
    await house.deliver()

    await say(house, delivery, "failed", OTHER, Reason.FILTERED)
    house.move(minutes=5)
    await house.deliver()

    assert await state_of(house, delivery) == "failed"
    assert house.chat("bo") == []
    assert house.texts("mette")[-1].startswith("K2 Bo: not delivered. The phone net")


async def test_a_word_on_a_try_that_was_repeated_does_not_fail_the_new_one(house):
    delivery = await write_to_bo(house, outcome=Unknown(Reason.NETWORK))
    house.sms.finds = [NotThere()]
    await house.deliver()
    house.move(seconds=90)
    await house.deliver()
    assert await state_of(house, delivery) == "sent"

    await say(house, delivery, "failed", OTHER)
    assert await state_of(house, delivery) == "sent"
    await say(house, delivery, "delivered", OTHER)
    assert await state_of(house, delivery) == "delivered"


@pytest.mark.parametrize("word", ["", "sending-ish", "canary"])
async def test_a_word_we_do_not_know_changes_nothing(house, word):
    delivery = await write_to_bo(house)
    await house.deliver()

    await say(house, delivery, word)

    assert await state_of(house, delivery) == "sent"


async def test_a_word_on_nothing_of_ours_changes_nothing(house):
    delivery = await write_to_bo(house)

    await house.run(
        provider_said, house.office, Report(delivery + 999, OTHER, "failed"), house.now
    )

    assert await state_of(house, delivery) == "held"


@pytest.mark.parametrize("word", ["sent", "delivered", "failed"])
async def test_a_word_on_what_has_not_left_changes_nothing(house, word):
    delivery = await write_to_bo(house)

    await say(house, delivery, word, OTHER)

    assert await state_of(house, delivery) == "held"


async def test_a_word_on_what_was_never_sent_changes_nothing(house):
    delivery = await write_to_bo(house)
    await house.talk("mette", "/undo")

    await say(house, delivery, "delivered", OTHER)

    assert await state_of(house, delivery) == "skipped"


async def test_a_long_text_goes_in_its_parts_in_order_each_once(house):
    await write_to_bo(house, LONG)
    await house.deliver()

    parts = house.texts("bo")
    assert len(parts) == 3
    assert "".join(parts) == f"Mette: {LONG}"
    assert all(len(part) <= 1_530 for part in parts)


async def test_a_failing_part_is_tried_again_and_no_other(house):
    await write_to_bo(house, LONG)
    house.sms.will(Sent, Later(Reason.NETWORK), maybe(arrives=True))
    for _ in range(5):
        await house.deliver()
        house.move(seconds=90)

    parts = house.texts("bo")
    assert "".join(parts) == f"Mette: {LONG}"
    assert len(parts) == 3


async def parts_sent(house, number):
    """Send the first parts of a long text; return the delivery and their ids."""
    delivery = await write_to_bo(house, LONG)
    lane = await house.lane_to("bo")
    for _ in range(number):
        claimed = await house.claim(lane)
        await house.settle(claimed, await house.sms.send(claimed.outgoing))
    return delivery, [each.id for each in house.chat("bo")]


@pytest.mark.parametrize("word", ["sent", "delivered"])
async def test_words_on_earlier_parts_say_nothing_of_the_whole(house, word):
    delivery, ids = await parts_sent(house, 1)
    claimed = await house.claim(await house.lane_to("bo"))
    await say(house, delivery, word, ids[0])
    assert await state_of(house, delivery) == "claimed"
    await house.settle(claimed, await house.sms.send(claimed.outgoing))
    await say(house, delivery, word, ids[0])
    assert await state_of(house, delivery) == "ready"

    await house.deliver()
    await say(house, delivery, word, ids[0])

    assert await state_of(house, delivery) == "sent"
    assert "".join(house.texts("bo")) == f"Mette: {LONG}"
    await say(house, delivery, "delivered")
    assert await state_of(house, delivery) == "delivered"


async def test_a_part_may_be_confirmed_before_our_own_commit(house):
    delivery = await write_to_bo(house, LONG)
    claimed = await house.claim(await house.lane_to("bo"))
    sent = await house.sms.send(claimed.outgoing)

    await say(house, delivery, "sent", sent.message_ids[0])
    await house.settle(claimed, sent)
    await house.deliver()

    assert "".join(house.texts("bo")) == f"Mette: {LONG}"
    assert len(house.chat("bo")) == 3


async def test_a_lost_part_ends_the_rest_and_is_told(house):
    delivery, ids = await parts_sent(house, 2)

    await say(house, delivery, "undelivered", ids[0], Reason.UNREACHABLE)
    await house.deliver()

    assert len(house.chat("bo")) == 2
    assert house.texts("mette")[-1] == (
        "K2 Bo: not delivered. The phone is off or out of range."
    )


@pytest.mark.parametrize("lost", [0, 1, 2])
@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_text_with_a_lost_part_has_not_arrived_in_any_order(house, lost, order):
    delivery, ids = await parts_sent(house, 3)

    for part in order:
        word = "undelivered" if part == lost else "delivered"
        await say(house, delivery, word, ids[part], Reason.UNREACHABLE)
    await house.deliver()

    assert await state_of(house, delivery) == "failed"
    assert house.texts("mette")[-1].startswith("K2 Bo: not delivered.")


async def test_a_client_is_told_that_a_text_did_not_arrive(house):
    house.move(seconds=1)
    await house.talk("dan", "hello")
    kirsten = await house.deliveries("kirsten")

    said = Report(
        kirsten[-1].id, house.chat("kirsten")[-1].id, "undelivered", Reason.UNREACHABLE
    )
    await house.run(provider_said, house.office, said, house.now)
    await house.deliver()

    assert house.texts("dan")[-1].startswith("Sorry, your message did not get through")
    assert "Kirsten" in house.texts("sanne")[-1]
