from casework.drafts import DeliveryKind, Draft
from casework.people import Role
from handlers import notices
from handlers.notices import Choice
from storage import buttons, outbox, people
from tests.handlers.house import listed


async def test_a_button_holds_an_id_and_the_store_its_meaning(house):
    mette = await house.person("mette")
    draft = Draft(mette.id, DeliveryKind.ANSWER, "choose")
    choices = [[Choice("Alma", "choose", "c-alma"), Choice("Bo", "choose", "c-bo")]]

    delivery = await house.run(notices.tell, draft, house.now, choices)
    await house.deliver()

    shown = [button for row in house.last("mette").buttons for button in row]
    meanings = [await house.run(buttons.find, button.id) for button in shown]
    assert [button.label for button in shown] == ["Alma", "Bo"]
    assert all(len(button.id) <= 64 and "c-bo" not in button.id for button in shown)
    assert [(each.action, each.subject) for each in meanings] == [
        ("choose", "c-alma"),
        ("choose", "c-bo"),
    ]
    assert {each.delivery_id for each in meanings} == {delivery}


async def test_every_supervisor_is_told_in_their_own_language(house):
    await house.enrol(listed("vera", Role.SUPERVISOR, language="sv"))
    vera = await house.person("vera")

    await house.run(
        notices.notify_supervisors, house.office, "staff_set_aside", house.now
    )

    waiting = await house.run(outbox.first_in_lane, f"{vera.id}/")
    assert waiting.draft.text == house.office.say("staff_set_aside", "sv")
    await house.deliver()
    assert house.texts("sanne") == [house.office.say("staff_set_aside", "en")]


async def test_what_is_told_about_a_client_can_be_answered_to_the_client(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    await house.run(
        notices.notify_about,
        house.office,
        "staff_opted_out",
        about=alma,
        recipient=mette,
        case_id=await house.case_of("alma"),
        now=house.now,
    )
    await house.deliver()

    await house.talk("mette", "I will call", reply_to=house.last("mette"))

    assert house.texts("alma") == ["Mette: I will call"]


async def test_a_notice_is_no_message_of_anybodys(house):
    def last(tx):
        return people.find_by_ref(tx, "mette")

    mette = await house.run(last)
    await house.run(notices.notify, mette.id, "hello", house.now)
    await house.deliver()

    assert (await house.deliveries("mette"))[-1].draft.sender is None
    assert house.texts("mette") == ["hello"]


async def test_by_sms_commands_are_said_as_words_and_on_telegram_as_commands(house):
    for who in ("mette", "kirsten"):
        person = await house.person(who)
        text = "See /meetings, or /record."
        await house.run(notices.notify, person.id, text, house.now)
    await house.deliver()

    assert house.texts("mette")[-1] == "See /meetings, or /record."
    assert house.texts("kirsten")[-1] == "See MEETINGS, or /record."
