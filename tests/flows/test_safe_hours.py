"""Safe hours and discreet texts, phone to phone."""

from datetime import UTC, datetime

import pytest

from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

LATE = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)  # 22:30 there
GIVES_AWAY = ("Mette", "Alma", "Testby", "70101010")
LEFT = (
    "{} has left the talk with their own word. Nothing goes out before tomorrow at "
    "7:00, unless they write again."
)
WAITS = "K{} {}: waits until tomorrow at 8:00. That is outside their safe hours."


async def set_safe(stage, alias, *answers):
    """Have Mette press through `/safe`, or type where a word is asked for."""
    mette = stage.phones["mette"]
    await news(stage, mette, lambda: mette.write(f"/safe {alias}"))
    for answer in answers:
        page = mette.chat[-1]
        if answer in buttons_of(page):
            mette.press(page, answer)
        else:
            mette.write(answer, reply_to=page.id)
        await stage.quiet()
    assert mette.chat[-1].text.startswith(f"{alias} ")


async def write_to(stage, alias, words):
    stage.phones["mette"].write(f"/to {alias} {words}")
    await stage.later(seconds=9)
    await stage.quiet()


@pytest.fixture
async def evening(stage):
    """Half past ten in the evening; Alma and Bo may be written to from 8 to 16."""
    for alias in ("K1", "K2"):
        await set_safe(stage, alias, "Hours", "mon-sun 8-16")
    await stage.quiet()
    stage.clock.now = LATE
    await stage.service.look_again()
    return stage


async def test_words_at_half_past_ten_are_queued_to_eight_and_the_worker_sees_it(
    evening,
):
    alma, bo, mette = (evening.phones[ref] for ref in ("alma", "bo", "mette"))
    before = (read(alma), read(bo))

    await write_to(evening, "K1", "see you tomorrow")
    await write_to(evening, "K2", "see you tomorrow")
    told = [line for line in read(mette) if "waits until" in line]
    night = (read(alma), read(bo))
    evening.clock.now = datetime(2026, 11, 24, 6, 59, tzinfo=UTC)
    await evening.service.look_again()
    await evening.quiet()
    still = (read(alma), read(bo))
    await evening.later(minutes=1)
    await evening.quiet()

    assert told == [WAITS.format(1, "Alma"), WAITS.format(2, "Bo")]
    assert night == still == before
    assert read(alma)[-1] == read(bo)[-1] == "Mette: see you tomorrow"
    assert not any("waits until" in line for line in read(mette))


async def test_sent_anyway_it_goes_at_once_and_the_record_says_why(evening):
    bo, mette = evening.phones["bo"], evening.phones["mette"]
    await write_to(evening, "K2", "the key is under the mat")
    waits = await found(mette, "waits until")

    mette.press(waits, "Send anyway")
    why = await found(mette, "why must it go now")
    mette.press(why, "They asked me to")
    await found(mette, "your reason is written down")
    await evening.quiet()

    assert read(bo)[-1] == "Mette: the key is under the mat"
    (entry,) = [e for e in await record(evening, "bo") if e.kind == "overridden"]
    assert (entry.text, entry.direction) == ("They asked me to", "out")


async def test_who_writes_at_night_is_answered_at_night(evening):
    alma, bo, mette = (evening.phones[ref] for ref in ("alma", "bo", "mette"))
    for phone, say, name in ((alma, alma.write, "Alma"), (bo, bo.text, "Bo")):
        say(f"{name} is awake")
        got = await found(mette, f"{name} is awake")
        await evening.quiet()
        mette.write("me too", reply_to=got.id)
        await evening.later(seconds=9)
        await evening.quiet()
        assert read(phone)[-1] == "Mette: me too"


async def test_a_restart_in_the_night_changes_nothing(evening):
    bo = evening.phones["bo"]
    await write_to(evening, "K2", "see you tomorrow")

    await evening.restart()
    await evening.quiet()
    before = read(bo)
    evening.clock.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await evening.service.look_again()
    await evening.quiet()

    assert "Mette: see you tomorrow" not in before
    assert read(bo)[-1] == "Mette: see you tomorrow"


async def test_no_text_to_a_discreet_person_names_anybody_or_anything(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    seen = {phone: len(read(phone)) for phone in (alma, bo)}
    alma.write("HIDE")
    bo.text("skjul")
    await stage.quiet()

    for phone, say in ((alma, alma.write), (bo, bo.text)):
        for word in ("CALL", "ABOUT", "SPROG dansk", "LANGUAGE english"):
            await news(stage, phone, lambda say=say, word=word: say(word))
    await write_to(stage, "K1", "the bus goes at three")
    await write_to(stage, "K2", "the bus goes at three")
    alma.photo(b"a picture", caption="look")
    await stage.quiet()
    got = await found(mette, "look")
    mette.photo(b"a map", caption="a map", reply_to=got.id)
    await stage.later(seconds=9)
    await stage.later(days=1, hours=1)
    await stage.quiet()

    for phone in (alma, bo):
        texts = read(phone)[seen[phone] :]
        assert "the bus goes at three" in texts
        assert any(text.startswith("Hi! When is a good time?") for text in texts)
        assert [
            (part, text) for text in texts for part in GIVES_AWAY if part in text
        ] == []
    assert "a map" in read(alma)


async def test_somebody_who_is_discreet_from_the_start_is_welcomed_so(empty_stage):
    stage = empty_stage
    await stage.open()
    await stage.enrol()
    await stage.start()
    await stage.link("mette")
    await set_safe(stage, "K1", "Our texts", "nothing given away")
    await set_safe(stage, "K2", "Our texts", "nothing given away")

    await stage.link("alma", "bo")
    await stage.quiet()

    alma, bo = stage.phones["alma"], stage.phones["bo"]
    for phone in (alma, bo):
        (welcome,) = read(phone)
        assert welcome.startswith("Hi! May we write here? It is saved.")
        assert "112" in welcome
        assert not any(part in welcome for part in GIVES_AWAY)


async def test_a_word_of_ones_own_ends_the_talk_on_both_channels(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    for alias in ("K1", "K2"):
        await set_safe(stage, alias, "Exit word", "banana")

    for phone, say, name in ((alma, alma.write, "K1 Alma"), (bo, bo.text, "K2 Bo")):
        told = await news(stage, mette, lambda say=say: say("Banana"))
        before = read(phone)
        await write_to(stage, name[:2], "are you there?")
        assert read(phone) == before
        assert told == [LEFT.format(name)]
    assert alma.chat[-1].reaction is None


async def test_when_we_may_write_is_asked_after_a_talk_and_once_over_a_restart(stage):
    bo = stage.phones["bo"]
    await stage.later(hours=23, minutes=50)
    bo.text("Are you there, Mette?")

    await stage.later(minutes=20)
    await stage.quiet()
    in_the_talk = questions_to(bo)
    await stage.restart()
    await stage.later(minutes=10)
    await stage.quiet()
    after_it = questions_to(bo)
    await stage.restart()
    await stage.later(hours=1)
    await stage.quiet()

    assert (in_the_talk, after_it, questions_to(bo)) == (0, 1, 1)


def questions_to(phone):
    return sum(text.startswith("When may we write?") for text in read(phone))
