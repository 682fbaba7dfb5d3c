"""Meeting somebody in the street, with a phone in hand."""

from casework.people import Address, Channel
from storage import people

ALI = Address(Channel.SMS, "+4521212121")


async def reply(house, text, who="sofie"):
    """Type into the reply that the newest question opened."""
    return await house.talk(who, text, reply_to=question_of(house, who))


def question_of(house, who="sofie"):
    asked = [each for each in house.gateway_of(who).sent if each.asks]
    return next(
        each for each in reversed(house.chat(who)) if each.text == asked[-1].text
    )


def digits_sent(house, number=ALI.value):
    return [each.text for each in house.sms.chats[number] if each.text.isdecimal()]


async def alias_of(house, name="Ali"):
    everybody = await house.run(lambda tx: list(people.everybody(tx)))
    return next(each for each in everybody if each.name == name)


async def he_is_here(house, name="Ali"):
    """Take somebody in up to the question for the digits."""
    await house.talk("sofie", f"/new {name}")
    await house.press("sofie", "They are here")
    await house.deliver()
    await reply(house, "21 21 21 21")
