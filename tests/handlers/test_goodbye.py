from casework.drafts import DeliveryKind, Draft
from casework.people import Agreement
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact
from handlers import goodbye
from storage import outbox, people, safe_contacts
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
