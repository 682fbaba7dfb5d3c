"""The Telegram side against the simulator, which shares none of our code."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.limits import Limits
from bot.telegram_api import connected
from bot.telegram_gateway import TelegramGateway
from bot.telegram_ingest import Ingest
from bot.telegram_profile import (
    Introduction,
    Menu,
    introduce,
    prepare_polling,
    username,
)
from bot.telegram_updates import parse
from casework.messages import (
    Blocked,
    Button,
    Copy,
    Form,
    Incoming,
    Kind,
    Later,
    Never,
    Outgoing,
    Pressed,
    Sent,
    Unknown,
)
from casework.people import Address, Channel
from casework.reasons import Reason
from simulator.server import Simulator

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Service:
    """As much of the service as it takes to listen and to answer."""

    def __init__(self, bot) -> None:
        self.bot = bot
        self.gateway = TelegramGateway(bot, Limits(per_chat=1, burst=3, overall=25))
        self.events = []
        self.came = asyncio.Event()
        self.alarms = []

    async def take_in(self, raws):
        self.events += [parse(raw.body, NOW) for raw in raws]
        self.came.set()

    def switch(self, name, *, on):
        self.alarms.append((name, on))

    async def next(self, count=1):
        """Return the next events, in order."""
        while len(self.events) < count:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 5)
        found, self.events = self.events[:count], self.events[count:]
        return found if count > 1 else found[0]

    async def send(self, phone, form=Form.TEXT, text="", **more):
        to = Address(Channel.TELEGRAM, phone.address)
        return await self.gateway.send(Outgoing(1, to, form, text, **more))


@pytest.fixture
async def world():
    async with Simulator() as played:
        yield played


@pytest.fixture
async def service(world):
    async with connected(world.bot_token, world.telegram_url) as bot:
        running = Service(bot)
        ingest = Ingest(
            bot,
            running.take_in,
            running.switch,
            now=lambda: NOW,
            poll=timedelta(seconds=1),
        )
        listening = asyncio.ensure_future(ingest.run())
        yield running
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


@pytest.fixture
async def alma(world, service):
    phone = world.telegram_phone("Alma", language_code="da")
    phone.start("TOKEN")
    assert (await service.next()).text == "/start TOKEN"
    return phone


async def test_two_people_talk(world, service, alma):
    mid = alma.write("hej Mette 😀")
    came = await service.next()
    outcome = await service.send(
        alma,
        text="hej Alma",
        entities=({"type": "bold", "offset": 4, "length": 4},),
        reply_to=came.message_id,
        protected=True,
        silent=True,
    )

    assert isinstance(came, Incoming)
    assert (came.text, came.message_id, came.language_hint) == (
        "hej Mette 😀",
        str(mid),
        "da",
    )
    assert isinstance(outcome, Sent)
    seen = await alma.wait_for(lambda m: not m.from_me and m.text == "hej Alma")
    assert outcome.message_ids == (str(seen.id),)
    assert (seen.reply_to, seen.silent, seen.protected) == (mid, True, True)
    assert seen.entities[0]["type"] == "bold"


async def test_an_edit_and_an_answer_arrive_as_such(service, alma):
    sent = await service.send(alma, text="Hvordan går det?")
    mid = alma.write("godt", reply_to=int(sent.message_ids[0]))
    alma.edit(mid, "skidt")

    answer, changed = await service.next(2)

    assert answer.reply_to == sent.message_ids[0]
    assert (changed.is_edit, changed.message_id, changed.text) == (
        True,
        answer.message_id,
        "skidt",
    )


async def test_a_button_is_pressed(service, alma):
    buttons = ((Button("b-yes", "Ja"), Button("b-no", "Nej")),)
    sent = await service.send(alma, text="Må vi skrive?", buttons=buttons)
    shown = await alma.wait_for(lambda m: m.buttons)

    alma.press(shown, "Ja")
    pressed = await service.next()

    assert isinstance(pressed, Pressed)
    assert (pressed.button, pressed.message_id) == ("b-yes", sent.message_ids[0])


async def test_our_words_are_replaced_and_taken_back(service, alma):
    sent = await service.send(
        alma, text="i morgen", buttons=((Button("u", "Fortryd"),),)
    )
    (target,) = sent.message_ids

    edited = await service.send(alma, Form.EDIT, "på fredag", target=target)
    again = await service.send(alma, Form.EDIT, "på fredag", target=target)
    seen = await alma.wait_for(lambda m: m.text == "på fredag")
    deleted = await service.send(alma, Form.DELETE, target=target)
    gone = await service.send(alma, Form.DELETE, target=target)

    assert edited == again == deleted == gone == Sent((target,))
    assert not seen.buttons
    assert [m.deleted for m in alma.chat if str(m.id) == target] == [True]


async def test_a_sign_is_put_on_their_message(service, alma):
    mid = alma.write("er du der?")

    outcome = await service.send(alma, Form.REACTION, "👀", target=str(mid))
    odd = await service.send(alma, Form.REACTION, "✅", target=str(mid))

    assert isinstance(outcome, Sent)
    assert odd == Never(Reason.NOT_CARRIED)
    assert [m.reaction for m in alma.chat if m.id == mid] == ["👀"]


async def test_a_long_text_arrives_whole(service, alma):
    text = " ".join(f"ord{number}" for number in range(1500))

    outcome = await service.send(alma, text=text)

    assert isinstance(outcome, Sent)
    assert len(outcome.message_ids) == 3
    got = [m.text for m in alma.chat if not m.from_me]
    assert " ".join(got).split() == text.split()


async def test_each_kind_of_thing_is_told_apart_and_can_be_copied(world, service, alma):
    mette = world.telegram_phone("Mette")
    mette.start("X")
    await service.next()
    alma.photo(b"jpg", caption="se")
    alma.voice(b"ogg")
    alma.video(b"mp4")
    alma.video_note(b"mp4")
    alma.audio(b"mp3")
    alma.document(b"%PDF", "brev.pdf")
    alma.sticker()
    alma.location(55.6, 12.5)
    alma.contact("+4520123456", "Bo")

    came = await service.next(9)

    assert [one.kind for one in came] == [
        Kind.PHOTO,
        Kind.VOICE,
        Kind.VIDEO,
        Kind.VIDEO_NOTE,
        Kind.AUDIO,
        Kind.DOCUMENT,
        Kind.STICKER,
        Kind.LOCATION,
        Kind.CONTACT,
    ]
    for one in came:
        copied = await service.send(
            mette, Form.COPY, copy=Copy(one.sender, (one.message_id,))
        )
        assert isinstance(copied, Sent)
    assert len([m for m in mette.chat if not m.from_me]) == 9
    data = [chunk async for chunk in service.gateway.fetch(came[0].files[0])]
    assert b"".join(data) == b"jpg"


async def test_an_album_stays_together(world, service, alma):
    mette = world.telegram_phone("Mette")
    mette.start("X")
    await service.next()
    alma.album([b"1", b"2", b"3"], caption="ferie")

    parts = await service.next(3)
    ids = tuple(part.message_id for part in parts)
    outcome = await service.send(mette, Form.COPY, copy=Copy(parts[0].sender, ids))

    assert len({part.album for part in parts}) == 1
    assert isinstance(outcome, Sent)
    assert len(outcome.message_ids) == 3


async def test_a_bot_that_is_blocked_hears_of_it_and_is_told_when_it_writes(
    service, alma
):
    alma.block()
    blocked = await service.next()
    refused = await service.send(alma, text="hej")
    alma.unblock()
    welcome = await service.next()

    assert isinstance(blocked, Blocked)
    assert blocked.blocked
    assert refused == Never(Reason.BLOCKED)
    assert isinstance(welcome, Blocked)
    assert not welcome.blocked


@pytest.mark.parametrize(
    ("fault", "more", "outcome"),
    [
        ("error", {"status": 502}, Unknown(Reason.PROVIDER)),
        ("drop_after_accept", {}, Unknown(Reason.NETWORK)),
        ("junk", {}, Unknown(Reason.PROVIDER)),
        (
            "rate_limit",
            {"retry_after": 3},
            Later(Reason.RATE_LIMITED, timedelta(seconds=3)),
        ),
    ],
)
async def test_what_goes_wrong_has_its_outcome(
    world, service, alma, fault, more, outcome
):
    world.telegram.fault(fault, methods=("sendMessage",), times=1, **more)

    assert await service.send(alma, text="hej") == outcome
    assert isinstance(await service.send(alma, text="hej igen"), Sent)


async def test_nothing_typed_during_an_outage_is_lost(world, service, alma):
    world.telegram.fault("error", status=502, methods=("getUpdates",), times=1)
    for number in range(5):
        alma.write(str(number))

    came = await service.next(5)

    assert [one.text for one in came] == ["0", "1", "2", "3", "4"]


async def test_the_bot_introduces_itself(world, service):
    menu = Menu((("help", "Hjælp"),), language="da")
    page = Introduction("Ikke døgnbemandet", "Kontakt", "da")

    for _ in range(2):
        await introduce(service.bot, [menu], [page])
    await prepare_polling(service.bot, service.switch)

    asked = [method.lower() for method, _ in world.telegram.calls]
    assert asked.count("setmycommands") == 1
    assert asked.count("setmydescription") == 1
    assert await username(service.bot)
    assert service.alarms == []


async def test_no_word_no_chat_and_no_token_reaches_a_log(world, service, alma, caplog):
    logging.getLogger("telegram").setLevel(logging.WARNING)  # as bot/logs.py has it
    caplog.set_level(logging.DEBUG)
    alma.write("canary-8c1e")
    alma.photo(b"jpg", caption="canary-8c1e")
    _, photo = await service.next(2)
    for fault in ("error", "junk", "drop_after_accept", "rate_limit"):
        world.telegram.fault(fault, times=1)
        await service.send(alma, text="canary-8c1e")
    world.telegram.clear()
    await introduce(service.bot, [], [Introduction("canary-8c1e", "canary-8c1e")])
    _ = [chunk async for chunk in service.gateway.fetch(photo.files[0])]

    logged = "".join(
        f"{record.getMessage()} {vars(record)}" for record in caplog.records
    )

    for canary in ("canary-8c1e", alma.address, world.bot_token):
        assert canary not in logged
