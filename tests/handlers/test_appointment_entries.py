"""What stands in a case of a meeting: all that became of it, and where if words do."""

import pytest

from casework.appointments import AppointmentState
from handlers import appointment_entries
from tests.handlers.meetings import fresh, history, log, propose


async def decline(house, one, by):
    person = await house.person(by)
    declined = AppointmentState.DECLINED
    return await house.run(
        appointment_entries.set_state, house.office, one, declined, person, house.now
    )


def set_policy(tx, case, policy):
    tx.forget(("policy of", case))
    sql = "UPDATE case_file SET record_policy = :policy WHERE id = :id"
    tx.run(sql, policy=policy, id=case)


async def last_entry(house, who):
    """Return the newest entry of a case, as its readers see it."""
    return [words for kind, words in await house.record(who) if kind == "appointment"][
        -1
    ]


async def test_who_said_so_stands_with_the_meeting_and_in_the_case(house):
    one = await propose(house, "alma")

    changed = await decline(house, one, "alma")

    assert changed == await fresh(house, one)
    assert changed.state is AppointmentState.DECLINED
    assert (await history(house, one))[-1] == ("declined", "Alma")
    assert (await log(house, "alma"))[-1] == "No to the meeting Thu 26 Nov at 14:30"
    assert (await last_entry(house, "alma"))["author"] == "Alma"


@pytest.mark.parametrize(
    ("policy", "place"), [("full", "the library"), ("log_only", None)]
)
async def test_where_it_is_stands_there_only_where_words_are_kept(house, policy, place):
    one = await propose(house, "alma")
    await house.run(set_policy, await house.case_of("alma"), policy)

    await decline(house, one, "alma")

    assert (await last_entry(house, "alma")).get("place") == place
