"""What answers whose a number is, and what is said to a human or elsewhere."""

import pytest

from casework.people import Address, AddressState, Channel
from storage import addresses, people
from tests.handlers.house import MORNING
from tests.handlers.test_numbers import QUESTION, SECRET, write_to

CHAT = "bo's chat"


@pytest.fixture
async def chatting(house):
    """Bo has a chat as well, and has written from his number last: 61 days ago."""

    def unit(tx, now):
        person = people.find_by_ref(tx, "bo")
        chat = addresses.add(
            tx, person.id, house.addresses[CHAT], AddressState.VERIFIED, now
        )
        addresses.heard_from(tx, chat, now)

    house.addresses[CHAT] = Address(Channel.TELEGRAM, "7001009999")
    await house.run(unit, MORNING.replace(day=1))
    house.move(days=61)
    return house


async def test_a_yes_from_a_chat_says_nothing_about_the_number(chatting):
    await write_to(chatting, SECRET)

    await chatting.talk(CHAT, "ja")

    assert (await chatting.address("bo")).is_in_doubt(chatting.now)
    assert "K2 Bo\nja" in chatting.texts("mette")
    assert not any(SECRET in text for text in chatting.texts("bo"))


@pytest.mark.parametrize("answer", ["nej", "ja", "2"])
async def test_an_answer_to_a_human_says_nothing_about_the_number(house, answer):
    house.move(days=61)
    await house.talk("bo", "are you still there?")
    await write_to(house, "I am. All well?")

    await house.talk("bo", answer)

    assert (await house.address("bo")).is_in_doubt(house.now)
    assert house.texts("mette")[-1] == f"K2 Bo\n{answer}"


async def test_what_waited_goes_another_way_if_there_is_one(chatting):
    await write_to(chatting, SECRET)

    await chatting.talk("bo", "WRONG")

    assert f"Mette: {SECRET}" in chatting.texts(CHAT)
    assert not any(SECRET in text for text in chatting.texts("bo"))


async def test_the_number_itself_is_asked_whoever_writes_elsewhere_meanwhile(chatting):
    await chatting.talk("mette", f"/to K2 {SECRET}")
    chatting.move(seconds=9)
    await chatting.claim(await chatting.lane_to("bo"))

    await chatting.talk(CHAT, "hello")

    assert chatting.texts("bo")[-1] == QUESTION
    assert QUESTION not in chatting.texts(CHAT)
