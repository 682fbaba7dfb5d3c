"""What is agreed is theirs to say: alma on Telegram, bo by SMS; mette answers them."""

from dataclasses import replace

import pytest

from casework import rhythm
from casework.safe_contact import Discreet
from handlers import check_in_plans
from tests.handlers.asking import agree, later, news, were_asked
from tests.handlers.test_check_ins import set_safe

UNCLEAR = (
    "Which days and what time do you mean? Write for example: CHECKINS tuesday 15:00"
)


async def agreed(house, who):
    """Return the rhythm that counts for somebody, as it is stored."""
    person = await house.person(who)
    rule = await house.run(check_in_plans.rule_of, person.id)
    return None if rule is None else rhythm.to_text(rule.rhythm).partition(";")[0]


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("CHECKINS tuesdays 15", "W1:1@15:00"),
        ("checkins every other friday 10:30", "W2:4@10:30"),
        ("Check-ins monthly on the 31st 9:00", "M1:31@09:00"),
        ("Spørg tirsdag 15", "W1:1@15:00"),
        ("fråga varannan onsdag 9.30", "W2:2@09:30"),
        ("CHECKINS daily 8:00", "D@08:00"),
    ],
)
async def test_a_rhythm_behind_the_word_counts_and_both_are_told(house, words, stored):
    await were_asked(house)
    before = len(house.texts("mette"))

    said = await news(house, "bo", house.talk("bo", words))

    assert await agreed(house, "bo") == stored
    assert said[0].startswith("Good. We ask how you are ")
    told = house.texts("mette")[before:]
    assert len(told) == 1
    assert told[0].startswith("K2 Bo would like to be asked how things are ")


@pytest.mark.parametrize(
    "words",
    [
        "CHECKINS tuesday 25:00",
        "CHECKINS tuesday",
        "CHECKINS next tuesdayish",
        "CHECKINS every other day 10:00",
        "CHECKINS every 99 weeks on monday 10:00",
        "CHECKINS 31st 10:00",
        "CHECKINS monday 10:00 until 1/1/2020",
    ],
)
async def test_what_is_unclear_is_asked_back_and_nothing_is_stored(house, words):
    await were_asked(house)

    said = await news(house, "bo", house.talk("bo", words))

    assert said == [UNCLEAR]
    assert await agreed(house, "bo") is None


async def test_more_often_than_the_help_allows_is_asked_back(house):
    house.office = replace(house.office, profiles={"dk_youth": {"check_ins_a_week": 1}})
    await were_asked(house)

    said = await news(house, "bo", house.talk("bo", "CHECKINS daily 10:00"))

    assert said[0].startswith("We can ask 1 times a week at most.")
    assert await agreed(house, "bo") is None


async def test_where_the_help_asks_nobody_that_is_said(house):
    house.office = replace(house.office, profiles={"dk_youth": {"check_ins_a_week": 0}})
    await were_asked(house)

    said = await news(house, "bo", house.talk("bo", "CHECKINS tuesday 15:00"))

    assert said == ["We do not ask by message here. You can always write."]
    assert await agreed(house, "bo") is None


@pytest.mark.parametrize(
    "words",
    ["fråga mig inte mer om det", "spørg mig om noget", "I check in at the hotel"],
)
async def test_words_that_only_begin_alike_go_to_the_human(house, words):
    await were_asked(house)
    bo = len(house.texts("bo"))

    told = await news(house, "mette", house.talk("bo", words))

    assert told == [f"K2 Bo\n{words}"]
    assert "CHECKINS" not in "".join(house.texts("bo")[bo:])


async def test_long_words_behind_the_command_reach_the_human_as_well(house):
    await were_asked(house)
    words = "/checkins " + "I am so tired of all of this " * 100

    told = await news(house, "mette", house.talk("alma", words[:3000]))

    assert "I am so tired of all of this" in told[0]
    assert await agreed(house, "alma") is None


async def test_the_page_shows_what_is_agreed_with_buttons(house):
    await agree(house, "alma", 1, at=15)

    said = await news(house, "alma", house.talk("alma", "/checkins"))

    assert said[0].startswith("We ask how you are Tue at 15:00.")
    labels = [button.label for row in house.last("alma").buttons for button in row]
    assert labels == [
        "Other day or hour",
        "Less often",
        "More often",
        "Pause 1 week",
        "Stop asking",
    ]


async def test_buttons_change_how_often(house):
    await agree(house, "alma", 1, at=15)

    await house.talk("alma", "/checkins")
    await house.press("alma", "Less often")
    await house.deliver()
    seldom = await agreed(house, "alma")
    for _ in range(3):
        await house.talk("alma", "/checkins")
        await house.press("alma", "More often")
        await house.deliver()

    assert seldom == "W2:1@15:00"
    assert await agreed(house, "alma") == "W1:1,3,5@15:00"


async def test_another_hour_is_asked_for_and_taken_from_words(house):
    await agree(house, "alma", 1, at=15)
    await house.talk("alma", "/checkins")
    await house.press("alma", "Other day or hour")
    await house.deliver()

    told = await news(house, "mette", house.talk("alma", "can you call me at 3?"))
    asked_back = await news(house, "alma", house.talk("alma", "friday 25:00"))
    await house.talk("alma", "friday 10:00")

    assert told == ["K1 Alma\ncan you call me at 3?"]
    assert asked_back == [UNCLEAR]
    assert await agreed(house, "alma") == "W1:4@10:00"


async def test_words_by_sms_pause_and_stop(house):
    await agree(house, "bo", 1, at=15)

    paused = await news(house, "bo", house.talk("bo", "CHECKINS pause"))
    page = await news(house, "bo", house.talk("bo", "CHECKINS"))
    stopped = await news(house, "bo", house.talk("bo", "CHECKINS off"))

    assert paused == ["OK. We do not ask until Mon 30 Nov. You can always write."]
    assert "there is a break until Mon 30 Nov" in page[0]
    assert stopped == ["OK. We do not ask any more. You can always write."]
    assert await agreed(house, "bo") is None


async def test_a_change_of_hour_leaves_nothing_of_the_old_one(house):
    await agree(house, "bo", 1, at=15)
    await house.talk("bo", "CHECKINS tuesday 17:00")

    at_three = await news(house, "bo", later(house, days=1, hours=6))
    at_five = await news(house, "bo", later(house, hours=2))

    assert at_three == []
    assert len(at_five) == 1


async def test_a_page_for_somebody_discreet_says_little(house):
    await agree(house, "bo", 1, at=15)
    await set_safe(house, "bo", discreet=Discreet.DISCREET)

    said = await news(house, "bo", house.talk("bo", "CHECKINS"))

    assert said == ["OK, Tue at 15:00"]


async def test_what_was_agreed_until_a_day_is_not_shown_behind_it(house):
    await were_asked(house)
    await house.talk("bo", "CHECKINS daily 11:00 until 24/11")
    house.move(days=3)
    await house.deliver()

    said = await news(house, "bo", house.talk("bo", "CHECKINS"))
    shown = await news(house, "mette", house.talk("mette", "/checkins K2"))

    assert said[0].startswith("We do not ask how you are yet.")
    assert shown[0].startswith("K2 Bo: nothing is agreed about check-ins.")
