from casework.consents import Purpose
from casework.messages import Pressed
from casework.people import Address, Agreement, Channel
from handlers import consents, enrolment
from storage import people


async def press(house, who, button):
    event = Pressed(
        f"press-{button}-{who}-{house.now:%H%M%S}",
        house.addresses[who],
        "1",
        button,
        house.now,
    )
    await house.receive(event)
    await house.deliver()


GONE = "That button is no longer in use. You can just write here."


async def test_a_button_that_is_not_ours_only_says_so(house):
    await press(house, "mette", "AAAAAAAAAAAAAAAA")

    assert house.texts("mette") == [GONE]


async def test_a_button_from_an_unknown_chat_does_nothing(house):
    house.addresses["nobody"] = Address(Channel.TELEGRAM, "7001007001")

    await press(house, "nobody", "AAAAAAAAAAAAAAAA")

    assert house.texts("sanne") == []


async def test_somebody_elses_button_does_nothing(house):
    await house.talk("mette", "for whom?")
    button = house.last("mette").buttons[0][0].id

    await press(house, "sanne", button)

    assert house.chat("alma") == []
    assert house.texts("sanne") == [GONE]


async def test_one_press_uses_up_all_buttons_of_a_message(house):
    await house.talk("mette", "for alma")
    alma, bo = (row[0].id for row in house.last("mette").buttons[:2])
    await press(house, "mette", alma)

    await house.talk("mette", "next")
    await press(house, "mette", bo)
    house.move(seconds=20)
    await press(house, "mette", bo)

    assert house.texts("alma") == ["Mette: for alma", "Mette: next"]
    assert house.chat("bo") == []
    assert house.texts("mette").count(GONE) == 1


async def test_an_answer_to_a_question_that_is_over_changes_nothing(house):
    """The question of linking was answered in words before its button was pressed."""
    invited = await house.run(enrolment.invite, "alma", house.now)

    def ask_again(tx, now):
        alma = people.find_by_ref(tx, "alma")
        people.set_agreement(tx, alma.id, Agreement.ASKED, now)

    await house.run(ask_again, house.now)
    await house.talk("alma", f"/start {invited.secrets.token}")
    question = house.last("alma")
    await house.talk("alma", "no")

    await house.press("alma", "Yes", on=question)

    assert (await house.person("alma")).agreement is Agreement.DECLINED


async def test_a_pressed_answer_closes_what_was_chosen_as_written_words_do(house):
    alma = await house.person("alma")
    await house.run(consents.ask, house.office, alma.id, Purpose.MEDIA, house.now)
    await house.deliver()
    await house.talk("mette", "/to K2")

    await house.press("alma", "Yes")
    await house.talk("mette", "and then I thought")

    assert "Who is this for?" in house.texts("mette")
    assert house.chat("bo") == []
