"""Dealing with the inbox: in order, whoever is slow, and past everything broken."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.inbox_worker import (
    FETCH_TRIES,
    LARGEST_KEPT,
    NEVER_AGAIN,
    SUSPICIOUS,
    InboxWorker,
    in_their_order,
)
from casework.messages import File, Ignored, Incoming, Kind
from casework.people import Address, Channel
from casework.retries import READINGS
from handlers.gateways import FetchError, FileGoneError
from storage import alarms, inbox
from storage.inbox_rows import Raw
from tests.bot.living import (
    at_once,
    at_work,
    empty_store,
    house,
    linked_store,
    read_only,
    until,
)
from tests.bot.test_sender import break_name_of, mend_name_of

__all__ = ["empty_store", "house", "linked_store"]


def parse(body, received_at):
    """Read what `said` wrote down."""
    told = json.loads(body)
    return Incoming(
        told["id"],
        Address(Channel(told["channel"]), told["chat"]),
        told["id"],
        received_at + timedelta(seconds=told["after"]),
        told["text"],
        kind=Kind.PHOTO if told["file"] else Kind.TEXT,
        files=(File(told["file"], size=told["size"]),) if told["file"] else (),
    )


@pytest.fixture
def worker(house):
    house.pauses = []

    house.may_go_on = asyncio.Event()
    house.may_go_on.set()

    async def sleep(seconds):
        house.pauses.append(seconds)
        await house.may_go_on.wait()
        await at_once(seconds)

    house.worker = InboxWorker(
        house.store,
        house.office,
        {Channel.TELEGRAM: parse, Channel.SMS: parse},
        house.gateways,
        now=lambda: house.now,
        sleep=sleep,
    )
    return house.worker


def said(house, who, text, *, after=0, file="", size=None):
    """Return what somebody wrote, as it lies in the inbox."""
    address = house.addresses[who]
    number = f"{next(house.numbers)}"
    told = {
        "id": number,
        "channel": address.channel,
        "chat": address.value,
        "text": text,
        "after": after,
        "file": file,
        "size": size,
    }
    return Raw(address.channel, number, address.value, json.dumps(told).encode())


async def take_in(house, *raws):
    await house.run(inbox.take_in, raws, house.now)
    house.worker.wake()


async def words_of(house, who):
    """Return what somebody said since they agreed."""
    return [words for words in await house.said(who) if words != "OK"]


async def is_done(house):
    return "new" not in await house.run(inbox.waiting)


async def all_done(house):
    await until(lambda: is_done(house))


async def test_each_chat_keeps_its_order(house, worker):
    words = [f"number {each}" for each in range(300)]
    raws = [said(house, ("alma", "bo")[n % 2], each) for n, each in enumerate(words)]

    async with at_work(worker):
        await take_in(house, *raws)
        await all_done(house)

    assert await words_of(house, "alma") == words[::2]
    assert await words_of(house, "bo") == words[1::2]


async def test_nothing_overtakes_what_failed_before_it(house, worker):
    words = [f"number {each}" for each in range(5)]
    await house.run(break_name_of, "alma")
    await take_in(house, *[said(house, "alma", each) for each in words])
    house.may_go_on.clear()

    async with at_work(worker):
        await until(lambda: len(house.pauses) >= 1)
        await house.run(mend_name_of, "alma")
        house.may_go_on.set()
        await all_done(house)

    assert await words_of(house, "alma") == words


async def test_what_breaks_every_try_is_set_aside_and_the_chat_goes_on(house, worker):
    await house.run(break_name_of, "alma")
    await take_in(house, said(house, "alma", "broken"), said(house, "bo", "whole"))

    async with at_work(worker):
        await all_done(house)

    kinds = [kind for kind, _ in await house.record("intake")]
    assert kinds.count("set_aside") == 1
    assert await words_of(house, "bo") == ["whole"]
    assert len(house.pauses) == READINGS
    assert house.pauses == sorted(house.pauses)


async def test_what_nobody_understands_is_kept_and_told(house, worker):
    place = house.addresses["alma"].value
    nonsense = Raw(Channel.TELEGRAM, "1", place, b"\xff")

    async with at_work(worker):
        await take_in(house, nonsense, said(house, "alma", "behind it"))
        await all_done(house)

    assert (await house.run(inbox.waiting))["dead"][0] == 1
    assert [alarm.name for alarm in await house.run(alarms.current)] == ["poison"]
    assert await words_of(house, "alma") == ["behind it"]


async def test_a_full_disk_is_waited_for_and_counts_as_no_try(house, worker):
    await take_in(house, said(house, "alma", "patience"))
    await read_only(house.store, on=True)

    async with at_work(worker):
        await until(lambda: len(house.pauses) > 30)
        await read_only(house.store, on=False)
        await all_done(house)

    assert await words_of(house, "alma") == ["patience"]


async def test_a_store_that_does_not_answer_ends_nothing(house, worker, monkeypatch):
    real, failures = inbox.next_rows, [ValueError()] * 3

    def next_rows(*asked):
        if failures:
            raise failures.pop()
        return real(*asked)

    monkeypatch.setattr(inbox, "next_rows", next_rows)
    await take_in(house, said(house, "alma", "at last"))

    async with at_work(worker):
        await all_done(house)

    assert await words_of(house, "alma") == ["at last"]


async def test_what_was_there_at_many_crashes_is_tried_alone_and_then_no_more(
    house, worker
):
    raws = [said(house, "alma", "the killer"), said(house, "bo", "innocent")]
    await take_in(house, *raws)
    await house.run(read_often, {raws[0]: NEVER_AGAIN, raws[1]: SUSPICIOUS})

    async with at_work(worker):
        await all_done(house)

    assert await words_of(house, "alma") == []
    assert await words_of(house, "bo") == ["innocent"]
    assert len(await house.record("intake")) == 1


def read_often(tx, counts):
    for raw, count in counts.items():
        tx.run(
            "UPDATE inbox SET attempts = :count WHERE external_id = :id",
            count=count,
            id=raw.external_id,
        )


async def test_sms_wait_for_those_that_were_missed(house, worker):
    worker.hold_sms()
    later = said(house, "bo", "came first", after=5)

    async with at_work(worker):
        await take_in(house, later, said(house, "alma", "by Telegram"))
        await until(lambda: was_said(house, "alma"))
        early = await words_of(house, "bo")
        await house.run(inbox.take_in, [said(house, "bo", "missed")], house.now)
        await worker.release_sms()
        await all_done(house)

    assert early == []
    assert await words_of(house, "bo") == ["missed", "came first"]


async def was_said(house, who):
    return bool(await words_of(house, who))


async def test_sms_are_let_go_when_there_are_none(house, worker):
    worker.hold_sms()

    async with at_work(worker):
        await worker.release_sms()
        await take_in(house, said(house, "bo", "hello"))
        await all_done(house)

    assert await words_of(house, "bo") == ["hello"]


class Row:
    """A row as far as its order goes."""

    def __init__(self, number, at, identity) -> None:
        self.id, self.received_at, self.identity = number, at, identity


def order_of(rows, listed):
    places = {identity: place for place, identity in enumerate(listed)}
    ordered = in_their_order(rows, places, lambda row: Ignored(row.identity, ""))
    return [row.identity for row in ordered]


def test_the_list_says_the_order_and_time_the_rest(house):
    at = house.now
    soon, late = at + timedelta(seconds=1), at + timedelta(minutes=1)
    rows = [
        Row(1, late, "not listed yet"),
        Row(2, at, "b"),
        Row(3, at, "a"),
        Row(4, soon, "c"),
    ]

    assert order_of(rows, ["a", "b", "c"]) == ["a", "b", "c", "not listed yet"]
    assert order_of(rows, []) == ["b", "a", "c", "not listed yet"]
    assert order_of([], ["a"]) == []


@pytest.mark.parametrize("failures", [0, 1, FETCH_TRIES - 1])
async def test_a_file_is_fetched_as_soon_as_that_works(house, worker, failures):
    tries = []

    async def fetch(file):
        tries.append(file)
        if len(tries) <= failures:
            raise FetchError
        yield b"a picture"

    house.telegram.fetch = fetch
    async with at_work(worker):
        await take_in(house, said(house, "alma", "look", file="F"))
        await take_in(house, said(house, "bo", "not held up"))
        await all_done(house)

    assert len(tries) == failures + 1
    (words,) = [each for kind, each in await house.record("alma") if kind == "message"]
    assert len(words["attachments"]) == 1
    assert "not_kept" not in words
    assert await words_of(house, "bo") == ["not held up"]


@pytest.mark.parametrize(
    ("refusal", "size", "tried"),
    [
        (FetchError, None, FETCH_TRIES),
        (FileGoneError, None, 1),
        (None, LARGEST_KEPT + 1, 0),
    ],
)
async def test_a_file_that_is_not_to_be_had_is_passed_on_and_told(
    house, worker, refusal, size, tried
):
    tries = []

    async def fetch(file):
        tries.append(file)
        raise refusal
        yield b""

    house.telegram.fetch = fetch
    async with at_work(worker):
        await take_in(house, said(house, "alma", "look", file="F", size=size))
        await all_done(house)
    await house.deliver()

    (words,) = [each for kind, each in await house.record("alma") if kind == "message"]
    assert words["not_kept"]
    assert len(tries) == tried
    assert any(each.copied for each in house.chat("mette"))


async def test_a_file_of_somebody_unknown_is_not_fetched(house, worker):
    house.addresses["stranger"] = Address(Channel.TELEGRAM, "7009999999")

    async def fetch(_file):
        raise AssertionError
        yield b""

    house.telegram.fetch = fetch
    async with at_work(worker):
        await take_in(house, said(house, "stranger", "look", file="F"))
        await all_done(house)


async def test_it_notices_what_nobody_told_it(house, worker, monkeypatch):
    monkeypatch.setattr("bot.inbox_worker.LOOK_AGAIN", 0.05)

    async with at_work(worker):
        await asyncio.sleep(0.02)
        await house.run(inbox.take_in, [said(house, "bo", "quietly")], house.now)
        await all_done(house)

    assert await words_of(house, "bo") == ["quietly"]
