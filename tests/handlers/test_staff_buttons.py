import pytest

from handlers import staff, staff_buttons
from storage import assignments, people
from storage.buttons import Meaning


async def test_buttons_survive_a_restart(house):
    await house.talk("mette", "for whom?")
    await house.restart()

    await house.press("mette", "Bo")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == ["Mette: for whom?"]


async def test_a_button_of_a_client_who_was_handed_over_sends_nothing(house):
    await house.talk("mette", "for alma")

    def hand_over(tx, now):
        alma = people.find_by_ref(tx, "alma")
        tx.run("UPDATE assignment SET ends_at = 1 WHERE client_id = :id", id=alma.id)
        tx.forget()
        assignments.begin(tx, alma.id, people.find_by_ref(tx, "kirsten").id, now)

    await house.run(hand_over, house.now)
    await house.press("mette", "Alma")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert "You have nobody to write with here yet." in house.texts("mette")


@pytest.mark.parametrize("action", ["no such button", staff.DROP])
async def test_a_button_with_nothing_to_do_says_so(house, action):
    mette = await house.person("mette")
    await house.talk("mette", "/to")
    meaning = Meaning("", mette.id, action, "", 1, None)

    done = await house.run(staff_buttons.press, house.office, mette, meaning, house.now)

    assert done is False


async def test_what_was_dropped_stands_where_it_was_asked_about(house):
    await house.talk("mette", "for whom?")
    asked = house.last("mette")

    await house.press("mette", "Drop", on=asked)
    await house.deliver()

    assert asked.text == "Dropped. Nothing was sent."
