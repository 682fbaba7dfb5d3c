"""Whatever comes in, however broken, the service goes on and the next words arrive."""

import asyncio
import copy
import json
import os
import random
import secrets

import pytest

from bot.clock import now
from storage import inbox
from storage.cases import INTAKE
from tests.bot.test_telegram_updates import mutated as mutated_update
from tests.flows.conftest import BO
from tests.flows.posting import call_form, post, sms_form, status_form
from tests.flows.running import query, replace_setting, running
from tests.sms_gateway.test_webhooks import mutated as mutated_form

SEED = int(os.environ.get("UPDATES_SEED", "0")) or random.randrange(2**32)
MARK = f"kanarie{secrets.token_hex(8)}"
OPERATOR = "+4520999000"
PICTURE = b"\xff\xd8\xff\xe0" + MARK.encode() * 9


def everything_that_can_be_sent(phone):
    """Have a phone send one of each kind, each with the mark in its words."""
    written = phone.write(f"words {MARK}")
    phone.edit(written, f"other words {MARK}")
    phone.write(f"an answer {MARK}", reply_to=written)
    phone.photo(PICTURE, f"a caption {MARK}")
    phone.voice(PICTURE)
    phone.document(PICTURE, f"{MARK}.pdf", f"a caption {MARK}")
    phone.album([PICTURE, PICTURE], f"a caption {MARK}")
    phone.sticker(PICTURE)
    phone.location(55.6, 12.5)
    phone.contact("4520777666", MARK)
    phone.block()
    phone.unblock()


async def seeds_of(stage):
    """Return real updates of every kind, as Telegram keeps them for the bot."""
    mette = stage.phones["mette"]
    stage.phones["alma"].write(f"to be answered {MARK}")
    got = await mette.wait_for(lambda message: "to be answered" in message.text)
    await stage.quiet()
    mette.write(f"who is this for {MARK}")
    asked = await mette.wait_for(lambda message: "Who is this for" in message.text)
    await stage.quiet()
    await stage.stop()
    everything_that_can_be_sent(stage.phones["alma"])
    mette.write(f"a reply {MARK}", reply_to=got.id)
    mette.press(asked, asked.buttons[0][0][0])
    waiting = stage.world.telegram.updates.waiting
    seeds = [json.loads(one.body) for one in waiting]
    waiting.clear()
    return seeds


def push(stage, chance, seed):
    """Let a broken update wait for the bot, under the next id."""
    update = mutated_update(chance, copy.deepcopy(seed))
    if isinstance(update, dict):
        update.pop("update_id", None)
        stage.world.telegram.push_raw(update)


async def dealt_with(stage):
    """Wait until Telegram has nothing left and the inbox is empty."""
    while True:
        if not stage.world.telegram.updates.waiting:
            new = query(stage, "SELECT count(*) FROM inbox WHERE state = 'new'")
            if new == [(0,)]:
                return
        await asyncio.sleep(0.05)


FORMS = [
    (lambda stage: sms_form(stage, Body=MARK), lambda _: "/sms/twilio"),
    (call_form, lambda _: "/voice/twilio"),
    # About no delivery that there is: what is reported of one changes it.
    (status_form, lambda chance: f"/sms/twilio/status/{chance.randint(10**6, 10**7)}"),
]


class TestInAProcess:
    """With the log at DEBUG, as an operator would run it to find a fault."""

    @pytest.fixture
    def clock(self):
        """The clock of a real process cannot be moved by hand."""
        return now

    @pytest.mark.parametrize(
        "tries", [300, pytest.param(10_000, marks=pytest.mark.counts)]
    )
    async def test_no_broken_update_or_form_stops_anything(self, stage, tries):
        chance = random.Random(SEED)
        seeds = await seeds_of(stage)
        alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))

        async with running(stage, "DEBUG") as process:
            answers = set()
            for start in range(0, tries, 100):
                for _ in range(start, min(start + 100, tries)):
                    push(stage, chance, chance.choice(seeds))
                    form, path = chance.choice(FORMS)
                    answers.add(
                        await post(
                            stage,
                            mutated_form(form(stage), chance),
                            path=path(chance),
                            sign=chance.choice([None, None, None, "x"]),
                        )
                    )
                await dealt_with(stage)
            alma.write("all is well")
            bo.text("here as well")
            await mette.wait_for(lambda message: message.text.endswith("all is well"))
            await mette.wait_for(lambda message: message.text.endswith("as well"))
            await dealt_with(stage)
            code, seconds = await process.end()
            log = process.logged

        assert answers <= {200, 403}, SEED
        assert (code, seconds < 10) == (0, True), SEED
        for secret in (MARK, BO, BO[3:], alma.address, mette.address, "Alma"):
            assert secret not in log, SEED
        for sign in ("Traceback", "unexpected error", "failed again"):
            assert sign not in log, SEED


@pytest.fixture
async def calling(stage):
    """The stage with somebody to call, pauses that pass at once, and a supervisor."""
    await stage.stop()
    replace_setting(stage, "sms", f'"{OPERATOR}"')
    stage.sleep = _at_once
    stage.phones["operator"] = stage.world.sms_phone(OPERATOR, name="Operator")
    await stage.start()
    await stage.link("sanne")
    return stage


async def _at_once(_seconds):
    await asyncio.sleep(0)


async def test_words_that_break_their_handler_are_set_aside_and_somebody_is_told(
    calling, caplog
):
    stage = calling
    alma, bo, mette, sanne = (
        stage.phones[ref] for ref in ("alma", "bo", "mette", "sanne")
    )
    await stage.quiet()
    await stage.store.run(_break, "K1")

    alma.write(f"nobody can pass this on {MARK}")
    bo.text("others go on")
    await mette.wait_for(lambda message: "others go on" in message.text)
    await sanne.wait_for(lambda message: "set aside" in message.text)
    await stage.later(seconds=30)
    await stage.phones["operator"].wait_for(lambda sms: not sms.from_me)
    await stage.store.run(_mend, "K1")
    alma.write("and now?")
    await mette.wait_for(lambda message: "and now?" in message.text)

    waiting = await stage.store.run(inbox.waiting)
    kept = query(stage, "SELECT case_id FROM contact_entry WHERE kind = 'set_aside'")
    assert waiting == {}
    assert kept == [(INTAKE,)]
    assert MARK not in caplog.text


def _break(tx, alias):
    """Have everything that this person writes break in the middle."""
    tx.run(
        "UPDATE person SET sealed_name = cast(x'00' || sealed_name AS BLOB)"
        " WHERE alias = :alias",
        alias=alias,
    )
    tx.forget()


def _mend(tx, alias):
    tx.run(
        "UPDATE person SET sealed_name = substr(sealed_name, 2) WHERE alias = :alias",
        alias=alias,
    )
    tx.forget()


async def test_what_cannot_be_read_at_all_is_told_once(calling):
    stage = calling
    sanne, mette = stage.phones["sanne"], stage.phones["mette"]
    await stage.quiet()

    for _ in range(30):
        stage.world.telegram.push_raw({"message": {"text": MARK}})
    stage.phones["alma"].write("still there?")
    await mette.wait_for(lambda message: "still there?" in message.text)
    await stage.later(seconds=30)

    dead = (await stage.store.run(inbox.waiting))["dead"][0]
    told = [each for each in sanne.chat if "set aside" in each.text]
    assert (dead, len(told)) == (30, 1)


async def test_a_row_that_does_not_open_keeps_no_other_from_being_read(calling):
    stage = calling
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    await stage.quiet()
    await stage.stop()
    alma.write("before")
    bo.text("lost on the disk")
    await stage.world.settled()
    await stage.open()
    await stage.store.run(inbox.take_in, [_raw("900000001", "alma")], stage.clock())
    await stage.store.run(_spoil)

    await stage.start()

    await mette.wait_for(lambda message: "before" in message.text)
    await mette.wait_for(lambda message: "lost on the disk" in message.text)
    await stage.quiet()
    assert (await stage.store.run(inbox.waiting))["dead"][0] == 1


def _raw(identity, lane):
    return inbox.Raw("telegram", identity, lane, b"{}")


def _spoil(tx):
    tx.run("UPDATE inbox SET sealed_body = x'01' WHERE state = 'new'")


async def test_nothing_overtakes_words_that_are_tried_again(calling):
    stage = calling
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await stage.quiet()
    await stage.stop()
    words = [f"number {each}" for each in range(5)]
    for each in words:
        alma.write(each)
    await stage.open()
    await stage.store.run(_break, "K1")
    mended = asyncio.get_running_loop().create_future()

    async def mend(_seconds):
        if not mended.done():
            await stage.store.run(_mend, "K1")
            mended.set_result(None)
        await asyncio.sleep(0)

    stage.sleep = mend
    await stage.start()
    await mette.wait_for(lambda message: words[-1] in message.text)

    arrived = [each.text.splitlines()[-1] for each in mette.chat if not each.from_me]
    assert [each for each in arrived if each in words] == words
    assert mended.done()
