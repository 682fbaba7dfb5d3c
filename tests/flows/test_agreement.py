"""May we write to you? Yes, no, silence, and what goes out whatever the answer."""

import pytest

from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

NO_YES = "K{} {}: not delivered. There is no yes to messages yet."


@pytest.fixture
async def asked(empty_stage):
    """Everybody linked; nobody has answered the one question yet."""
    await empty_stage.open()
    await empty_stage.enrol()
    await empty_stage.start()
    await empty_stage.link("mette", "kirsten", "alma", "bo", "cleo")
    await empty_stage.quiet()
    return empty_stage


async def write_to(stage, alias, words):
    stage.phones["mette"].write(f"/to {alias} {words}")
    await stage.later(seconds=9)
    await stage.quiet()


async def test_linking_brings_one_message_with_one_question(asked):
    alma, bo = asked.phones["alma"], asked.phones["bo"]

    (question,) = [each for each in alma.chat if not each.from_me]
    assert buttons_of(question) == ["Yes", "No"]
    for text in (question.text, read(bo)[0]):
        assert all(
            part in text for part in ("Mette", "112", "STOP", "We save", "May we")
        )
    assert len(read(bo)) == 1


async def test_yes_by_button_and_by_sms_is_thanked_told_and_written_down(asked):
    alma, bo, mette = (asked.phones[ref] for ref in ("alma", "bo", "mette"))

    told = await news(asked, mette, lambda: alma.press(alma.chat[-1], "Yes"))
    told += await news(asked, mette, lambda: bo.text("ja tak"))
    await asked.later(days=30)
    await write_to(asked, "K1", "hello Alma")
    await write_to(asked, "K2", "hello Bo")

    assert told == ["K1 Alma said yes to messages.", "K2 Bo said yes to messages."]
    assert "Thank you!" in read(alma)[1]
    assert buttons_of(next(each for each in alma.chat if "May we" in each.text)) == []
    assert read(alma)[-1] == "Mette: hello Alma"
    assert read(bo)[-1] == "Mette: hello Bo"
    for ref, said in (("alma", "Yes"), ("bo", "Yes")):
        (entry,) = [e for e in await record(asked, ref) if e.kind == "agreement"]
        assert (entry.text, entry.direction) == (said, "in")


@pytest.mark.parametrize("answer", ["No", None])
async def test_without_a_yes_a_human_still_answers_for_72_hours(asked, answer):
    alma, mette = asked.phones["alma"], asked.phones["mette"]
    if answer:
        alma.press(alma.chat[-1], answer)
        await asked.quiet()
    alma.write("can you help me?")
    got = await found(mette, "can you help me?")

    await asked.later(hours=71, minutes=50)
    mette.write("yes, I can", reply_to=got.id)
    await asked.quiet()
    in_time = read(alma)[-1]
    await asked.later(minutes=20)
    mette.write("are you still there?", reply_to=got.id)
    await asked.quiet()

    assert in_time == "Mette: yes, I can"
    assert read(alma)[-1] == in_time
    assert read(mette)[-1] == NO_YES.format(1, "Alma")


async def test_by_sms_it_is_the_same(asked):
    bo, mette = asked.phones["bo"], asked.phones["mette"]
    told = await news(asked, mette, lambda: bo.text("NEJ"))
    bo.text("but do help me")
    await asked.quiet()

    await write_to(asked, "K2", "I will")
    in_time = read(bo)[-1]
    await asked.later(hours=73)
    await write_to(asked, "K2", "still there?")

    assert told == [
        "K2 Bo said no to messages from us. You may still answer what they write."
    ]
    assert "We will not write to you" in read(bo)[1]
    assert in_time == "Mette: I will"
    assert read(bo)[-1] == in_time
    assert read(mette)[-1] == NO_YES.format(2, "Bo")


async def test_a_yes_in_the_middle_of_a_talk_is_words_as_well(asked):
    bo, mette = asked.phones["bo"], asked.phones["mette"]
    bo.text("hello")
    await asked.quiet()
    await write_to(asked, "K2", "shall I come at two?")

    told = await news(asked, mette, lambda: bo.text("Ja"))

    assert told == ["K2 Bo\nJa", "K2 Bo said yes to messages."]


async def test_who_said_no_can_change_their_mind(asked):
    alma, mette = asked.phones["alma"], asked.phones["mette"]
    alma.press(alma.chat[-1], "No")
    await asked.quiet()

    told = await news(asked, mette, lambda: alma.write("/start"))
    await asked.later(days=30)
    await write_to(asked, "K1", "good to hear")

    assert told == ["K1 Alma gets messages again."]
    welcome, question, words = read(alma)[-3:]
    assert welcome == "Welcome back, Alma. You can write with Mette here again."
    assert question.startswith("When may we write?")
    assert words == "Mette: good to hear"


async def test_stop_silences_everything_and_start_brings_it_back(asked):
    alma, bo, mette = (asked.phones[ref] for ref in ("alma", "bo", "mette"))
    bo.text("OK")
    alma.press(alma.chat[-1], "Yes")
    await asked.quiet()

    told = await news(asked, mette, lambda: (bo.text("STOP"), alma.write("/stop")))
    await write_to(asked, "K1", "Alma?")
    await write_to(asked, "K2", "Bo?")
    stopped = (read(alma)[-1], read(bo)[-1])
    refused = [line for line in read(mette) if "There is a STOP" in line]
    bo.text("START")
    alma.write("/start")
    await asked.quiet()
    await write_to(asked, "K1", "hello again")
    await write_to(asked, "K2", "hello again")

    assert sorted(line.partition(".")[0] for line in told) == [
        "K1 Alma has sent STOP",
        "K2 Bo has sent STOP",
    ]
    assert stopped[0].startswith("You get no more messages from here.")
    assert "unsubscribed" in stopped[1]
    assert len(refused) == 2
    assert read(alma)[-1] == "Mette: hello again"
    assert read(bo)[-1] == "Mette: hello again"


async def test_stop_in_a_sentence_is_said_to_the_human(asked):
    bo, mette = asked.phones["bo"], asked.phones["mette"]

    told = await news(asked, mette, lambda: bo.text("stop nu jeg kan ikke mere"))
    await write_to(asked, "K2", "I am here")

    assert told[0] == "K2 Bo\nstop nu jeg kan ikke mere"
    assert [words[:40] for words in told[1:]] == [
        "READ NOW: a message from K2 Bo may be ab"
    ]
    assert read(bo)[-1] == "Mette: I am here"


async def test_who_writes_after_a_stop_is_heard_and_the_state_is_told_once(asked):
    bo, mette = asked.phones["bo"], asked.phones["mette"]
    bo.text("OK")
    bo.text("STOP")
    await asked.quiet()

    first = await news(asked, mette, lambda: bo.text("I am cold"))
    second = await news(asked, mette, lambda: bo.text("and alone"))

    assert first == [
        "K2 Bo\nI am cold",
        (
            "K2 Bo writes, but has a STOP. Your answer cannot arrive until they send "
            "START. Try another way."
        ),
    ]
    assert second == ["K2 Bo\nand alone"]


async def test_a_cry_in_one_word_is_told_and_answered_once(asked):
    alma, bo, mette = (asked.phones[ref] for ref in ("alma", "bo", "mette"))
    alma.press(alma.chat[-1], "Yes")
    await asked.quiet()

    told = await news(asked, mette, lambda: bo.text("HELP"))
    told += await news(asked, mette, lambda: alma.write("hjælp"))
    menu = await news(asked, mette, lambda: alma.write("/help"))

    assert [line.partition(" sent")[0] for line in told] == [
        "LOOK NOW: K2 Bo",
        "LOOK NOW: K1 Alma",
    ]
    # Twilio answers HELP itself.
    assert "STOP to unsubscribe" in read(bo)[-1]
    assert menu == []
    assert [line for line in read(alma) if line.startswith("You can write freely")] == [
        read(alma)[-1]
    ] * 2
