"""Taking words back: while they are held, and from the other phone."""

import pytest

from tests.flows.reading import record, words
from tests.flows.seeing import buttons_of, found, news, read


@pytest.fixture
async def to_bo(stage):
    """Mette, who has just chosen Bo; what goes to him leaves by SMS."""
    mette = stage.phones["mette"]
    mette.write("/to K2")
    await found(mette, "K2 Bo: what you write in the next 10 minutes")
    return mette


async def held(phone):
    return await phone.wait_for(lambda message: "Undo" in buttons_of(message))


async def test_undo_within_the_hold_sends_nothing_and_asks_for_whom_comes_next(
    stage, to_bo
):
    bo, mette = stage.phones["bo"], to_bo
    own = mette.write("meant for somebody else")
    notice = await held(mette)
    assert (notice.text, notice.reply_to) == ("K2 Bo: goes in 8 s.", own)

    mette.press(notice, "Undo")
    await stage.later(seconds=30)
    next_one = await news(stage, mette, lambda: mette.write("and this?"))

    changed = next(each for each in mette.chat if each.id == notice.id)
    assert (changed.text, changed.buttons) == ("Taken back. Nothing was sent.", [])
    assert next_one == ["Who is this for?"]
    assert not any("meant for" in told for told in read(bo))
    kinds = [(entry.kind, entry.text) for entry in await record(stage, "bo")]
    assert kinds[-2:] == [("message", "meant for somebody else"), ("withdrawn", "")]


async def test_send_now_ends_the_hold(stage, to_bo):
    bo, mette = stage.phones["bo"], to_bo
    mette.write("come down")

    mette.press(await held(mette), "Send now")
    await found(bo, "Mette: come down")
    await stage.quiet()

    assert read(mette)[-1] == "K2 Bo: delivered"


async def test_a_change_within_the_hold_replaces_the_words(stage, to_bo):
    bo, mette = stage.phones["bo"], to_bo
    own = mette.write("the code is 1")
    await held(mette)

    mette.edit(own, "ring the bell")
    await stage.later(seconds=9)
    await found(bo, "ring the bell")
    await stage.quiet()

    assert read(bo)[-1] == "Mette: ring the bell"
    assert not any("the code" in told for told in read(bo))
    assert (await words(stage, "bo"))[-2:] == [
        ("message", "the code is 1"),
        ("edit", "ring the bell"),
    ]


async def test_a_run_of_lines_is_held_once_and_stays_in_order(stage, to_bo):
    bo, mette = stage.phones["bo"], to_bo

    for line in ("one", "two", "three"):
        mette.write(line)
        await stage.quiet()
    notices = [each for each in mette.chat if "goes in" in each.text]
    too_early = read(bo)[-1]
    await stage.later(seconds=9)
    await stage.quiet()

    assert len(notices) == 1
    assert not too_early.startswith("Mette:")
    assert read(bo)[-3:] == ["Mette: one", "Mette: two", "Mette: three"]


async def test_what_is_held_can_be_taken_back_after_a_restart(stage, to_bo):
    bo, mette = stage.phones["bo"], to_bo
    mette.write("not yet")
    notice = await held(mette)
    await stage.restart()

    mette.press(notice, "Undo")
    await stage.later(seconds=30)
    await stage.quiet()

    assert not any("not yet" in told for told in read(bo))
    assert read(mette)[-1] == "Taken back. Nothing was sent."


async def test_a_sent_message_and_its_correction_leave_the_other_phone(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("hello?")
    got = await found(mette, "hello?")
    own = mette.write("a mistake", reply_to=got.id)
    first = await found(alma, "a mistake")
    mette.write("not a mistake")
    await found(alma, "not a mistake")
    alma.delete(first)
    mette.edit(own, "still a mistake")
    await found(alma, "Correction: still a mistake")

    told = await news(stage, mette, lambda: mette.write("/undo", reply_to=own))

    assert told == [
        "K1 Alma: taken back from the other phone. It may have been read already."
    ]
    assert read(alma)[-1] == "Mette: not a mistake"
    kinds = [entry.kind for entry in await record(stage, "alma")]
    assert kinds[-1] == "withdrawn"


async def test_undo_without_pointing_takes_the_last_message(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("hello?")
    got = await found(mette, "hello?")
    mette.write("one", reply_to=got.id)
    mette.write("two")
    await found(alma, "two")

    await news(stage, mette, lambda: mette.write("/undo"))
    again = await news(stage, mette, lambda: mette.write("/undo"))

    assert read(alma)[-1] == "Mette: one"
    assert again == ["There is nothing to take back."]


async def test_after_two_days_telegram_lets_nobody_take_anything_back(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("hello?")
    got = await found(mette, "hello?")
    mette.write("here", reply_to=got.id)
    await found(alma, "Mette: here")
    await stage.later(days=3)

    mette.write("/undo")
    await stage.quiet()

    assert "Mette: here" in read(alma)
    assert read(mette)[-1] == "Too late, it has gone. You can write a correction."


async def test_an_sms_that_has_left_is_gone(stage, to_bo):
    bo, mette = stage.phones["bo"], to_bo
    mette.write("gone")
    await stage.later(seconds=9)
    await found(bo, "gone")

    told = await news(stage, mette, lambda: mette.write("/undo"))

    assert [*told, read(mette)[-1]][-1] == (
        "Too late, it has gone. You can write a correction."
    )
    assert read(bo)[-1] == "Mette: gone"


async def test_a_contact_person_by_sms_takes_back_with_one_word(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    kirsten.text("K3 oh no")
    await stage.quiet()

    told = await news(stage, kirsten, lambda: kirsten.text("undo"))
    await stage.later(seconds=30)
    await stage.quiet()

    assert told == ["Taken back. Nothing was sent."]
    assert not any("oh no" in line for line in read(cleo))
