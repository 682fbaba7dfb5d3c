import asyncio
import sqlite3
from contextlib import closing

import pytest

from casework.messages import Blocked, Ignored, Kind
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from handlers import messages
from storage import alarms, inbox
from storage.connection import FILE
from storage.inbox_rows import Raw
from storage.key_pairs import generate_key_pair
from storage.sealing import SealError
from tests.handlers.house import ADDRESSES


async def take_the_case_over(house, who):
    """Put another key in the place of a case's key, as somebody with the file could."""
    case = await house.case_of(who)
    with closing(sqlite3.connect(house.store.path / FILE)) as thief:
        thief.execute(
            "UPDATE case_key SET public_key = ? WHERE case_id = ?",
            (generate_key_pair().public_key().raw, case),
        )
        thief.commit()


async def write_and_set_aside(house, who, text, **more):
    """Do what the worker at the inbox does with a message that cannot be sealed."""
    incoming = house.incoming(who, text, **more)
    row = await house.take_in(incoming)
    with pytest.raises(SealError):
        await house.run(messages.receive, house.office, row, incoming, house.now)
    await house.run(messages.set_aside, house.office, row, incoming, house.now)
    await house.deliver()


async def block(house, who, *, blocked):
    event = Blocked(
        f"block-{next(house.numbers)}", house.addresses[who], house.now, blocked
    )
    await house.receive(event)
    await house.deliver()


async def state(house, who):
    address = await house.address(who)
    return address.state, address.frozen_for


async def test_the_same_row_dealt_with_twice_is_passed_on_once(house):
    incoming = house.incoming("alma", "hello")
    row = await house.take_in(incoming)

    for _ in range(2):
        await house.run(messages.receive, house.office, row, incoming, house.now)
    await house.deliver()

    assert house.texts("mette") == ["K1 Alma\nhello"]
    assert await house.said("alma") == ["hello"]


async def test_the_same_sms_fifty_times_at_once_is_one_entry_and_one_delivery(house):
    incoming = house.incoming("bo", "hello")

    async def post():
        raw = Raw(Channel.SMS, incoming.external_id, incoming.sender.value, b"{}")
        await house.run(inbox.take_in, [raw], house.now)
        row = await house.take_in(incoming)
        await house.run(messages.receive, house.office, row, incoming, house.now)

    await asyncio.gather(*(post() for _ in range(50)))
    await house.deliver()

    assert house.texts("mette") == ["K2 Bo\nhello"]
    assert (await house.said("bo")).count("hello") == 1


async def test_what_was_dealt_with_leaves_the_inbox(house):
    await house.write("alma", "hello")

    def bodies(tx):
        return tx.value("SELECT count(*) FROM inbox WHERE sealed_body IS NOT NULL")

    assert await house.run(bodies) == 0
    assert await house.run(inbox.waiting) == {}


async def test_what_is_not_addressed_to_us_is_done_with_in_silence(house):
    raw = Raw(Channel.TELEGRAM, "group-1", "-100200", b"{}")
    await house.run(inbox.take_in, [raw], house.now)
    rows = await house.run(inbox.next_rows, 0, 10)

    event = Ignored("group-1", "group")
    await house.run(messages.receive, house.office, rows[0].id, event, house.now)

    assert await house.run(inbox.waiting) == {}
    assert await house.waiting() == {}


async def test_a_blocked_bot_is_told_and_nothing_more_is_sent(house):
    await block(house, "alma", blocked=True)

    assert await state(house, "alma") == (AddressState.FROZEN, Reason.BLOCKED)
    told = house.office.say("staff_blocked_bot", "en", client="K1 Alma")
    assert house.texts("mette") == [told]
    await house.talk("mette", "/to K1")
    await house.talk("mette", "hello?")
    house.move(seconds=8)
    await house.deliver()
    assert house.chat("alma") == []


async def test_a_bot_that_is_let_in_again_may_write(house):
    await block(house, "alma", blocked=True)

    await block(house, "alma", blocked=False)

    assert await state(house, "alma") == (AddressState.VERIFIED, None)


async def test_a_block_is_told_once(house):
    await block(house, "alma", blocked=True)
    await block(house, "alma", blocked=True)

    assert len(house.texts("mette")) == 1


async def test_who_blocks_and_unblocks_after_a_stop_still_said_stop(house):
    await house.talk("alma", "/stop")
    await block(house, "alma", blocked=True)

    await block(house, "alma", blocked=False)

    assert await state(house, "alma") == (AddressState.FROZEN, Reason.OPTED_OUT)


async def test_a_contact_person_who_blocked_us_gets_all_that_waited(house):
    await block(house, "mette", blocked=True)
    await house.talk("alma", "are you there?")
    assert house.chat("mette") == []
    assert "K1 Alma has written" in house.texts("sanne")[-1]

    await block(house, "mette", blocked=False)

    assert house.texts("mette") == ["K1 Alma\nare you there?"]


async def test_a_block_from_an_unknown_chat_is_nothing(house):
    event = Blocked("b-1", Address(Channel.TELEGRAM, "7001007001"), house.now, True)

    await house.receive(event)

    assert await house.waiting() == {}


async def test_words_whose_case_has_a_false_key_are_sealed_to_the_intake(house):
    await take_the_case_over(house, "alma")

    await write_and_set_aside(house, "alma", "canary-words-8841")

    kind, words = (await house.record("intake"))[-1]
    assert (kind, words["text"]) == ("set_aside", "canary-words-8841")
    assert await house.run(inbox.waiting) == {}
    assert house.chat("alma") == []


async def test_everybody_concerned_is_told_that_something_was_set_aside(house):
    await take_the_case_over(house, "alma")

    await write_and_set_aside(house, "alma", "hello")

    assert [alarm.name for alarm in await house.run(alarms.current)] == ["intake_seal"]
    assert house.texts("sanne")[-1].startswith("A message could not be handled")
    assert house.texts("mette")[-1].startswith(
        "K1 Alma: a message could not be handled and has been set aside."
    )


async def test_a_worker_is_told_that_their_own_words_were_set_aside(house):
    await house.talk("alma", "hello")
    shown = house.last("mette")
    await take_the_case_over(house, "alma")

    await write_and_set_aside(house, "mette", "an answer", reply_to=shown)

    assert house.chat("alma") == []
    assert house.texts("mette")[-1].startswith("A message could not be handled")


async def test_all_other_conversations_go_on(house):
    await take_the_case_over(house, "alma")
    await write_and_set_aside(house, "alma", "hello")

    await house.talk("bo", "hello")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()
    await house.talk("dan", "hello")

    assert house.texts("bo") == ["Mette: hi"]
    assert house.texts("kirsten") == ["K4 Dan: hello"]


async def test_nobodys_words_lie_readable_when_sealing_fails(house):
    await take_the_case_over(house, "alma")
    await write_and_set_aside(house, "alma", "canary-words-8842", kind=Kind.PHOTO)

    house.move(days=1)
    await house.deliver()
    await house.restart()

    assert b"canary-words-8842" not in house.everything_on_disk()


async def test_a_row_that_nobody_can_read_is_dead_and_told_once(house):
    for number in range(3):
        raw = Raw(Channel.TELEGRAM, f"poison-{number}", "7001007001", b"\xff")
        await house.run(inbox.take_in, [raw], house.now)
    rows = await house.run(inbox.next_rows, 0, 10)

    for row in rows:
        await house.run(messages.set_aside, house.office, row.id, None, house.now)
    await house.deliver()

    assert (await house.run(inbox.waiting))["dead"][0] == 3
    assert [(each.name, each.count) for each in await house.run(alarms.current)] == [
        ("poison", 3)
    ]
    assert len(house.texts("sanne")) == 1


async def test_what_was_set_aside_stays_so(house):
    incoming = house.incoming("alma", "hello")
    row = await house.take_in(incoming)
    await house.run(messages.set_aside, house.office, row, incoming, house.now)

    await house.run(messages.receive, house.office, row, incoming, house.now)
    await house.run(messages.set_aside, house.office, row, incoming, house.now)
    await house.deliver()

    assert len(await house.record("intake")) == 1
    assert house.texts("mette")[0].startswith("K1 Alma: a message could not")
    assert len(house.texts("mette")) == 1


async def test_no_name_number_chat_or_word_lies_readable_in_store_or_log(house, caplog):
    """A day of talk on both channels, then a look at every byte and every line."""
    caplog.set_level(0)
    markers = [f"canary-{number:04}-words" for number in range(12)]
    said = iter(markers)
    for client in ("alma", "bo", "cleo", "dan"):
        await house.talk(client, next(said))
    for client in ("alma", "bo"):
        shown = next(
            each for each in house.chat("mette") if client.capitalize() in each.text
        )
        written = await house.talk("mette", next(said), reply_to=shown)
        await house.talk("mette", next(said), edit_of=written)
    await house.talk("kirsten", f"K3 {next(said)}")
    await house.talk("mette", next(said), reply_to="9999")  # waits for a name
    await house.talk(Address(Channel.SMS, "+4520987654"), next(said))
    unsent = house.incoming("alma", next(said))
    await house.take_in(unsent)
    house.move(seconds=8)
    during = house.everything_on_disk()
    await house.deliver()
    await house.restart()
    after = house.everything_on_disk()

    readable = [
        *markers,
        *(address.value for address in ADDRESSES.values()),
        "+4520987654",
        "20987654",
        *("Mette", "Kirsten", "Alma", "Cleo"),
    ]
    assert [each for each in readable if each.encode() in during + after] == []
    assert [each for each in readable if each.encode("utf-16-le") in after] == []
    assert [each for each in readable if each in caplog.text] == []
