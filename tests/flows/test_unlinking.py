"""Somebody leaves, or loses a phone, while the service runs."""

import csv
import io

import pytest

from tests.flows.reading import words
from tests.flows.running import command
from tests.flows.seeing import found, news, read


@pytest.fixture
def unlink(stage):
    async def unlink(*words):
        config = stage.directory / "config.toml"
        return await command("people", "unlink", *words, "--config", config)

    return unlink


async def test_a_leaver_is_refused_until_somebody_takes_everybody_over(stage, unlink):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    kirsten = stage.phones["kirsten"]

    refused = await unlink("mette")
    alma.write("still here?")
    await found(mette, "still here?")
    await stage.quiet()
    done = await unlink("mette", "--handover-to", "kirsten")
    await stage.later(seconds=5)
    await stage.quiet()
    alma.write("who is there now?")
    await found(kirsten, "who is there now?")

    assert (refused.code, done.code) == (1, 0)
    assert "alma, bo" in refused.err
    assert any("Kirsten" in text for text in read(alma))
    assert "who is there now?" not in "".join(read(mette))


async def test_words_of_somebody_who_left_reach_nobody(stage, unlink):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("hello?")
    got = await found(mette, "hello?")
    await unlink("mette", "--handover-to", "kirsten")
    await stage.later(seconds=5)
    await stage.quiet()
    before = read(alma)

    await news(stage, mette, lambda: mette.write("a last word", reply_to=got.id))

    assert read(alma) == before
    assert ("message", "a last word") not in await words(stage, "alma")


async def test_a_found_phone_opens_nothing_and_a_new_invitation_links_anew(
    stage, unlink
):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    done = await unlink("alma")
    told = await news(stage, mette, lambda: alma.write("who is this?"))
    mette.write("/to K1 are you well?")
    await stage.later(seconds=9)
    await stage.quiet()

    assert done.code == 0
    assert "What this cannot undo" in done.err
    assert "who is this?" not in "".join(told)
    assert "are you well?" not in "".join(read(alma))
    assert ("message", "who is this?") not in await words(stage, "alma")

    config = stage.directory / "config.toml"
    invited = await command("people", "invite", "alma", "--config", config)
    (row,) = csv.DictReader(io.StringIO(invited.out))
    anew = stage.world.telegram_phone("Alma")
    anew.start(row["telegram_link"].partition("start=")[2])
    await found(anew, "Mette")
    anew.write("here I am")
    await found(mette, "here I am")
