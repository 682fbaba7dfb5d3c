import pytest

from handlers import working_hours
from storage import absences


async def said(house, text, who="mette"):
    await house.talk(who, text)
    return house.texts(who)[-1]


async def hours_of(house, who="mette"):
    person = await house.person(who)
    return await house.run(working_hours.of, house.office, person.id)


async def test_who_has_said_nothing_works_when_the_office_does(house):
    assert (await said(house, "/hours")).startswith(
        "You work when the office does: Mon-Fri 9-16."
    )
    assert await hours_of(house) == house.office.working_hours


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("mon-thu 8-15", "Mon-Thu 8-15"),
        ("man-tor 8.30-15, fre 8-12", "Mon-Thu 8:30-15, Fri 8-12"),
        ("tis 12-20", "Tue 12-20"),
    ],
)
async def test_somebody_says_when_they_work(house, words, shown):
    assert (await said(house, f"/hours {words}")).startswith(f"You work {shown}.")

    await house.restart()

    assert (await said(house, "/hours")).startswith(f"You work {shown}.")
    assert await hours_of(house, "kirsten") == house.office.working_hours


@pytest.mark.parametrize("word", ["office", "kontor", "kontoret", "-"])
async def test_somebody_goes_back_to_the_hours_of_the_office(house, word):
    await said(house, "/hours mon 8-15")

    assert (await said(house, f"/hours {word}")).startswith("You work when the office")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("mon 25-26", "This does not: 25"),
        ("someday 8-15", "no day: someday"),
        ("mon-fri", "Times look like"),
    ],
)
async def test_what_says_no_hours_is_asked_back_and_changes_nothing(
    house, words, answer
):
    assert answer in await said(house, f"/hours {words}")
    assert await hours_of(house) == house.office.working_hours


async def test_promises_follow_the_hours_of_who_gave_them(house):
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    await said(house, "/hours wed-thu 10-18")

    # Monday, 10 in the morning.
    texts = [
        await house.run(working_hours.reply_by, house.office, who.id, house.now, "da")
        for who in (mette, kirsten)
    ]
    opens = await house.run(
        working_hours.open_at, house.office, mette.id, house.now, "da"
    )
    works = [
        await house.run(working_hours.is_working, house.office, who.id, house.now)
        for who in (mette, kirsten)
    ]

    assert texts == ["ons. 25/11 kl. 12.00", "i morgen kl. 10.00"]
    assert opens == "ons. 25/11 kl. 10.00"
    assert works == [False, True]


async def test_who_is_away_promises_for_when_they_are_back(house):
    mette = await house.person("mette")
    back = house.now.replace(day=30, hour=7)  # Monday, 8 in the morning
    await house.run(absences.add, mette.id, None, house.now, back, house.now)

    texts = [
        await house.run(say, house.office, mette.id, house.now, "en")
        for say in (working_hours.reply_by, working_hours.open_at)
    ]
    works = await house.run(working_hours.is_working, house.office, mette.id, house.now)

    assert texts == ["Mon 30 Nov at 12:00", "Mon 30 Nov at 9:00"]
    assert not works


@pytest.mark.parametrize("word", ["HOURS", "Arbejdstid", "arbetstid:"])
async def test_by_sms_a_word_before_the_hours_says_them(house, word):
    shown = await said(house, f"{word} man-tor 8-15", "kirsten")

    assert shown.startswith("You work Mon-Thu 8-15.")
    assert (await said(house, word, "kirsten")).startswith("You work Mon-Thu 8-15.")
    assert (await said(house, f"{word} kontor", "kirsten")).startswith(
        "You work when the office does"
    )


async def test_other_words_by_sms_are_words_to_a_client(house):
    kirsten = await house.person("kirsten")

    for text in ("hours and hours of fun", "hourly", "K3 hours mon 8-9"):
        assert not await house.run(
            working_hours.by_sms, house.office, kirsten, text, house.now
        )
