"""What Twilio could not bring is found in its list, and takes its place in the talk."""

import asyncio

from storage import store_facts
from tests.flows.conftest import BO, KIRSTEN
from tests.flows.posting import post, sms_form
from tests.flows.running import query

SENT = ("one", "two", "three", "four", "five")


def heard(phone, words):
    """Return which of these words came to a phone, in the order in which they came."""
    texts = [each.text for each in phone.chat if not each.from_me]
    return [word for text in texts for word in words if text.endswith(word)]


async def look(stage):
    """Let five minutes pass, so that the list is read once more."""
    await stage.later(minutes=5)
    await stage.quiet()


async def test_what_was_texted_while_the_service_was_down_comes_in_its_order(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.stop()
    for word in SENT:
        bo.text(word)
        stage.clock.move(seconds=1)
    await stage.world.settled()

    await stage.start()
    await stage.quiet()

    assert heard(mette, SENT) == list(SENT)


async def test_the_order_within_one_second_is_that_of_the_list(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.stop()
    for word in SENT:
        bo.text(word)
    await stage.world.settled()

    await stage.start()
    await stage.quiet()

    assert heard(mette, SENT) == list(SENT)


async def test_what_is_texted_during_the_first_look_does_not_overtake(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.stop()
    for word in SENT[:3]:
        bo.text(word)
    await stage.world.settled()
    stage.world.twilio.fault("slow", seconds=0.4, methods=("list",))

    await stage.start()
    for word in SENT[3:]:
        bo.text(word)
    await mette.wait_for(lambda message: message.text.endswith("five"))

    assert heard(mette, SENT) == list(SENT)


async def test_only_sms_wait_for_the_first_look(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    await stage.stop()
    stage.world.twilio.fault("slow", seconds=1.5, methods=("list",))

    await stage.start()
    bo.text("by sms")
    alma.write("by Telegram")
    await mette.wait_for(lambda message: "by Telegram" in message.text)
    early = heard(mette, ("by sms",))

    assert early == []
    await mette.wait_for(lambda message: "by sms" in message.text)


async def test_a_list_that_cannot_be_read_holds_nobody_up(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.stop()
    stage.world.twilio.fault("error", status=503, methods=("list",))

    await stage.start()
    bo.text("still here")

    await mette.wait_for(lambda message: "still here" in message.text)


async def test_what_a_lost_webhook_kept_back_comes_within_five_minutes(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.twilio.inbound = "lost"
    for word in SENT:
        bo.text(word)
        stage.clock.move(seconds=20)
    stage.world.twilio.inbound = "normal"

    await look(stage)

    assert heard(mette, SENT) == list(SENT)


async def test_what_the_list_brings_twice_is_passed_on_once(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("only once")
    await stage.quiet()

    await look(stage)
    await look(stage)
    await stage.restart()
    await stage.quiet()

    assert heard(mette, ("only once",)) == ["only once"]


async def test_nothing_is_forgotten_when_twilio_was_away_longer_than_the_overlap(stage):
    bo, kirsten, mette = (stage.phones[ref] for ref in ("bo", "kirsten", "mette"))
    await look(stage)
    stage.world.twilio.inbound = "lost"
    bo.text("lost")
    stage.world.twilio.inbound = "normal"
    stage.world.twilio.fault("error", status=503, methods=("list",))
    for _ in range(30):
        await look(stage)
        kirsten.text("K3 still here")
        await stage.quiet()
    stage.world.twilio.clear()

    await look(stage)

    assert heard(mette, ("lost",)) == ["lost"]


async def test_words_that_look_like_a_signed_field_come_by_the_list(stage):
    mette = stage.phones["mette"]
    words = f"she wrote From{KIRSTEN}"
    stage.world.twilio.inbound = "lost"
    sid = stage.phones["bo"].text(words)
    form = sms_form(stage, Body=words, MessageSid=sid, SmsSid=sid, SmsMessageSid=sid)

    refused = await post(stage, form)
    await look(stage)

    assert refused == 403
    assert heard(mette, (words,)) == [words]


async def test_a_clock_that_was_wrong_hides_nothing(stage):
    await look(stage)
    year_ahead = "2027-11-23T09:00:00+00:00"
    await stage.store.run(store_facts.remember, "sms_complete_until", year_ahead)
    stage.world.twilio.inbound = "lost"
    stage.phones["bo"].text("in between")

    await look(stage)

    assert heard(stage.phones["mette"], ("in between",)) == ["in between"]


async def test_what_was_sent_out_is_no_message_to_us(stage):
    before = query(stage, "SELECT count(*) FROM inbox WHERE channel = 'sms'")
    stage.phones["bo"].text("hello")
    mette = stage.phones["mette"]
    got = await mette.wait_for(lambda message: "hello" in message.text)
    mette.write("hello Bo", reply_to=got.id)
    await stage.later(seconds=9)
    await stage.phones["bo"].wait_for(lambda message: "hello Bo" in message.text)

    await look(stage)

    after = query(stage, "SELECT count(*) FROM inbox WHERE channel = 'sms'")
    assert after[0][0] - before[0][0] == 1
    assert BO not in str(query(stage, "SELECT * FROM inbox"))


async def test_many_missed_sms_come_page_by_page(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.stop()
    words = [f"number {each:03}" for each in range(130)]
    for word in words:
        bo.text(word)
    await asyncio.gather(stage.world.settled())

    await stage.start()
    await mette.wait_for(lambda message: message.text.endswith(words[-1]))

    assert heard(mette, words) == words
