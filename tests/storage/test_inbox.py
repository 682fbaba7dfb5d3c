import asyncio
from datetime import timedelta

from casework.people import Address, Channel
from storage import inbox
from storage.inbox_rows import Raw
from tests.storage.stores import NOW, rows

UPDATE = Raw(Channel.TELEGRAM, "u-1", "7001002003", b'{"text": "hello"}')
SMS = Raw(Channel.SMS, "SM1", "+4520123456", b"Body=hello")


def test_what_was_taken_in_comes_out_in_order(tx):
    raws = [
        Raw(Channel.TELEGRAM, f"u-{number}", "chat", str(number).encode())
        for number in range(10)
    ]

    assert inbox.take_in(tx, raws, NOW) == 10

    found = inbox.next_rows(tx, 0, 100)
    assert [row.body for row in found] == [raw.body for raw in raws]
    assert {row.received_at for row in found} == {NOW}


def test_rows_are_read_on_from_where_one_stopped(tx):
    raws = [Raw(Channel.SMS, f"SM{number}", "n", b"") for number in range(5)]
    inbox.take_in(tx, raws, NOW)

    first = inbox.next_rows(tx, 0, 3)
    rest = inbox.next_rows(tx, first[-1].id, 3)

    assert [len(first), len(rest)] == [3, 2]
    assert inbox.next_rows(tx, rest[-1].id, 3) == []


def test_the_same_thing_twice_is_taken_in_once(tx):
    assert inbox.take_in(tx, [SMS], NOW) == 1
    assert inbox.take_in(tx, [SMS, SMS, UPDATE], NOW) == 1

    assert inbox.take_in(tx, [Raw(Channel.TELEGRAM, "SM1", "chat", b"")], NOW) == 1


async def test_fifty_identical_rows_in_parallel_are_one(store, made):
    new = await asyncio.gather(
        *(store.run(inbox.take_in, [SMS], NOW) for _ in range(50))
    )

    assert sum(new) == 1
    assert rows(made, "SELECT count(*) FROM inbox") == [(1,)]


async def test_fifty_identical_rows_at_once_are_one(store, made):
    assert await store.run(inbox.take_in, [SMS] * 50, NOW) == 1


def test_what_was_dealt_with_does_not_come_again(tx):
    inbox.take_in(tx, [SMS], NOW)
    (row,) = inbox.next_rows(tx, 0, 10)

    assert inbox.set_done(tx, row.id)
    assert not inbox.set_done(tx, row.id)

    assert not inbox.is_new(tx, row.id)
    assert inbox.next_rows(tx, 0, 10) == []
    assert inbox.take_in(tx, [SMS], NOW) == 0
    assert inbox.was_seen(tx, Channel.SMS, "SM1")


def test_every_reading_is_counted_before_it_is_tried(tx):
    inbox.take_in(tx, [SMS], NOW)

    attempts = [inbox.next_rows(tx, 0, 10)[0].attempts for _ in range(3)]
    inbox.count_attempt(tx, inbox.next_rows(tx, 0, 10)[0].id)

    assert attempts == [1, 2, 3]
    assert inbox.next_rows(tx, 0, 10)[0].attempts == 6


def test_a_dead_row_is_kept_and_keeps_nobody_waiting(tx):
    inbox.take_in(tx, [SMS, UPDATE], NOW)
    first, second = inbox.next_rows(tx, 0, 10)

    inbox.set_dead(tx, first.id)

    assert [row.id for row in inbox.next_rows(tx, 0, 10)] == [second.id]
    assert inbox.waiting(tx) == {"dead": (1, NOW), "new": (1, NOW)}
    assert tx.value("SELECT sealed_body IS NOT NULL FROM inbox WHERE id = :id", id=1)


def test_a_row_that_does_not_open_is_empty_and_the_next_one_whole(tx):
    inbox.take_in(tx, [SMS, UPDATE], NOW)
    tx.run("UPDATE inbox SET sealed_body = zeroblob(50) WHERE external_id = 'SM1'")

    assert [row.body for row in inbox.next_rows(tx, 0, 10)] == [b"", UPDATE.body]


def test_a_body_does_not_open_in_the_place_of_another(tx):
    inbox.take_in(tx, [SMS, UPDATE], NOW)
    tx.run(
        "UPDATE inbox SET sealed_body ="
        " (SELECT sealed_body FROM inbox WHERE external_id = 'u-1')"
        " WHERE external_id = 'SM1'"
    )

    assert inbox.next_rows(tx, 0, 10)[0].body == b""


def test_rows_of_one_chat_have_one_lane_that_does_not_tell_the_chat(tx):
    raws = [
        Raw(Channel.TELEGRAM, "u-1", "7001002003", b""),
        Raw(Channel.TELEGRAM, "u-2", "7001002003", b""),
        Raw(Channel.TELEGRAM, "u-3", "7001002004", b""),
        Raw(Channel.SMS, "SM1", "7001002003", b""),
    ]
    inbox.take_in(tx, raws, NOW)

    lanes = [row.lane for row in inbox.next_rows(tx, 0, 10)]

    assert lanes[0] == lanes[1]
    assert len(set(lanes)) == 3
    assert all(b"7001002003" not in lane for lane in lanes)


def test_it_is_known_what_of_a_chat_still_waits(tx):
    inbox.take_in(tx, [SMS, Raw(Channel.SMS, "SM2", SMS.lane, b"")], NOW)
    first, second = inbox.next_rows(tx, 0, 10)
    chat = Address(Channel.SMS, SMS.lane)

    assert inbox.has_earlier(tx, second.lane, second.id)
    assert not inbox.has_earlier(tx, first.lane, first.id)
    assert inbox.still_comes(tx, chat)
    inbox.set_done(tx, first.id)
    inbox.set_done(tx, second.id)
    assert not inbox.still_comes(tx, chat)


def test_it_is_known_when_something_last_came_by_each_channel(tx):
    assert inbox.last_taken_in(tx, Channel.SMS) is None
    assert inbox.newest(tx) == 0

    inbox.take_in(tx, [SMS], NOW)
    inbox.take_in(tx, [UPDATE], NOW + timedelta(hours=1))

    assert inbox.last_taken_in(tx, Channel.SMS) == NOW
    assert inbox.last_taken_in(tx, Channel.TELEGRAM) == NOW + timedelta(hours=1)
    assert inbox.newest(tx) == 2


def test_nothing_that_came_in_shows_itself_by_accident(tx):
    inbox.take_in(tx, [SMS], NOW)

    shown = repr(inbox.next_rows(tx, 0, 10)) + repr(SMS)

    assert "hello" not in shown
    assert "+45" not in shown
