"""Words that may mean danger, phone to phone: by day, by night, up to a supervisor."""

import pytest

from storage import alarms, danger, people, status
from tests.flows.conftest import PEOPLE
from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

HIT = "stop nu jeg kan ikke mere"
DUTY = "+4520999999"
ALERT = (
    "READ NOW: a message from {} may be about danger. Follow your plan. "
    "The system has not called anyone."
)


async def press(stage, phone, label):
    """Press the newest button with this label, and wait until all is quiet."""
    shown = next(
        each
        for each in reversed(phone.chat)
        if any(label in words for words in buttons_of(each))
    )
    phone.press(shown, next(each for each in buttons_of(shown) if label in each))
    await stage.quiet()


async def with_choice(stage, outside, **more):
    """Start the service of an organisation that chose who is told at night."""
    path = stage.directory / "config.toml"
    table, _, rest = path.read_text().partition("[duty]")
    for name, value in {"outside_hours": outside, **more}.items():
        rest = rest.replace(f'{name} = ""', f'{name} = "{value}"', 1)
    path.write_text(f"{table}[duty]{rest}")
    await stage.open()
    await stage.enrol(PEOPLE)
    await stage.start()
    await stage.link("mette", "alma", "bo", "sanne")
    await stage.agree("alma", "bo")
    return stage


async def is_open(stage, ref):
    person = await stage.store.run(people.find_by_ref, ref)
    return await stage.store.run(danger.is_open, person.id)


async def test_by_day_it_climbs_to_the_supervisor_until_one_has_it(stage):
    await stage.link("sanne")
    bo, mette, sanne = (stage.phones[ref] for ref in ("bo", "mette", "sanne"))

    told = await news(stage, mette, lambda: bo.text(HIT))

    assert told == [f"K2 Bo\n{HIT}", ALERT.format("K2 Bo")]
    assert read(bo)[-1] == (
        "This is an automatic answer. If you are in danger, call 112 now. You can "
        "also talk to Livslinien 70 201 201. Mette has been told."
    )

    await stage.later(minutes=15)
    await stage.quiet()
    assert read(sanne)[-1] == (
        "READ NOW: K2 Bo may be in danger, since today at 10:00. Mette was told; "
        "nobody has it yet. The system has not called anyone."
    )
    await press(stage, sanne, "I have it")
    assert read(mette)[-1] == "Sanne has it: K2 Bo."
    await stage.later(hours=1)
    await stage.quiet()
    assert sum("READ NOW" in text for text in read(mette)) == 1

    await press(stage, sanne, "Done")
    assert read(mette)[-1] == "Sanne has dealt with it: K2 Bo."
    assert not await is_open(stage, "bo")
    kinds = [each.kind for each in await record(stage, "bo")]
    assert [kind for kind in kinds if kind.startswith("danger")] == [
        "danger",
        "danger_taken",
        "danger_done",
    ]


async def test_if_nobody_takes_it_those_who_run_the_service_are_called(stage):
    await stage.link("sanne")
    stage.phones["alma"].write("jeg vil dø")
    await stage.quiet()

    for _ in range(2):
        await stage.later(minutes=15)
    await stage.quiet()

    names = [each.name for each in await stage.store.run(alarms.current)]
    assert names == ["danger"]
    found_open = await stage.store.run(status.read, stage.clock())
    assert found_open.danger_open == 1


async def test_at_night_the_duty_team_is_told_and_takes_it(empty_stage):
    stage = await with_choice(empty_stage, "duty", phone=DUTY)
    duty = stage.world.sms_phone(DUTY, name="Duty")
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await stage.later(hours=13)  # 23.00 there
    await stage.quiet()
    before = len(read(mette))

    alma.write("jeg vil dø")
    await found(duty, "READ NOW")
    await stage.quiet()

    assert read(duty) == [f"{ALERT.format('K1')} Got it? Reply TAKE K1"]
    assert read(mette)[before:] == ["K1 Alma\njeg vil dø"]
    assert "Mette is off and reads this tomorrow at 9:00." in read(alma)[-1]
    duty.text("take k1")
    await found(duty, "The duty team has it: K1.")
    duty.text("DONE K1")
    await found(duty, "The duty team has dealt with it: K1.")
    assert not await is_open(stage, "alma")


async def test_where_nobody_reads_at_night_it_is_the_days_first_matter(empty_stage):
    stage = await with_choice(empty_stage, "nobody")
    bo, mette, sanne = (stage.phones[ref] for ref in ("bo", "mette", "sanne"))
    assert any("Nobody reads at night" in text for text in read(bo))
    await stage.later(hours=13)
    await stage.quiet()

    bo.text("are you there?")
    await found(bo, "Nobody reads it now: Mette does tomorrow at 9:00.")
    bo.text(HIT)
    await found(bo, "Nobody reads this now.")
    await stage.quiet()
    by_night = [text for text in read(mette) + read(sanne) if "READ NOW" in text]
    await stage.later(hours=9, minutes=59)
    await stage.quiet()
    first = read(mette)[-1]
    await stage.later(minutes=1)
    await stage.quiet()

    assert by_night == []
    assert first == ALERT.format("K2 Bo")
    [digest] = [text for text in read(mette) if "May be in danger" in text]
    assert read(mette).index(first) < read(mette).index(digest)
    assert "K2 Bo, since yesterday at 23:00: NOBODY HAS IT" in digest
    await press(stage, mette, "I have it")
    assert "You have it: K2 Bo. Press Done when it is dealt with." in read(mette)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_service_that_was_down_tells_the_next_as_soon_as_it_is_back(
    stage, moment
):
    await stage.link("sanne")
    alma, sanne = stage.phones["alma"], stage.phones["sanne"]
    if moment == "before":
        alma.write("jeg vil dø")
        await stage.quiet()
        await stage.stop()
        stage.clock.move(minutes=40)
        await stage.start()
    else:
        await stage.stop()
        alma.write("jeg vil dø")
        await stage.start()
        await stage.quiet()
        await stage.later(minutes=15)
    await found(sanne, "may be in danger")
    await stage.quiet()

    assert sum("may be in danger" in text for text in read(sanne)) == 1
