import asyncio
import base64
import json

import aiohttp
import pytest

from simulator import samples
from simulator.server import Simulator


async def ask(http, path, **given):
    answer = await http.get(f"/control/{path}")
    assert answer.status == 200
    return await answer.json()


async def tell(http, path, given, status=200):
    answer = await http.post(f"/control/{path}", json=given)
    assert answer.status == status, await answer.text()
    return await answer.json()


async def test_the_state_names_phones_faults_and_service(http, world):
    alma = await tell(
        http, "phones", {"kind": "telegram", "name": "Alma", "language_code": "da"}
    )
    bo = await tell(
        http,
        "phones",
        {
            "kind": "sms",
            "number": "+4520123456",
            "name": "Bo",
            "role": "contact_person",
        },
    )

    state = await ask(http, "state")

    assert state == {
        "phones": [
            {
                "id": alma["id"],
                "kind": "telegram",
                "name": "Alma",
                "number": None,
                "role": "client",
                "on": True,
                "arriving": 0,
                "label": "Alma, Telegram",
            },
            {
                "id": bo["id"],
                "kind": "sms",
                "name": "Bo",
                "number": "+4520123456",
                "role": "contact_person",
                "on": True,
                "arriving": 0,
                "label": "Bo, SMS",
            },
        ],
        "faults": {"telegram": "normal", "twilio": "normal"},
        "service": "none",
        "clock": None,
        "scenes": [],
        "bot": "Kontakt",
        "sms_number": world.sms_number,
    }


async def test_everything_on_a_telegram_phone_can_be_done(http, bot, alma):
    here = f"phones/{alma.phone_id}"
    await tell(http, f"{here}/start", {"token": "abc"})
    said = (await tell(http, f"{here}/write", {"text": "hej"}))["id"]
    await tell(http, f"{here}/edit", {"message_id": said, "text": "hej!"})
    for kind in ("photo", "voice", "document", "location", "sticker", "album"):
        await tell(http, f"{here}/media", {"kind": kind, "caption": "se"})
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}
    sent = await bot.send_message(alma.id, "Ja?", reply_markup=markup)
    await tell(http, f"{here}/press", {"message_id": sent.id, "button_id": "0.0"})
    await tell(http, f"{here}/react", {"message_id": sent.id, "emoji": "👍"})
    await tell(http, f"{here}/block", {"blocked": True})
    await tell(http, f"{here}/block", {"blocked": False})

    shown = await ask(http, here)

    messages = {m["id"]: m for m in shown["messages"]}
    assert messages[said]["text"] == "hej!"
    assert messages[said]["edited"]
    assert [m["kind"] for m in shown["messages"]][3:] == [
        *("photo", "voice", "document", "location", "sticker", "photo", "photo"),
        "text",
    ]
    assert messages[sent.id]["buttons"] == [[{"text": "Ja", "id": "0.0"}]]
    assert messages[sent.id]["reaction"] == "👍"
    assert (await bot.get_updates())[-3].callback_query.data == "y"


async def test_a_file_is_shown_if_it_is_harmless_and_else_saved(http, alma):
    picture = base64.b64encode(samples.picture(4, 4)).decode()
    alma.document(b"<script>alert(1)</script>", "x.html")
    sent = await tell(
        http, f"phones/{alma.phone_id}/media", {"kind": "photo", "data": picture}
    )

    page, photo = (await ask(http, f"phones/{alma.phone_id}"))["messages"][1:]
    saved, shown = await http.get(page["file_url"]), await http.get(photo["file_url"])

    assert saved.headers["Content-Disposition"] == "attachment"
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert shown.headers["Content-Type"] == "image/png"
    assert "Content-Disposition" not in shown.headers
    assert await shown.read() == samples.picture(4, 4)
    assert photo["id"] == sent["id"]


async def test_a_document_of_the_bot_is_offered_under_its_name(http, bot, alma):
    content = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    await bot.send_document(alma.id, content, "for you", filename="meeting.ics")

    shown = (await ask(http, f"phones/{alma.phone_id}"))["messages"][-1]
    saved = await http.get(shown["file_url"])

    assert (shown["kind"], shown["caption"]) == ("document", "for you")
    assert shown["file_name"] == "meeting.ics"
    assert await saved.read() == content
    assert saved.headers["Content-Disposition"] == "attachment"


async def test_an_sms_phone_texts_rings_and_is_switched(http, world, service):
    here = f"phones/{world.sms_phone('+4520123456', 'Bo').phone_id}"
    await tell(http, f"{here}/power", {"on": False})
    await tell(http, f"{here}/write", {"text": "hej"})
    waiting = (await ask(http, here))["messages"]
    await tell(http, f"{here}/power", {"on": True})
    heard = await tell(http, f"{here}/call", {})
    await world.settled()

    assert [(m["text"], m["state"]) for m in waiting] == [("hej", "queued")]
    assert heard == {"heard": "", "said": [], "ended": "end"}
    assert [path for path, _ in service.seen] == ["/sms/twilio", "/voice/twilio"]


async def test_services_can_be_made_slow_and_failing(http, world):
    await tell(http, "faults", {"service": "telegram", "mode": "slow"})
    await tell(http, "faults", {"service": "twilio", "mode": "failing"})
    ill = (await ask(http, "state"))["faults"]
    await tell(http, "faults", {"service": "twilio", "mode": "normal"})

    assert ill == {"telegram": "slow", "twilio": "failing"}
    assert world.twilio.faults.mode == "normal"


async def test_changes_are_told_as_they_happen(http, world, alma):
    async with http.get("/control/events") as stream:
        alma.write("hej")
        world.telegram.fault("slow")
        told = {await line(stream), await line(stream)}

    assert stream.content_type == "text/event-stream"
    assert told == {
        f'{{"what": "phone", "id": "{alma.phone_id}"}}',
        '{"what": "faults"}',
    }


async def line(stream):
    text = (await stream.content.readuntil(b"\n\n")).decode()
    return text.removeprefix("data: ").strip()


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("phones", {"kind": "fax"}, 400),
        ("phones", {"kind": "telegram"}, 400),
        ("phones/p9/write", {"text": "x"}, 404),
        ("phones/p1/write", {"text": " "}, 400),
        ("phones/p1/write", {"text": "a" * 4097}, 400),
        ("phones/p1/edit", {"message_id": 99, "text": "x"}, 400),
        ("phones/p1/press", {"message_id": "x"}, 400),
        ("phones/p1/media", {"kind": "smell"}, 400),
        ("phones/p1/media", {"kind": "photo", "data": "%"}, 400),
        ("phones/p1/dance", {}, 400),
        ("faults", {"service": "moon", "mode": "slow"}, 400),
        ("webhook_base", {"url": "https://example.dk"}, 400),
        ("service", {"action": "kill"}, 404),
        ("nonsense", {}, 404),
    ],
)
async def test_what_cannot_be_done_is_told(http, alma, path, given, status):
    answer = await tell(http, path, given, status=status)

    assert answer["error"]


async def test_only_this_machine_and_only_json_is_listened_to(http, alma):
    rebound = await http.get("/control/state", headers={"Host": "evil.example:80"})
    page = await http.get("/", headers={"Host": "evil.example"})
    form = await http.post("/control/phones", data={"kind": "telegram"})
    broken = await http.post(
        "/control/phones", data=b"{", headers={"Content-Type": "application/json"}
    )
    odd = await http.put("/control/phones", json={})
    fine = await http.get("/control/state", headers={"Host": "localhost:1"})

    assert [a.status for a in (rebound, page, form, broken, odd, fine)] == [
        *(403, 403, 415, 400, 405, 200)
    ]


async def test_the_place_for_webhooks_can_be_set(http, world):
    await tell(http, "webhook_base", {"url": "http://127.0.0.1:9/"})

    assert world.webhook_base == "http://127.0.0.1:9"


class Stage:
    """A service that only notes what is done to it."""

    scenes = ({"name": "first", "phones": []},)

    def __init__(self) -> None:
        self.done = []
        self.tell = None

    def state(self):
        return "stopped" if self.done[-1:] == ["stop"] else "running"

    async def kill(self):
        self.done.append("kill")

    async def stop(self):
        self.done.append("stop")
        self.tell("service")

    async def start(self):
        self.done.append("start")

    def time(self):
        return {"now": "2026-11-22T09:30:00.000+00:00", "zone": "UTC", "next": None}

    async def move(self, step):
        self.done.append(step)

    async def rows(self):
        return [{"sequence": 1}]

    async def opened(self):
        return {"entries": [], "cases": []}

    def subscribe(self, callback):
        self.tell = callback


async def test_the_service_behind_can_be_stopped_and_its_record_seen():
    stage = Stage()
    async with (
        Simulator(backstage=stage) as world,
        aiohttp.ClientSession(world.url) as http,
        http.get("/control/events") as stream,
    ):
        for action in ("kill", "start", "stop"):
            await tell(http, "service", {"action": action})
        told = json.loads(await asyncio.wait_for(line(stream), 5))
        await tell(http, "service", {"action": "burn"}, status=400)

        assert told == {"what": "service"}
        assert stage.done == ["kill", "start", "stop"]
        state = await ask(http, "state")
        assert (state["service"], state["scenes"]) == ("stopped", [*stage.scenes])
        assert await ask(http, "record") == {"rows": [{"sequence": 1}]}
        assert await ask(http, "record/open") == {"entries": [], "cases": []}


async def test_the_clock_behind_is_shown_and_moved_only_ahead():
    stage = Stage()
    async with (
        Simulator(backstage=stage) as world,
        aiohttp.ClientSession(world.url) as http,
    ):
        for step in ("hour", "day", "next"):
            await tell(http, "clock", {"step": step})
        for step in ("back", "", None, -1, ["hour"], {"hour": -1}):
            await tell(http, "clock", {"step": step}, status=400)

        assert stage.done == ["hour", "day", "next"]
        assert (await ask(http, "state"))["clock"] == stage.time()


async def test_where_nothing_stands_behind_there_is_no_clock_to_move():
    async with Simulator() as world, aiohttp.ClientSession(world.url) as http:
        await tell(http, "clock", {"step": "day"}, status=404)

        assert (await ask(http, "state"))["clock"] is None
