"""Both sides hear what is agreed."""

from tests.handlers.asking import news, were_asked


async def test_both_hear_what_was_set_and_the_contact_person_of_pause_and_stop(house):
    await were_asked(house)
    await house.talk("bo", "CHECKINS tuesday 15:00")

    paused = await news(house, "mette", house.talk("bo", "CHECKINS pause"))
    stopped = await news(house, "mette", house.talk("bo", "CHECKINS off"))

    assert paused == ["K2 Bo has paused check-ins until Mon 30 Nov."]
    assert stopped == ["K2 Bo does not want to be asked any more."]
