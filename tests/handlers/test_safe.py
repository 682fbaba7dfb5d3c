"""Leaving a talk with one's own word, and asking for texts that show nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.messages import Kind
from casework.safe_contact import Discreet, SafeContact
from storage import choices, safe_contacts

TOLD = (
    "K1 Alma has left the talk with their own word. Nothing goes out before "
    "tomorrow at 7:00, unless they write again."
)
NEXT_MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # seven o'clock there


async def set_safe(house, who, **profile):
    client, mette = await house.person(who), await house.person("mette")
    given = SafeContact(**profile)
    await house.run(safe_contacts.set_profile, client.id, given, mette.id, house.now)


async def safe_of(house, who):
    return await house.run(safe_contacts.of, (await house.person(who)).id)


@pytest.fixture
async def talking(house):
    """Alma and Bo each have a word that ends the talk."""
    await set_safe(house, "alma", exit_word="banana")
    await set_safe(house, "bo", exit_word="banana")
    await house.talk("alma", "hello")
    await house.talk("bo", "hello")
    return house


@pytest.mark.parametrize("said", ["banana", "  Banana!", "BANANA."])
async def test_their_own_word_ends_the_talk_without_an_answer(talking, said):
    before = talking.texts("alma")

    message = await talking.talk("alma", said)

    assert talking.texts("alma") == before
    assert talking.sign_on("alma", message) is None
    assert talking.texts("mette")[-1] == TOLD
    assert (await talking.said("alma"))[-1] == said


@pytest.mark.parametrize("said", ["I had a banana", "bananas", "no banana"])
async def test_the_word_in_a_sentence_is_said_to_the_human(talking, said):
    await talking.talk("alma", said)

    assert talking.texts("mette")[-1] == f"K1 Alma\n{said}"


async def test_the_word_of_somebody_else_is_said_to_the_human(talking):
    await set_safe(talking, "bo", exit_word="melon")

    await talking.talk("bo", "banana")

    assert talking.texts("mette")[-1] == "K2 Bo\nbanana"


async def test_nothing_more_goes_out_that_day_whoever_writes_and_whatever_it_is(
    talking,
):
    await talking.talk("mette", "/to K1")
    before = talking.texts("alma")
    await talking.talk("alma", "banana")

    await talking.talk("mette", "/to K1 are you there?")
    talking.move(seconds=9)
    await talking.deliver()
    night = talking.texts("alma")
    told = talking.last("mette")
    talking.now = NEXT_MORNING - timedelta(minutes=1)
    await talking.deliver()
    still = talking.texts("alma")
    talking.now = NEXT_MORNING
    await talking.deliver()

    assert night == still == before
    assert told.versions[-1] == (
        "K1 Alma: waits until tomorrow at 7:00. They asked for a pause."
    )
    assert talking.texts("alma")[-1] == "Mette: are you there?"


async def test_nobody_may_send_it_anyway_to_who_has_left(talking):
    await talking.talk("alma", "banana")

    await talking.talk("mette", "/to K1 are you there?")
    talking.move(seconds=9)
    await talking.deliver()

    shown = [button.label for row in talking.last("mette").buttons for button in row]
    assert shown == ["Undo"]


async def test_the_contact_persons_choice_is_closed(talking):
    await talking.talk("mette", "/to K1")
    await talking.talk("alma", "banana")

    mette = await talking.person("mette")
    assert await talking.run(choices.find, mette.id) is None


async def test_who_writes_again_is_back_and_gets_what_waited(talking):
    await talking.talk("bo", "banana")
    await talking.talk("mette", "/to K2 are you there?")
    talking.move(seconds=9)
    await talking.deliver()
    waiting = talking.texts("bo")

    await talking.talk("bo", "yes, now I am alone")

    assert "Mette: are you there?" not in waiting
    assert talking.texts("bo")[-1] == "Mette: are you there?"
    assert (await safe_of(talking, "bo")).left_until is None


async def test_the_word_sent_twice_is_told_once_each_time_it_is_meant(talking):
    incoming = talking.incoming("alma", "banana")
    await talking.receive(incoming)
    await talking.receive(incoming)
    await talking.deliver()

    assert talking.texts("mette").count(TOLD) == 1


async def test_leaving_changes_nothing_else_of_what_is_safe(talking):
    before = await safe_of(talking, "alma")

    await talking.talk("alma", "banana")
    await talking.talk("alma", "back")

    assert await safe_of(talking, "alma") == before


async def test_without_a_word_of_ones_own_nothing_ends_a_talk(house):
    await house.talk("alma", "banana")
    await house.talk("alma", "")

    assert "K1 Alma\nbanana" in house.texts("mette")


@pytest.mark.parametrize("word", ["HIDE", "skjul", "Dölj!"])
async def test_hide_in_any_language_makes_every_text_show_nothing(house, word):
    await house.talk("bo", word)
    await house.talk("bo", "CALL")

    assert (await safe_of(house, "bo")).discreet is Discreet.DISCREET
    assert house.texts("bo")[-2:] == [
        "OK, thanks",
        "OK, we will ring. In danger? Call 112",
    ]
    assert any(text.startswith("K2 Bo sent HIDE") for text in house.texts("mette"))
    assert f"K2 Bo\n{word}" not in house.texts("mette")


async def test_hide_in_a_sentence_is_said_to_the_human(house):
    await house.talk("bo", "I want to hide")

    assert (await safe_of(house, "bo")).discreet is Discreet.NEUTRAL
    assert house.texts("mette")[-1] == "K2 Bo\nI want to hide"


async def test_who_has_nobody_any_more_may_leave_as_well(talking):
    def end(tx):
        tx.run("UPDATE assignment SET ends_at = 1, state = 'ended'")
        tx.forget()

    await talking.run(end)
    before = talking.texts("alma")

    await talking.talk("alma", "banana")

    assert talking.texts("alma") == before
    assert (await safe_of(talking, "alma")).left_until is not None


MOVES = {
    "kind": Kind.LOCATION,
    "details": {"latitude": 55.67594, "longitude": 12.56553, "live_period": 3600},
}


async def test_a_phone_that_sends_where_it_goes_is_not_somebody_who_is_back(talking):
    shared = await talking.talk("alma", **MOVES)
    await talking.talk("alma", "banana")
    left_at = (await talking.address("alma")).last_inbound_at
    await talking.talk("mette", "/to K1 are you there?")
    talking.move(seconds=9)
    await talking.deliver()
    before = talking.texts("alma")

    talking.move(minutes=2)
    await talking.talk("alma", edit_of=shared, **MOVES)

    assert talking.texts("alma") == before
    assert (await safe_of(talking, "alma")).left_until == NEXT_MORNING
    assert (await talking.address("alma")).last_inbound_at == left_at
    assert [kind for kind, _ in await talking.record("alma")].count("edit") == 1


async def test_a_phone_that_sends_where_it_goes_closes_nobodys_choice(talking):
    shared = await talking.talk("alma", **MOVES)
    await talking.talk("mette", "/to K2")
    mette, bo = await talking.person("mette"), await talking.person("bo")

    await talking.talk("alma", edit_of=shared, **MOVES)

    assert (await talking.run(choices.find, mette.id)).client == bo.id


async def test_who_has_nobody_is_not_back_because_their_phone_moves(talking):
    shared = await talking.talk("alma", **MOVES)

    def end(tx):
        tx.run("UPDATE assignment SET ends_at = 1, state = 'ended'")
        tx.forget()

    await talking.run(end)
    await talking.talk("alma", "banana")

    await talking.talk("alma", edit_of=shared, **MOVES)

    assert (await safe_of(talking, "alma")).left_until == NEXT_MORNING
