"""An alert names a short name and never a word of what was written."""

from dataclasses import replace

from casework.danger import Outside, Plan
from casework.people import Address, Channel
from handlers import danger_alerts
from storage import danger, outbox

SECRET = "I want to die at Vesterbro station"
DUTY = (Address(Channel.TELEGRAM, "-100777"), Address(Channel.SMS, "+4599999999"))


async def test_by_sms_and_to_the_duty_team_goes_the_short_name_alone(house):
    house.office = replace(house.office, danger=Plan(outside=Outside.DUTY), duty=DUTY)
    await house.talk("dan", SECRET)
    house.move(hours=13)
    await house.talk("bo", SECRET)

    by_sms = [
        each.text
        for each in house.sms.sent
        if each.to not in (house.addresses["dan"], house.addresses["bo"])
        and "READ NOW" in each.text
    ]
    to_duty = [each for each in house.telegram.sent if each.to == DUTY[0]]

    assert {text.partition(" may be")[0] for text in by_sms} == {
        "READ NOW: a message from K4",
        "READ NOW: a message from K2",
    }
    assert len(to_duty) == 2
    for text in (*by_sms, *(each.text for each in to_duty)):
        assert [word for word in ("Dan", "Bo ", "die", "station") if word in text] == []


async def test_no_alert_ever_holds_the_words(house):
    await house.talk("alma", SECRET)
    house.move(minutes=15)
    await house.deliver()
    house.move(minutes=15)
    await house.deliver()

    told = [
        each.text
        for each in (*house.telegram.sent, *house.sms.sent)
        if "READ NOW" in each.text or "has it" in each.text
    ]
    assert len(told) == 2
    assert not any("die" in text or "station" in text for text in told)


async def test_an_alert_can_be_answered_with_a_swipe_where_the_words_arrive(house):
    await house.talk("alma", "I want to die")

    await house.talk("mette", "I am here", reply_to=house.last("mette"))

    assert house.texts("alma")[-1] == "Mette: I am here"


async def test_the_duty_team_is_told_on_every_way_that_there_is(house):
    house.office = replace(house.office, duty=DUTY, telegram_enabled=False)
    await house.talk("alma", "hello")
    alma = await house.person("alma")
    flag = await house.run(danger.add, alma.id, None, house.now)

    await house.run(danger_alerts.tell_duty, house.office, flag, house.now)
    await house.deliver()

    assert house.telegram.chats[DUTY[0].value] == []
    assert len(house.sms.chats[DUTY[1].value]) == 1
    assert await house.run(danger.told, flag) == ["duty"]
    assert await house.run(outbox.failed_since, house.now) == 0


async def test_the_case_is_left_to_who_answers(house):
    """A supervisor's swipe on an alert leads to no client."""
    await house.talk("alma", "I want to die")
    house.move(minutes=15)
    await house.deliver()
    before = len(house.texts("alma"))

    await house.talk("sanne", "who is that?", reply_to=house.last("sanne"))

    assert len(house.texts("alma")) == before


async def test_a_group_is_asked_for_no_answer_for_we_hear_none_there(house):
    house.office = replace(house.office, danger=Plan(outside=Outside.DUTY), duty=DUTY)
    house.move(hours=13)

    await house.talk("bo", SECRET)

    [group] = house.telegram.chats[DUTY[0].value]
    [phone] = house.sms.chats[DUTY[1].value]
    assert phone.text == f"{group.text} Got it? Reply TAKE K2"
