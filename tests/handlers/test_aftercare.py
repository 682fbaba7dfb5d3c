from dataclasses import replace
from datetime import date

import pytest

from casework.messages import Kind
from casework.people import Role
from casework.reasons import Reason
from casework.requests import RequestKind
from casework.safe_contact import Discreet, SafeContact
from handlers import lifecycle
from handlers import requests as asking
from storage import people, requests, safe_contacts
from tests.handlers.house import OFFICE, listed

ACK = (
    "Thank you, {}. The messages here have ended, but we are told that you wrote."
    " Need help? Call +4533112233. In danger? Call 112."
)
TURN = (
    "Hi {}. The messages here have ended. Do you need help? Call +4533112233."
    " In danger? Call 112."
)
TOLD = (
    "{} has written, though the contact has ended. The words are kept sealed."
    " Please call them."
)
LONG_AFTER = (
    "K1 Alma has written long after the end. They were told where to turn."
    " The words are in the intake."
)
UNTIL = date(2026, 12, 1)


@pytest.fixture
async def over(house):
    """Alma and Bo had Mette, and are heard until 1 December."""
    for who in ("alma", "bo"):
        client = await house.person(who)
        await house.run(
            lifecycle.end, OFFICE, client, None, house.now, aftercare_until=UNTIL
        )
    await house.deliver()
    house.move(hours=1)
    return house


async def test_who_writes_soon_after_is_kept_told_of_and_told_where_to_turn(over):
    said = len(await over.said("alma"))

    await over.talk("alma", "it got worse")

    assert (await over.said("alma"))[said:] == ["it got worse"]
    assert over.texts("alma")[-1] == ACK.format("Alma")
    assert over.texts("mette")[-1] == TOLD.format("K1 Alma")
    assert not any("it got worse" in text for text in over.texts("mette"))


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("INDSIGT", RequestKind.ACCESS, "wants to read what is saved"),
        ("RET: jeg kom til tiden", RequestKind.CORRECTION, "something saved is wrong"),
    ],
)
async def test_who_asks_about_what_is_kept_is_answered_long_after_as_well(
    over, said, kind, told
):
    over.move(days=100)
    before = len(over.texts("mette"))

    await over.talk("alma", said)

    alma = await over.person("alma")
    (request,) = await over.run(requests.of_client, alma.id)
    assert (request.kind, request.is_open) == (kind, True)
    assert "you get an answer by" in over.texts("alma")[-1].lower()
    assert told in over.texts("sanne")[-1]
    assert len(over.texts("mette")) == before


async def test_what_is_kept_is_said_long_after_and_its_buttons_still_ask(over):
    over.move(days=100)

    await over.talk("alma", "/mydata")
    said = over.texts("alma")[-1]
    await over.press("alma", "Have some deleted")
    await over.deliver()

    assert said.startswith("We keep your name")
    alma = await over.person("alma")
    (request,) = await over.run(requests.of_client, alma.id)
    assert request.kind is RequestKind.ERASURE
    assert "wants something saved to be deleted" in over.texts("sanne")[-1]


async def test_what_a_letter_asks_for_long_after_is_told_to_who_supervises(over):
    over.move(days=100)
    bo = await over.person("bo")
    given = (OFFICE, bo, RequestKind.ACCESS, over.now, over.now)

    await over.run(asking.note, *given)
    await over.deliver()

    assert "wants to read what is saved" in over.texts("sanne")[-1]


async def test_it_is_said_once_a_day_and_told_once_a_run(over):
    for words in ("one", "two"):
        await over.talk("alma", words)
    over.move(hours=2)
    await over.talk("alma", "three")

    told = [text for text in over.texts("mette") if text == TOLD.format("K1 Alma")]
    assert over.texts("alma").count(ACK.format("Alma")) == 1
    assert len(told) == 2
    assert (await over.said("alma"))[-3:] == ["one", "two", "three"]


async def test_the_last_day_is_a_whole_one_where_they_live(over):
    over.now = over.now.replace(day=30, hour=22, minute=59)
    await over.talk("alma", "still heard")
    over.move(days=1, minutes=2)  # half past midnight on 2 December in Copenhagen
    await over.talk("alma", "too late")

    assert (await over.said("alma"))[-1] == "still heard"
    assert (
        (await over.record("intake"))[-1][1]["text"],
        (await over.record("intake"))[-1][1]["author"],
    ) == ("too late", "")


async def test_long_after_it_words_are_kept_in_the_intake_and_supervisors_told(over):
    over.move(days=100)

    await over.talk("alma", "hello?")
    await over.talk("alma", "anybody?")

    kept = [words["text"] for _, words in await over.record("intake")]
    assert kept == ["hello?", "anybody?"]
    assert over.texts("alma")[-1] == TURN.format("Alma")
    assert over.texts("alma").count(TURN.format("Alma")) == 1
    assert LONG_AFTER in over.texts("sanne")
    assert "hello?" not in "".join(over.texts("mette"))


async def test_long_after_it_supervisors_are_told_once_for_a_run_of_each(over):
    over.move(days=100)

    for who, words in (("alma", "hello?"), ("alma", "anybody?"), ("bo", "hello")):
        await over.talk(who, words)
    told = over.texts("sanne").count(LONG_AFTER)
    over.move(minutes=11)
    await over.talk("alma", "please")

    assert told == 1
    assert over.texts("sanne").count(LONG_AFTER) == 2
    assert any("K2 Bo" in text for text in over.texts("sanne"))
    assert len(await over.record("intake")) == 4


async def test_an_old_message_that_is_changed_now_is_sealed_as_its_change(house):
    old = await house.talk("alma", "all is well")
    alma = await house.person("alma")
    await house.run(lifecycle.end, OFFICE, alma, None, house.now, aftercare_until=UNTIL)
    house.move(hours=1)

    await house.talk("alma", "nothing is well", edit_of=old)

    kind, words = (await house.record("alma"))[-1]
    assert (kind, words["text"]) == ("edit", "nothing is well")
    assert house.texts("mette")[-1] == TOLD.format("K1 Alma")


async def test_the_same_message_under_another_update_is_sealed_once(over):
    first = await over.talk("alma", "it got worse")

    await over.receive(replace(over.incoming("alma", "it got worse"), message_id=first))

    assert (await over.said("alma")).count("it got worse") == 1


async def test_a_picture_after_the_end_is_kept_as_one(over):
    await over.talk("alma", "look", kind=Kind.PHOTO)

    kind, words = (await over.record("alma"))[-1]
    assert (kind, words["form"]) == ("message", "photo")


async def test_a_stop_after_the_end_is_a_stop(over):
    await over.talk("alma", "/stop")
    await over.talk("bo", "STOP")
    before = over.texts("alma")
    await over.talk("alma", "one more thing")

    told = [text.partition(".")[0] for text in over.texts("mette")]
    assert told[-3:-1] == ["K1 Alma has sent STOP", "K2 Bo has sent STOP"]
    assert (await over.address("alma")).frozen_for is Reason.OPTED_OUT
    assert (await over.address("bo")).frozen_for is Reason.OPTED_OUT
    assert before[-1].startswith("You get no more messages from here.")
    assert over.texts("alma") == before
    assert (await over.said("alma"))[-1] == "one more thing"


async def test_words_behind_a_command_are_kept_and_told_of_after_the_end(over):
    await over.talk("alma", "/stop he is at the door")

    told = [text.partition(".")[0] for text in over.texts("mette")]
    assert told[-2:] == [
        "K1 Alma has sent STOP",
        TOLD.format("K1 Alma").partition(".")[0],
    ]
    assert (await over.said("alma"))[-1] == "/stop he is at the door"
    assert over.texts("alma")[-1].startswith("You get no more messages from here.")


async def test_a_start_after_the_end_is_told_where_to_turn(over):
    await over.talk("bo", "STOP")

    await over.talk("bo", "START")

    assert (await over.address("bo")).frozen_for is None
    assert over.texts("bo")[-1] == ACK.format("Bo")


async def test_a_language_can_still_be_chosen(over):
    await over.talk("bo", "sprog dansk")
    await over.talk("bo", "hej")

    assert over.texts("bo")[-1].startswith("Tak, Bo. Beskederne her er slut")


async def test_who_left_is_not_told_but_the_supervisors_are(over):
    mette = await over.person("mette")
    await over.run(people.set_left, mette.id, over.now)
    before = over.texts("mette")

    await over.talk("alma", "are you there?")

    assert over.texts("mette") == before
    assert over.texts("sanne")[-1] == TOLD.format("K1 Alma")


async def test_where_no_words_are_kept_the_supervisors_can_open_these(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("bo", profile="dk_skp", contact_person="mette"),
    )
    await house.link("bo")
    bo = await house.person("bo")
    await house.run(lifecycle.end, OFFICE, bo, None, house.now, aftercare_until=UNTIL)

    await house.talk("bo", "are you there?")

    assert await house.record("bo") == []
    assert [words["text"] for _, words in await house.record("intake")] == [
        "are you there?"
    ]


async def test_a_discreet_answer_says_nothing_of_what_it_was(over):
    bo = await over.person("bo")
    safe = SafeContact(discreet=Discreet.DISCREET)
    await over.run(safe_contacts.set_profile, bo.id, safe, bo.id, over.now)

    await over.talk("bo", "hello")

    assert over.texts("bo")[-1] == (
        "Thanks. Please call the number you were given. In danger? Call 112."
    )


@pytest.mark.parametrize(("days", "told"), [(0, "mette"), (100, "sanne")])
async def test_a_call_after_the_end_is_told_of(over, days, told):
    over.move(days=days)

    await over.call("bo")
    await over.deliver()

    assert over.texts(told)[-1] == (
        "K2 Bo has called, though the contact has ended. Please call them back."
    )


async def test_who_never_had_anybody_is_answered_as_before(new_house):
    house = new_house
    await house.enrol(listed("sanne", Role.SUPERVISOR), listed("bo"))
    await house.link("sanne")
    await house.link("bo")

    await house.talk("bo", "hello")

    assert house.texts("bo")[-1].startswith("Thanks, your message is saved.")
    assert "Please find someone who answers" in house.texts("sanne")[-1]


async def test_the_next_owner_of_their_number_hears_no_name(over):
    over.move(days=61)
    before = len(over.texts("bo"))

    for words in ("hello?", "who is this?"):
        await over.talk("bo", words)

    assert over.texts("bo")[before:] == [
        (
            "This number answers by itself. We do not know your number."
            " Need help? Call +4533112233. In danger? Call 112."
        )
    ]
    kept = [words["text"] for _, words in await over.record("intake")]
    assert kept == ["hello?", "who is this?"]
    assert any("K2 Bo" in text for text in over.texts("sanne"))


async def test_a_wrong_after_the_end_frees_the_number_as_well(over):
    over.move(days=5)

    await over.talk("bo", "FEL")

    assert over.texts("bo")[-1].startswith("Sorry! We will not write to this number")
    assert await over.address("bo") is None
    assert any("K2 Bo" in t and "WRONG" in t for t in over.texts("sanne"))
