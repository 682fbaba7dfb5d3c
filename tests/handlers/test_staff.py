import pytest

from casework.messages import File, Kind
from casework.people import Role
from handlers import duties, enrolment
from storage import assignments, choices, people, unaddressed
from tests.handlers.house import listed

QUESTION = "Who is this for?"


async def choose(house, alias):
    """Let Mette's next lines go to a client."""
    await house.talk("mette", f"/to {alias}")


async def hand_over(house, client, to):
    """Give a client another contact person."""

    def unit(tx, now):
        person = people.find_by_ref(tx, client)
        tx.run(
            "UPDATE assignment SET ends_at = 1 WHERE client_id = :client",
            client=person.id,
        )
        assignments.begin(tx, person.id, people.find_by_ref(tx, to).id, now)

    await house.run(unit, house.now)


async def lines_waiting(house, who="mette"):
    person = await house.person(who)
    return await house.run(unaddressed.count, person.id)


async def test_a_reply_goes_to_the_client_whose_message_it_answers(house):
    await house.talk("alma", "first")
    await house.talk("bo", "second")
    alma_wrote, bo_wrote = house.chat("mette")

    await house.talk("mette", "to alma", reply_to=alma_wrote)
    await house.talk("mette", "to bo", reply_to=bo_wrote)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: to alma"]
    assert house.texts("bo") == ["Mette: to bo"]


async def test_a_plain_reply_in_a_running_talk_leaves_at_once(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "one", reply_to=house.last("mette"))
    await house.talk("alma", "again")
    shown = house.last("mette")

    await house.talk("mette", "two", reply_to=shown)

    assert house.texts("alma") == ["Mette: one", "Mette: two"]
    assert house.last("mette") == shown


async def test_the_next_lines_follow_a_reply_for_ten_minutes(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "one", reply_to=house.last("mette"))

    house.move(minutes=9, seconds=59)
    await house.talk("mette", "two")
    house.move(seconds=1)
    await house.talk("mette", "three")

    assert house.texts("alma") == ["Mette: one", "Mette: two"]
    assert QUESTION in house.texts("mette")


async def test_words_for_nobody_are_kept_and_asked_about_once(house):
    await house.talk("mette", "for whom?")
    await house.talk("mette", "and this?")

    assert house.texts("mette") == [QUESTION]
    assert [button.label for row in house.last("mette").buttons for button in row] == [
        "K1 Alma",
        "K2 Bo",
        "Drop",
    ]
    assert house.chat("alma") == house.chat("bo") == []
    assert await house.said("alma") == []


async def test_a_pressed_name_sends_what_waited_in_its_order(house):
    for words in ("one", "two", "three"):
        await house.talk("mette", words)

    await house.press("mette", "Alma")
    await house.deliver()
    assert house.chat("alma") == []  # chosen by button: held, once
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: one", "Mette: two", "Mette: three"]
    assert await house.said("alma") == ["one", "two", "three"]
    assert await lines_waiting(house) == 0


async def test_after_a_pressed_name_the_next_line_goes_there_too(house):
    await house.talk("mette", "one")
    await house.press("mette", "Alma")

    await house.talk("mette", "two")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: one", "Mette: two"]


async def test_what_waits_for_a_name_waits_through_a_restart(house):
    await house.talk("mette", "one", entities=({"type": "bold", "offset": 0},))
    await house.write(
        "mette",
        "a photo",
        kind=Kind.PHOTO,
        files=(File("file-1", "a.jpg", "image/jpeg", 3),),
        details={"width": 7},
    )

    await house.restart()
    await house.press("mette", "Alma")
    house.move(seconds=8)
    await house.deliver()

    assert [each.text for each in house.chat("alma")] == [
        "Mette: one",
        "Mette: a photo",
    ]
    words = [body for kind, body in await house.record("alma") if kind == "message"]
    assert words[0]["entities"] == [{"type": "bold", "offset": 0}]
    assert (words[1]["form"], words[1]["details"]) == ("photo", {"width": 7})


async def test_dropped_words_are_gone_and_nobody_gets_them(house):
    await house.talk("mette", "never mind")

    await house.press("mette", "Drop")
    await house.deliver()

    assert house.texts("mette")[-1] == "Dropped. Nothing was sent."
    assert await lines_waiting(house) == 0
    assert house.chat("alma") == house.chat("bo") == []


async def test_a_chosen_client_gets_the_next_lines_held_once(house):
    await choose(house, "K1")
    assert "what you write in the next 10 minutes" in house.texts("mette")[-1]

    await house.talk("mette", "one")
    await house.talk("mette", "two")
    assert house.chat("alma") == []
    house.move(seconds=8)
    await house.deliver()
    await house.talk("mette", "three")

    assert house.texts("alma") == ["Mette: one", "Mette: two", "Mette: three"]


async def test_a_chosen_client_may_write_without_closing_the_choice(house):
    await choose(house, "K1")

    await house.talk("alma", "are you there?")
    await house.talk("mette", "yes")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: yes"]


async def bo_writes(house):
    await house.talk("bo", "hello")


async def bo_calls(house):
    await house.call("bo")


async def bo_links_again(house):
    await house.enrol(listed("bo", contact_person="mette"))
    invited = await house.run(enrolment.invite, "bo", house.now)
    house.secrets["bo"] = invited.secrets
    await house.link("bo")


@pytest.mark.parametrize("something_of_bo", [bo_writes, bo_calls, bo_links_again])
async def test_the_choice_closes_when_another_client_is_heard_of(
    house, something_of_bo
):
    await choose(house, "K1")

    await something_of_bo(house)
    await house.talk("mette", "for whom is this?")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert not any("for whom" in text for text in house.texts("bo"))
    assert QUESTION in house.texts("mette")


async def test_the_choice_closes_when_another_client_changes_a_message(house):
    written = await house.talk("bo", "hello")
    changed = await house.talk("alma", "helo")
    await choose(house, "K2")

    await house.talk("alma", "hello", edit_of=changed)
    await house.talk("mette", "for whom is this?")

    assert written is not None
    assert QUESTION in house.texts("mette")
    assert await lines_waiting(house) == 1


async def test_the_choice_closes_when_another_client_presses_a_button(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette"),
        listed("bo", contact_person="mette"),
    )
    for who in ("mette", "alma", "bo"):
        await house.link(who)
    await house.deliver()
    await choose(house, "K2")

    await house.press("alma", "Yes")
    await house.talk("mette", "great!")
    house.move(seconds=8)
    await house.deliver()

    assert not any("great!" in text for text in house.texts("bo"))
    assert QUESTION in house.texts("mette")


async def test_a_swiped_message_that_is_nobodys_is_asked_about_not_guessed(house):
    await choose(house, "K1")

    await house.talk("mette", "to whom I swiped", reply_to="424242")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert QUESTION in house.texts("mette")


async def test_lines_behind_a_swipe_that_is_nobodys_are_asked_about_too(house):
    await choose(house, "K1")

    await house.talk("mette", "to whom I swiped", reply_to="424242")
    await house.talk("mette", "and one thing more")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert QUESTION in house.texts("mette")


async def test_a_swiped_message_of_a_former_client_goes_to_nobody(house):
    await house.talk("bo", "hello")
    bo_wrote = house.last("mette")
    await hand_over(house, "bo", "kirsten")
    await choose(house, "K1")

    await house.talk("mette", "for bo", reply_to=bo_wrote)
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == house.chat("bo") == []
    assert QUESTION in house.texts("mette")


async def test_a_chosen_client_who_was_handed_over_gets_nothing(house):
    await choose(house, "K1")
    await hand_over(house, "alma", "kirsten")

    await house.talk("mette", "hello")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert QUESTION in house.texts("mette")


async def test_a_swiped_confirmation_of_a_choice_names_the_chosen_one(house):
    await choose(house, "K1")
    confirmation = house.last("mette")
    house.move(hours=1)

    await house.talk("mette", "hello", reply_to=confirmation)

    assert house.texts("alma") == ["Mette: hello"]


async def test_an_own_message_that_is_swiped_names_whom_it_went_to(house):
    await house.talk("alma", "hello")
    written = await house.talk("mette", "one", reply_to=house.last("mette"))
    house.move(hours=1)

    await house.talk("mette", "two", reply_to=written)

    assert house.texts("alma") == ["Mette: one", "Mette: two"]


async def test_another_clients_name_in_the_words_lets_them_be_taken_back(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "hello", reply_to=house.last("mette"))

    await house.talk("mette", "Bo, are you coming?")

    assert house.texts("alma") == ["Mette: hello"]
    assert house.texts("mette")[-1] == "K1 Alma: goes in 8 s."


async def test_send_now_ends_the_hold(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    assert house.chat("bo") == []

    await house.press("mette", "Send now")
    await house.deliver()

    assert house.texts("bo") == ["Mette: hi"]


async def test_an_edit_replaces_words_that_wait_for_a_name(house):
    written = await house.talk("mette", "helo")

    await house.talk("mette", "hello", edit_of=written)
    await house.press("mette", "Alma")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: hello"]
    assert await house.said("alma") == ["hello"]


async def test_words_that_wait_for_a_name_come_back_after_five_minutes(house):
    await house.talk("mette", "for whom?")
    house.move(minutes=4, seconds=59)
    assert await house.look_after(duties.DROP_UNADDRESSED, duties.BRING_BACK) == 0

    house.move(seconds=1)
    for _ in range(2):
        await house.look_after(duties.DROP_UNADDRESSED, duties.BRING_BACK)
    await house.deliver()

    assert house.texts("mette") == [
        QUESTION,
        "Not sent yet: 1 of your messages. Send to whom, or drop?",
    ]


async def test_to_shows_a_button_for_each_client(house):
    await house.talk("mette", "/to@kontakt_bot")

    assert house.texts("mette") == ["Who do you want to write to?"]
    await house.press("mette", "Bo")
    await house.talk("mette", "hello")
    house.move(seconds=8)
    await house.deliver()
    assert house.texts("bo") == ["Mette: hello"]


async def test_to_takes_a_short_name_in_any_case_and_only_of_ones_own(house):
    await house.talk("mette", "/to k2")
    await house.talk("mette", "/to K3")

    assert "K2 Bo" in house.texts("mette")[0]
    assert house.texts("mette")[1].startswith("You have nobody with the short name K3")


async def test_a_command_is_never_passed_on(house):
    await choose(house, "K1")

    await house.talk("mette", "/whatever this is")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert house.texts("mette")[-1].startswith("That command does not exist")


async def test_who_has_no_clients_is_told(house):
    await house.talk("sanne", "hello?")
    await house.talk("sanne", "/to")

    assert house.texts("sanne") == ["You have nobody to write with here yet."] * 2


async def test_the_same_message_twice_is_passed_on_once(house):
    await choose(house, "K1")
    written = house.incoming("mette", "hello")

    await house.receive(written)
    await house.receive(house.incoming("mette", "hello", edit_of=None))
    again = house.incoming("mette", "hello")
    object.__setattr__(again, "message_id", written.message_id)
    await house.receive(again)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: hello"] * 2


async def test_by_sms_a_short_name_says_for_whom(house):
    await house.talk("kirsten", "K3 hello Cleo")
    await house.talk("kirsten", " k4: and you?")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("cleo") == ["Kirsten: hello Cleo"]
    assert house.texts("dan") == ["Kirsten: and you?"]


async def test_by_sms_the_next_lines_follow_the_short_name(house):
    await house.talk("kirsten", "K3 one")
    await house.talk("kirsten", "two")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("cleo") == ["Kirsten: one", "Kirsten: two"]


async def test_by_sms_words_without_a_short_name_are_asked_about(house):
    await house.talk("kirsten", "hello")
    await house.talk("kirsten", "hello?")

    assert house.texts("kirsten") == [
        "Not sent yet: who is it for? Reply with just the short name: K3, K4."
    ]
    assert house.chat("cleo") == house.chat("dan") == []


async def test_by_sms_a_short_name_alone_sends_what_waited(house):
    await house.talk("kirsten", "hello")

    await house.talk("kirsten", "k4")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("dan") == ["Kirsten: hello"]


async def test_by_sms_an_unknown_short_name_sends_nothing(house):
    await house.talk("kirsten", "K3 one")
    house.move(seconds=8)
    await house.deliver()

    await house.talk("kirsten", "K1 for somebody else's client")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("cleo") == ["Kirsten: one"]
    assert house.texts("kirsten") == [
        "You have nobody with the short name K1. Nothing was sent."
    ]
    assert house.chat("alma") == []


async def test_by_sms_the_question_comes_back_in_words(house):
    await house.talk("kirsten", "hello")
    house.move(minutes=5)
    await house.look_after(duties.DROP_UNADDRESSED, duties.BRING_BACK)
    await house.deliver()

    assert house.texts("kirsten")[-1].startswith("Not sent yet: 1 of your messages.")


async def test_a_choice_of_one_worker_says_nothing_about_another(house):
    await choose(house, "K1")
    mette, kirsten = await house.person("mette"), await house.person("kirsten")

    await house.talk("cleo", "hello")

    assert await house.run(choices.find, mette.id) is not None
    assert await house.run(choices.find, kirsten.id) is None


async def test_dropped_words_that_are_changed_are_asked_about_again(house):
    written = await house.talk("mette", "for bo, perhaps")
    await house.press("mette", "Drop")
    await choose(house, "K1")

    await house.talk("mette", "for bo, certainly", edit_of=written)
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert await lines_waiting(house) == 1
