"""Asking how somebody is: alma on Telegram, bo by SMS; mette answers them."""

from casework.people import Topic
from casework.reasons import Reason
from tests.handlers.asking import ASKS, DAY, HOUR, agree, all_of, later, news, states


async def test_somebody_is_asked_at_the_hour_that_was_agreed_and_thanked(house):
    await agree(house, "alma", 0, at=11)

    asked = await news(house, "alma", later(house, hours=1))
    thanked = await news(house, "alma", house.press("alma", "Fine"))

    assert asked == [ASKS.format("Alma")]
    assert thanked == ["Thank you for your answer. Mette sees it by tomorrow 12:00."]
    (check_in,) = await all_of(house, "alma")
    assert (check_in.state, check_in.answer) == ("answered", "fine")
