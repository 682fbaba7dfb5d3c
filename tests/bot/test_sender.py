"""Sending, with everything in between that can break."""

import asyncio
from datetime import timedelta

import pytest

from bot.limits import Limits
from bot.sender import HANDS, Sender
from casework.drafts import DeliveryKind, Draft
from casework.made_files import MadeFile
from casework.messages import Later, Never, Unknown
from casework.people import Address, AddressState, Channel, Role
from casework.reasons import Reason
from casework.safe_contact import SafeContact
from storage import addresses, alarms, outbox, people, safe_contacts
from tests.bot.living import (
    Switches,
    at_once,
    at_work,
    empty_store,
    house,
    linked_store,
    read_only,
    until,
)
from tests.storage.stores import add_person

__all__ = ["empty_store", "house", "linked_store"]


@pytest.fixture
def sender(house):
    house.alarms = Switches()
    house.is_there = True
    house.pauses = []
    house.case_file = MadeFile("record.bundle", "application/octet-stream", b"sealed")

    async def answers():
        return house.is_there

    async def sleep(seconds):
        house.pauses.append(seconds)
        await at_once(seconds)

    async def case_file(case):
        assert case == await house.case_of("alma")
        return house.case_file

    made = Sender(
        house.store,
        house.office,
        house.gateways,
        Limits(per_chat=1000, burst=1000, overall=10_000),
        now=lambda: house.now,
        switch=house.alarms,
        answers={Channel.TELEGRAM: answers},
        case_file=case_file,
        sleep=sleep,
    )
    house.store.listener = made.wake
    return made


def arrived(house, who, words):
    return [text for text in house.texts(who) if words in text]


async def open_deliveries(house):
    return sum((await house.waiting()).values())


async def all_out(house):
    await until(lambda: _is_empty(house))


async def _is_empty(house):
    return await open_deliveries(house) == 0


async def test_what_waited_when_it_started_goes_out(house, sender):
    await house.write("alma", "written before")

    async with at_work(sender):
        await until(lambda: arrived(house, "mette", "written before"))


async def test_a_conversation_keeps_its_order_and_waits_for_no_other(house, sender):
    words = [f"number {each}" for each in range(30)]
    house.telegram.will(
        Later(Reason.RATE_LIMITED, timedelta(minutes=5)), to="7001002001"
    )

    async with at_work(sender):
        await house.write("alma", "mette is held up")
        for each in words:
            await house.write("cleo", each)
        await until(lambda: arrived(house, "kirsten", words[-1]))

    got = [text.rpartition(": ")[2] for text in house.texts("kirsten")]
    assert [each for each in got if each in words] == words
    assert arrived(house, "mette", "held up") == []


async def test_what_came_of_a_try_is_not_forgotten_when_the_disk_is_full(house, sender):
    send = house.telegram.send

    async def send_and_fill_the_disk(outgoing):
        outcome = await send(outgoing)
        if "only once" in outgoing.text:
            await read_only(house.store, on=True)
        return outcome

    house.telegram.send = send_and_fill_the_disk
    async with at_work(sender):
        await house.write("alma", "only once")
        await until(lambda: len(house.pauses) > 5)
        await read_only(house.store, on=False)
        await house.write("alma", "and the next")
        await until(lambda: arrived(house, "mette", "and the next"))
        await all_out(house)

    assert len(arrived(house, "mette", "only once")) == 1
    assert await house.run(outbox.maybe_twice) == 0


async def test_a_delivery_that_breaks_every_claim_is_set_aside_and_told(house, sender):
    await house.write("alma", "breaks")
    await house.write("cleo", "goes on")
    await house.run(break_name_of, "mette")

    async with at_work(sender):
        await until(lambda: arrived(house, "kirsten", "goes on"))
        for _ in range(20):
            await sender.look_again()
            await asyncio.sleep(0.01)
        await until(lambda: _is_poisoned(house))
        await house.run(mend_name_of, "mette")
        await house.write("alma", "and now")
        await until(lambda: arrived(house, "mette", "and now"))
        await until(lambda: arrived(house, "sanne", "set aside"))

    assert arrived(house, "mette", "breaks") == []


async def _is_poisoned(house):
    return any(each.name == "poison" for each in await house.run(alarms.current))


def break_name_of(tx, ref):
    """Have everything break that looks at this person."""
    tx.run(
        "UPDATE person SET sealed_name = cast(x'00' || sealed_name AS BLOB) "
        "WHERE ref_fingerprint = :ref",
        ref=tx.vault.fingerprint("ref", ref),
    )
    tx.forget()


def mend_name_of(tx, ref):
    tx.run(
        "UPDATE person SET sealed_name = substr(sealed_name, 2) "
        "WHERE ref_fingerprint = :ref",
        ref=tx.vault.fingerprint("ref", ref),
    )
    tx.forget()


async def test_what_went_out_does_not_go_again_because_its_receipt_breaks(
    house, sender
):
    asked = await house.talk("alma", "are you there?")
    send = house.telegram.send

    async def send_and_break(outgoing):
        outcome = await send(outgoing)
        if "only once" in outgoing.text:
            await house.run(break_name_of, "mette")
        return outcome

    house.telegram.send = send_and_break
    async with at_work(sender):
        await house.write("mette", "only once", reply_to=house.last("mette"))
        await until(lambda: arrived(house, "alma", "only once"))
        for _ in range(20):
            house.move(minutes=3)
            await sender.look_again()
            await asyncio.sleep(0.01)

    assert asked
    assert len(arrived(house, "alma", "only once")) == 1


async def test_a_try_of_which_nothing_was_heard_counts_as_unknown(house, sender):
    await house.write("alma", "claimed and forgotten")
    lane = await house.lane_to("mette", "alma")
    await house.claim(lane)
    house.move(minutes=3)

    async with at_work(sender):
        await until(lambda: arrived(house, "mette", "forgotten"))

    assert await house.run(outbox.maybe_twice) == 1


async def test_nothing_is_sent_again_while_telegram_does_not_answer(house, sender):
    house.telegram.will((Unknown(Reason.PROVIDER),), to="7001002001")
    house.is_there = False

    async with at_work(sender):
        await house.write("alma", "once or twice")
        await until(lambda: arrived(house, "mette", "once or twice"))
        for _ in range(10):
            house.move(minutes=1)
            await sender.look_again()
            await asyncio.sleep(0.01)
        meanwhile = len(arrived(house, "mette", "once or twice"))
        house.is_there = True
        house.move(minutes=1)
        await sender.look_again()
        await until(lambda: len(arrived(house, "mette", "once or twice")) == 2)
        await all_out(house)

    assert meanwhile == 1
    assert await house.run(outbox.maybe_twice) == 1


async def test_an_sms_that_twilio_never_finds_is_sent_again_and_marked(house, sender):
    await house.talk("bo", "are you there?")
    house.sms.will((Unknown(Reason.PROVIDER),), to="+4520303030")
    house.sms.finds = [None] * 100

    async with at_work(sender):
        await house.write("mette", "found nowhere", reply_to=house.last("mette"))
        for _ in range(80):
            house.move(minutes=1)
            await sender.look_again()
            await asyncio.sleep(0.005)
        await all_out(house)

    assert len(arrived(house, "bo", "found nowhere")) == 2
    assert await house.run(outbox.maybe_twice) == 1


async def test_a_channel_that_refuses_everything_is_left_alone(house, sender):
    away = Later(Reason.NETWORK, everywhere=True)
    house.telegram.will(*[away] * 50)

    async with at_work(sender):
        for number in range(10):
            await house.write("alma", f"number {number}")
        await until(lambda: len(house.telegram.sent) >= 1)
        await asyncio.sleep(0.05)
        early = len(house.telegram.sent)
        house.telegram.will_no_more()
        for _ in range(5):
            house.move(minutes=1)
            await sender.look_again()
            await asyncio.sleep(0.02)
        await all_out(house)

    # Alma's sign and Mette's message were on their way at the same time.
    assert early <= 2
    assert [len(arrived(house, "mette", f"number {each}")) for each in range(10)] == [
        1
    ] * 10


async def test_a_channel_that_is_switched_off_carries_nothing(house, sender):
    sender._gateways = {Channel.TELEGRAM: house.telegram}

    async with at_work(sender):
        await house.write("cleo", "to a phone by sms")
        await all_out(house)

    assert arrived(house, "kirsten", "by sms") == []
    failed = [each for each in await house.deliveries("kirsten") if each.state]
    assert failed[-1].reason == Reason.NOT_CARRIED


async def test_a_send_that_is_under_way_is_settled_before_it_stops(house, sender):
    gate, sent = asyncio.Event(), asyncio.Event()
    send = house.telegram.send

    async def slowly(outgoing):
        sent.set()
        await gate.wait()
        return await send(outgoing)

    house.telegram.send = slowly
    await house.write("alma", "first")
    await house.write("alma", "second")
    async with at_work(sender):
        await sent.wait()
        sender.stop()
        idle = asyncio.ensure_future(sender.until_idle())
        await asyncio.sleep(0.01)
        assert not idle.done()
        gate.set()
        await idle

    assert len(arrived(house, "mette", "first")) == 1
    assert arrived(house, "mette", "second") == []
    assert "claimed" not in await house.waiting()


async def test_more_conversations_than_hands_are_served(house, sender):
    async with at_work(sender):
        sender.wake([f"nobody/{number}" for number in range(HANDS * 3)])
        await house.write("alma", "behind them all")
        await until(lambda: arrived(house, "mette", "behind them all"))


async def test_a_refusal_for_good_ends_it(house, sender):
    house.telegram.will(Never(Reason.TOO_LARGE), to="7001002001")

    async with at_work(sender):
        await house.write("alma", "too large")
        await until(lambda: arrived(house, "alma", "did not"))
        await all_out(house)

    assert arrived(house, "mette", "too large") == []


async def test_only_what_breaks_is_set_aside_and_its_author_told(house, sender):
    await house.talk("alma", "are you there?")
    got = house.last("mette")
    await house.write("mette", "breaks", reply_to=got)
    await house.run(spoil_hours_of, "alma", house.now)

    async with at_work(sender):
        for _ in range(20):
            await sender.look_again()
            await asyncio.sleep(0.01)
        await until(lambda: arrived(house, "mette", "set aside"))

    assert len(arrived(house, "mette", "set aside")) == 1
    assert len(arrived(house, "sanne", "set aside")) == 1


def spoil_hours_of(tx, ref, now):
    """Have everything break that asks when this person may be written to."""
    client = people.find_by_ref(tx, ref)
    safe_contacts.set_profile(tx, client.id, SafeContact(exit_word="x"), "w", now)
    tx.run("UPDATE safe_contact SET sealed_profile = zeroblob(40)")
    tx.forget()


async def test_an_sms_in_doubt_is_not_sent_while_its_channel_refuses_all(house, sender):
    await house.talk("bo", "are you there?")
    await house.talk("mette", "only once", reply_to=house.last("mette"))
    house.move(seconds=8)
    house.sms.will((Unknown(Reason.PROVIDER),), to="+4520303030")
    await house.deliver()
    house.move(minutes=2)
    sender._health[Channel.SMS].note(Later(Reason.NETWORK, everywhere=True))

    async with at_work(sender):
        for _ in range(10):
            await sender.look_again()
            await asyncio.sleep(0.01)
        meanwhile = await house.waiting()
        for _ in range(5):
            house.move(minutes=2)
            await sender.look_again()
            await asyncio.sleep(0.01)
        await all_out(house)

    assert meanwhile == {"unknown": 1}
    assert len(arrived(house, "bo", "only once")) == 1


async def test_words_leave_before_sixty_reminders_and_these_in_order(house, sender):
    sender._limits = Limits(per_chat=1000, burst=1000, overall=50)
    begun, clock = house.now, asyncio.get_running_loop().time
    first = clock()
    sender._now = lambda: begun + timedelta(seconds=clock() - first)
    await house.run(put_reminders, 60, begun)

    async with at_work(sender):
        await house.write("alma", "before them")
        await until(lambda: arrived(house, "mette", "before them"))
        left = len(reminders(house))
        await all_out(house)

    numbers = [int(each.removeprefix("reminder ")) for each in reminders(house)]
    assert left < 20
    assert sorted(numbers) == list(range(60))
    # Where words took the room that one of them was about to take, it loses a place.
    assert all(abs(place - number) <= 5 for place, number in enumerate(numbers))


def put_reminders(tx, many, now):
    """Put one for each of so many people who work here into the outbox."""
    for number in range(many):
        worker = add_person(tx, f"w{number}", Role.CONTACT_PERSON)
        address = Address(Channel.TELEGRAM, str(9_000_000 + number))
        addresses.add(tx, worker.id, address, AddressState.VERIFIED, now)
        text = f"reminder {number}"
        outbox.add(tx, Draft(worker.id, DeliveryKind.AUTOMATIC, text), now)


def reminders(house):
    """Return the reminders that left, in order."""
    sent = (each.text for each in house.telegram.sent)
    return [text for text in sent if text.startswith("reminder")]


async def ask_for_the_record(house):
    mette = await house.person("mette")
    draft = Draft(
        mette.id,
        DeliveryKind.ANSWER,
        "the record",
        case_id=await house.case_of("alma"),
        with_record=True,
    )
    return await house.run(outbox.add, draft, house.now)


async def test_a_case_goes_along_as_it_is_made_on_the_way(house, sender):
    async with at_work(sender):
        await ask_for_the_record(house)
        await all_out(house)

    (outgoing,) = [each for each in house.telegram.sent if each.text == "the record"]
    assert outgoing.file == house.case_file
    assert (outgoing.record_of, outgoing.protected) == (None, False)


async def test_a_case_that_grew_too_large_is_given_up_and_nothing_goes(house, sender):
    house.case_file = Never(Reason.TOO_LARGE)

    async with at_work(sender):
        delivery = await ask_for_the_record(house)
        await all_out(house)

    assert not arrived(house, "mette", "the record")
    assert (await house.run(outbox.find, delivery)).reason == Reason.TOO_LARGE
