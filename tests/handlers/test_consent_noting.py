"""What was said to a contact person's face is written down in four taps."""

from casework.people import Agreement
from storage import assignments, consents
from tests.handlers.test_consents import said_by


async def press(house, *labels):
    for label in labels:
        await house.press("mette", label)
        await house.deliver()


async def test_a_yes_said_face_to_face_is_written_down_with_who_heard_it(house):
    await house.talk("mette", "/consent")

    await press(house, "K2 Bo", "pictures and voice", "Yes")

    mette, bo = await house.person("mette"), await house.person("bo")
    last = (await house.run(consents.of_person, bo.id))[-1]
    assert (await said_by(house, "bo"))[-1] == ("media", "given", "spoken", "")
    assert last.recorded_by == mette.id
    assert house.texts("mette")[-1] == ("K2 Bo: written down. pictures and voice: Yes.")
    assert house.chat("bo") == []


async def test_a_no_to_messages_said_face_to_face_counts(house):
    await house.talk("mette", "/consent")

    await press(house, "K2 Bo", "messages", "No")

    assert (await house.person("bo")).agreement is Agreement.DECLINED


async def test_only_those_whom_one_answers_are_offered(house):
    await house.talk("mette", "/consent")

    offered = [button.label for row in house.last("mette").buttons for button in row]
    assert offered == ["K1 Alma", "K2 Bo"]


async def test_who_lost_the_client_meanwhile_writes_nothing_down(house):
    await house.talk("mette", "/consent")
    await press(house, "K2 Bo", "contact person")
    bo, kirsten = await house.person("bo"), await house.person("kirsten")
    current = await house.run(assignments.current, bo.id)
    await house.run(assignments.set_contact_person, current.id, kirsten.id)

    await press(house, "Yes")

    assert [purpose for purpose, *_ in await said_by(house, "bo")] == ["messages"] * 2
    assert house.texts("mette")[-1] == house.office.say("to_no_clients", "en")


async def test_who_has_nobody_is_told_so(house):
    await house.talk("sanne", "/consent")

    assert house.texts("sanne") == [house.office.say("to_no_clients", "en")]


async def test_what_is_typed_instead_of_a_tap_is_no_answer(house):
    await house.talk("mette", "/consent")
    await press(house, "K2 Bo")
    await house.talk("mette", "he said ok", reply_to=house.last("mette"))
    again = house.texts("mette")[-1]
    await press(house, "pictures")
    await house.talk("mette", "yes!", reply_to=house.last("mette"))

    await press(house, "Took it back")

    assert again == house.office.say("dialog_press", "en")
    assert (await said_by(house, "bo"))[-1][:2] == ("media", "withdrawn")
    assert house.chat("bo") == []


async def test_a_name_that_is_typed_is_nobody(house):
    await house.talk("mette", "/consent")

    await house.talk("mette", "Bo", reply_to=house.last("mette"))

    assert house.texts("mette")[-1] == house.office.say("dialog_press", "en")


async def test_a_guardian_says_yes_for_the_child_and_is_not_asked_about_messages(house):
    alma, bo = await house.person("alma"), await house.person("bo")
    current = await house.run(assignments.current, alma.id)
    own = await house.run(assignments.current, bo.id)
    await house.run(assignments.end, own.id, house.now)
    await house.run(
        assignments.add_participant, current.id, bo.id, "guardian", house.now
    )
    await house.run(as_guardian, bo.id)
    await house.talk("mette", "/consent")
    await press(house, "K2 Bo")
    offered = [button.label for row in house.last("mette").buttons for button in row]

    await press(house, "contact person", "Yes")

    assert offered == ["contact person", "pictures and voice", "talk with others"]
    assert (await said_by(house, "bo", "alma"))[-1][:2] == ("measure", "given")


def as_guardian(tx, person):
    tx.forget()
    tx.run("UPDATE person SET role = 'guardian' WHERE id = :id", id=person)
