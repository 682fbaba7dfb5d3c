"""What two people agreed on: noted from the chat, listed, done with one tap."""

from datetime import date

from casework.promises import Who
from storage import due, promises
from tests.handlers.outreach import alias_of, reply

LINE = "K1 Alma: bring the form, by Fri 27 Nov"


async def open_of(house, who="alma"):
    client = await house.person(who)
    return await house.run(promises.open_of, client.id)


async def press(house, label, who="mette"):
    await house.press(who, label)
    await house.deliver()


async def agreed(house, said="/agree K1 bring the form by friday"):
    """Note that Alma promised something."""
    await house.talk("mette", said)
    await press(house, "K1 Alma")
    return (await open_of(house))[-1]


async def test_it_is_noted_in_one_line_and_one_tap(house):
    found = await agreed(house)

    assert (found.who, found.words) == (Who.CLIENT, "bring the form")
    assert found.due_on == date(2026, 11, 27)
    assert house.texts("mette")[-1] == f"Agreed on with K1 Alma: {LINE}"
    kind, words = (await house.record("alma"))[-1]
    assert (kind, words["text"], words["who"]) == ("agreed", LINE, "client")


async def test_what_the_contact_person_does_needs_no_tap(house):
    await house.talk("mette", "/agree K1 I call the school by 27/11")

    (found,) = await open_of(house)
    assert (found.who, found.words) == (Who.WORKER, "I call the school")
    assert "Mette: I call the school" in house.texts("mette")[-1]


async def test_a_day_that_was_not_said_is_asked_for(house):
    await house.talk("mette", "/agree K1 bring the form")
    await press(house, "Somebody else")
    for said in ("25:00", "next Tuesdayish", "1/11"):
        await reply(house, said, "mette")
        assert await open_of(house) == []
    await reply(house, "tomorrow", "mette")

    (found,) = await open_of(house)
    assert (found.who, found.due_on) == (Who.OTHER, date(2026, 11, 24))


async def test_it_may_have_no_day(house):
    await house.talk("mette", "/agree K1 bring the form")
    await press(house, "K1 Alma")
    await press(house, "No day")

    (found,) = await open_of(house)
    assert found.due_on is None


async def test_what_is_not_clear_is_asked_back_and_nothing_is_kept(house):
    for said in ("by 31/2", "bring it by 31/2", "x" * 3000, "bring it by 1/11", ""):
        await house.talk("mette", f"/agree K1 {said}")
    await house.talk("mette", "/agree")

    assert await open_of(house) == []
    assert "/agree K7 bring the form" in house.texts("mette")[-1]


async def test_it_is_noted_by_sms_at_once(house):
    await house.talk("kirsten", "AFTALT K3 tage blanketten med senest fredag")
    await house.talk("kirsten", "AFTALT K3 tage blanketten med senest 31/2")
    await house.talk("kirsten", "Agreed! See you then K3")

    (found,) = await open_of(house, "cleo")
    assert (found.words, found.due_on) == ("tage blanketten med", date(2026, 11, 27))
    assert found.who is Who.CLIENT


async def test_what_is_open_is_listed_and_done_with_one_tap(house):
    await agreed(house)
    await house.talk("mette", "/agree K2 I call the school by 27/11")

    await house.talk("mette", "/agreements")
    assert house.texts("mette")[-1].splitlines() == [
        "Agreed on with K1 Alma:",
        f"1. {LINE}",
        "Agreed on with K2 Bo:",
        "2. Mette: I call the school, by Fri 27 Nov",
    ]
    await press(house, "Done 1")
    await house.talk("mette", "/agreements K1")

    assert "Done, with K1 Alma: bring the form" in house.texts("mette")
    assert house.texts("mette")[-1].startswith("Nothing that is agreed on")
    assert await open_of(house) == []
    assert (await house.record("alma"))[-1][0] == "agreed_done"


async def test_nothing_more_comes_of_what_is_done(house):
    found = await agreed(house)
    await house.talk("mette", "/agreements")

    await press(house, "Done 1")

    for kind in ("promise", "promise_late"):
        rows = await house.run(due.of_subject, kind, found.id)
        assert [each.state for each in rows] == ["cancelled"]


async def test_a_colleague_of_another_case_notes_and_ends_nothing(house):
    await agreed(house)
    await house.talk("mette", "/agreements")
    shown = house.last("mette")

    await house.talk("kirsten", "AGREE K1 do something by friday")

    assert len(await open_of(house)) == 1
    assert (await house.record("alma"))[-1][0] == "denied"
    assert shown.buttons


async def test_who_is_helped_can_list_what_they_agreed_on(house):
    await agreed(house)
    await house.talk("mette", "/agree K1 I call the school by 27/11")

    await house.talk("alma", "/agreements")

    assert house.texts("alma")[-1] == (
        "What you agreed on: you: bring the form, by Fri 27 Nov\n"
        "Mette: I call the school, by Fri 27 Nov"
    )
    await house.talk("bo", "AGREEMENTS")
    assert house.texts("bo")[-1] == "Nothing is open just now."


async def test_where_no_words_are_kept_the_case_has_none(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)

    await street.talk("sofie", f"/agree {ali.alias} I bring a coat by friday")

    (found,) = await street.run(promises.open_of, ali.id)
    assert found.words == "I bring a coat"


async def test_a_reply_to_somebodys_message_spares_their_name(house):
    await house.talk("bo", "I bring the form on friday")

    got = next(each for each in house.chat("mette") if "I bring" in each.text)
    await house.talk("mette", "/agree bring the form by friday", reply_to=got)
    await press(house, "K2 Bo")
    await house.talk("mette", "/agree K2 bring the key by friday", reply_to=got)
    await press(house, "K2 Bo")

    found = await open_of(house, "bo")
    assert [each.words for each in found] == ["bring the form", "bring the key"]


async def test_what_is_open_is_listed_by_sms_as_well(house):
    await house.talk("kirsten", "AGREE K3 bring the form by friday")

    await house.talk("kirsten", "Det aftalte")
    everything = house.texts("kirsten")[-1]
    await house.talk("kirsten", "AGREEMENTS k4")

    assert everything.splitlines() == [
        "Agreed on with K3 Cleo:",
        "1. K3 Cleo: bring the form, by Fri 27 Nov",
        "Done? Reply AGREEMENTS DONE and the number",
    ]
    assert house.texts("kirsten")[-1].startswith("Nothing that is agreed on")


async def test_by_sms_a_number_is_done_with_and_those_of_others_stay(house):
    await house.talk("mette", "/agree K1 call the office")
    await house.press("mette", "K1 Alma")
    await house.deliver()
    await house.press("mette", "No day")
    await house.deliver()
    await house.talk("kirsten", "AGREE K3 bring the form by friday")

    await house.talk("kirsten", "AGREEMENTS DONE 1")
    await house.talk("kirsten", "det aftalte klaret 2")

    assert house.texts("kirsten")[-2].startswith("Agreed on with K3 Cleo:")
    assert house.texts("kirsten")[-1] == "Done, with K3 Cleo: bring the form"
    alma, cleo = await house.person("alma"), await house.person("cleo")
    assert len(await house.run(promises.open_of, alma.id)) == 1
    assert await house.run(promises.open_of, cleo.id) == []
