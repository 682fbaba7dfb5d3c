"""Keys are changed while people write, and nobody notices."""

import asyncio

import pytest

from bot.clock import now
from storage import hand_over, rekey
from storage.service_keys import ServiceKeys, verify_key
from storage.verify import verify
from tests.flows.seeing import found

LINES = 25


@pytest.fixture
def turned(stage):
    """Return what changes a key in a thread, as a command does in another process."""
    data, keys = stage.directory / "data", stage.directory / "keys"

    async def turning(what):
        if what == "signing":
            return await asyncio.to_thread(hand_over.rotate, data, keys, now())
        return await asyncio.to_thread(rekey.rotate, data, keys)

    return turning


@pytest.mark.parametrize("what", ["fields", "signing"])
async def test_every_line_arrives_once_while_a_key_is_changed(stage, turned, what):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    said = [f"line {number}." for number in range(LINES)]

    change = asyncio.ensure_future(turned(what))
    for text in said:
        alma.write(text)
        await asyncio.sleep(0.005)
    await change
    alma.write("afterwards")
    await found(mette, "afterwards")
    await stage.quiet()

    got = [each.text.splitlines()[-1] for each in mette.chat]
    assert [text for text in got if text in said] == said
    keys = stage.directory / "keys"
    report = verify(stage.directory / "data", verify_key(keys), deep=True)
    held = ServiceKeys.load(keys)
    assert report.bad is None
    assert (held.signing_id, [key.id for key in held.ring]) == (
        (2, [1]) if what == "signing" else (1, [2])
    )
