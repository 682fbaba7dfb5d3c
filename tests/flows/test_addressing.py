"""Never guess the recipient: whom a contact person's words are for, phone to phone."""

import pytest

from tests.flows.seeing import buttons_of, found, news, read

QUESTION = "Who is this for?"


@pytest.fixture
async def three(stage):
    """Mette, and her two clients, who have each just written."""
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    alma.write("Alma here")
    bo.text("Bo here")
    await stage.quiet()
    return alma, bo, mette


async def message_of(phone, words):
    return (await found(phone, words)).id


async def let_go(stage):
    await stage.later(seconds=9)
    await stage.quiet()


async def test_a_reply_goes_at_once_and_opens_ten_minutes(stage, three):
    alma, _, mette = three
    to_alma = await message_of(mette, "Alma here")

    first = await news(stage, alma, lambda: mette.write("hello Alma", reply_to=to_alma))
    await stage.later(minutes=9, seconds=59)
    second = await news(stage, alma, lambda: mette.write("still there?"))
    await stage.later(seconds=2)
    third = await news(stage, mette, lambda: mette.write("and now?"))

    assert first == ["Mette: hello Alma"]
    assert second == ["Mette: still there?"]
    assert third == [QUESTION]
    assert read(alma)[-1] == "Mette: still there?"


async def test_the_choice_closes_at_once_when_any_other_client_writes(stage, three):
    alma, bo, mette = three
    mette.write("hello Alma", reply_to=await message_of(mette, "Alma here"))
    await stage.quiet()

    bo.text("me too")
    await stage.quiet()
    asked = await news(stage, mette, lambda: mette.write("I come at three"))
    await let_go(stage)

    assert asked == [QUESTION]
    assert not any("three" in told for told in (*read(alma), *read(bo)))


async def test_the_choice_stays_when_the_chosen_client_writes(stage, three):
    alma, _, mette = three
    mette.write("hello Alma", reply_to=await message_of(mette, "Alma here"))
    await stage.quiet()

    alma.write("hello Mette")
    await stage.quiet()
    came = await news(stage, alma, lambda: mette.write("I come at three"))

    assert came == ["Mette: I come at three"]


@pytest.mark.parametrize("what", ["a call", "a change", "a sticker", "a yes", "a stop"])
async def test_whatever_another_client_does_closes_the_choice(stage, three, what):
    alma, bo, mette = three
    own = alma.write("first")
    mette.write("hello Bo", reply_to=await message_of(mette, "Bo here"))
    await let_go(stage)

    match what:
        case "a call":
            await bo.call()
            mette.write("hello Alma", reply_to=await message_of(mette, "first"))
            await stage.quiet()
            await bo.call()
        case "a change":
            alma.edit(own, "changed")
        case "a sticker":
            alma.sticker()
        case "a yes":
            question = next(each for each in alma.chat if "May we" in each.text)
            assert buttons_of(question) == []
            alma.write("ja")
        case "a stop":
            alma.write("/stop")
    await stage.quiet()
    asked = await news(stage, mette, lambda: mette.write("I come at three"))

    assert asked == [QUESTION]


async def test_lines_for_nobody_are_asked_about_once_and_go_in_their_order(
    stage, three
):
    alma, _, mette = three

    first = await news(stage, mette, lambda: mette.write("one"))
    more = await news(stage, mette, lambda: (mette.write("two"), mette.write("three")))
    question = await found(mette, QUESTION)
    mette.press(question, "K1 Alma")
    await let_go(stage)

    assert buttons_of(question) == ["K1 Alma", "K2 Bo", "Drop"]
    assert (first, more) == ([QUESTION], [])
    assert read(alma)[-3:] == ["Mette: one", "Mette: two", "Mette: three"]
    answered = next(each for each in mette.chat if each.id == question.id)
    assert (answered.text, answered.buttons) == (f"{QUESTION} K1 Alma", [])


async def test_after_five_minutes_they_come_back_send_to_whom_or_drop(stage, three):
    alma, bo, mette = three
    mette.write("one")
    mette.write("two")
    await stage.quiet()

    await stage.later(minutes=5)
    await stage.quiet()
    again = mette.chat[-1]
    await stage.later(minutes=30)
    await stage.quiet()
    mette.press(again, "Drop")
    await let_go(stage)

    assert again.text == ("Not sent yet: 2 of your messages. Send to whom, or drop?")
    assert read(mette).count("Dropped. Nothing was sent.") == 1
    assert len([told for told in read(mette) if told.startswith("Not sent yet")]) == 0
    assert not any("one" in told or "two" in told for told in (*read(alma), *read(bo)))


async def test_the_second_question_sends_as_well(stage, three):
    _, bo, mette = three
    mette.write("one")
    await stage.later(minutes=5)
    await stage.quiet()

    mette.press(mette.chat[-1], "K2 Bo")
    await let_go(stage)

    assert read(bo)[-1] == "Mette: one"


async def test_a_reply_to_somebody_sends_only_itself(stage, three):
    alma, bo, mette = three
    mette.write("for whom?")
    await stage.quiet()

    mette.write("hello Alma", reply_to=await message_of(mette, "Alma here"))
    await let_go(stage)

    assert read(alma)[-1] == "Mette: hello Alma"
    assert not any("for whom" in told for told in (*read(alma), *read(bo)))


async def test_another_clients_name_in_the_text_is_doubted(stage, three):
    alma, bo, mette = three
    to_alma = await message_of(mette, "Alma here")
    mette.write("hello", reply_to=to_alma)
    await stage.quiet()

    held = await news(
        stage, mette, lambda: mette.write("Bo, are you there?", reply_to=to_alma)
    )
    mette.press(await found(mette, "K1 Alma: goes in"), "Undo")
    await let_go(stage)

    assert held == ["K1 Alma: goes in 8 s."]
    assert not any("are you there" in told for told in (*read(alma), *read(bo)))


async def test_to_chooses_by_button_by_short_name_and_by_name(stage, three):
    alma, bo, mette = three

    asked = await news(stage, mette, lambda: mette.write("/to"))
    mette.press(mette.chat[-1], "K1 Alma")
    mette.write("one")
    await let_go(stage)
    mette.write("/to k2 two")
    await let_go(stage)
    mette.write("/to alma three")
    await let_go(stage)
    nobody = await news(stage, mette, lambda: mette.write("/to K99 four"))
    await let_go(stage)

    assert asked == ["Who do you want to write to?"]
    assert read(alma)[-2:] == ["Mette: one", "Mette: three"]
    assert read(bo)[-1] == "Mette: two"
    assert nobody == ["You have nobody with the short name K99. Nothing was sent."]
    assert not any("four" in told for told in (*read(alma), *read(bo)))


async def test_a_change_of_what_was_sent_with_to_goes_without_the_command(stage, three):
    alma, _, mette = three
    own = mette.write("/to K1 see you at thre")
    await let_go(stage)

    mette.edit(own, "/to K1 see you at three")
    await stage.quiet()

    assert read(alma)[-1] == "Mette: see you at three"


async def test_the_message_about_a_client_can_be_answered_as_well(stage, three):
    _, bo, mette = three
    await bo.call()
    notice = await found(mette, "K2 Bo would like a call.")

    mette.write("I ring you at two", reply_to=notice.id)
    await let_go(stage)

    assert read(bo)[-1] == "Mette: I ring you at two"


async def test_by_sms_only_a_short_name_opens_a_talk_and_silence_asks_again(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    cleo.write("hello")
    await stage.quiet()

    asked = await news(stage, kirsten, lambda: kirsten.text("at three"))
    await stage.later(minutes=5)
    await stage.quiet()
    again = read(kirsten)[-1]
    kirsten.text("k3")
    await let_go(stage)
    kirsten.text("and bring the key")
    await stage.quiet()

    assert asked == [
        "Not sent yet: who is it for? Reply with just the short name: K3, K4."
    ]
    assert again == (
        "Not sent yet: 1 of your messages. Who are they for? "
        "Reply with just the short name: K3, K4."
    )
    assert read(cleo)[-2:] == ["Kirsten: at three", "Kirsten: and bring the key"]


async def test_by_sms_a_line_that_is_typed_again_with_the_name_goes_once(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    kirsten.text("At three")
    await stage.quiet()

    kirsten.text("K3 at three")
    await let_go(stage)
    more = await news(stage, kirsten, lambda: kirsten.text("K3"))
    await stage.later(minutes=6)
    await stage.quiet()

    assert [told for told in read(cleo) if "three" in told] == ["Kirsten: at three"]
    assert more == [
        (
            "K3 Cleo: what you write in the next 10 minutes goes here, unless someone "
            "else writes."
        )
    ]
    assert read(kirsten)[-1] == more[0]


async def test_words_that_nobody_was_named_for_are_dropped_after_half_a_day(
    stage, three
):
    alma, bo, mette = three
    mette.write("yesterday's news")
    await stage.later(minutes=6)
    await stage.quiet()

    await stage.later(hours=12)
    await stage.quiet()
    mette.press(mette.chat[-2], "K1 Alma")
    await let_go(stage)

    assert (
        "Dropped: 1 of your messages, because nobody was named for them. "
        "Nothing was sent." in read(mette)
    )
    assert not any("news" in told for told in (*read(alma), *read(bo)))


async def test_a_used_or_foreign_button_says_that_it_is_over(stage, three):
    alma, _, mette = three
    mette.write("one")
    question = await found(mette, QUESTION)
    data = dict(button for row in question.buttons for button in row)
    mette.press(question, "K1 Alma")
    await let_go(stage)
    used = {"data": data["K2 Bo"], "question": question.id}

    again = await news(stage, mette, lambda: press(stage, mette, used))
    await stage.later(seconds=30)
    later = await news(stage, mette, lambda: press(stage, mette, used))
    foreign = await news(stage, alma, lambda: press(stage, alma, used))

    gone = "That button is no longer in use. You can just write here."
    assert again == []  # pressed twice in a row
    assert later == [gone]
    assert foreign == [gone]
    assert read(alma)[-2] == "Mette: one"


def press(stage, phone, used):
    """Press a button that the phone shows no more, as an old client of Telegram may."""
    cloud = stage.world.telegram
    shown = next(
        each for each in cloud.messages.values() if each.id == used["question"]
    )
    cloud.updates.put(
        "callback_query",
        {
            "id": f"{len(phone.chat)}{stage.clock():%H%M%S}",
            "from": cloud.chats[phone.id].person,
            "message": cloud.wire(shown) | {"chat": cloud.chats[phone.id].wire},
            "chat_instance": "1",
            "data": used["data"],
        },
        phone.id,
    )
