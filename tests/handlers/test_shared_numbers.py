from dataclasses import replace

import pytest

from casework.people import Address, AddressState, Agreement, Channel, Role
from casework.reasons import Reason
from handlers import calls, enrolment, messages
from handlers.enrolment import RefusedError
from storage import addresses, people, shared_lines
from tests.handlers.house import listed

PHONE = Address(Channel.SMS, "+4520606060")
BUTTONS = ["K1 Eva", "K2 Finn"]
WHOSE = "From the number that K1 Eva, K2 Finn share:\n{}\n\nWhose words are these?"
SEALED = (
    "A message came from the number that K1, K2 share. They have not the same contact"
    " person, so nobody was shown it. It lies in the intake."
)


def sharing(ref, contact_person):
    return listed(
        ref, contact_person=contact_person, phone=PHONE.value, may_share_phone=True
    )


async def family(house, *contact_persons):
    """Eva and Finn share a phone; both gave their codes from it."""
    for ref in ("eva", "finn"):
        house.addresses[ref] = PHONE
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("kirsten", Role.CONTACT_PERSON),
        listed("sanne", Role.SUPERVISOR),
        *(
            sharing(ref, worker)
            for ref, worker in zip(("eva", "finn"), contact_persons, strict=True)
        ),
    )
    for ref in ("mette", "kirsten", "sanne", "eva", "finn"):
        await house.link(ref)
        await house.deliver()
    return house


@pytest.fixture
async def shared(new_house):
    """Mette is there for both."""
    return await family(new_house, "mette", "mette")


@pytest.fixture
async def apart(new_house):
    """Mette is there for one, and Kirsten for the other."""
    return await family(new_house, "mette", "kirsten")


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


async def states(house):
    found = await house.run(addresses.find_all, PHONE)
    return [(each.state, each.frozen_for, each.is_shared) for each in found]


async def agreed(house, *refs):
    """Have a human say whose the yes is, for each."""
    for ref in refs:
        await house.talk(ref, "OK")
        await house.press("mette", ref.capitalize())
        await house.deliver()


async def test_each_links_with_their_own_code(shared):
    assert await states(shared) == [(AddressState.VERIFIED, None, True)] * 2
    welcomes = [text for text in shared.texts("eva") if "Here you can write" in text]
    assert [text.split("!")[0] for text in welcomes] == ["Hi Eva", "Hi Finn"]


async def test_words_from_there_are_shown_and_nobody_is_guessed(shared):
    await shared.talk("eva", "can you come?")

    asked = shared.last("mette")
    assert asked.text == WHOSE.format("can you come?")
    assert labels(asked) == BUTTONS
    for ref in ("eva", "finn"):
        assert await shared.said(ref) == []


async def test_the_chosen_ones_words_are_relayed_and_recorded_as_theirs(shared):
    await shared.talk("eva", "can you come?")

    await shared.press("mette", "Finn")
    await shared.deliver()

    assert shared.texts("mette")[-1] == "K2 Finn\ncan you come?"
    assert "K2 Finn: noted as their words." in shared.texts("mette")
    assert await shared.said("finn") == ["can you come?"]
    assert await shared.said("eva") == []
    assert (
        await shared.run(shared_lines.asked_of, (await shared.person("mette")).id) == []
    )


async def test_an_answer_goes_to_the_one_who_was_chosen_after_a_hold(shared):
    await agreed(shared, "eva", "finn")
    await shared.talk("eva", "can you come?")
    await shared.press("mette", "Finn")
    await shared.deliver()

    await shared.talk("mette", "yes", reply_to=shared.last("mette"))
    held = shared.texts("finn")[-1]
    shared.move(seconds=9)
    await shared.deliver()

    assert held != "Mette: yes"
    assert shared.texts("finn")[-1] == "Mette: yes"
    assert "yes" in await shared.said("finn")
    assert "yes" not in await shared.said("eva")


async def test_a_yes_counts_for_whom_a_human_says(shared):
    await agreed(shared, "finn")

    assert (await shared.person("finn")).agreement is Agreement.GIVEN
    assert (await shared.person("eva")).agreement is Agreement.ASKED


async def test_what_was_chosen_before_is_closed(shared):
    await agreed(shared, "eva", "finn")
    await shared.talk("mette", "/to K1")

    await shared.talk("eva", "it is me")
    await shared.talk("mette", "and then I thought")

    assert shared.texts("mette")[-1] == "Who is this for?"
    assert not any("and then" in text for text in shared.texts("eva"))


async def test_a_button_counts_once(shared):
    await shared.talk("eva", "can you come?")
    asked = shared.last("mette")

    await shared.press("mette", "Finn", on=asked)
    shared.move(minutes=1)
    await shared.press("mette", "Eva", on=replace(asked))
    await shared.deliver()

    assert await shared.said("finn") == ["can you come?"]
    assert await shared.said("eva") == []


async def test_where_contact_persons_differ_nobody_is_shown_the_words(apart):
    await apart.talk("eva", "he hits me")

    everything = [
        text for who in ("mette", "kirsten", "sanne") for text in apart.texts(who)
    ]
    assert not any("he hits me" in text for text in everything)
    assert apart.texts("sanne")[-1] == SEALED
    (entry,) = [w for kind, w in await apart.record("intake") if kind == "intake"]
    assert entry["text"] == "he hits me"
    for ref in ("eva", "finn"):
        assert await apart.said(ref) == []


@pytest.mark.parametrize("word", ["STOP", "stop sms", "Afmeld"])
async def test_a_stop_from_there_stops_all_of_them(shared, word):
    await agreed(shared, "eva", "finn")

    await shared.talk("eva", word)

    assert await states(shared) == [(AddressState.FROZEN, Reason.OPTED_OUT, True)] * 2
    told = [text for text in shared.texts("mette") if "has sent STOP" in text]
    assert sorted(text.split(" has")[0] for text in told) == BUTTONS


async def test_a_start_from_there_lets_all_of_them_be_reached_again(shared):
    await agreed(shared, "eva", "finn")
    await shared.talk("eva", "STOP")

    await shared.talk("finn", "START")

    assert await states(shared) == [(AddressState.VERIFIED, None, True)] * 2


async def test_a_cry_is_no_stop_and_may_be_of_any_of_them(shared):
    await shared.talk("eva", "stop nu jeg kan ikke mere")

    told = {text.partition(" may be")[0] for text in shared.texts("mette")[-3:]}
    assert told == {
        WHOSE.format("stop nu jeg kan ikke mere"),
        "READ NOW: a message from K1 Eva",
        "READ NOW: a message from K2 Finn",
    }
    assert (await states(shared))[0][0] is AddressState.VERIFIED


async def test_wrong_from_there_frees_the_number_for_all(shared):
    shared.move(days=4)

    await shared.talk("eva", "FORKERT")

    assert await states(shared) == []
    wrong = [text for text in shared.texts("mette") if "WRONG" in text]
    assert sorted(text.split(":")[0] for text in wrong) == BUTTONS
    assert shared.texts("eva")[-1].startswith("Sorry!")


async def test_a_stale_shared_number_is_asked_once_for_all(shared):
    await agreed(shared, "eva", "finn")
    shared.move(days=61)

    await shared.talk("mette", "/to K1 hello Eva")
    await shared.talk("mette", "/to K2 hello Finn")
    shared.move(seconds=20)
    await shared.deliver()
    question = "Hi. Is this still the right number? Reply OK or WRONG."
    assert shared.texts("eva").count(question) == 1
    await shared.talk("finn", "OK")

    assert {"Mette: hello Eva", "Mette: hello Finn"} <= set(shared.texts("eva"))


async def test_a_call_from_there_asks_for_a_call_back_and_hears_no_name(shared):
    await shared.call("eva")
    await shared.deliver()

    assert shared.texts("mette")[-1] == (
        "Someone called from the number that K1, K2 share. Please call back."
    )
    heard = await shared.run(
        calls.what_the_caller_hears, shared.office, PHONE.value, shared.now
    )
    assert "Mette" not in heard


async def test_a_call_where_contact_persons_differ_is_the_supervisors_matter(apart):
    before = apart.texts("mette")

    await apart.call("eva")
    await apart.deliver()

    assert apart.texts("mette") == before
    assert "called" in apart.texts("sanne")[-1]


async def test_what_nobody_names_is_sealed_after_a_day_and_told(shared):
    await shared.talk("eva", "can you come?")
    asked = shared.last("mette")
    shared.move(hours=24)

    await shared.look_after()
    await shared.deliver()
    await shared.press("mette", "Finn", on=asked)
    await shared.deliver()

    assert shared.texts("sanne")[-1] == (
        "Nobody said who of K1, K2 wrote from the number that they share."
        " The words lie in the intake."
    )
    assert await shared.said("finn") == []
    assert ("intake", "can you come?") in [
        (kind, words["text"]) for kind, words in await shared.record("intake")
    ]


async def test_a_worker_on_sms_names_them_with_the_short_name_alone(new_house):
    house = await family(new_house, "kirsten", "kirsten")
    await house.talk("eva", "can you come?")
    assert house.texts("kirsten")[-1] == (
        "K1, K2 share a number: can you come?\n"
        "Who wrote it? Reply with the short name alone."
    )

    await house.talk("kirsten", "k2")

    assert await house.said("finn") == ["can you come?"]
    assert await house.said("eva") == []


async def test_only_whoever_answers_them_says_whose_words_they_are(shared):
    await shared.talk("eva", "can you come?")
    asked = shared.last("mette")

    def hand_over(tx, now):
        kirsten, finn = (people.find_by_ref(tx, ref) for ref in ("kirsten", "finn"))
        tx.run(
            "UPDATE assignment SET contact_person_id = :new WHERE client_id = :client",
            new=kirsten.id,
            client=finn.id,
        )
        tx.forget()

    await shared.run(hand_over, shared.now)
    await shared.press("mette", "Finn", on=asked)
    await shared.deliver()

    assert await shared.said("finn") == []


async def test_what_nobody_may_share_is_refused(new_house):
    await new_house.enrol(
        listed("mette", Role.CONTACT_PERSON, phone=PHONE.value),
        listed("alma", contact_person="mette"),
    )

    with pytest.raises(RefusedError):
        await new_house.enrol(sharing("eva", "mette"))
    with pytest.raises(RefusedError):
        await new_house.enrol(
            listed("bo", contact_person="mette", phone="+4520616161"),
            listed("dan", contact_person="mette", phone="+4520616161"),
        )
    assert await new_house.run(enrolment.invite, "eva", new_house.now) is None


async def test_a_guessed_code_from_there_is_words_to_a_human(shared):
    await shared.talk("eva", "000000")

    assert shared.last("mette").text == WHOSE.format("000000")


async def test_nothing_is_lost_if_the_process_dies_while_asking(shared):
    event = shared.incoming("eva", "can you come?")
    row = await shared.take_in(event)

    def dies(tx, now):
        messages.receive(tx, shared.office, row, event, now)
        raise LookupError

    with pytest.raises(LookupError):
        await shared.run(dies, shared.now)
    await shared.run(messages.receive, shared.office, row, event, shared.now)
    await shared.deliver()

    asked = [t for t in shared.texts("mette") if t == WHOSE.format("can you come?")]
    assert len(asked) == 1
