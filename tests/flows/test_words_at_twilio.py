"""The words of texts leave Twilio's log once nothing of ours needs them there."""

from tests.flows.running import replace_setting
from tests.flows.seeing import found, read

WORDS = ("can we meet", "on Friday", "from before")


def kept(stage):
    """Return which of these words Twilio has."""
    log = [each.body for each in stage.world.twilio.messages.values()]
    return [words for words in WORDS if any(words in body for body in log)]


async def talked(stage):
    """Let Bo and Mette write to each other, Bo by SMS."""
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("can we meet")
    shown = await found(mette, "can we meet")
    mette.write("on Friday", reply_to=shown.id)
    await stage.later(seconds=10)
    await stage.quiet()
    assert kept(stage) == ["can we meet", "on Friday"]


async def test_a_day_later_no_words_are_left_there_and_nothing_came_twice(stage):
    await talked(stage)

    await stage.later(hours=23)
    before = kept(stage)
    await stage.later(hours=2)
    await stage.quiet()

    assert before == ["can we meet", "on Friday"]
    assert kept(stage) == []
    heard = [text for text in read(stage.phones["mette"]) if "can we meet" in text]
    assert len(heard) == 1


async def test_what_could_not_be_removed_is_removed_an_hour_later(stage):
    await talked(stage)
    stage.world.twilio.fault("error", status=503, methods="update")

    await stage.later(hours=25)
    meanwhile = kept(stage)
    stage.world.twilio.clear()
    await stage.later(hours=1)
    await stage.quiet()

    assert meanwhile == ["can we meet", "on Friday"]
    assert kept(stage) == []


async def test_an_organisation_may_keep_them_there(stage):
    await stage.stop()
    replace_setting(stage, "redact_after_hours", "0")
    await stage.start()
    await talked(stage)

    await stage.later(hours=48)
    await stage.quiet()

    assert kept(stage) == ["can we meet", "on Friday"]


async def test_what_never_came_to_us_keeps_its_words_until_it_did(stage):
    await stage.stop()
    stage.phones["bo"].text("from before")
    await stage.world.settled()
    stage.world.twilio.fault("error", status=503, methods="list")
    await stage.start()

    await stage.later(hours=30)
    unheard = kept(stage)
    stage.world.twilio.clear()
    await stage.later(minutes=10)
    await found(stage.phones["mette"], "from before")
    await stage.later(hours=2)
    await stage.quiet()

    assert unheard == ["from before"]
    assert kept(stage) == []
