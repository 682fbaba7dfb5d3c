"""What somebody says is wrong about them, from phone to phone and into the record."""

from tests.flows.reading import record
from tests.flows.seeing import found, news, read
from tests.flows.test_appointments import press


async def test_what_is_wrong_is_said_answered_and_stands_beside_the_old_entry(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("I was here on Monday")
    await stage.quiet()
    number = (await record(stage, "bo"))[-1].sequence

    told = await news(
        stage, mette, lambda: bo.text("RETTELSE: I was here on Tuesday, not Monday")
    )
    mette.write("/requests")
    await stage.quiet()
    await press(stage, mette, "1. K2 Bo")
    await press(stage, mette, "Put it right")
    asked = await found(mette, "Which entry of K2 Bo is wrong?")
    mette.write(str(number), reply_to=asked)
    await stage.quiet()

    assert any("K2 Bo says that something saved is wrong." in each for each in told)
    assert read(bo)[-1].startswith("Thank you for telling us. It is put right now")
    (right,) = [each for each in await record(stage, "bo") if each.kind == "correction"]
    assert right.text == "I was here on Tuesday, not Monday"
    assert right.refers_to == number
