"""A phone that others may see: emptied, and words taken back, over real HTTP."""


async def test_the_chat_is_emptied_on_both_sides_and_the_contact_person_keeps_theirs(
    stage,
):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("there is something I must tell")
    hers = await mette.wait_for(lambda message: "I must tell" in message.text)
    mette.write("I am here", reply_to=hers)
    await alma.wait_for(lambda message: "I am here" in message.text)

    alma.write("/clear")
    await alma.wait_for(lambda message: message.text == "Done.")
    await stage.quiet()

    left = [message.text for message in alma.chat if not message.deleted]
    # What was said before she was known here is not ours to find.
    assert [text for text in left if not text.startswith("/start")] == ["Done."]
    assert not any(message.deleted for message in mette.chat)


async def test_what_is_older_than_two_days_stays_and_is_said_to_stay(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("old words")
    await mette.wait_for(lambda message: "old words" in message.text)
    await stage.later(days=2, minutes=1)
    alma.write("new words")
    await mette.wait_for(lambda message: "new words" in message.text)

    alma.write("/clear")
    await alma.wait_for(lambda message: "only you can delete" in message.text)
    await stage.quiet()

    left = [message.text for message in alma.chat if not message.deleted]
    assert "old words" in left
    assert "new words" not in left


async def test_a_client_takes_a_message_out_of_the_other_chat(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("not meant so")
    hers = await mette.wait_for(lambda message: "not meant so" in message.text)

    alma.write("/undo")
    await alma.wait_for(lambda message: "may have read it" in message.text)
    await stage.quiet()

    assert next(each for each in mette.chat if each.id == hers.id).deleted


async def test_by_sms_it_is_said_how_to_delete_and_what_has_gone_stays(stage):
    bo = stage.phones["bo"]

    bo.text("slet")

    await bo.wait_for(lambda text: "cannot delete on your phone" in text.text)
