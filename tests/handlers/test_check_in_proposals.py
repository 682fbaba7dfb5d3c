"""A contact person would like to ask: mette (Telegram), kirsten (SMS)."""

import pytest

from casework.messages import Never
from casework.people import Topic
from casework.reasons import Reason
from storage import people, questions
from tests.handlers.asking import agree, later, news, were_asked
from tests.handlers.test_check_in_words import agreed

PROPOSED = (
    "Mette would like to ask how you are Tue at 15:00. Is that all right? "
    "1 yes, 2 no, 3 another time"
)


async def propose(house, who="alma", worker="mette", words="/checkins K1 tuesdays 15"):
    await were_asked(house)
    return await news(house, who, house.talk(worker, words))


async def test_nothing_counts_before_a_yes(house):
    asked = await propose(house)
    before = await agreed(house, "alma")

    said = await news(house, "mette", house.press("alma", "Yes"))

    assert asked == [PROPOSED]
    assert before is None
    assert await agreed(house, "alma") == "W1:1@15:00"
    assert said == ["K1 Alma would like to be asked how things are Tue at 15:00."]


async def test_the_contact_person_reads_that_it_is_only_asked(house):
    await propose(house)

    assert house.last("mette").text == (
        "K1 Alma is asked: Tue at 15:00. Nothing counts before a yes."
    )


async def test_a_no_is_fine(house):
    await propose(house)

    said = await news(house, "alma", house.press("alma", "No"))

    assert said == ["That is fine. We do not ask. You can always write here."]
    assert await agreed(house, "alma") is None
    assert house.last("mette").text == "K1 Alma does not want check-ins."


async def test_another_time_is_asked_for_and_counts_at_once(house):
    await were_asked(house, "dan")
    asked = await news(house, "dan", house.talk("kirsten", "CHECKINS K4 tuesdays 15"))

    when = await news(house, "dan", house.talk("dan", "3"))
    await house.talk("dan", "friday 12:00")

    assert asked[0].startswith("Kirsten would like to ask how you are Tue at 15:00.")
    assert when == [
        "On which days and at what time may we ask? For example: tuesday 15:00"
    ]
    assert await agreed(house, "dan") == "W1:4@12:00"


async def test_a_newer_proposal_takes_the_place_of_the_older(house):
    await propose(house)
    old = house.last("alma")

    await propose(house, words="/checkins K1 fridays 9:00")
    await house.press("alma", "Yes", on=old)
    await house.deliver()
    before = await agreed(house, "alma")
    await house.press("alma", "Yes")
    await house.deliver()

    assert before is None
    assert await agreed(house, "alma") == "W1:4@09:00"


async def test_what_is_unclear_or_too_often_asks_nobody(house):
    asked = await propose(house, words="/checkins K1 tuesday 25:00")

    assert asked == []
    assert house.last("mette").text.startswith("Which days and what time?")


async def test_silence_is_no_yes_and_is_told(house):
    await propose(house)

    told = await news(house, "mette", later(house, days=4))

    assert await agreed(house, "alma") is None
    assert any(
        "has not answered whether check-ins are all right" in text for text in told
    )


async def test_what_reaches_nobody_is_no_yes_and_is_told(house):
    house.telegram.will(Never(Reason.BLOCKED), to=house.addresses["alma"].value)

    await propose(house)

    told = house.texts("mette")
    assert any(
        "has not answered whether check-ins are all right" in text for text in told
    )
    assert await agreed(house, "alma") is None


async def test_who_switched_check_ins_off_is_not_even_asked(house):
    alma = await house.person("alma")
    await house.run(people.set_declined_topics, alma.id, {Topic.CHECK_INS})

    asked = await propose(house)

    assert asked == []
    assert house.last("mette").text.startswith("K1 Alma has switched check-ins off")


async def test_who_says_when_wants_to_be_asked_again(house):
    alma = await house.person("alma")
    await house.run(people.set_declined_topics, alma.id, {Topic.CHECK_INS})

    await house.talk("alma", "/checkins daily 11:00")
    asked = await news(house, "alma", later(house, hours=2))

    assert len(asked) == 1
    known = await house.run(people.known, alma.id)
    assert known.declined_topics == frozenset()


async def test_a_yes_replaces_what_was_agreed_before(house):
    await agree(house, "alma", 4)

    await propose(house)
    await house.press("alma", "Yes")
    await house.deliver()

    assert await agreed(house, "alma") == "W1:1@15:00"


@pytest.mark.parametrize("words", ["/checkins K2 stop", None])
async def test_a_proposal_that_is_over_takes_no_answer_any_more(house, words):
    await were_asked(house)
    await house.talk("mette", "/checkins K2 tuesdays 15:00")
    if words is None:
        await house.talk("bo", "CHECKINS friday 12:00")
    else:
        await house.talk("mette", words)
    bo = await house.person("bo")

    assert await house.run(questions.open_of, bo.id) is None
    await house.talk("bo", "1")
    assert house.texts("mette")[-1] == "K2 Bo\n1"
