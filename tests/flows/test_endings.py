"""The end of a contact, phone to phone: goodbye, aftercare, and a new beginning."""

from tests.flows.reading import record
from tests.flows.running import command
from tests.flows.seeing import found, news, read

GOODBYE = (
    "Hi {}. The messages with Mette end Mon 23 Nov. Thank you for the time together."
    " Need help again? Call +4570101010."
)
ACK = (
    "Thank you, {}. The messages here have ended, but we are told that you wrote."
    " Need help? Call +4570101010. In danger? Call 112."
)
TURN = (
    "Hi {}. The messages here have ended. Do you need help? Call +4570101010."
    " In danger? Call 112."
)


async def end(stage, name, heard):
    """Have Mette end a contact in her chat."""
    mette = stage.phones["mette"]
    for label in (name, "End", heard, "End the contact"):
        asked = mette.chat[-1]
        mette.press(asked, label)
        await stage.quiet()


async def test_a_contact_ends_with_a_goodbye_and_who_writes_after_it_is_heard(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    alma.write("hello")
    shown = await found(mette, "hello")
    await news(stage, mette, lambda: mette.write("/end"))

    await end(stage, "K1 Alma", "30 days")
    goodbye = read(alma)[-1]
    mette.write("one more thing", reply_to=shown.id)
    await stage.later(minutes=1)
    told = await news(stage, mette, lambda: alma.write("it got worse"))
    await stage.later(days=31)
    late = await news(stage, mette, lambda: alma.write("hello?"))

    assert goodbye == GOODBYE.format("Alma")
    assert not any("one more thing" in line for line in read(alma) + read(bo))
    assert told == [
        (
            "K1 Alma has written, though the contact has ended."
            " The words are kept sealed. Please call them."
        )
    ]
    assert late == []
    assert read(alma)[-2:] == [ACK.format("Alma"), TURN.format("Alma")]
    entries = await record(stage, "alma")
    said = [entry.text for entry in entries if entry.kind != "chat"]
    assert said[-1] == "it got worse"


async def test_by_sms_it_is_the_same_and_stop_is_a_stop(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await news(stage, mette, lambda: mette.write("/end"))
    await end(stage, "K2 Bo", "Not at all")

    await news(stage, bo, lambda: bo.text("are you there?"))
    bo.text("STOP")
    await stage.quiet()
    before = read(bo)
    await stage.later(days=2)
    await news(stage, bo, lambda: bo.text("hello?"))

    assert before[-3:-1] == [GOODBYE.format("Bo"), TURN.format("Bo")]
    assert "unsubscribed" in before[-1]
    assert read(bo) == before


async def test_what_began_again_from_the_command_line_works_at_once(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    config = ("--config", stage.directory / "config.toml")
    await command("assignment", "end", "alma", *config)
    await stage.later(minutes=1)

    ended = await command("assignment", "reopen", "alma", *config)
    await stage.later(seconds=30)
    await stage.quiet()
    told = await news(stage, mette, lambda: alma.write("I am back"))

    assert ended.code == 0, ended.err
    assert "Welcome back, Alma. Mette is here for you again." in read(alma)[-1]
    assert told == ["K1 Alma\nI am back"]
