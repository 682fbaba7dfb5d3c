from handlers.duties import BRING_BACK, DROP_UNADDRESSED


async def test_lines_of_several_people_come_back_to_each(house):
    await house.talk("mette", "for whom?")
    await house.talk("kirsten", "for whom?")
    house.move(minutes=5)

    asked = await house.look_after(DROP_UNADDRESSED, BRING_BACK)
    await house.deliver()

    assert asked == 2
    assert house.texts("mette")[-1].startswith("Not sent yet: 1 of your messages.")
    assert house.texts("kirsten")[-1].startswith("Not sent yet: 1 of your messages.")


async def test_lines_that_came_later_are_counted_and_come_back_in_their_turn(house):
    await house.talk("mette", "one")
    house.move(minutes=5)
    await house.look_after(DROP_UNADDRESSED, BRING_BACK)
    await house.talk("mette", "two")
    house.move(minutes=4)
    assert await house.look_after(DROP_UNADDRESSED, BRING_BACK) == 0

    house.move(minutes=1)
    assert await house.look_after(DROP_UNADDRESSED, BRING_BACK) == 1
    await house.deliver()

    assert house.texts("mette")[-1].startswith("Not sent yet: 2 of your messages.")


async def test_the_second_question_has_buttons_that_send(house):
    await house.talk("mette", "one")
    house.move(minutes=5)
    await house.look_after(DROP_UNADDRESSED, BRING_BACK)
    await house.deliver()

    await house.press("mette", "Bo")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one"]
    assert await house.look_after(DROP_UNADDRESSED, BRING_BACK) == 0


async def test_nothing_comes_back_where_nothing_waits(house):
    house.move(days=1)

    assert await house.look_after(DROP_UNADDRESSED, BRING_BACK) == 0
