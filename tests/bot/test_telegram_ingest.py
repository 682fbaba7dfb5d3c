"""Taking in updates: nothing is confirmed before it is stored."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.telegram_ingest import Ingest

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WORDS = "canary-77e1"


def update(number, text="hej"):
    chat = {"id": 7000000001, "type": "private"}
    author = {"id": 7000000001, "is_bot": False, "first_name": WORDS}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": author,
            "chat": chat,
            "date": 1790000000,
            "text": f"{text} {WORDS}",
        },
    }


def press(number):
    return {"update_id": number, "callback_query": {"id": f"q{number}"}}


class Inbox:
    """Where updates are stored, as long as it works."""

    def __init__(self) -> None:
        self.ids = []
        self.failures = []

    async def take_in(self, raws):
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.ids += [raw.external_id for raw in raws]


class Turns:
    """Ends the loop after so many questions, and notes pauses and alarms."""

    def __init__(self) -> None:
        self.pauses = []
        self.alarms = []
        self.presses = []

    async def sleep(self, seconds):
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    def switch(self, name, *, on):
        self.alarms.append((name, on))


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def turns():
    return Turns()


@pytest.fixture
def ingest(bot, inbox, turns):
    return Ingest(
        bot,
        inbox.take_in,
        turns.switch,
        now=lambda: NOW,
        on_press=turns.presses.append,
        sleep=turns.sleep,
        jitter=lambda: 0.0,
    )


async def run(ingest, far_end):
    """Run until everything queued was answered, and Telegram has no more to say."""
    asked_again = asyncio.Event()

    async def nothing_more(request):
        asked_again.set()
        await asyncio.sleep(5)
        return web.Response()

    far_end.will_answer("getUpdates", nothing_more)
    running = asyncio.ensure_future(ingest.run())
    waiting = asyncio.ensure_future(asked_again.wait())
    await asyncio.wait(
        [running, waiting], timeout=5, return_when=asyncio.FIRST_COMPLETED
    )
    assert not running.done()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert waiting.done()


async def test_updates_are_stored_and_then_confirmed(ingest, far_end, inbox):
    far_end.will_answer("getUpdates", [update(10), update(11)], [update(12)])

    await run(ingest, far_end)

    assert inbox.ids == ["10", "11", "12"]
    first, second, third = far_end.asked("getUpdates")
    assert "offset" not in first
    assert (second["offset"], third["offset"]) == (12, 13)
    assert first["timeout"] == 50
    assert first["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    assert ingest.last_good_poll == NOW


async def test_what_was_not_stored_is_not_confirmed(
    ingest, far_end, inbox, turns, caplog
):
    inbox.failures = [OSError(f"disk full while writing {WORDS}")] * 2
    far_end.will_answer("getUpdates", *[[update(10)]] * 3)

    await run(ingest, far_end)

    assert inbox.ids == ["10"]
    offsets = [asked.get("offset") for asked in far_end.asked("getUpdates")]
    assert offsets == [None, None, None, 11]
    assert turns.pauses == [1, 2]
    assert WORDS not in str([vars(record) for record in caplog.records])


async def test_nothing_is_confirmed_while_it_is_being_stored(bot, far_end, turns):
    storing, stored = asyncio.Event(), asyncio.Event()

    async def slowly(raws):
        storing.set()
        await stored.wait()

    far_end.will_answer("getUpdates", [update(10)])
    ingest = Ingest(bot, slowly, turns.switch, now=lambda: NOW)
    running = asyncio.ensure_future(ingest.run())
    await storing.wait()
    await asyncio.sleep(0.05)

    assert len(far_end.asked("getUpdates")) == 1

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


TROUBLES = [
    (401, "Unauthorized"),
    (404, "Not Found"),
    (409, "Conflict: terminated by other getUpdates request"),
    (400, "Bad Request: offset"),
    (403, "Forbidden"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
]


@pytest.mark.parametrize(("status", "words"), TROUBLES)
async def test_no_refusal_ends_it(ingest, far_end, inbox, status, words):
    far_end.will_refuse("getUpdates", status, words)
    far_end.will_answer("getUpdates", [update(10)])

    await run(ingest, far_end)

    assert inbox.ids == ["10"]


async def hang_up(request):
    request.transport.abort()
    return web.Response()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b'{"ok":true,"result":[{"update'),
        (200, {"ok": True}),
        (200, {"ok": True, "result": {}}),
        (302, b""),
        hang_up,
    ],
    ids=["empty", "half", "no result", "no list", "redirect", "hung up"],
)
async def test_no_broken_answer_ends_it(ingest, far_end, inbox, answer):
    far_end.will_answer("getUpdates", answer, [update(10)])

    await run(ingest, far_end)

    assert inbox.ids == ["10"]


async def test_a_poll_that_is_not_answered_in_time_is_asked_again(
    bot, far_end, turns, inbox, monkeypatch
):
    monkeypatch.setattr("bot.telegram_ingest.GRACE", 0.2)

    async def silent(request):
        await asyncio.sleep(5)
        return web.Response()

    far_end.will_answer("getUpdates", silent, [update(10)])
    ingest = Ingest(
        bot,
        inbox.take_in,
        turns.switch,
        now=lambda: NOW,
        sleep=turns.sleep,
        poll=timedelta(),
    )

    await run(ingest, far_end)

    assert inbox.ids == ["10"]


async def test_pauses_grow_to_a_minute_and_start_anew_after_success(
    ingest, far_end, turns
):
    for _ in range(8):
        far_end.will_refuse("getUpdates", 502, "Bad Gateway")
    far_end.will_answer("getUpdates", [])
    far_end.will_refuse("getUpdates", 502, "Bad Gateway")

    await run(ingest, far_end)

    assert turns.pauses == [1, 2, 4, 8, 16, 32, 60, 60, 1]


async def test_chance_shortens_a_pause_by_at_most_a_half(bot, far_end, turns, inbox):
    far_end.will_refuse("getUpdates", 502, "Bad Gateway")
    ingest = Ingest(
        bot,
        inbox.take_in,
        turns.switch,
        now=lambda: NOW,
        sleep=turns.sleep,
        jitter=lambda: 1.0,
    )

    await run(ingest, far_end)

    assert turns.pauses == [0.5]


async def test_it_waits_as_long_as_telegram_says(ingest, far_end, turns):
    far_end.will_refuse("getUpdates", 429, "Too Many Requests", retry_after=33)

    await run(ingest, far_end)

    assert turns.pauses == [33]


@pytest.mark.parametrize(
    ("status", "times", "alarm"),
    [
        (401, 3, "telegram_token"),
        (404, 1, "telegram_token"),
        (409, 4, "telegram_conflict"),
        (502, 5, "telegram_down"),
        (502, 9, "telegram_down"),
    ],
)
async def test_a_lasting_trouble_is_told_once_and_its_end_as_well(
    ingest, far_end, turns, status, times, alarm
):
    for _ in range(times):
        far_end.will_refuse("getUpdates", status, "no")
    far_end.will_answer("getUpdates", [], [])

    await run(ingest, far_end)

    assert turns.alarms == [(alarm, True), (alarm, False)]


async def test_a_hiccup_is_not_told(ingest, far_end, turns):
    for _ in range(4):
        far_end.will_refuse("getUpdates", 502, "Bad Gateway")

    await run(ingest, far_end)

    assert turns.alarms == []


async def test_one_trouble_ends_where_another_begins(ingest, far_end, turns):
    far_end.will_refuse("getUpdates", 401, "Unauthorized")
    far_end.will_refuse("getUpdates", 409, "Conflict")

    await run(ingest, far_end)

    assert turns.alarms == [
        ("telegram_token", True),
        ("telegram_token", False),
        ("telegram_conflict", True),
    ]


async def test_an_update_without_an_id_is_left_out_and_told(
    ingest, far_end, inbox, turns
):
    batch = [update(10), {"message": {}}, "?", update("11"), update(12)]
    far_end.will_answer("getUpdates", batch)

    await run(ingest, far_end)

    assert inbox.ids == ["10", "12"]
    assert far_end.asked("getUpdates")[-1]["offset"] == 13
    assert turns.alarms == [("telegram_update", True)]


async def test_a_batch_without_any_id_is_not_asked_for_in_a_hurry(
    ingest, far_end, turns
):
    far_end.will_answer("getUpdates", ["?"], ["?"])

    await run(ingest, far_end)

    assert turns.pauses == [1, 2]


async def test_an_update_that_nobody_can_read_is_stored_like_any_other(
    ingest, far_end, inbox
):
    far_end.will_answer("getUpdates", [{"update_id": 10, "message": {"chat": "?"}}])

    await run(ingest, far_end)

    assert inbox.ids == ["10"]


async def test_presses_are_handed_on_once_they_are_stored(
    ingest, far_end, inbox, turns
):
    inbox.failures = [OSError()]
    far_end.will_answer("getUpdates", *[[press(10), update(11), press(12)]] * 2)

    await run(ingest, far_end)

    assert turns.presses == ["q10", "q12"]


async def test_a_fault_of_our_own_does_not_end_it(bot, far_end, turns, inbox, caplog):
    def broken(press):
        raise RuntimeError(WORDS)

    far_end.will_answer("getUpdates", [press(10)], [update(11)])
    ingest = Ingest(
        bot,
        inbox.take_in,
        turns.switch,
        now=lambda: NOW,
        on_press=broken,
        sleep=turns.sleep,
    )

    await run(ingest, far_end)

    assert inbox.ids == ["10", "11"]
    assert WORDS not in str([vars(record) for record in caplog.records])
