"""A far end that plays Telegram as a test wants it, and Telegram's own description."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from aiohttp import web

from bot import demo_processes
from bot.telegram_api import connected
from tests.flows.running import command

TOKEN = "123456:TEST-canary-token-5d1f"
SPEC = Path(__file__).parents[3] / "shared/specs/telegram_bot_api_10_1.json"


@cache
def bot_api():
    """Return the published description of the Bot API, or nothing where it is not."""
    return json.loads(SPEC.read_text()) if SPEC.exists() else None


@pytest.fixture(scope="session")
def described():
    """Telegram's description of its updates and methods, or nothing."""
    return bot_api()


def faults_of(method, parameters):
    """Return what Telegram's description finds wrong with a request of ours."""
    described = bot_api()["methods"].get(method)
    if described is None:
        return [f"{method}: no such method"]
    return faults_of_fields(method, described.get("fields", []), parameters)


def faults_of_fields(where, fields, given):
    known = {field["name"]: field for field in fields}
    faults = [f"{where}.{name}: unknown" for name in given.keys() - known.keys()]
    for name, field in known.items():
        if name not in given:
            if field["required"]:
                faults.append(f"{where}.{name}: missing")
        elif not any(not faults_of_type(name, t, given[name]) for t in field["types"]):
            faults.append(f"{where}.{name}: not {' or '.join(field['types'])}")
    return faults


def faults_of_type(where, kind, value):
    simple = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}
    if kind in simple:
        right = isinstance(value, simple[kind])
        if isinstance(value, bool) and kind != "Boolean":
            right = False
        return [] if right else [where]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [where]
        return [f for one in value for f in faults_of_type(where, kind[9:], one)]
    described = bot_api()["types"][kind]
    if "subtypes" in described:
        found = [faults_of_type(where, one, value) for one in described["subtypes"]]
        return min(found, key=len)
    if not isinstance(value, dict):
        return [where]
    return faults_of_fields(where, described.get("fields", []), value)


async def given_with(request):
    """Return what came with a request: JSON, or a form that holds JSON and a file."""
    if not request.content_type.startswith("multipart/"):
        return json.loads(await request.read() or b"{}")
    given = {}
    async for part in await request.multipart():
        data = await part.read()
        if part.filename is not None:
            given[part.name] = f"{part.filename}: {data.decode('latin-1')}"
        elif part.name == "caption":
            given[part.name] = data.decode()
        else:
            given[part.name] = json.loads(data)
    return given


class FarEnd:
    """Telegram on loopback: keeps what was asked, answers what it was told to."""

    def __init__(self) -> None:
        self.calls = []
        self.next_id = 100
        self.answers = defaultdict(list)
        self.url = ""

    def will_answer(self, method, *answers):
        """Queue answers: a result, a (status, body) or a coroutine function."""
        self.answers[method].extend(answers)

    def will_refuse(self, method, status, description, **parameters):
        body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
        self.will_answer(method, (status, body))

    def asked(self, method):
        return [given for name, given in self.calls if name == method]

    async def handle(self, request):
        method = request.match_info["method"]
        given = await given_with(request)
        self.calls.append((method, given))
        queue = self.answers[method]
        answer = queue.pop(0) if queue else self.usual(method, given)
        if callable(answer):
            return await answer(request)
        if isinstance(answer, tuple):
            status, body = answer
            if isinstance(body, bytes):
                return web.Response(status=status, body=body, content_type="text/html")
            return web.json_response(body, status=status)
        return web.json_response({"ok": True, "result": answer})

    def usual(self, method, given):
        if method in {"sendMessage", "sendPhoto", "sendDocument", "copyMessage"}:
            self.next_id += 1
            return {"message_id": self.next_id}
        if method == "copyMessages":
            ids = []
            for _ in given["message_ids"]:
                self.next_id += 1
                ids.append({"message_id": self.next_id})
            return ids
        return [] if method == "getUpdates" else True

    async def file(self, request):
        answer = self.answers["file"].pop(0)
        return await answer(request)

    def unlike_the_description(self):
        if bot_api() is None:
            return []
        return [fault for call in self.calls for fault in faults_of(*call)]


@pytest.fixture
async def far_end():
    """A Telegram whose every answer the test decides; checks each of our requests."""
    played = FarEnd()
    application = web.Application()
    application.router.add_post(f"/telegram/bot{TOKEN}/{{method}}", played.handle)
    application.router.add_get(f"/telegram/file/bot{TOKEN}/{{path:.*}}", played.file)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    played.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield played
    await runner.cleanup()
    assert played.unlike_the_description() == []


@pytest.fixture
async def bot(far_end):
    """PTB's bot, connected to the far end."""
    async with connected(TOKEN, far_end.url) as connected_bot:
        yield connected_bot


@pytest.fixture
def loaded(monkeypatch):
    """Let the demo run its commands in processes that have loaded the program."""

    async def printed(*words):
        ended = await command(*words)
        if ended.code:
            raise demo_processes.DemoError(ended.err)
        return ended.out

    monkeypatch.setattr(demo_processes, "printed", printed)
