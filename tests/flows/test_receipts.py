"""What a sender learns of their message: a sign, or words where there is doubt."""

import pytest

from tests.flows.seeing import buttons_of, found, news, read

OFF = 30003
LANDLINE = 30006
SPAM = 30007


@pytest.fixture
async def talk(stage):
    """Mette, and the last message of each of her two, to answer to."""
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    alma.write("it is Alma")
    bo.text("it is Bo")
    await stage.quiet()
    return {
        "alma": (await found(mette, "it is Alma")).id,
        "bo": (await found(mette, "it is Bo")).id,
    }


def about(phone, own):
    """Return what stands on the phone in answer to an own message."""
    return [each for each in phone.chat if each.reply_to == own and not each.deleted]


async def send_to_bo(stage, talk, words):
    mette = stage.phones["mette"]
    own = mette.write(words, reply_to=talk["bo"])
    await stage.later(seconds=9)
    await stage.quiet()
    return own


async def test_a_client_sees_a_sign_as_soon_as_it_is_stored_and_no_words(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    stage.world.telegram.fault(
        "rate_limit", methods="sendMessage", phone=mette, retry_after=60
    )

    told = await news(stage, alma, lambda: alma.write("are you there?"))

    assert told == []
    assert alma.chat[-1].reaction == "👌"
    assert not any("are you there?" in line for line in read(mette))


async def test_a_client_by_sms_gets_no_receipt(stage):
    bo = stage.phones["bo"]

    assert await news(stage, bo, lambda: bo.text("are you there?")) == []


async def test_a_plain_reply_gets_a_sign_and_no_words(stage, talk):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    mette.write("yes, Alma", reply_to=talk["alma"])

    told = await news(stage, mette, lambda: mette.write("I am here"))

    assert told == []
    assert mette.chat[-1].reaction == "👌"
    assert read(alma)[-1] == "Mette: I am here"


async def test_in_doubt_it_is_said_in_words_in_the_place_of_the_hold(stage, talk):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    mette.write("yes, Alma", reply_to=talk["alma"])
    await stage.quiet()

    own = mette.write("say hello to Bo", reply_to=talk["alma"])
    await stage.quiet()
    (notice,) = about(mette, own)
    await stage.later(seconds=9)
    await stage.quiet()
    (receipt,) = about(mette, own)

    assert notice.text == "K1 Alma: goes in 8 s."
    assert buttons_of(notice) == ["Undo", "Send now"]
    assert (receipt.id, receipt.text, receipt.buttons) == (
        notice.id,
        "K1 Alma: sent",
        [],
    )
    assert read(alma)[-1] == "Mette: say hello to Bo"


async def test_by_sms_one_line_goes_from_held_to_sent_to_delivered(stage, talk):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.switch_off()

    own = await send_to_bo(stage, talk, "the bus is late")
    (sent,) = about(mette, own)
    bo.switch_on()
    await stage.quiet()
    (delivered,) = about(mette, own)

    assert sent.text == "K2 Bo: sent"
    assert (delivered.id, delivered.text) == (sent.id, "K2 Bo: delivered")


async def test_the_next_lines_of_a_run_get_quiet_words(stage, talk):
    mette = stage.phones["mette"]
    await send_to_bo(stage, talk, "one")

    own = mette.write("two")
    await stage.quiet()
    (receipt,) = about(mette, own)

    assert (receipt.text, receipt.silent) == ("K2 Bo: delivered", True)


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        ("undelivered", OFF, "The phone is off or out of range."),
        ("undelivered", LANDLINE, "The number cannot get texts."),
        ("failed", SPAM, "The phone network stopped it as spam."),
    ],
)
async def test_what_an_sms_did_not_reach_rings_and_says_why(
    stage, talk, status, code, why
):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.twilio.outcome(bo.number, status, code)

    own = await send_to_bo(stage, talk, "are you all right?")
    (receipt,) = about(mette, own)

    assert receipt.text == f"K2 Bo: not delivered. {why}"
    assert not receipt.silent
    assert not receipt.edited


async def test_a_blocked_chat_is_said_in_words_to_whoever_writes(stage, talk):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.block()
    await stage.quiet()

    own = mette.write("hello?", reply_to=talk["alma"])
    await stage.quiet()
    (receipt,) = about(mette, own)

    assert receipt.text == (
        "K1 Alma: not delivered. The chat is blocked at the other end."
    )
    assert any("has blocked the chat" in told for told in read(mette))


async def test_an_sms_of_which_nobody_knows_is_looked_up_and_settled_in_place(
    stage, talk
):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.twilio.callbacks = "none"
    stage.world.twilio.fault("drop_after_accept", methods="create", times=1)

    own = await send_to_bo(stage, talk, "did it arrive?")
    (doubt,) = about(mette, own)
    await stage.later(minutes=2)
    await stage.quiet()
    (settled,) = about(mette, own)

    assert doubt.text.startswith("K2 Bo: it is not certain that it arrived.")
    assert settled.id == doubt.id
    assert settled.text in ("K2 Bo: sent", "K2 Bo: delivered")
    assert [told for told in read(bo) if "did it" in told] == ["Mette: did it arrive?"]


async def test_a_telegram_that_may_arrive_twice_is_marked_on_both_sides(stage, talk):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    stage.world.telegram.fault(
        "drop_after_accept", methods="sendMessage", phone=alma, times=1
    )

    mette.write("one or two?", reply_to=talk["alma"])
    await stage.quiet()
    await stage.later(seconds=30)
    await stage.quiet()

    assert read(alma)[-2:] == ["Mette: one or two?"] * 2
    assert read(mette)[-1] == (
        "K1 Alma: the line broke while it was being sent, so it may arrive twice."
    )


async def test_a_contact_person_by_sms_only_hears_of_what_went_wrong(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    cleo.write("hello")
    await stage.quiet()

    def well():
        kirsten.text("K3 hello Cleo")

    told = await news(stage, kirsten, well)
    await stage.later(seconds=9)
    await stage.quiet()
    cleo.block()
    await stage.quiet()
    kirsten.text("K3 are you there?")
    await stage.later(seconds=9)
    await stage.quiet()

    assert told == []
    assert read(cleo)[-1] == "Kirsten: hello Cleo"
    assert read(kirsten)[-2:] == [
        (
            "K3 Cleo has blocked the chat. Nothing arrives there now. "
            "Please get in touch in another way."
        ),
        "K3 Cleo: not delivered. The chat is blocked at the other end.",
    ]


async def test_who_cannot_be_reached_is_made_up_for_by_a_supervisor(stage):
    await stage.link("sanne")
    alma, mette, sanne = (stage.phones[ref] for ref in ("alma", "mette", "sanne"))
    mette.block()
    await stage.quiet()

    told = await news(stage, sanne, lambda: alma.write("are you there?"))
    more = await news(stage, sanne, lambda: alma.write("hello?"))
    await stage.later(hours=73)
    await stage.quiet()

    assert told == [
        (
            "K1 Alma has written, but Mette is not connected here yet. "
            "The message waits. Please see that someone answers."
        )
    ]
    assert more == []
    assert read(alma)[-1] == (
        "Sorry, your message did not get through to Mette. Try again or call "
        "+4570101010. In danger? Call 112."
    )
    assert read(sanne)[-1] == (
        "K1 Alma has written to Mette, but it did not arrive. "
        "Please see that someone answers."
    )
