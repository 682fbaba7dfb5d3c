import pytest

from casework.people import Language


async def language(house, who):
    return (await house.person(who)).language


@pytest.mark.parametrize("who", ["alma", "mette"])
async def test_a_language_is_chosen_by_a_button_that_speaks_it(house, who):
    await house.talk(who, "/language")

    await house.press(who, "Dansk")
    await house.deliver()

    assert await language(house, who) is Language.DANISH
    assert house.texts(who)[-1] == house.office.say("language_changed", "da")


@pytest.mark.parametrize("who", ["bo", "kirsten"])
async def test_by_sms_a_language_is_asked_for_in_words(house, who):
    await house.talk(who, "sprog")
    assert house.texts(who) == [house.office.say("language_question_sms", "en")]

    await house.talk(who, "sprog svenska")

    assert await language(house, who) is Language.SWEDISH
    assert house.texts(who)[-1] == house.office.say("language_changed", "sv")


async def test_the_name_of_a_language_alone_is_a_word_to_the_human(house):
    await house.talk("bo", "dansk")

    assert house.texts("mette") == ["K2 Bo\ndansk"]
    assert await language(house, "bo") is Language.ENGLISH


async def test_a_language_is_its_owners_alone(house):
    await house.talk("bo", "sprog dansk")

    assert await language(house, "mette") is Language.ENGLISH
    assert house.chat("alma") == []
