"""Who is counted, and whose they were when."""

from datetime import timedelta

from handlers import handover
from handlers.figures_frame import Frame, Whom
from handlers.handover import plan
from storage import assignments


async def framed(house, look, whom=None):
    return await house.run(
        lambda tx: look(Frame(tx, house.office, whom or Whom(), house.now))
    )


async def test_whoever_was_the_contact_person_then_is_asked(house):
    alma, mette, kirsten = [await house.person(w) for w in ("alma", "mette", "kirsten")]
    before = house.now
    house.move(days=1)

    def unit(tx):
        agreed = plan(tx, mette, kirsten, house.now, [alma.id])
        return handover.hand_over(tx, house.office, agreed, None, house.now)

    await house.run(unit)
    moments = (before, house.now - timedelta(seconds=1), house.now)

    assert await framed(
        house, lambda f: [f.help_of(alma.id, at).worker_at(at) for at in moments]
    ) == [mette.id, mette.id, kirsten.id]
    assert await framed(house, lambda f: list(f.changes())) == [
        (alma.id, house.now, kirsten.id)
    ]


async def test_another_contact_person_after_an_end_is_a_change_too(house):
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    one = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, one.id, house.now)
    house.move(days=30)
    await house.run(assignments.begin, alma.id, kirsten.id, house.now)

    assert await framed(house, lambda f: list(f.changes())) == [
        (alma.id, house.now, kirsten.id)
    ]


async def test_names_are_the_short_ones_and_the_organisations_own(house):
    alma, mette = await house.person("alma"), await house.person("mette")

    def look(frame):
        return frame.label_of(alma.id), frame.worker_label(mette.id)

    assert await framed(house, look) == ("K1", "mette")


async def test_who_is_not_counted_is_nobodys(house):
    case, cleo = await house.case_of("cleo"), await house.person("cleo")
    mette = await house.person("mette")

    def look(frame):
        return frame.client_of(case), frame.help_of(cleo.id, house.now)

    assert await framed(house, look, Whom(viewer=mette)) == (None, None)
    assert await framed(house, look, Whom(profile="se_lss")) == (None, None)
