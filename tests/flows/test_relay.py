"""Phone to phone: what one writes, the other reads."""


async def test_a_young_person_on_telegram_and_their_contact_person_write(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    alma.write("are you there?")
    got = await mette.wait_for(lambda message: "are you there?" in message.text)
    mette.write("yes, I am", reply_to=got.id)
    answer = await alma.wait_for(lambda message: "yes, I am" in message.text)

    assert got.text == "K1 Alma\nare you there?"
    assert answer.text == "Mette: yes, I am"


async def test_a_young_person_by_sms_and_a_contact_person_on_telegram_write(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]

    bo.text("is it today?")
    got = await mette.wait_for(lambda message: "is it today?" in message.text)
    mette.write("at two", reply_to=got.id)
    held = await mette.wait_for(lambda message: "goes in 8 s" in message.text)
    await stage.later(seconds=9)
    answer = await bo.wait_for(lambda message: "at two" in message.text)

    assert [button for row in held.buttons for button, _ in row] == ["Undo", "Send now"]
    assert answer.text == "Mette: at two"


async def test_a_contact_person_by_sms_names_whom_they_mean(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]

    cleo.write("hello Kirsten")
    got = await kirsten.wait_for(lambda message: "hello Kirsten" in message.text)
    kirsten.text("no name on this one")
    asked = await kirsten.wait_for(lambda message: "who is it for" in message.text)
    kirsten.text("K3 hello Cleo")
    await stage.later(seconds=9)
    answer = await cleo.wait_for(lambda message: "hello Cleo" in message.text)

    assert got.text == "K3 Cleo: hello Kirsten"
    assert "K3" in asked.text
    assert answer.text == "Kirsten: hello Cleo"
    assert not any("no name" in message.text for message in cleo.chat)


async def test_a_line_for_nobody_is_asked_about_and_then_sent_where_the_button_says(
    stage,
):
    mette, alma = stage.phones["mette"], stage.phones["alma"]

    mette.write("see you at three")
    asked = await mette.wait_for(lambda message: message.text == "Who is this for?")
    mette.press(asked, "K1 Alma")
    await mette.wait_for(lambda message: "K1 Alma: goes in" in message.text)
    await stage.later(seconds=9)
    got = await alma.wait_for(lambda message: "see you at three" in message.text)

    assert got.text == "Mette: see you at three"


async def test_what_is_written_while_the_service_is_down_arrives_when_it_is_back(
    stage,
):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    await stage.stop()

    alma.write("written in the dark")
    bo.text("me too")
    await stage.world.settled()
    await stage.start()

    await mette.wait_for(lambda message: "written in the dark" in message.text)
    await mette.wait_for(lambda message: "me too" in message.text)


async def test_a_reply_finds_its_message_in_the_other_chat_after_a_restart(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    question = alma.write("shall I bring the paper?")
    got = await mette.wait_for(lambda message: "the paper?" in message.text)
    await stage.restart()

    mette.write("yes, please", reply_to=got.id)
    answer = await alma.wait_for(lambda message: "yes, please" in message.text)

    assert answer.reply_to == question
