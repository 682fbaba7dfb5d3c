"""A lean Bot API on loopback: hands messages out and notes what is sent, no more.

Leaner than the simulator, which checks every request, so that the bots under test are
the bottleneck and not their far end. What it was sent is looked into after the run.
A bot is driven by `benchmarks.far_end` over `POST /control`.
"""

import argparse
import asyncio
import gc
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

CLIENTS = 1_000_000
STAFF = 2_000_000
"""First chat id of either side; client number n belongs to staff number n % staff."""

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
OFFSET = re.compile(rb"\boffset\"?[=:] ?\"?(\d+)")
TIMEOUT = re.compile(rb"\btimeout\"?[=:] ?\"?(\d+)")
CHAT = re.compile(rb"chat_id\"?[=:] ?\"?(\d+)")
MARK = re.compile(r"\[(\d{8})\]")
FILLING = "Kan vi ses i morgen efter skole? Jeg er ved biblioteket indtil klokken fire."
BATCH = 100

ME = {
    "id": 700_000_001,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
RESULTS: dict[str, Any] = {
    "getMe": ME,
    "getWebhookInfo": {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    },
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}
SENT = (
    '{"ok":true,"result":{"message_id":%d,"from":{"id":700000001,"is_bot":true,'
    '"first_name":"Bench","username":"bench_bot"},"chat":{"id":%s,"first_name":'
    '"Mette","type":"private"},"date":%d,"text":"K17 Alma\\n[00000000] '
    + FILLING
    + '"}}'
)
UPDATE = (
    '{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,'
    '"first_name":"Alma","language_code":"da"},"chat":{"id":%d,"first_name":"Alma",'
    '"type":"private"},"date":%d,"text":%s}}'
)


class World:
    """What waits to be fetched, and everything that was called."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.waiting: deque[tuple[int, bytes]] = deque()
        self.poll: tuple[Connection, asyncio.TimerHandle] | None = None
        self.handed_out_at: float | None = None
        self.sends: list[tuple[float, bytes]] = []
        self.others: Counter[str] = Counter()
        self.last_call_at = 0.0
        self.due: dict[int, float] = {}
        self.expected: dict[int, int] = {}
        self.goals: list[tuple[Callable[[], bool], Connection]] = []

    def number(self) -> int:
        """Return an id that was never used; one row of them for everything."""
        self.next_id += 1
        return self.next_id

    def hand_in(self, chat: int, text: str) -> None:
        """Let somebody write."""
        update = UPDATE % (
            self.number(),
            self.number(),
            chat,
            chat,
            int(time.time()),
            json.dumps(text),
        )
        self.waiting.append((self.next_id - 1, update.encode()))

    def ask(self, connection: "Connection", body: bytes) -> None:
        """Answer getUpdates, now or when there is something."""
        offset = OFFSET.search(body)
        if offset is not None:
            first = int(offset[1])
            while self.waiting and self.waiting[0][0] < first:
                self.waiting.popleft()
        if self.poll is not None:
            self.answer_poll()
        patience = TIMEOUT.search(body)
        if self.waiting or patience is None or patience[1] == b"0":
            connection.answer(self.batch())
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(float(patience[1]), self.answer_poll)
        self.poll = (connection, timer)
        self.look()

    def answer_poll(self) -> None:
        """Give a bot that waits what there is."""
        if self.poll is not None:
            connection, timer = self.poll
            self.poll = None
            timer.cancel()
            connection.answer(self.batch())

    def batch(self) -> bytes:
        """Return the next updates, as Telegram gives them."""
        if self.waiting and self.handed_out_at is None:
            self.handed_out_at = time.perf_counter()
        count = min(BATCH, len(self.waiting))
        rows = b",".join(self.waiting[place][1] for place in range(count))
        return b'{"ok":true,"result":[' + rows + b"]}"

    def called(self, connection: "Connection", method: str, body: bytes) -> None:
        """Take a call and answer it."""
        moment = self.last_call_at = time.perf_counter()
        if method == "sendMessage":
            self.sends.append((moment, body))
            chat = CHAT.search(body)
            named = "0" if chat is None else chat[1].decode()
            connection.answer((SENT % (self.number(), named, 1_700_000_000)).encode())
        else:
            self.others[method] += 1
            result = RESULTS.get(method, True)
            connection.answer(json.dumps({"ok": True, "result": result}).encode())
        self.look()

    def look(self) -> None:
        """Tell whoever waits for something that it is there."""
        for goal in self.goals[:]:
            if goal[0]():
                self.goals.remove(goal)
                goal[1].answer(b"{}")

    # What the driver of a run asks for.

    def load(
        self, *, count: int, clients: int, staff: int, rate: float = 0
    ) -> dict[str, Any]:
        """Have `count` clients' messages waiting at once, or come at a rate."""
        self.handed_out_at = None
        self.sends.clear()
        self.others.clear()
        self.due.clear()
        self.expected.clear()
        loop = asyncio.get_running_loop()
        start = loop.time() + 0.05
        begin = time.perf_counter() + 0.05
        for number in range(count):
            client = number % clients
            self.expected[number] = STAFF + client % staff
            text = f"[{number:08d}] {FILLING}"
            if rate:
                self.due[number] = begin + number / rate
                loop.call_at(start + number / rate, self.arrive, CLIENTS + client, text)
            else:
                self.hand_in(CLIENTS + client, text)
        gc.collect()
        gc.freeze()
        if not rate:
            self.answer_poll()
        return {}

    def arrive(self, chat: int, text: str) -> None:
        """Let somebody write while the bot waits."""
        self.hand_in(chat, text)
        self.answer_poll()

    def say(self, *, lines: list[tuple[int, str]]) -> dict[str, Any]:
        """Let these people write these lines."""
        for chat, text in lines:
            self.hand_in(chat, text)
        self.answer_poll()
        return {}

    def wait(
        self, connection: "Connection", *, sends: int = 0, reactions: int = 0
    ) -> None:
        """Answer when so much was called and a bot waits for more."""

        def is_there() -> bool:
            return (
                len(self.sends) >= sends
                and self.others["setMessageReaction"] >= reactions
                and self.poll is not None
                and not self.waiting
            )

        self.goals.append((is_there, connection))
        self.look()

    def counts(self) -> dict[str, Any]:
        """Return how much was called."""
        return {"sends": len(self.sends), **self.others}

    def result(self) -> dict[str, Any]:
        """Look into everything that was sent since the last load."""
        arrived: Counter[int] = Counter()
        wrong = disordered = 0
        last_of: dict[int, int] = {}
        latencies: list[float] = []
        clients = 1 + max((n for n in self.expected), default=0)
        for moment, body in self.sends:
            chat, text = _chat_and_text(body)
            mark = MARK.search(text)
            if mark is None:
                wrong += 1
                continue
            number = int(mark[1])
            arrived[number] += 1
            wrong += self.expected.get(number) != chat
            client = number % clients
            disordered += last_of.get(client, -1) > number
            last_of[client] = number
            if number in self.due:
                latencies.append(moment - self.due[number])
        begun = self.handed_out_at or 0.0
        last_send = self.sends[-1][0] if self.sends else begun
        return {
            "seconds": last_send - begun,
            "seconds_all": max(last_send, self.last_call_at) - begun,
            "lost": sum(number not in arrived for number in self.expected),
            "twice": sum(times > 1 for times in arrived.values()),
            "wrong": wrong,
            "disordered": disordered,
            "latencies": latencies,
            "others": dict(self.others),
        }


def _chat_and_text(body: bytes) -> tuple[int, str]:
    if body.startswith(b"{"):
        asked = json.loads(body)
        return int(asked["chat_id"]), str(asked["text"])
    form = parse_qs(body.decode())
    return int(form["chat_id"][0]), form["text"][0]


class Connection(asyncio.Protocol):
    """One kept-alive connection of a bot, or of the driver."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """Forget a bot that waited and went."""
        world = self._world
        if world.poll is not None and world.poll[0] is self:
            world.poll[1].cancel()
            world.poll = None

    def data_received(self, data: bytes) -> None:
        """Take the requests that are whole."""
        read = self._read = self._read + data if self._read else data
        while True:
            end = read.find(b"\r\n\r\n")
            if end < 0:
                break
            length = LENGTH.search(read, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(read) < whole:
                break
            path = read[: read.index(b"\r")].split(b" ")[1].decode()
            self._take(path, read[end + 4 : whole])
            read = read[whole:]
        self._read = read

    def _take(self, path: str, body: bytes) -> None:
        method = path.rpartition("/")[2]
        if method == "getUpdates":
            self._world.ask(self, body)
        elif method == "control":
            asked = json.loads(body)
            what = asked.pop("do")
            if what == "wait":
                self._world.wait(self, **asked)
                return
            done = getattr(self._world, what)(**asked)
            self.answer(json.dumps(done).encode())
        else:
            self._world.called(self, method, body)

    def answer(self, body: bytes) -> None:
        """Write an answer."""
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body) + body
            )


async def serve(port: int, first_id: int) -> None:
    """Serve until killed; the port is printed."""
    world = World(first_id)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(world), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    # Ids come from the clock: a store that is used for several runs meets none again.
    asyncio.run(serve(given.port, time.time_ns() // 1_000_000))
