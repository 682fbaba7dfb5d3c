"""`/danger`, its buttons and its words by SMS: whose they are, and what they do."""

from dataclasses import replace

import pytest

from casework.danger import Outside, Plan
from casework.people import Address, Channel
from handlers import danger as rules
from storage import danger

HIT = "I want to die"


async def flag_of(house, who):
    person = await house.person(who)
    return await house.run(danger.find_open, person.id)


async def listed(house, who):
    await house.talk(who, "/danger")
    return house.last(who).text


async def test_nobody_is_in_danger_as_far_as_we_know(house):
    assert await listed(house, "mette") == "No alert is open."


async def test_a_contact_person_sees_their_own_and_a_supervisor_all(house):
    await house.talk("alma", HIT)
    await house.talk("cleo", HIT)
    await house.press("mette", "I have it")
    await house.deliver()

    assert await listed(house, "mette") == (
        "May be in danger:\nK1 Alma, since today at 10:00: Mette has it"
    )
    assert await listed(house, "sanne") == (
        "May be in danger:\n"
        "K1 Alma, since today at 10:00: Mette has it\n"
        "K3 Cleo, since today at 10:00: NOBODY HAS IT"
    )


async def test_from_the_list_a_supervisor_takes_one_and_closes_it(house):
    await house.talk("cleo", HIT)
    await listed(house, "sanne")

    await house.press("sanne", "I have it: K3 Cleo")
    await house.deliver()
    taken = await flag_of(house, "cleo")
    await house.press("sanne", "Done")
    await house.deliver()

    assert taken.taken_by == (await house.person("sanne")).id
    assert await flag_of(house, "cleo") is None
    assert house.texts("kirsten")[-2:] == [
        "Sanne has it: K3.",
        "Sanne has dealt with it: K3.",
    ]


async def test_who_presses_second_reads_who_has_it(house):
    await house.talk("alma", HIT)
    house.move(minutes=15)
    await house.deliver()
    await house.press("sanne", "I have it")

    await house.press("mette", "I have it")
    await house.deliver()

    assert "Sanne has it: K1 Alma." in house.texts("mette")
    assert (await flag_of(house, "alma")).taken_by == (await house.person("sanne")).id


async def test_a_button_of_what_is_closed_does_nothing(house):
    await house.talk("alma", HIT)
    house.move(minutes=15)
    await house.deliver()
    await house.press("mette", "I have it")
    await house.deliver()
    await house.press("mette", "Done")
    await house.deliver()

    await house.press("sanne", "I have it")
    await house.deliver()

    assert await flag_of(house, "alma") is None
    assert house.last("sanne").text == house.office.say("button_gone", "en")


@pytest.mark.parametrize("words", ["TAKE K4", "take k4.", "Jeg har k4", "TAR K4 "])
async def test_by_sms_a_word_takes_it(house, words):
    await house.talk("dan", HIT)

    await house.talk("kirsten", words)

    kirsten = await house.person("kirsten")
    assert (await flag_of(house, "dan")).taken_by == kirsten.id
    assert house.texts("kirsten")[-1] == ("You have it: K4. Dealt with? Reply DONE K4")
    assert house.texts("dan")[1:] == []


async def test_by_sms_a_word_closes_it(house):
    await house.talk("dan", HIT)
    await house.talk("kirsten", "TAKE K4")

    await house.talk("kirsten", "Done K4")

    assert await flag_of(house, "dan") is None
    assert house.texts("kirsten")[-1] == "Kirsten has dealt with it: K4 Dan."


async def test_by_sms_nobody_takes_what_is_not_theirs_or_not_open(house):
    await house.talk("alma", HIT)

    for words in ("TAKE K1", "TAKE K3", "TAKE K99", "DONE K1"):
        await house.talk("kirsten", words)

        assert house.texts("kirsten")[-1] == "There is no such open alert."
    assert (await flag_of(house, "alma")).taken_by is None


async def test_by_sms_who_is_second_reads_who_has_it(house):
    await house.talk("dan", HIT)
    house.move(minutes=15)
    await house.deliver()
    await house.press("sanne", "I have it")
    await house.deliver()

    await house.talk("kirsten", "TAKE K4")

    assert house.texts("kirsten")[-1] == "Sanne has it: K4."


async def test_words_for_a_client_are_no_words_for_us(house):
    await house.talk("dan", HIT)

    await house.talk("kirsten", "K4 I have it, call me")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("dan")[-1] == "Kirsten: I have it, call me"
    assert (await flag_of(house, "dan")).taken_by is None


async def test_it_stands_first_among_the_tasks(house):
    await house.talk("alma", "CALL ME")
    await house.talk("alma", HIT)

    await house.talk("mette", "/tasks")

    assert house.last("mette").text.startswith("May be in danger:\nK1 Alma")


async def test_a_stranger_on_the_number_of_nobody_is_no_duty_team(house):
    phone = Address(Channel.SMS, "+4599999999")
    house.addresses["phone"] = phone
    await house.talk("alma", HIT)

    await house.talk("phone", "TAKE K1")

    assert (await flag_of(house, "alma")).taken_by is None
    assert house.texts("phone")[-1].startswith("This number answers by itself")


async def test_who_left_has_nothing_to_take(house):
    await house.talk("alma", HIT)
    flag, mette = await flag_of(house, "alma"), await house.person("mette")
    left = replace(mette, left_at=house.now)
    alma = await house.person("alma")

    assert await house.run(rules.concerns, house.office, flag, mette)
    assert not await house.run(rules.concerns, house.office, flag, left)
    assert not await house.run(rules.concerns, house.office, flag, alma)


async def test_the_duty_team_reads_who_has_it_already(house):
    duty = Address(Channel.TELEGRAM, "7009990000")
    house.addresses["duty"] = duty
    house.office = replace(
        house.office, danger=Plan(outside=Outside.DUTY), duty=(duty,)
    )
    house.move(hours=13)
    await house.talk("alma", HIT)
    await house.talk("sanne", "/danger")
    await house.press("sanne", "I have it")
    await house.deliver()

    await house.talk("duty", "TAKE K1")

    assert house.texts("duty")[1:] == ["Sanne has it: K1."] * 2


async def test_by_sms_a_word_in_capitals_lists_them_with_the_words_to_answer(house):
    await house.talk("dan", HIT)

    await house.talk("kirsten", "DANGER")
    untaken = house.texts("kirsten")[-1]
    await house.talk("kirsten", "TAKE K4")
    await house.talk("kirsten", "/danger")

    assert untaken.startswith("K4, since ")
    assert untaken.endswith("NOBODY HAS IT. Got it? Reply TAKE K4")
    assert house.texts("kirsten")[-1].endswith(
        "Kirsten has it. Dealt with? Reply DONE K4"
    )
    assert "Dan" not in untaken + house.texts("kirsten")[-1]


async def test_by_sms_a_danger_is_a_word_to_somebody(house):
    await house.talk("kirsten", "K3 hello")

    await house.talk("kirsten", "Danger")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("cleo")[-1] == "Kirsten: Danger"
