"""Nothing that people say, and nothing of who they are, can be read on the server.

Everything carries a mark: words, names, references, numbers, chats, files and their
names. Both channels run with the log at DEBUG, things go wrong on purpose, the service
is killed; then every byte that it left is searched.
"""

import asyncio
import base64
import re
import secrets
import signal
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from bot.clock import now
from bot.office import office_of
from casework.people import Role
from handlers import enrolment
from sms_gateway.numbers import spoken
from storage import store_facts
from tests.flows.conftest import person
from tests.flows.posting import post, sms_form
from tests.flows.running import command, query, running

ADULT = date(2000, 1, 31)


def mark():
    """Return what cannot occur by chance."""
    return f"zq{secrets.token_hex(7)}"


def number():
    return f"+4520{secrets.randbelow(900_000) + 100_000}"


def spellings_of_number(e164):
    """Return a Danish number in every way in which somebody might write it down."""
    bare = e164.removeprefix("+45")
    pairs = " ".join(bare[place : place + 2] for place in range(0, 8, 2))
    return {
        e164,
        f"0045{bare}",
        f"45{bare}",
        bare,
        pairs,
        f"{bare[:4]} {bare[4:]}",
        spoken(e164),
        f"%2B45{bare}",
    }


def needles(words):
    """Return bytes by which these words would be found, however they are encoded."""
    found = set()
    for word in words:
        plain = word.encode()
        found |= {plain, word.encode("utf-16-le"), plain.hex().encode()}
        for shift in range(3):
            # Cut to what does not depend on the bytes before and after.
            encoded = base64.b64encode(bytes(shift) + plain)
            found.add(encoded[4 : len(encoded) - 4])
    return {needle for needle in found if len(needle) >= 6}


def needles_of_number(value):
    """Return the bytes in which a database would keep this number."""
    return {value.to_bytes(size, order) for size in (5, 6, 8) for order in ORDERS}


ORDERS = ("big", "little")


class Cast:
    """The people, each with marks of their own, and what was said."""

    def __init__(self, stage) -> None:
        self._stage = stage
        self.said = []
        self.names = {who: f"N{mark()}" for who in PARTS}
        self.refs = {who: f"r{mark()}" for who in PARTS}
        self.numbers = {who: number() for who in ("bo", "kirsten", "stranger")}
        self.phones = {}
        self.invited = {}

    def words(self, kind="said"):
        """Return words that were never said before."""
        self.said.append(f"{kind}{mark()}")
        return self.said[-1]

    def people(self):
        made = {
            "mette": {"role": Role.CONTACT_PERSON},
            "kirsten": {"role": Role.CONTACT_PERSON, "phone": self.numbers["kirsten"]},
            "sanne": {"role": Role.SUPERVISOR},
            "alma": {"role": Role.CLIENT, "contact_person": self.refs["mette"]},
            "bo": {
                "role": Role.CLIENT,
                "contact_person": self.refs["mette"],
                "phone": self.numbers["bo"],
            },
            "cleo": {"role": Role.CLIENT, "contact_person": self.refs["kirsten"]},
        }
        return [
            person(
                self.refs[who],
                given.pop("role"),
                self.names[who],
                born_before=ADULT,
                **given,
            )
            for who, given in made.items()
        ]

    async def take_in(self):
        """Enrol everybody, and give them phones; nobody is linked yet."""
        stage = self._stage
        await stage.open()
        office = await office_of(stage.settings)
        invited = await stage.store.run(
            enrolment.enrol, office, self.people(), stage.clock()
        )
        who_has = {ref: who for who, ref in self.refs.items()}
        self.invited = {who_has[each.ref]: each.secrets for each in invited}
        await stage.stop()
        for who in ("mette", "sanne", "alma", "cleo"):
            self.phones[who] = stage.world.telegram_phone(self.names[who])
        for who in self.numbers:
            self.phones[who] = stage.world.sms_phone(self.numbers[who], who)

    async def link(self):
        for who, given in self.invited.items():
            phone = self.phones[who]
            phone.text(given.code) if who in self.numbers else phone.start(given.token)
            await phone.wait_for(lambda message: not message.from_me)

    def sought(self, stage):
        """Return everything that must not be found, by its kind."""
        chats = [phone.id for phone in self.phones.values() if hasattr(phone, "id")]
        world = stage.world
        return {
            "words": needles(self.said),
            "names": needles(self.names.values()),
            "refs": needles(self.refs.values()),
            "numbers": needles(
                spelling
                for each in self.numbers.values()
                for spelling in spellings_of_number(each)
            ),
            "chats": needles(map(str, chats)).union(*map(needles_of_number, chats)),
            "tokens": needles(
                [
                    world.bot_token,
                    world.bot_token.partition(":")[2],
                    world.auth_token,
                    *(given.token for given in self.invited.values()),
                ]
            ),
        }

    def codes(self):
        """Return what finds a code that stands by itself."""
        return [
            re.compile(rb"(?<![0-9])%s(?![0-9])" % given.code.encode())
            for given in self.invited.values()
        ]


PARTS = ("mette", "kirsten", "sanne", "alma", "bo", "cleo")


def found_in(content, sought, codes):
    """Return what was found there that must not be; the kind, never the thing."""
    found = [
        kind
        for kind, needles in sought.items()
        if any(needle in content for needle in needles)
    ]
    return [*found, "codes"] if any(code.search(content) for code in codes) else found


def left_behind(stage, cast, process, temporary):
    """Return, for every place that holds something it must not, what that is."""
    places = {
        str(path): path.read_bytes()
        for path in (*stage.directory.parent.rglob("*"), *temporary.rglob("*"))
        if path.is_file()
    }
    places.pop(str(stage.directory / "config.toml"))  # its owner put the tokens there
    sought, codes = cast.sought(stage), cast.codes()
    return {
        place: found
        for place, content in (places | in_the_kernel(process)).items()
        if (found := found_in(content, sought, codes))
    }


def in_the_kernel(process):
    """Return what others on the machine may see of a running process."""
    if process.code is not None:
        return {}
    place = Path(f"/proc/{process.pid}")
    found = {}
    for name in ("cmdline", "environ"):
        with suppress(PermissionError):  # then others do not see it either
            found[name] = (place / name).read_bytes()
    return found


async def talk(cast):
    """Have everybody say something in every way that there is."""
    alma, bo, cleo, mette, kirsten = (
        cast.phones[who] for who in ("alma", "bo", "cleo", "mette", "kirsten")
    )
    first = cast.words()
    mine = alma.write(first)
    got = await mette.wait_for(lambda message: first in message.text)
    mette.write(cast.words("answer"), reply_to=got.id)
    alma.edit(mine, cast.words("edit"))
    picture = cast.words("picture").encode() * 500
    alma.photo(picture, cast.words("caption"))
    alma.voice(cast.words("voice").encode() * 300)
    alma.document(picture, f"{cast.words('name')}.pdf", cast.words("caption"))
    alma.album([picture, picture[:3000]], cast.words("caption"))
    alma.contact("4520555444", cast.words("card"))
    bo.text(cast.words("sms"))
    cleo.write(cast.words())
    await kirsten.wait_for(lambda sms: cast.said[-1] in sms.text)
    kirsten.text(f"K3 {cast.words('sms')}")
    kirsten.text(cast.words("nobody"))
    mette.write(cast.words("nobody"))
    cast.phones["stranger"].text(cast.words("stranger"))
    cast.phones["stranger"].text("123456")
    await bo.call()
    last = cast.words("last")
    alma.write(last)
    await mette.wait_for(lambda message: last in message.text)


async def go_wrong(stage, cast):
    """Have everything fail that quotes what it was given."""
    alma, bo, mette = (cast.phones[who] for who in ("alma", "bo", "mette"))
    telegram, twilio = stage.world.telegram, stage.world.twilio
    quoted = cast.words("quoted")
    number, chat = cast.numbers["kirsten"], mette.address
    telegram.fault(
        "error",
        status=400,
        description=f"Bad Request: {quoted} in chat {chat}",
        methods="sendMessage",
        times=2,
    )
    telegram.fault("junk", methods="setMessageReaction", times=1)
    for code in (21211, 21610, 99999):
        twilio.fault(
            "code",
            status=400,
            code=code,
            description=f"The 'To' number {number} said {quoted}",
            times=1,
        )
    for _ in range(3):
        alma.write(cast.words("refused"))
        cast.phones["cleo"].write(cast.words("refused"))
    telegram.push_raw({"message": {"text": quoted, "chat": {"id": alma.id}}})
    telegram.push_raw(
        {"message": {"message_id": 1, "text": quoted, "date": quoted, "chat": 5}}
    )
    telegram.push_raw({"callback_query": {"id": quoted, "data": quoted}})
    form = sms_form(stage, From=cast.numbers["bo"], Body=quoted)
    await post(stage, form, sign=quoted)
    await post(stage, form | {"NumMedia": quoted})
    await post(stage, form | {quoted: quoted})
    bo.text(cast.words("sms"), media=2)
    token, telegram.token = telegram.token, "7000000001:AAanothertokenanothertoken"
    cast.phones["mette"].write(cast.words("refused"))
    await asyncio.sleep(0.2)
    telegram.token = token
    last = cast.words("last")
    cast.phones["bo"].text(last)
    telegram.clear()
    twilio.clear()
    await asyncio.sleep(0.3)


def break_a_case(tx, person_ref):
    """Make it impossible to seal anything to this person's case."""
    tx.run(
        "UPDATE case_key SET public_key = zeroblob(length(public_key)) WHERE case_id = "
        "(SELECT case_file.id FROM case_file JOIN person ON person.id = client_id "
        "WHERE person.ref_fingerprint = :ref)",
        ref=person_ref,
    )


@pytest.fixture
def clock():
    """The clock of a real process cannot be moved by hand."""
    return now


async def settled(stage):
    """Wait until the inbox is empty."""
    async with asyncio.timeout(20):
        while stage.world.telegram.updates.waiting or query(
            stage, "SELECT 1 FROM inbox WHERE state = 'new'"
        ):
            await asyncio.sleep(0.05)


async def test_nothing_is_left_that_tells_who_said_what(empty_stage, tmp_path):
    stage, cast = empty_stage, Cast(empty_stage)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    await cast.take_in()
    leaks = {}

    async with running(stage, "DEBUG", TMPDIR=str(temporary)) as process:
        await cast.link()
        await talk(cast)
        await settled(stage)
        saved = await command(
            "backup",
            tmp_path / "backup",
            "--config",
            stage.directory / "config.toml",
            TMPDIR=str(temporary),
        )
        alma = cast.phones["alma"]
        for _ in range(30):
            alma.write(cast.words("killed"))
        last = cast.said[-1]
        await asyncio.sleep(0.05)
        leaks |= left_behind(stage, cast, process, temporary)
        await process.end(signal.SIGKILL)
    await stage.open()
    fingerprint = stage.opened.keys.vault().fingerprint("ref", cast.refs["bo"])
    await stage.store.run(break_a_case, fingerprint)
    await stage.store.run(store_facts.remember, "bot_username", "")
    await stage.stop()
    async with running(stage, "DEBUG", TMPDIR=str(temporary)) as process:
        await cast.phones["mette"].wait_for(lambda message: last in message.text)
        await go_wrong(stage, cast)
        await settled(stage)
        seen = in_the_kernel(process)
        await process.end()
    leaks |= left_behind(stage, cast, process, temporary)

    assert leaks == {}
    assert set(seen) == {"cmdline", "environ"}
    assert (saved.code, (tmp_path / "backup").stat().st_size > 0) == (0, True)
    assert "DEBUG" in process.logged or "delivery tried" in process.logged
    arrived = " ".join(
        f"{message.text} {message.caption or ''}"
        for message in cast.phones["mette"].chat
    )
    assert sum(words in arrived for words in cast.said) > 30
    aside = query(stage, "SELECT count(*) FROM contact_entry WHERE kind = 'set_aside'")
    assert aside[0][0] >= 1


@pytest.mark.parametrize("where", ["log", "name of a file", "number"])
async def test_the_search_finds_what_is_there(empty_stage, tmp_path, where):
    stage, cast = empty_stage, Cast(empty_stage)
    await cast.take_in()
    leak = {
        "log": cast.words().encode(),
        "name of a file": cast.names["alma"].encode("utf-16-le"),
        "number": cast.phones["alma"].id.to_bytes(8, "big"),
    }[where]

    sought, codes = cast.sought(stage), cast.codes()
    assert found_in(b"....." + leak + b".....", sought, codes)
    # Another byte, and not just one less: what follows could stand in for it.
    other = leak[:-1] + bytes([leak[-1] ^ 1])
    assert not found_in(b"....." + other + b".....", sought, codes)
