import pytest

from casework.messages import File, Kind
from casework.people import Address, AddressState, Agreement, Channel, Role
from casework.reasons import Reason
from storage import people
from tests.handlers.house import listed


async def agreement(house, who):
    return (await house.person(who)).agreement


async def state(house, who):
    address = await house.address(who)
    return address.state, address.frozen_for


@pytest.mark.parametrize(
    ("client", "worker", "shown"),
    [
        ("alma", "mette", "K1 Alma\nhello"),
        ("bo", "mette", "K2 Bo\nhello"),
        ("cleo", "kirsten", "K3 Cleo: hello"),
        ("dan", "kirsten", "K4 Dan: hello"),
    ],
)
async def test_a_client_just_writes_by_any_pair_of_channels(
    house, client, worker, shown
):
    await house.talk(client, "hello")

    assert house.texts(worker) == [shown]
    assert (await house.said(client))[-1] == "hello"


async def test_a_message_gets_a_sign_when_it_is_stored(house):
    written = await house.talk("alma", "hello")

    assert house.sign_on("alma", written) == "👌"
    assert house.chat("alma") == []


async def test_by_sms_nothing_is_answered_to_plain_words(house):
    await house.talk("bo", "hello")

    assert house.chat("bo") == []


async def test_a_sentence_with_stop_in_it_is_a_message_not_an_opt_out(house):
    await house.talk("bo", "stop nu jeg kan ikke mere")

    assert (await state(house, "bo")) == (AddressState.VERIFIED, None)
    assert house.texts("mette")[:1] == ["K2 Bo\nstop nu jeg kan ikke mere"]


@pytest.mark.parametrize("words", ["STOP", "Afmeld"])
async def test_what_can_only_be_a_stop_is_told_in_one_sentence(house, words):
    await house.talk("bo", words)

    assert [told.partition(".")[0] for told in house.texts("mette")] == [
        "K2 Bo has sent STOP"
    ]
    assert ("message", words) in [
        (kind, said["text"]) for kind, said in await house.record("bo")
    ]


@pytest.mark.parametrize("words", ["stopall", "QUIT"])
async def test_stop_by_sms_is_told_at_once_and_nothing_more_is_sent(house, words):
    await house.talk("bo", words)
    await house.talk("mette", "are you all right?", reply_to=house.chat("mette")[0])
    house.move(seconds=8)
    await house.deliver()

    assert (await state(house, "bo")) == (AddressState.FROZEN, Reason.OPTED_OUT)
    assert house.chat("bo") == []
    told = house.texts("mette")
    assert told[0] == f"K2 Bo\n{words}"
    assert told[1].startswith("K2 Bo has sent STOP.")
    assert "K2 Bo: not delivered. There is a STOP on messages." in told


async def test_a_stop_that_the_network_understood_is_one_whatever_its_words(house):
    await house.talk("bo", "slut", details={"opt_out_type": "STOP"})

    assert (await state(house, "bo")) == (AddressState.FROZEN, Reason.OPTED_OUT)


async def test_stop_on_telegram_is_confirmed_in_one_last_message(house):
    await house.talk("alma", "/stop")
    await house.talk("mette", "hello?", reply_to=house.chat("mette")[0])
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == [
        (
            "You get no more messages from here. You keep your help."
            " Send START to get them again. In danger? Call 112."
        )
    ]


async def test_who_writes_after_a_stop_is_heard_and_the_worker_knows_the_state(house):
    await house.talk("bo", "STOP")

    await house.talk("bo", "I am cold")

    told = house.texts("mette")[-2:]
    assert told[0] == "K2 Bo\nI am cold"
    assert told[1].startswith("K2 Bo writes, but has a STOP.")


@pytest.mark.parametrize("words", ["START", "yes", "unstop"])
async def test_start_lets_messages_through_again(house, words):
    await house.talk("bo", "STOP")

    await house.talk("bo", words)

    assert (await state(house, "bo")) == (AddressState.VERIFIED, None)
    assert await agreement(house, "bo") is Agreement.GIVEN
    assert house.texts("bo") == [
        "Welcome back, Bo. You can write with Mette here again."
    ]
    assert house.texts("mette")[-1] == "K2 Bo gets messages again."


async def test_start_does_not_verify_a_number_that_nobody_confirmed(new_house):
    house = new_house
    number = house.addresses["bo"].value
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("bo", contact_person="mette", phone=number),
    )

    await house.talk("bo", "STOP")
    await house.talk("bo", "START")

    assert (await state(house, "bo")) == (AddressState.UNVERIFIED, None)


async def test_a_yes_that_was_not_asked_for_is_words_to_the_human(house):
    await house.talk("bo", "yes")

    assert house.texts("mette") == ["K2 Bo\nyes"]
    assert house.chat("bo") == []


async def test_a_call_for_help_in_one_word_is_answered_and_marked(house):
    await house.talk("bo", "HJÆLP")

    assert house.texts("bo")[0].startswith("You can write freely.")
    (told,) = house.texts("mette")
    assert told.startswith("LOOK NOW: K2 Bo sent only the word")


async def test_about_says_what_is_written_down(house):
    await house.talk("alma", "/about")

    assert house.texts("alma")[0].startswith("What you write is saved. Mette and")


async def test_a_wish_to_be_called_is_told(house):
    await house.talk("bo", "RING")

    assert house.texts("mette")[-1].startswith("K2 Bo would like a call. Safe time:")


async def test_pictures_by_sms_are_missed_and_both_sides_know(house):
    await house.talk("bo", "look", media_count=2)

    assert house.texts("mette") == [
        "K2 Bo\nlook",
        (
            "K2 Bo sent a picture or file by SMS. It cannot be received here."
            " Ask for it in words."
        ),
    ]
    record = await house.record("bo")
    assert record[-1][1]["pictures_not_received"] == 2


async def test_a_file_that_cannot_be_kept_is_passed_on_and_told(house):
    incoming = house.incoming(
        "alma", kind=Kind.VIDEO, files=(File("file-1", size=10**9),)
    )

    await house.receive(incoming, not_kept=True)
    await house.deliver()

    assert house.chat("mette")[0].copied == incoming.message_id
    assert "the record could not keep a copy: video" in house.texts("mette")[1]
    assert (await house.record("alma"))[-1][1]["not_kept"] is True


async def test_the_same_message_under_another_update_is_passed_on_once(house):
    incoming = house.incoming("alma", "hello")
    again = house.incoming("alma", "hello")
    object.__setattr__(again, "message_id", incoming.message_id)

    await house.receive(incoming)
    await house.receive(again)
    await house.deliver()

    assert house.texts("mette") == ["K1 Alma\nhello"]
    assert await house.said("alma") == ["hello"]


async def test_who_has_no_contact_person_is_heard_by_the_supervisors(house):
    await house.enrol(listed("eva"))
    house.addresses["eva"] = Address(Channel.TELEGRAM, "7001009009")
    await house.link("eva")
    await house.deliver()

    await house.talk("eva", "is anybody there?")

    assert house.texts("eva")[-1].startswith("Thanks, your message is saved.")
    assert house.texts("sanne")[-1] == (
        "K5 Eva has written and has no contact person. Please find someone who answers."
    )
    assert (await house.record("intake"))[-1][1]["text"] == "is anybody there?"


async def test_words_to_somebody_who_is_not_connected_are_told_to_a_human(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("sanne", Role.SUPERVISOR),
        listed("alma", contact_person="mette"),
    )
    await house.link("sanne")
    await house.link("alma")
    await house.deliver()
    before = len(house.texts("sanne"))

    await house.talk("alma", "hello?")
    await house.talk("alma", "anybody?")

    assert house.texts("sanne")[before:] == [
        (
            "K1 Alma has written, but Mette is not connected here yet."
            " The message waits. Please see that someone answers."
        )
    ]


async def test_what_waited_arrives_when_the_contact_person_connects(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON), listed("alma", contact_person="mette")
    )
    await house.link("alma")
    await house.talk("alma", "one")
    await house.talk("alma", "two")
    house.move(hours=20)
    await house.deliver()

    await house.link("mette")
    await house.deliver()

    assert [text for text in house.texts("mette") if text.startswith("K1")] == [
        "K1 Alma\none",
        "K1 Alma\ntwo",
    ]


async def test_an_answer_from_a_number_makes_it_usable_again(house):
    def give_up(tx):
        tx.run("UPDATE address SET state = 'frozen', reason = 'bad_number'")

    await house.run(give_up)
    await house.talk("bo", "I am back")

    assert (await state(house, "bo")) == (AddressState.VERIFIED, None)


async def test_no_word_of_a_client_is_ever_answered_with_not_understood(house):
    for words in ("4", "?", "👍", "MOVE", "later", "forkert", "..."):
        await house.talk("bo", words)

    assert house.chat("bo") == []
    assert house.texts("mette") == [
        f"K2 Bo\n{words}"
        for words in ("4", "?", "👍", "MOVE", "later", "forkert", "...")
    ]


async def test_nobody_but_the_contact_person_gets_a_clients_words(house):
    await house.talk("alma", "between us")

    elsewhere = ("sanne", "kirsten", "bo", "cleo", "dan")
    assert [house.texts(who) for who in elsewhere] == [[]] * 5


async def test_the_language_of_each_side_is_their_own(house):
    await house.run(_speak, "mette", "da")

    await house.talk("bo", "STOP")

    told = house.office.say("staff_opted_out", "da", client="K2 Bo")
    assert house.texts("mette") == [told]


def _speak(tx, ref, language):
    people.set_language(tx, people.find_by_ref(tx, ref).id, language)
