from casework.drafts import DeliveryKind, Draft
from casework.people import Agreement
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact
from handlers import families, goodbye, standing_in
from handlers.families import Kin
from storage import outbox, people, safe_contacts
from tests.handlers.family import SVEN, new, take_part
from tests.handlers.house import OFFICE


async def say(house, who="alma"):
    person, mette = await house.person(who), await house.person("mette")
    await house.run(goodbye.say, OFFICE, person, mette, house.now)
    await house.deliver()


async def test_a_discreet_goodbye_names_nobody_and_no_place(house):
    bo = await house.person("bo")
    safe = SafeContact(discreet=Discreet.DISCREET)
    await house.run(safe_contacts.set_profile, bo.id, safe, bo.id, house.now)

    await say(house, "bo")

    assert house.texts("bo")[-1] == (
        "Hi. The messages from here end Mon 23 Nov. Take care."
    )


async def test_who_said_no_to_messages_gets_none_and_the_contact_person_knows(house):
    alma = await house.person("alma")
    await house.run(people.set_agreement, alma.id, Agreement.DECLINED, house.now)
    before = house.texts("alma")
    house.move(days=4)

    await say(house)

    assert house.texts("alma") == before
    assert house.texts("mette")[-1] == (
        "K1 Alma: not delivered. There is no yes to messages yet."
    )


async def test_only_what_starts_from_us_is_skipped(house):
    alma = await house.person("alma")

    def fill(tx):
        outbox.add(tx, Draft(alma.id, DeliveryKind.AUTOMATIC, "a reminder"), house.now)
        outbox.add(tx, Draft(alma.id, DeliveryKind.RELAY, "human words"), house.now)

    await house.run(fill)
    await say(house)

    found = await house.deliveries("alma")
    (skipped,) = (each for each in found if each.state == "skipped")
    assert skipped.reason == Reason.OVER
    assert "human words" in house.texts("alma")
    assert "a reminder" not in house.texts("alma")


async def test_news_that_waits_for_the_morning_does_not_follow_a_goodbye(house):
    alma = await house.person("alma")
    house.move(hours=13)  # 23.00 there
    await house.run(
        standing_in.tell_by_day, OFFICE, alma.id, "Jonas answers now", house.now
    )

    await say(house)
    house.move(hours=9)
    await house.deliver()

    assert house.texts("alma")[-1].startswith("Hi Alma. ")
    assert "Jonas answers now" not in house.texts("alma")


async def test_a_goodbye_is_said_to_who_takes_part_no_more(house):
    await take_part(house, new("sven", Kin.SIBLING), address=SVEN)
    await house.link("sven")
    await house.deliver()
    sven = await house.person("sven")

    await house.run(families.end, OFFICE, sven, house.now)
    await house.deliver()

    assert house.texts("sven")[-1].startswith("Hi Sven. ")
