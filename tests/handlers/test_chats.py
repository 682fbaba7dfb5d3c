"""Chats become one contact when two hours have gone by without a word."""

from casework.contacts import ContactForm
from handlers import chats
from storage import contacts
from tests.handlers.house import MORNING


async def closed(house, who="alma"):
    await house.look_after(chats.CLOSE)
    return [words for kind, words in await house.record(who) if kind == "chat"]


async def talk_a_while(house):
    await house.talk("alma", "are you there?")
    house.move(minutes=30)
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(minutes=10)
    await house.talk("alma", "good")


async def test_a_chat_is_closed_into_one_contact_with_counts_and_no_words(house):
    await talk_a_while(house)
    house.move(minutes=119)
    assert await closed(house) == []

    house.move(minutes=1)
    (words,) = await closed(house)
    assert await closed(house) == [words]

    assert words["text"] == (
        "10:00 to 10:40, messages: 2 from the client, 1 to the client"
    )
    assert (words["came"], words["went"], words["form"]) == (2, 1, "chat")
    case = await house.case_of("alma")
    (contact,) = await house.run(contacts.of_case, case, MORNING)
    assert (contact.form, contact.minutes) == (ContactForm.CHAT, 40)
    assert (contact.started_by, contact.by) == ("client", None)


async def test_after_standing_still_two_chats_are_not_taken_for_one(house):
    await talk_a_while(house)
    house.move(hours=5)
    await house.talk("alma", "still there?")
    house.move(hours=2)

    assert [each["came"] for each in await closed(house)] == [2, 1]


async def test_a_word_that_only_we_read_is_no_contact(house):
    await house.talk("bo", "MYDATA")
    house.move(hours=3)

    assert await closed(house, "bo") == []


async def test_a_chat_by_sms_is_called_so(house):
    await house.talk("bo", "hello")
    house.move(hours=3)

    (words,) = await closed(house, "bo")
    assert words["form"] == "sms"
