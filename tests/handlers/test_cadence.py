"""How often there was contact, beside how often it was planned."""

import json

import pytest

from casework.appointments import NewAppointment, Outcome
from casework.messages import Never
from casework.reasons import Reason
from handlers import cadence
from storage import appointments, assignments
from storage.appointments import Between


async def met(house, who="alma"):
    """Let somebody have met Mette just now."""
    client, mette = await house.person(who), await house.person("mette")
    between = Between(client.id, await house.case_of(who), mette.id)

    def unit(tx):
        starts = house.now.astimezone(house.office.zone).replace(tzinfo=None)
        added = appointments.add(
            tx,
            NewAppointment(starts),
            between,
            house.office.zone,
            by=mette.id,
            now=house.now,
        )
        appointments.set_outcome(tx, added, Outcome.MET, mette.id, house.now)

    await house.run(unit)


async def measured(house, who="alma"):
    client = await house.person(who)
    return await house.run(cadence.of_client, house.office, client, house.now)


async def test_contact_is_counted_beside_what_was_planned(house):
    await house.talk("mette", "/cadence K1 2 a week")
    for _ in range(4):
        house.move(days=7)
        await met(house)
    await house.talk("alma", "hello")
    await house.talk("mette", "hello to you", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()
    await house.talk("mette", "/tried K1 called")

    await house.talk("mette", "/cadence K1")

    assert house.texts("mette")[-1] == (
        "K1 Alma: planned 2 a week, that is 8 since Mon 23 Nov. Meetings: 4."
        " Weeks with words both ways: 1. Tries without an answer: 1."
        " Less than planned."
    )


async def test_what_did_not_arrive_is_no_contact(house):
    house.move(days=7)
    await house.talk("bo", "hello")
    house.sms.will(Never(Reason.UNREACHABLE), to=house.addresses["bo"].value)
    await house.talk("mette", "hello to you", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()

    found = await measured(house, "bo")

    assert found.talks == 0


async def test_another_frequency_is_written_down_and_taken_back(house):
    await house.talk("mette", "/cadence K1 1 om måneden")
    client = await house.person("alma")
    one = await house.run(assignments.current, client.id)
    said = json.loads((await house.run(assignments.rules_of, one.id))[1])
    kind, words = (await house.record("alma"))[-1]

    await house.talk("mette", "/cadence K1 -")

    assert said == {"planned_contacts": "1 a month"}
    assert (kind, words["text"]) == ("rules", "planned_contacts=1 a month")
    assert str((await measured(house)).planned) == "1 a week"


async def test_how_often_must_be_clear(house):
    await house.talk("mette", "/cadence K1 now and then")

    assert house.texts("mette")[-1].startswith("How often?")
    assert str((await measured(house)).planned) == "1 a week"


async def test_all_are_shown_to_whom_they_belong_and_nobody_else_plans(house):
    await house.talk("mette", "/cadence")
    await house.talk("sanne", "/cadence K1")
    await house.talk("kirsten", "/cadence K1 2 a week")

    lines = house.texts("mette")[-1].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["K1 Alma", "K2 Bo"]
    assert house.texts("sanne")[-1].startswith("K1 Alma: planned 1 a week")
    assert str((await measured(house)).planned) == "1 a week"


async def test_nothing_is_expected_while_the_help_rests(house):
    house.move(days=60)
    await house.talk("mette", "/end K1")
    await house.press("mette", "Pause")
    await house.deliver()

    found = await measured(house)

    assert (found.expected, found.is_behind) == (0, False)


@pytest.mark.parametrize(
    "said",
    [
        "CADENCE K3 2 a month",
        "Hyppighed K3: 2 om måneden",
        "FREKVENS k3 2 i månaden.",
        "/cadence K3 2 a month",
    ],
)
async def test_by_sms_another_frequency_is_planned_in_three_languages(house, said):
    await house.talk("kirsten", said)

    assert str((await measured(house, "cleo")).planned) == "2 a month"
    assert house.texts("kirsten")[-1].startswith("K3 Cleo: planned 2 a month")


async def test_by_sms_the_word_alone_shows_everybody_and_a_name_one(house):
    await house.talk("kirsten", "Cadence")
    await house.talk("kirsten", "CADENCE K4")
    await house.talk("kirsten", "CADENCE K4 now and then")

    everybody, one, unclear = house.texts("kirsten")[-3:]
    lines = [line.partition(":")[0] for line in everybody.splitlines()]
    assert lines == ["K3 Cleo", "K4 Dan"]
    assert one.startswith("K4 Dan: planned 1 a week")
    assert unclear.startswith("How often? Write it like this: CADENCE K4 2 a week")


async def test_nobody_plans_for_a_client_of_somebody_else_by_sms(house):
    await house.talk("kirsten", "CADENCE K1 2 a month")

    assert str((await measured(house)).planned) == "1 a week"
    assert (await house.record("alma"))[-1][0] == "denied"


@pytest.mark.parametrize("said", ["Cadence?", "cadence is a word", "frekvens 2"])
async def test_words_by_sms_that_only_begin_so_plan_nothing(house, said):
    await house.talk("kirsten", f"K3 {said}")
    await house.talk("kirsten", said)
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("cleo")[-1] == f"Kirsten: {said}"
