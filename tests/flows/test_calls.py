"""Who calls the number, and who writes without being known."""

from tests.flows.reading import record
from tests.flows.seeing import found, news, read

UNKNOWN = (
    "This number answers by itself. We do not know your number. "
    "Need help? Call +4570101010. In danger? Call 112."
)
UNKNOWN_CHAT = (
    "This chat answers by itself. We do not know you here. "
    "Need help? Call +4570101010. In danger? Call 112."
)
CALLED = (
    "Someone we do not know has called the number and heard the number of the office. "
    "It is noted in the intake."
)


async def test_a_client_who_calls_hears_a_name_and_is_called_back(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]

    call = await bo.call()
    await stage.quiet()

    assert "Mette has been told that you called" in call.text
    assert "112" in call.text
    assert "+4570101010" in call.text
    assert read(mette)[-1] == (
        "K2 Bo would like a call. Safe time: any time. Promised by tomorrow at 10:00."
    )
    assert [each.kind for each in (await record(stage, "bo"))[-2:]] == ["call", "task"]


async def test_a_stranger_and_a_hidden_number_hear_no_names(stage):
    await stage.link("sanne")
    nobody, bo = stage.world.sms_phone("+4520999999"), stage.phones["bo"]
    before = len(read(stage.phones["mette"]))

    stranger = await nobody.call()
    await nobody.call()
    hidden = await bo.call(withheld=True)
    await stage.quiet()

    assert stranger.text == hidden.text
    assert "112" in stranger.text
    assert not any(
        name in stranger.text for name in ("Mette", "Bo", "Testby", "Kirsten")
    )
    assert len(read(stage.phones["mette"])) == before
    assert read(nobody) == []
    assert read(stage.phones["sanne"])[1:] == [CALLED] * 2


async def test_a_stranger_is_answered_once_a_day_and_supervisors_are_told(stage):
    await stage.link("sanne")
    sanne = stage.phones["sanne"]
    phone = stage.world.sms_phone("+4520999999")
    chat = stage.world.telegram_phone("Nobody")

    told = await news(stage, sanne, lambda: phone.text("who are you?"))
    told += await news(stage, sanne, chat.start)
    more = await news(
        stage, sanne, lambda: (phone.text("hello?"), chat.write("hello?"))
    )
    once = (read(phone), read(chat))
    await stage.later(hours=24, seconds=1)
    phone.text("again")
    chat.write("again")
    await stage.quiet()

    assert told == [
        (
            "Someone we do not know has written (SMS). The message lies sealed in the "
            "intake."
        ),
        (
            "Someone we do not know has written (Telegram). The message lies sealed in "
            "the intake."
        ),
    ]
    assert more == []
    assert once == ([UNKNOWN], [UNKNOWN_CHAT])
    assert read(phone) == [UNKNOWN] * 2
    assert read(chat) == [UNKNOWN_CHAT] * 2


def test_the_answer_to_a_stranger_reveals_nothing():
    for text in (UNKNOWN, UNKNOWN_CHAT):
        assert not any(name in text for name in ("Testby", "Mette", "contact", "bot"))


async def test_a_call_is_answered_while_the_words_of_it_wait(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.telegram.fault("error", methods="sendMessage", status=500)

    call = await bo.call()
    stage.world.telegram.clear()
    await stage.later(minutes=1)
    await found(mette, "K2 Bo would like a call")

    assert "Mette has been told" in call.text
