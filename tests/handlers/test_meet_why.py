"""Why a meeting is off: said by who wants to, kept in the record, sent to nobody."""

from storage import assignments, cases
from tests.handlers.meetings import labels, log, propose

OFF = "Meeting called off: Thu 26 Nov at 14:30"


async def called_off(house):
    one = await propose(house, "alma")
    await house.talk("mette", f"/calloff {one.id}")
    return one


async def test_a_reason_is_kept_in_the_record_and_sent_to_nobody(house):
    await called_off(house)
    assert labels(house.last("mette")) == ["Say why"]
    before = house.texts("alma")

    await house.press("mette", "Say why")
    await house.deliver()
    await house.talk("mette", "the car\nbroke down", reply_to=house.last("mette"))

    assert house.texts("mette")[-1] == "Noted, for the record alone."
    assert (await log(house, "alma"))[-1] == f"{OFF}. the car broke down"
    assert house.texts("alma") == before


async def test_a_very_long_reason_is_cut(house):
    await called_off(house)
    await house.press("mette", "Say why")
    await house.deliver()

    await house.talk("mette", "x" * 3000, reply_to=house.last("mette"))

    assert (await log(house, "alma"))[-1] == f"{OFF}. {'x' * 500}"


async def test_nobody_has_to_say_why(house):
    await called_off(house)

    await house.talk("mette", "hello")

    assert not any("hello" in text for text in await log(house, "alma"))


async def test_where_nothing_is_written_down_that_is_said(house):
    await called_off(house)
    await house.run(_keep_nothing, (await house.person("alma")).id)
    await house.press("mette", "Say why")
    await house.deliver()

    await house.talk("mette", "the car", reply_to=house.last("mette"))

    assert house.texts("mette")[-1].startswith("Nothing is written down here")


async def test_whose_meeting_it_is_no_more_they_say_nothing_of_it(house):
    await called_off(house)
    await house.press("mette", "Say why")
    await house.deliver()
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    await house.run(_hand_over, alma.id, kirsten.id)

    await house.talk("mette", "the car", reply_to=house.last("mette"))

    assert not any("the car" in text for text in await log(house, "alma"))


def _hand_over(tx, client, worker):
    one = assignments.current(tx, client)
    assignments.set_contact_person(tx, one.id, worker)


def _keep_nothing(tx, client):
    case = cases.of_client(tx, client)
    tx.forget()
    tx.run("UPDATE case_file SET record_policy = 'none' WHERE id = :case", case=case)
