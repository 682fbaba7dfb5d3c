"""Once a week it is said how much contact no note stands for."""

from handlers import chats, note_nudge


async def chats_with_alma(house, number):
    for _ in range(number):
        await house.talk("alma", "hello")
        house.move(hours=3)
        await house.look_after(chats.CLOSE)


async def nudged(house):
    worker = await house.person("mette")
    return await house.run(note_nudge.in_digest, house.office, worker, house.now)


async def test_many_contacts_without_a_note_are_said_once_a_week(house):
    await chats_with_alma(house, 4)
    assert await nudged(house) == []

    await chats_with_alma(house, 2)
    first = await nudged(house)
    again = await nudged(house)
    house.move(days=7)

    assert first == ["6 contacts with K1 Alma since the last note. /note writes one."]
    assert again == []
    assert len(await nudged(house)) == 1


async def test_a_note_begins_the_count_anew(house):
    await chats_with_alma(house, 6)
    await house.talk("mette", "/note K1 calmer")
    await chats_with_alma(house, 2)

    assert await nudged(house) == []
