import random
from collections import Counter
from datetime import timedelta

import pytest

from casework.messages import Later, Never, Sent, Unknown
from casework.people import Address, Agreement, Channel
from casework.reasons import Reason
from casework.safe_contact import SafeContact
from handlers.delivery import LEASE, Claimed, Wait
from storage import addresses, alarms, lanes, outbox, people, safe_contacts
from tests.handlers.house import maybe

NETWORK = Later(Reason.NETWORK)
ALMA_CHAT = "7001002003"
BO_PHONE = "+4520303030"


async def write_to_alma(house, *words):
    """Have Mette write to Alma, in a running talk."""
    await house.talk("alma", "hello")
    shown = house.last("mette")
    for each in words:
        await house.write("mette", each, reply_to=shown)


async def alarm_names(house):
    return [alarm.name for alarm in await house.run(alarms.current)]


async def test_what_cannot_be_sent_now_keeps_what_is_behind_it_waiting(house):
    await write_to_alma(house, "one", "two")
    house.telegram.will(NETWORK, to=ALMA_CHAT)

    await house.deliver()
    assert house.chat("alma") == []
    house.move(seconds=5)
    await house.deliver()

    assert house.texts("alma") == ["Mette: one", "Mette: two"]


async def test_a_failing_conversation_does_not_delay_another(house):
    await write_to_alma(house, "one")
    house.telegram.will(NETWORK, to=ALMA_CHAT)

    await house.talk("bo", "hello")
    await house.talk("cleo", "hello")

    assert house.chat("alma") == []
    assert house.texts("mette")[-1] == "K2 Bo\nhello"
    assert house.texts("kirsten") == ["K3 Cleo: hello"]


async def test_what_is_held_keeps_back_only_its_own_conversation(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "held", reply_to=house.last("mette"))
    await house.talk("mette", "behind it")

    await write_to_alma(house, "at once")
    house.move(seconds=7)
    await house.deliver()
    assert (house.chat("bo"), house.texts("alma")) == ([], [])
    house.move(seconds=1)
    await house.deliver()

    assert house.texts("bo") == ["Mette: held", "Mette: behind it"]


async def test_a_recipient_whose_limit_is_reached_waits_and_others_do_not(house):
    await write_to_alma(house, "one")
    alma = await house.person("alma")
    house.permit_after[alma.id] = 0.5

    await house.deliver()
    waits = await house.claim(await house.lane_to("alma"))

    assert waits == Wait(house.now + timedelta(seconds=0.5))
    assert house.chat("alma") == []


async def test_nobody_else_is_given_what_is_being_sent(house):
    await write_to_alma(house, "one")
    lane = await house.lane_to("alma")
    claimed = await house.claim(lane)

    again = await house.claim(lane)

    assert isinstance(claimed, Claimed)
    assert again == Wait(house.now + LEASE)


async def test_an_attempt_is_counted_before_it_is_made(house):
    await write_to_alma(house, "one")

    claimed = await house.claim(await house.lane_to("alma"))

    found = await house.run(outbox.find, claimed.delivery.id)
    assert (found.state, found.attempts) == ("claimed", 1)


async def test_after_a_crash_all_that_was_on_its_way_is_unknown_at_once(house):
    await write_to_alma(house, "one", "two")
    claimed = await house.claim(await house.lane_to("alma"))

    await house.run(outbox.take_over, house.now)

    found = await house.run(outbox.find, claimed.delivery.id)
    assert (found.state, found.reason) == ("unknown", Reason.CRASHED)


async def test_after_a_crash_a_telegram_message_comes_maybe_twice_and_is_marked(house):
    await write_to_alma(house, "one", "two")
    claimed = await house.claim(await house.lane_to("alma"))
    await house.telegram.send(claimed.outgoing)  # and then the power went

    await house.restart()
    await house.run(outbox.take_over, house.now)
    await house.deliver()

    assert house.texts("alma") == ["Mette: one", "Mette: one", "Mette: two"]
    assert await house.run(outbox.maybe_twice) == 1
    assert any("so it may arrive twice" in text for text in house.texts("mette"))


async def test_after_a_crash_an_sms_is_looked_up_before_it_is_sent_again(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "one", reply_to=house.last("mette"))
    house.move(seconds=8)
    claimed = await house.claim(await house.lane_to("bo"))
    sent = await house.sms.send(claimed.outgoing)

    await house.run(outbox.take_over, house.now)
    house.sms.finds.append(sent)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one"]
    assert [looked for looked, *_ in house.sms.looked_up] == [claimed.delivery.id]
    assert await house.run(outbox.maybe_twice) == 0


async def test_a_sign_that_may_have_been_set_is_set_again_unmarked(house):
    written = await house.write("alma", "hello")
    alma = await house.person("alma")
    await house.claim(f"{alma.id}/")

    await house.run(outbox.take_over, house.now)
    await house.deliver()

    assert house.sign_on("alma", written) == "👌"
    assert await house.run(outbox.maybe_twice) == 0


async def test_a_try_that_never_ended_is_unknown_when_its_lease_is_over(house):
    await write_to_alma(house, "one", "two")
    await house.claim(await house.lane_to("alma"))

    house.move(seconds=LEASE.total_seconds())
    await house.deliver()

    assert house.texts("alma") == ["Mette: one", "Mette: two"]
    assert await house.run(outbox.maybe_twice) == 1


async def test_words_that_do_not_open_are_given_up_and_told(house):
    await write_to_alma(house, "one", "two")

    def spoil(tx):
        tx.run(
            "UPDATE delivery SET sealed_body = zeroblob(40)"
            " WHERE id = (SELECT min(id) FROM delivery WHERE state = 'ready')"
        )

    await house.run(spoil)
    await house.deliver()

    assert house.texts("alma") == ["Mette: two"]
    assert any("K1 Alma: not delivered." in text for text in house.texts("mette"))
    assert await alarm_names(house) == ["poison"]


async def test_the_words_leave_the_outbox_when_they_are_out(house):
    await write_to_alma(house, "one")
    await house.deliver()

    def bodies(tx):
        return tx.value("SELECT count(*) FROM delivery WHERE sealed_body IS NOT NULL")

    assert await house.run(bodies) == 0


async def test_a_delivery_names_a_person_so_the_new_number_counts(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "held", reply_to=house.last("mette"))

    def change_number(tx, now):
        bo = people.find_by_ref(tx, "bo")
        for old in addresses.of_person(tx, bo.id):
            addresses.retire(tx, old)
        new = Address(Channel.SMS, "+4520999999")
        state = addresses.AddressState.VERIFIED
        addresses.add(tx, bo.id, new, state, now)

    await house.run(change_number, house.now)
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("bo") == []
    assert [each.text for each in house.sms.chats["+4520999999"]] == ["Mette: held"]


async def test_a_yes_that_was_taken_back_counts_at_the_moment_of_sending(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "held", reply_to=house.last("mette"))

    def decline(tx, now):
        bo = people.find_by_ref(tx, "bo")
        people.set_agreement(tx, bo.id, Agreement.DECLINED, now)

    await house.run(decline, house.now)
    house.move(hours=71)
    await house.deliver()
    assert house.texts("bo") == ["Mette: held"]  # an answer to who just wrote

    await house.talk("mette", "/to K2")
    await house.talk("mette", "much later")
    house.move(hours=2)
    await house.deliver()
    assert house.texts("bo") == ["Mette: held"]
    assert "There is no yes to messages yet." in house.texts("mette")[-1]


async def test_a_stranger_is_not_answered_days_later(house):
    stranger = Address(Channel.SMS, "+4520888888")
    await house.write(stranger, "hello")

    house.move(hours=25)
    await house.deliver()

    assert house.sms.chats[stranger.value] == []
    assert await house.waiting() == {}


async def test_a_sign_in_a_chat_that_is_no_longer_theirs_holds_up_nothing(house):
    await write_to_alma(house, "one")
    await house.deliver()
    mette = await house.person("mette")

    def leave_chat(tx, now):
        for old in addresses.of_person(tx, mette.id):
            addresses.retire(tx, old)
        new = Address(Channel.TELEGRAM, "7001008888")
        addresses.add(tx, mette.id, new, addresses.AddressState.VERIFIED, now)

    await house.write("mette", "two", reply_to=house.chat("mette")[0])
    await house.serve(await house.lane_to("alma"))
    await house.run(leave_chat, house.now)
    house.addresses["mette"] = Address(Channel.TELEGRAM, "7001008888")
    await house.write("mette", "/to")
    await house.deliver()

    assert house.texts("mette") == ["Who do you want to write to?"]


async def test_the_first_word_of_the_provider_wins_over_our_own(house):
    """The status callback came before the answer to our request."""
    await house.talk("bo", "hello")
    await house.talk("mette", "one", reply_to=house.last("mette"))
    house.move(seconds=8)
    claimed = await house.claim(await house.lane_to("bo"))

    await house.settle(claimed, Sent(("SM1",)))
    await house.settle(claimed, Unknown(Reason.NETWORK))
    await house.settle(claimed, Never(Reason.BLOCKED))

    found = await house.run(outbox.find, claimed.delivery.id)
    assert (found.state, found.provider_id) == ("sent", "SM1")


OUTCOMES = [
    *[Sent] * 6,
    NETWORK,
    Later(Reason.RATE_LIMITED, timedelta(seconds=2)),
    maybe(arrives=True),
    maybe(arrives=False),
]


@pytest.mark.parametrize("seed", range(12))
async def test_order_is_kept_whatever_becomes_of_the_tries(house, seed):
    """Failures, retries, unknown outcomes, holds and crashes, in any order."""
    chance = random.Random(seed)
    written = await _a_bad_day(house, chance)

    for gateway in house.gateways.values():
        gateway.will_no_more()
    for _ in range(20):
        house.move(minutes=16)
        await house.deliver()

    arrived = {
        "alma": _arrived(house, "mette", "K1 Alma\n", written["alma"]),
        "bo": _arrived(house, "mette", "K2 Bo\n", written["bo"]),
        "to alma": _arrived(house, "alma", "Mette: ", written["to alma"]),
        "to bo": _arrived(house, "bo", "Mette: ", written["to bo"]),
    }
    assert {who: list(dict.fromkeys(each)) for who, each in arrived.items()} == written
    counts = [number for each in arrived.values() for number in Counter(each).values()]
    assert sum(number > 1 for number in counts) <= await house.run(outbox.maybe_twice)
    assert arrived["to bo"] == written["to bo"]  # by SMS it can be looked up
    assert await house.waiting() == {}


async def _a_bad_day(house, chance):
    """Let three people write while both providers fail; return what they wrote."""
    for client in ("alma", "bo"):
        await house.talk(client, "hello")
    shown = dict(zip(("alma", "bo"), house.chat("mette")[:2], strict=True))
    written = {"alma": [], "bo": [], "to alma": [], "to bo": []}
    for number in range(24):
        client, words = chance.choice(("alma", "bo")), f"n{number:02}"
        if chance.random() < 0.5:
            written[client].append(words)
            await house.write(client, words)
        else:
            written[f"to {client}"].append(words)
            await house.write("mette", words, reply_to=shown[client])
        for gateway in house.gateways.values():
            gateway.will(chance.choice(OUTCOMES))
        if chance.random() < 0.6:
            await house.deliver()
        if chance.random() < 0.2:
            await _die_in_the_middle_of_a_try(house, chance)
        house.move(seconds=chance.choice((0, 1, 9, 200)))
    return written


async def _die_in_the_middle_of_a_try(house, chance):
    for lane in (await house.run(lanes.due, house.now))[0][:1]:
        claimed = await house.claim(lane)
        if not isinstance(claimed, Claimed) or claimed.look_up_since is not None:
            continue
        if chance.random() < 0.5:
            await house.gateways[claimed.channel].send(claimed.outgoing)
    await house.run(outbox.take_over, house.now)


def _arrived(house, who, head, expected):
    found = [text.removeprefix(head) for text in house.texts(who)]
    return [words for words in found if words in expected]


async def test_who_closed_the_talk_with_their_own_word_hears_of_nothing(house):
    alma = (await house.person("alma")).id
    safe = SafeContact(exit_word="banana cake")
    await house.run(safe_contacts.set_profile, alma, safe, alma, house.now)
    house.telegram.will(NETWORK, NETWORK, to=ALMA_CHAT)
    before = house.texts("alma")

    await house.talk("alma", "STOP")
    await house.talk("alma", "Banana cake!")
    house.move(minutes=5)
    await house.deliver()

    assert house.texts("alma") == before
