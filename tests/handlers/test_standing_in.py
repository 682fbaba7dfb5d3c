from datetime import timedelta

from casework.people import Role
from handlers import absences, standing_in
from handlers.standing_in import answering_at
from storage import assignments, people
from tests.handlers.house import listed
from tests.handlers.test_absences import answering, away, look, news


async def take_part(house, ref, kind="guardian"):
    """Let somebody take part in Alma's help, linked by SMS and in agreement."""
    person = listed(ref, Role.GUARDIAN, born_before=None)
    await house.enrol(person)
    alma, guest = await house.person("alma"), await house.person(ref)
    assignment = await house.run(assignments.current, alma.id)
    await house.run(
        assignments.add_participant, assignment.id, guest.id, kind, house.now
    )


async def test_who_answers_later_follows_from_what_is_planned(house):
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    planned = await away(house, starts=3)

    before = await house.run(answering_at, mette.id, house.now)
    then = await house.run(answering_at, mette.id, planned.starts_at)
    after = await house.run(answering_at, mette.id, planned.ends_at)

    assert (before, then, after) == (mette.id, kirsten.id, mette.id)


async def test_who_takes_part_is_answered_by_the_same_substitute(house):
    await take_part(house, "mother")

    await away(house)

    mother = await house.person("mother")
    found = await house.run(assignments.current, mother.id)
    assert found.answering == (await house.person("kirsten")).id
    assert "K5 Mother" in house.texts("kirsten")[-1]


async def test_a_client_who_comes_in_the_middle_gets_the_substitute_as_well(house):
    await away(house)
    await house.enrol(listed("eva", contact_person="mette"))

    changed = await look(house, minutes=1)

    assert changed == 1
    assert await answering(house, "eva") == "kirsten"
    assert house.texts("kirsten")[-1].endswith("You answer now:\nK5 Eva")


async def test_a_substitute_who_leaves_is_replaced_by_a_supervisor(house):
    await away(house)
    kirsten = await house.person("kirsten")
    await house.run(people.set_left, kirsten.id, house.now)

    await look(house, minutes=1)

    assert await answering(house, "alma") == "sanne"


async def test_where_nobody_can_stand_in_people_are_told_to_call(house):
    sanne = await house.person("sanne")
    await house.run(people.set_left, sanne.id, house.now)

    told = await news(house, "alma", away(house, substitute=None))

    assert await answering(house, "alma") == "mette"
    assert told == [
        (
            "OK. Mette reads what you write after Mon 30 Nov. If it cannot wait, call "
            "+4533112233. In danger? Call 112."
        )
    ]


async def test_it_is_written_into_the_case_who_answers(house):
    await away(house)
    await look(house, days=7)

    kinds = [
        (kind, words["author"])
        for kind, words in await house.record("alma")
        if kind == "answering"
    ]

    assert kinds == [("answering", "Kirsten"), ("answering", "Mette")]


async def test_nothing_is_looked_at_where_nobody_is_away(house):
    changed = await house.run(standing_in.settle, house.office, house.now)

    assert changed == 0


async def test_the_buttons_under_the_list_choose_a_client(house):
    await away(house, substitute="sanne")

    await house.press("sanne", "K2 Bo")
    await house.talk("sanne", "hello Bo")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo")[-1] == "Sanne (for Mette): hello Bo"


async def test_a_long_list_comes_in_several_messages(house):
    await house.enrol(
        *(listed(f"client-{number}", contact_person="mette") for number in range(40))
    )

    await away(house, substitute="sanne")

    lists = [text for text in house.texts("sanne") if "You answer now" in text]
    assert [len(text.splitlines()) - 1 for text in lists] == [30, 12]


async def test_an_absence_may_be_over_before_its_last_day(house):
    planned = await away(house)
    worker = await house.person("mette")
    house.move(days=2)

    await house.run(absences.come_back, house.office, worker, house.now)

    assert planned.ends_at - house.now > timedelta(days=4)
    assert await answering(house, "alma") == "mette"
