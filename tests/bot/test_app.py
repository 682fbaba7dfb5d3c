"""The running service, put together in each of the ways that its settings allow."""

import asyncio
import contextlib
import json
import logging
import sqlite3
from time import monotonic

import aiohttp

from bot import app
from bot.duties import STANDS_STILL
from storage import outbox, record_counts
from storage.beside import alone
from tests.flows import conftest as flows
from tests.flows.conftest import free_port
from tests.flows.running import query, replace_setting

clock = flows.clock
empty_stage = flows.empty_stage
linked_stage = flows.linked_stage
stage = flows.stage

SECRET = "a-secret-that-only-telegram-learns"


async def ask(stage, path, port=None):
    base = stage.world.webhook_base
    base = base if port is None else f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session, session.get(base + path) as answer:
        return answer.status, await answer.text()


async def heard(phone, words):
    return await phone.wait_for(lambda message: words in message.text)


async def set_up(stage, **settings):
    """Stop the service, change settings, and start it again."""
    await stage.stop()
    for name, value in settings.items():
        replace_setting(stage, name, json.dumps(value))
    await stage.start()


async def test_telegram_may_post_instead_of_being_asked(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await set_up(stage, mode="webhook", webhook_secret=SECRET)

    alma.write("posted to us")
    got = await heard(mette, "posted to us")
    mette.write("and back", reply_to=got.id)
    await heard(alma, "and back")

    assert stage.world.telegram.updates.webhook_active
    assert SECRET not in (await ask(stage, "/metrics"))[1]


async def test_a_webhook_that_cannot_be_set_at_once_is_set_later(stage, monkeypatch):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    stage.world.telegram.fault("error", status=502, methods="setWebhook", times=1)
    real = asyncio.sleep
    monkeypatch.setattr(app.asyncio, "sleep", lambda seconds: real(min(seconds, 0.01)))
    await set_up(stage, mode="webhook", webhook_secret=SECRET)

    alma.write("a little later")

    await heard(mette, "a little later")


async def test_polling_takes_away_a_webhook_that_somebody_left(stage, caplog):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await set_up(stage, mode="webhook", webhook_secret=SECRET)
    alma.write("while it posts")
    await heard(mette, "while it posts")

    await set_up(stage, mode="polling")
    alma.write("and when it is asked")

    await heard(mette, "and when it is asked")
    assert "foreign telegram webhook removed" in caplog.text


async def test_without_sms_only_telegram_is_served(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await set_up(stage, gateway="none")

    alma.write("still there")

    await heard(mette, "still there")
    assert (await ask(stage, "/sms/twilio"))[0] == 404
    assert (await ask(stage, "/health/ready"))[0] == 200


async def test_without_telegram_only_sms_is_served(stage):
    await set_up(stage, enabled=False)
    before = await stage.store.run(record_counts.by_kind)

    stage.phones["bo"].text("by sms alone")
    await stage.quiet()

    after = await stage.store.run(record_counts.by_kind)
    assert after["message"] == before["message"] + 1
    assert (await ask(stage, "/health/ready"))[0] == 200


async def test_it_is_ready_though_telegram_says_nothing(stage, monkeypatch):
    monkeypatch.setattr(app, "FIRST_LOOK_AT_TELEGRAM", 1.0)
    stage.world.telegram.fault("slow", seconds=30)
    await stage.stop()
    starting = asyncio.ensure_future(stage.start())
    await until_it_listens(stage)
    early = await ask(stage, "/health/ready")
    await starting

    assert early == (503, '{"ready": false, "failing": ["starting"]}')
    assert (await ask(stage, "/health/live"))[0] == 200
    assert (await ask(stage, "/health/ready"))[0] == 200
    stage.world.telegram.clear()


async def test_a_clock_that_stands_still_for_two_minutes_is_not_ready(
    stage, monkeypatch
):
    later = monotonic() + STANDS_STILL + 1
    monkeypatch.setattr("bot.duties.monotonic", lambda: later)

    standing = await ask(stage, "/health/ready")
    await stage.service.look_again()

    assert standing == (503, '{"ready": false, "failing": ["clock"]}')
    assert (await ask(stage, "/health/ready"))[0] == 200


async def until_it_listens(stage):
    while True:
        try:
            return await ask(stage, "/health/live")
        except aiohttp.ClientError:
            await asyncio.sleep(0.005)


async def test_health_may_have_an_address_of_its_own(stage):
    private = free_port()
    await set_up(stage, private_bind=f"127.0.0.1:{private}")

    assert (await ask(stage, "/metrics"))[0] == 404
    assert (await ask(stage, "/metrics", private))[0] == 200
    assert (await ask(stage, "/health/ready", private))[0] == 200


async def test_metrics_count_what_waits_and_name_nobody(stage):
    stage.world.telegram.fault(
        "rate_limit", retry_after=60, phone=stage.phones["mette"]
    )
    stage.phones["alma"].write("kanarie")
    await stage.quiet()
    await stage.service.look_again()

    status, text = await ask(stage, "/metrics")

    numbers = dict(
        line.split() for line in text.splitlines() if not line.startswith("#")
    )
    assert status == 200
    assert int(numbers["fastkontakt_outbox_waiting"]) >= 1
    assert numbers["fastkontakt_inbox_new"] == "0"
    for secret in ("kanarie", "Alma", flows.BO, stage.phones["alma"].address):
        assert secret not in text


async def test_the_bots_name_is_asked_once_and_kept(stage):
    def asked():
        return sum(name == "getMe" for name, _ in stage.world.telegram.calls)

    before = asked()
    await stage.restart()

    assert before >= 1
    office = await app.office_of(stage.settings, stage.store)
    assert office.bot_name == f"@{stage.world.telegram.bot['username']}"


async def test_telegram_shows_the_menu_in_every_language(stage):
    async def menu(language):
        while True:
            found = stage.world.telegram.settings
            texts = [repr(value) for key, value in found.items() if language in key]
            if texts:
                return texts
            await asyncio.sleep(0.01)

    async with asyncio.timeout(5):
        assert await menu("da")
        assert await menu("sv")


async def test_nothing_of_a_whole_talk_is_in_the_log(stage, caplog):
    caplog.set_level(logging.DEBUG)
    await stage.restart()
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    alma.write("kanarie 1")
    got = await heard(mette, "kanarie 1")
    mette.write("kanarie 2", reply_to=got.id)
    await heard(alma, "kanarie 2")
    await stage.stop()

    ours = [each for each in caplog.records if each.name.split(".")[0] in OURS]
    every = " ".join(f"{vars(each)}" for each in ours)
    assert ours
    for secret in ("kanarie", "Alma", alma.address, stage.world.bot_token):
        assert secret not in every


OURS = {"bot", "sms_gateway", "handlers", "storage"}


async def test_what_still_hangs_at_the_end_is_left_as_unknown(stage, monkeypatch):
    monkeypatch.setattr(app, "LAST_SENDS", 0.2)
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    stage.world.telegram.fault("hang_after_accept", methods="sendMessage")
    alma.write("into the silence")
    await heard(mette, "into the silence")
    async with asyncio.timeout(5):
        await stage.stop()
    states = query(
        stage, "SELECT DISTINCT state FROM delivery WHERE settled_at IS NULL"
    )
    stage.world.telegram.clear()
    await stage.start()
    await stage.quiet()

    assert states == [("unknown",)]
    assert sum("into the silence" in each.text for each in mette.chat) == 2
    assert await stage.store.run(outbox.maybe_twice) == 1


def change(stage, sql, *values):
    """Change the store's file while no service has it open."""
    path = stage.directory / "data" / "store.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(sql, values)
        connection.commit()


async def test_a_row_that_does_not_open_keeps_no_service_from_starting(stage):
    await stage.stop()
    ((alma, assignment),) = query(
        stage,
        "SELECT person.id, assignment.id FROM person"
        " JOIN assignment ON client_id = person.id ORDER BY assignment.id LIMIT 1",
    )
    change(
        stage,
        "INSERT INTO participant (assignment_id, person_id, kind, starts_at)"
        " SELECT ?, id, 'guardian', 0 FROM person WHERE id <> ? LIMIT 1",
        assignment,
        alma,
    )
    change(stage, "UPDATE person SET sealed_birth = x'00' WHERE id = ?", alma)

    await stage.start()

    assert (await ask(stage, "/health/ready"))[0] == 200


async def test_a_file_that_a_crash_left_goes_at_the_start_or_later_beside_a_backup(
    stage,
):
    await stage.stop()
    data = stage.directory / "data"
    stray = data / "attachments" / "a-5d1f"
    stray.write_bytes(b"begun")

    with alone(data):
        await stage.start()
    stayed = stray.exists()
    await stage.stop()
    await stage.start()

    assert (stayed, stray.exists()) == (True, False)
