"""Words that may mean danger: who is told, and that nothing else happens to them."""

from dataclasses import replace

import pytest

from storage import danger

HIT = "stop nu jeg kan ikke mere"
ALERT = (
    "READ NOW: a message from {} may be about danger. Follow your plan. "
    "The system has not called anyone."
)
CRISIS = (
    "This is an automatic answer. If you are in danger, call 112 now. You can also "
    "talk to Livslinien 70 201 201. Mette has been told."
)


@pytest.fixture
def in_danger(house):
    """A house that names its help lines."""
    house.office = replace(
        house.office,
        child_line="BørneTelefonen 116 111",
        adult_line="Livslinien 70 201 201",
    )
    return house


async def flag_of(house, who):
    person = await house.person(who)
    return await house.run(danger.find_open, person.id)


async def test_the_words_are_passed_on_and_the_contact_person_is_alerted(in_danger):
    house = in_danger

    await house.talk("bo", HIT)

    assert house.texts("mette")[-2:] == [f"K2 Bo\n{HIT}", ALERT.format("K2 Bo")]
    assert house.texts("bo")[-1] == CRISIS
    flag = await flag_of(house, "bo")
    assert (flag.hits, flag.taken_by) == (1, None)
    assert (await house.address("bo")).frozen_for is None


@pytest.mark.parametrize("cry", ["hjælp!!", "HEEELP", "Hjälp hjälp"])
async def test_help_that_is_called_out_is_passed_on_and_alerts(in_danger, cry):
    house = in_danger

    await house.talk("bo", cry)

    assert house.texts("mette")[-2:] == [f"K2 Bo\n{cry}", ALERT.format("K2 Bo")]
    assert house.texts("bo") == [CRISIS]


async def test_further_words_are_added_and_tell_nobody_again(in_danger):
    house = in_danger
    await house.talk("bo", HIT)
    house.move(minutes=3)

    await house.talk("bo", "jeg vil dø")
    await house.talk("bo", "han slår mig")

    told = [text for text in house.texts("mette") if text.startswith("READ NOW")]
    assert len(told) == 1
    assert house.texts("bo").count(CRISIS) == 1
    assert (await flag_of(house, "bo")).hits == 3


async def test_the_same_message_twice_counts_once(in_danger):
    house = in_danger
    event = house.incoming("bo", HIT)
    again = replace(event, external_id="another-update")

    await house.receive(event)
    await house.receive(again)
    await house.deliver()

    assert (await flag_of(house, "bo")).hits == 1


async def test_a_changed_message_counts_as_well(in_danger):
    house = in_danger
    first = await house.talk("alma", "everything is fine")

    await house.talk("alma", "I want to die", edit_of=first)

    assert (await flag_of(house, "alma")).hits == 1
    assert house.texts("mette")[-1] == ALERT.format("K1 Alma")


async def test_no_sign_is_set_on_such_a_message(in_danger):
    house = in_danger

    plain = await house.talk("alma", "hello")
    flagged = await house.talk("alma", "I want to die")

    assert house.sign_on("alma", plain) == "👌"
    assert house.sign_on("alma", flagged) is None


async def test_whoever_has_it_says_so_and_then_that_it_is_dealt_with(in_danger):
    house = in_danger
    await house.talk("alma", "I want to die")

    await house.press("mette", "I have it")
    await house.deliver()
    taken = await flag_of(house, "alma")
    shown = house.last("mette").text
    await house.press("mette", "Done")
    await house.deliver()

    assert taken.taken_by == (await house.person("mette")).id
    assert shown == "You have it: K1 Alma. Press Done when it is dealt with."
    assert house.last("mette").text == "Mette has dealt with it: K1 Alma."
    assert await flag_of(house, "alma") is None


async def test_nobody_is_told_any_more_once_somebody_has_it(in_danger):
    house = in_danger
    await house.talk("alma", "I want to die")
    await house.press("mette", "I have it")
    await house.deliver()

    house.move(hours=3)
    await house.deliver()

    assert not any("danger" in text for text in house.texts("sanne"))


async def test_the_case_holds_the_fact_and_the_times_but_not_once_more_the_words(
    in_danger,
):
    house = in_danger
    await house.talk("alma", "I want to die")
    await house.press("mette", "I have it")
    await house.deliver()
    await house.press("mette", "Done")

    found = [
        (kind, words["text"])
        for kind, words in await house.record("alma")
        if kind.startswith("danger")
    ]

    assert found == [
        ("danger", "Words that may mean danger."),
        ("danger_taken", "Mette has it: K1 Alma."),
        ("danger_done", "Mette has dealt with it: K1 Alma."),
    ]
