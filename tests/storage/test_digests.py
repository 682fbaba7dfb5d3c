from datetime import UTC, date, datetime, timedelta

from casework.people import Language, Role
from storage import digests, people

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def take_in(store, ref, role):
    person = await store.run(
        people.add,
        ref=ref,
        role=role,
        name=ref.capitalize(),
        language=Language.DANISH,
        profile="",
        born_before=None,
        now=NOW,
    )
    return person.id


async def test_who_works_here_is_planned_once_and_due_when_their_day_begins(store):
    mette = await take_in(store, "mette", Role.CONTACT_PERSON)
    sanne = await take_in(store, "sanne", Role.SUPERVISOR)
    await take_in(store, "alma", Role.CLIENT)
    assert sorted(await store.run(digests.unplanned)) == sorted([mette, sanne])
    assert await store.run(digests.next_at, mette) is None

    await store.run(digests.plan, mette, NOW)
    await store.run(digests.plan, sanne, NOW + timedelta(hours=1))

    assert await store.run(digests.unplanned) == []
    assert await store.run(digests.due, NOW) == [mette]
    assert await store.run(digests.next_at, mette) == NOW

    await store.run(digests.plan, mette, NOW + timedelta(days=1))
    assert await store.run(digests.due, NOW + timedelta(hours=1)) == [sanne]


async def test_the_day_on_which_somebody_was_told_is_remembered(store):
    mette = await take_in(store, "mette", Role.CONTACT_PERSON)
    assert await store.run(digests.told_on, mette) is None
    await store.run(digests.plan, mette, NOW)
    assert await store.run(digests.told_on, mette) is None

    await store.run(digests.set_told, mette, date(2026, 11, 23))
    await store.run(digests.plan, mette, NOW + timedelta(days=1))

    assert await store.run(digests.told_on, mette) == date(2026, 11, 23)


async def test_what_was_planned_is_looked_at_once_more(store):
    mette = await take_in(store, "mette", Role.CONTACT_PERSON)
    await store.run(digests.plan, mette, NOW + timedelta(days=1))

    await store.run(digests.plan_anew, mette)

    assert await store.run(digests.due, NOW) == [mette]
