"""Meetings that come again: shown, changed and ended as a whole."""

from storage import assignments, rules
from tests.handlers.meetings import at
from tests.handlers.test_meeting_series import (
    TUESDAY,
    TWO_WEEKS,
    agreed,
    meetings,
)


async def test_it_is_ended_as_a_whole_with_one_message(house):
    one = await agreed(house)
    before = len(house.texts("alma"))

    await house.talk("mette", "/series")
    assert house.last("mette").text == "K1 Alma: Tue every other week at 14:00 (yes)"
    await house.press("mette", "End K1")
    await house.deliver()
    await at(house, TUESDAY + TWO_WEEKS)

    assert [state for _, state in await meetings(house)] == ["cancelled"] * 2
    told = [text for text in house.texts("alma")[before:] if "off from now on" in text]
    assert len(told) == 1
    rule = await house.run(rules.find, one.rule)
    assert rule.ended_at is not None
    await house.talk("mette", "/series")
    assert house.last("mette").text.startswith("No meetings that come again.")


async def test_it_is_changed_as_a_whole_once_the_new_times_are_agreed_on(house):
    await agreed(house)

    await house.talk("mette", "/series")
    await house.press("mette", "Change K1")
    await house.deliver()
    await house.talk("mette", "friday 10", reply_to=house.last("mette"))
    assert house.last("mette").text.startswith("These meetings come again and again")
    await house.talk("mette", "every friday 10", reply_to=house.last("mette"))
    await house.press("mette", "Send")
    await house.deliver()
    assert house.texts("alma")[-1].startswith("Hi Alma. New times with Mette: Fri at")
    assert ("24/11 14:00", "confirmed") in await meetings(house)

    await house.talk("alma", "OK")

    open_ones = [day for day, state in await meetings(house) if state == "confirmed"]
    assert open_ones == [f"{day} 10:00" for day in ("27/11", "04/12", "11/12", "18/12")]
    assert not any("off from now on" in text for text in house.texts("alma"))


async def test_somebody_else_s_series_is_not_theirs_to_end(house):
    one = await agreed(house)
    await house.talk("kirsten", "/series")

    await house.talk("mette", "/series")
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    await house.run(_hand_over, alma.id, kirsten.id)
    await house.press("mette", "End K1")
    await house.deliver()

    rule = await house.run(rules.find, one.rule)
    assert rule.ended_at is None


def _hand_over(tx, client, worker):
    one = assignments.current(tx, client)
    assignments.set_contact_person(tx, one.id, worker)
