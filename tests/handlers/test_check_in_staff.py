"""`/checkins`: mette (Telegram) has alma and bo, kirsten (SMS) has dan."""

from casework.rights import Act
from tests.handlers.asking import agree, later, news, silence
from tests.handlers.test_check_in_words import agreed


async def page(house, words="/checkins K2", who="mette"):
    """Return what a worker is shown."""
    (text,) = await news(house, who, house.talk(who, words))
    return text


async def test_where_nothing_is_agreed_it_says_how_to_propose(house):
    assert await page(house) == (
        "K2 Bo: nothing is agreed about check-ins. To propose: "
        "/checkins K2 tuesdays 15:00"
    )


async def test_the_page_shows_the_last_answers_in_words(house):
    await agree(house, "bo")
    await later(house, hours=1)
    await house.talk("bo", "1")
    house.move(minutes=1)
    await house.talk("bo", "slept well")
    await later(house, days=1)

    assert await page(house) == (
        "K2 Bo: asked how things are every day at 11:00.\n"
        "Mon 23 Nov: Fine - slept well\n"
        "Tue 24 Nov: asked, no answer yet"
    )


async def test_what_was_not_asked_is_shown_as_no_silence(house):
    await agree(house, "bo", 0)
    house.move(days=2)
    await house.deliver()

    assert "Mon 23 Nov: not asked, not their silence: " in await page(house)


async def test_a_worker_pauses_with_an_end_and_goes_on(house):
    await agree(house, "bo")

    paused = await page(house, "/checkins K2 pause 3")
    asked = await news(house, "bo", later(house, days=1))
    await house.press("mette", "Go on")
    then = await news(house, "bo", later(house, days=1))

    assert paused == (
        "K2 Bo: check-ins every day at 11:00, paused until Thu 26 Nov by Mette."
    )
    assert asked == []
    assert then[0].startswith("The break is over. Hi Bo.")


async def test_a_worker_lets_it_begin_anew_after_a_silence(house):
    await agree(house, "bo", 0)
    await later(house, days=4)
    rests = await page(house)

    await house.press("mette", "Go on")
    await house.deliver()
    asked = await news(house, "bo", later(house, days=4))

    assert "rest: no answer, and you have been told" in rests
    assert len(asked) == 1
    assert (await silence(house, "bo")).tries == 1


async def test_a_worker_ends_what_is_agreed(house):
    await agree(house, "bo")

    await page(house, "/checkins K2 stop")

    assert await agreed(house, "bo") is None


async def test_somebody_elses_client_is_nobody_here_and_the_try_is_written_down(house):
    await agree(house, "dan")

    text = await page(house, "/checkins K4")

    assert "K4" in text
    assert "every day" not in text
    tried = [words for kind, words in await house.record("dan") if kind == "denied"]
    assert [each["act"] for each in tried] == [Act.SEE_METADATA]


async def test_by_sms_a_word_does_the_same(house):
    await agree(house, "dan", 1, at=15)

    text = await page(house, "CHECKINS K4", who="kirsten")

    assert text.splitlines() == [
        "K4 Dan: asked how things are Tue at 15:00.",
        "To pause: CHECKINS K4 pause 7. To go on: CHECKINS K4 start",
    ]


async def test_without_a_name_it_asks_whose(house):
    assert (await page(house, "/checkins")).startswith("Whose check-ins?")


async def test_however_much_was_written_the_page_fits_into_a_message(house):
    await agree(house, "bo")
    for _ in range(5):
        await later(house, hours=24)
        await house.talk("bo", "x" * 900)

    await house.talk("mette", "/checkins K2")

    text = house.last("mette").text
    assert text.count("answered in words - xxx") == 5
    assert len(text) < 1500
