from datetime import UTC, datetime

from casework import hours
from casework.people import Language, Role
from storage import people, working_hours

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_hours_stay_as_they_were_said_until_others_count(store):
    week, other = hours.read("mon-thu 8:30-15, sat 22-2"), hours.read("fri 9-12")
    mette = await store.run(
        people.add,
        ref="mette",
        role=Role.CONTACT_PERSON,
        name="Mette",
        language=Language.DANISH,
        profile="",
        born_before=None,
        now=NOW,
    )

    found = []
    for said in (None, week, other, None):
        await store.run(working_hours.set_hours, mette.id, said, NOW)
        found.append(await store.run(working_hours.find, mette.id))

    assert found == [None, week, other, None]
