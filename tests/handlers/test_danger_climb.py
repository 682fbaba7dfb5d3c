"""Who is told of somebody who may be in danger, hour by hour, until one has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.danger import Outside, Plan
from casework.messages import Never
from casework.people import Address, Channel, Role
from casework.reasons import Reason
from storage import addresses, alarms, assignments, danger, people
from tests.handlers.house import listed
from tests.handlers.test_absences import away, look

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
DUTY_CHAT = Address(Channel.TELEGRAM, "7009990000")
DUTY_PHONE = Address(Channel.SMS, "+4599999999")
HIT = "I want to die"


def alert(client):
    return (
        f"READ NOW: a message from {client} may be about danger. Follow your plan. "
        "The system has not called anyone."
    )


def chosen(house, outside):
    """Let the organisation have chosen who is told outside working hours."""
    duty = (DUTY_CHAT, DUTY_PHONE) if outside is Outside.DUTY else ()
    house.addresses |= {"duty": DUTY_CHAT, "duty phone": DUTY_PHONE}
    house.office = replace(house.office, danger=Plan(outside=outside), duty=duty)
    return house


def alerts(house, who):
    """Return the alerts that came, as they stood before anything was pressed."""
    words = ("READ NOW", "STILL OPEN")
    came = [(each.versions or [each.text])[0] for each in house.chat(who)]
    return [text for text in came if text.startswith(words)]


async def flag_of(house, who):
    person = await house.person(who)
    return await house.run(danger.find_open, person.id)


async def wait(house, **by):
    house.move(**by)
    await house.deliver()


async def alarm_names(house):
    return [each.name for each in await house.run(alarms.current)]


async def test_the_next_is_told_every_quarter_of_an_hour_until_one_has_it(house):
    await house.talk("alma", HIT)
    first = alerts(house, "mette"), alerts(house, "sanne")
    await wait(house, minutes=14)
    before = alerts(house, "sanne")
    await wait(house, minutes=1)

    assert first == ([alert("K1 Alma")], [])
    assert before == []
    assert alerts(house, "sanne") == [
        (
            "READ NOW: K1 Alma may be in danger, since today at 10:00. Mette was told; "
            "nobody has it yet. The system has not called anyone."
        )
    ]
    await house.press("sanne", "I have it")
    await house.deliver()
    assert house.last("mette").text == "Sanne has it: K1 Alma."
    await wait(house, hours=2)
    assert len(alerts(house, "mette")) == len(alerts(house, "sanne")) == 1


async def test_how_soon_is_a_setting(house):
    house.office = replace(house.office, danger=Plan(climbs_after=timedelta(minutes=5)))
    await house.talk("alma", HIT)

    await wait(house, minutes=5)

    assert len(alerts(house, "sanne")) == 1


async def test_who_stands_in_is_told_before_the_supervisors(house):
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    assignment = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_substitute, assignment.id, kirsten.id)

    await house.talk("alma", HIT)
    first = alerts(house, "kirsten"), alerts(house, "mette"), alerts(house, "sanne")
    await wait(house, minutes=15)
    second = alerts(house, "mette"), alerts(house, "sanne")
    await wait(house, minutes=15)

    assert first == ([f"{alert('K1')} Got it? Reply TAKE K1"], [], [])
    assert [len(each) for each in second] == [1, 0]
    assert len(alerts(house, "sanne")) == 1


async def test_when_the_last_has_not_taken_it_those_who_run_the_service_are_called(
    house,
):
    await house.talk("alma", HIT)
    await wait(house, minutes=15)
    before = await alarm_names(house)
    await wait(house, minutes=15)
    raised = await alarm_names(house)
    await wait(house, hours=1)

    assert (before, raised) == ([], ["danger"])
    assert len(alerts(house, "mette")) == 2  # the ladder begins anew

    await house.press("mette", "I have it")
    await house.deliver()
    assert await alarm_names(house) == []


async def test_where_the_contact_person_cannot_be_reached_the_next_is_told_at_once(
    house,
):
    await house.run(addresses.freeze, await house.address("mette"), Reason.BLOCKED)

    await house.talk("alma", HIT)

    assert len(alerts(house, "sanne")) == 1


async def test_who_has_nobody_is_told_of_to_the_supervisors(house):
    alma = await house.person("alma")
    assignment = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, assignment.id, house.now)

    await house.talk("alma", HIT)

    assert alerts(house, "sanne") == [alert("K1 Alma")]


@pytest.mark.parametrize("outside", [Outside.CONTACT_PERSON, Outside.UNDECIDED])
async def test_at_night_the_contact_person_is_alerted_and_the_rest_in_the_morning(
    house, outside
):
    chosen(house, outside).now = NIGHT

    await house.talk("alma", HIT)
    by_night = alerts(house, "mette")
    await wait(house, hours=6)
    still = alerts(house, "mette"), alerts(house, "sanne")
    await wait(house, hours=4)  # Tuesday 9:00 there
    morning = alerts(house, "mette")
    await wait(house, minutes=15)

    assert by_night == [alert("K1 Alma")]
    assert still == (by_night, [])
    assert len(morning) == 2
    assert len(alerts(house, "sanne")) == 1


async def test_an_alert_rings_even_where_words_at_night_do_not(house):
    house.now = NIGHT

    await house.talk("alma", HIT)

    sent = [each for each in house.telegram.sent if each.to == house.addresses["mette"]]
    assert [each.silent for each in sent[-2:]] == [True, False]


async def test_at_night_the_duty_team_is_told_and_says_that_it_has_it(house):
    chosen(house, Outside.DUTY).now = NIGHT

    await house.talk("alma", HIT)
    told = [f"{alert('K1')} Got it? Reply TAKE K1"]
    first = house.texts("duty"), house.texts("duty phone"), alerts(house, "mette")
    await house.talk("duty phone", "take k1")
    taken = await flag_of(house, "alma")
    await wait(house, hours=2)

    assert first == (told, told, [])
    assert taken.taken_by == "duty"
    assert house.texts("duty phone")[-1] == (
        "The duty team has it: K1. Dealt with? Reply DONE K1"
    )
    await house.talk("duty", "DONE K1!")
    assert house.texts("duty")[-1] == "The duty team has dealt with it: K1."
    assert await flag_of(house, "alma") is None
    await wait(house, hours=9)
    assert alerts(house, "mette") == []


async def test_what_the_duty_team_took_and_left_open_is_the_days_first_matter(house):
    chosen(house, Outside.DUTY).now = NIGHT
    await house.talk("alma", HIT)
    await house.talk("duty", "TAKE K1")

    await wait(house, hours=10)

    assert alerts(house, "mette") == [
        (
            "STILL OPEN: K1 Alma may be in danger. The duty team took it yesterday at "
            "23:00 and has not closed it. Who has it now?"
        )
    ]


async def test_anything_else_from_the_duty_team_opens_nothing(house):
    chosen(house, Outside.DUTY).now = NIGHT
    await house.talk("alma", HIT)

    for words in ("K1", "TAKE K2", "TAKE K99", "hello?"):
        await house.talk("duty", words)

    assert (await flag_of(house, "alma")).taken_by is None
    assert house.texts("duty")[-1] == "There is no such open alert."
    assert alerts(house, "mette") == []
    assert [kind for kind, _ in await house.record("alma")].count("message") == 1


async def test_a_duty_team_that_is_not_reached_raises_the_alarm(house):
    chosen(house, Outside.DUTY).now = NIGHT
    house.telegram.will(Never(Reason.BLOCKED), to=DUTY_CHAT.value)

    await house.talk("alma", HIT)

    assert await alarm_names(house) == ["danger"]


async def test_where_nobody_reads_at_night_the_contact_person_is_told_first(house):
    chosen(house, Outside.NOBODY).now = NIGHT

    await house.look_after()
    await house.talk("alma", HIT)
    by_night = alerts(house, "mette"), alerts(house, "sanne")
    house.now = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    await house.deliver()
    first = alerts(house, "mette")
    house.move(minutes=1)
    await house.look_after()
    await wait(house, minutes=14)

    assert by_night == ([], [])
    assert first == [alert("K1 Alma")]
    assert len(alerts(house, "sanne")) == 1
    digest = next(text for text in house.texts("mette") if "May be in danger" in text)
    assert "K1 Alma, since yesterday at 23:00: NOBODY HAS IT" in digest


async def test_when_work_ends_meanwhile_the_duty_team_is_told(house):
    chosen(house, Outside.DUTY).now = datetime(2026, 11, 23, 14, 50, tzinfo=UTC)

    await house.talk("alma", HIT)
    await wait(house, minutes=15)

    assert len(alerts(house, "mette")) == 1
    assert len(house.texts("duty")) == 1
    assert alerts(house, "sanne") == []
    await wait(house, hours=17)  # Tuesday: the ladder begins anew
    assert len(alerts(house, "mette")) == 2


async def test_what_is_taken_but_not_dealt_with_climbs_again_the_next_day(house):
    await house.talk("alma", HIT)
    await house.press("mette", "I have it")
    await house.deliver()

    await wait(house, hours=20)
    same_day = alerts(house, "mette")
    await wait(house, hours=3)

    assert len(same_day) == 1
    assert alerts(house, "mette")[1:] == [
        (
            "STILL OPEN: K1 Alma may be in danger. Mette took it yesterday at "
            "10:00 and has not closed it. Who has it now?"
        )
    ]
    await wait(house, minutes=15)
    assert len(alerts(house, "sanne")) == 1


async def test_words_long_after_it_was_taken_are_told_of_anew(house):
    await house.talk("alma", HIT)
    await house.press("mette", "I have it")
    await house.deliver()

    await wait(house, minutes=59)
    await house.talk("alma", HIT)
    soon = len(alerts(house, "mette"))
    await wait(house, hours=1)
    await house.talk("alma", HIT)

    assert (soon, len(alerts(house, "mette"))) == (1, 2)
    assert (await flag_of(house, "alma")).taken_by is None


async def test_a_crash_in_the_middle_tells_nobody_twice_and_loses_nobody(house):
    """The rung is told and planned on in one unit: rung twice, it is told once."""
    await house.talk("alma", HIT)
    house.move(minutes=15)

    for _ in range(5):
        await house.tick()
    await house.deliver()

    assert len(alerts(house, "sanne")) == 1


async def test_after_downtime_the_climb_goes_on_from_where_it_was(house):
    await house.talk("alma", HIT)

    await wait(house, hours=3)

    assert (len(alerts(house, "mette")), len(alerts(house, "sanne"))) == (1, 1)


async def test_only_the_last_plan_counts(house):
    await house.talk("alma", HIT)
    await house.press("mette", "I have it")
    await house.deliver()
    await house.press("mette", "Done")
    await house.deliver()
    await house.talk("alma", HIT)

    await wait(house, minutes=15)

    assert len(alerts(house, "mette")) == 2
    assert len(alerts(house, "sanne")) == 1


async def test_a_supervisor_who_left_is_told_nothing(house):
    house.addresses["solveig"] = Address(Channel.TELEGRAM, "7001002111")
    await house.enrol(listed("solveig", Role.SUPERVISOR))
    await house.link("solveig")
    await house.deliver()
    solveig = await house.person("solveig")
    await house.run(people.set_left, solveig.id, house.now)

    await house.talk("alma", HIT)
    await wait(house, minutes=15)

    assert alerts(house, "solveig") == []
    assert len(alerts(house, "sanne")) == 1


async def test_for_who_waits_for_somebody_away_who_is_here_is_told(house):
    await away(house, "mette", "kirsten")
    await look(house, minutes=5)
    await house.talk("bo", "2")
    await look(house, minutes=5)

    await house.talk("bo", HIT)

    assert (alerts(house, "mette"), alerts(house, "sanne")) == ([], [])
    assert len(alerts(house, "kirsten")) == 1
    await wait(house, minutes=15)
    assert len(alerts(house, "sanne")) == 1


async def test_who_writes_all_night_is_told_of_every_hour_until_one_has_it(house):
    chosen(house, Outside.DUTY)
    house.now = NIGHT.replace(hour=20)
    for _ in range(10):
        await house.talk("bo", HIT)
        await wait(house, minutes=20)

    assert len(alerts(house, "duty")) == 4

    await house.talk("duty", "TAKE K2")
    for _ in range(10):
        await house.talk("bo", HIT)
        await wait(house, minutes=20)
    assert len(alerts(house, "duty")) == 4


async def test_an_alert_that_comes_again_does_not_look_like_new_words(house):
    await house.talk("bo", HIT)
    for _ in range(6):
        await wait(house, minutes=15)

    first, again = alerts(house, "mette")
    assert first == alert("K2 Bo")
    assert again == (
        "READ NOW: K2 Bo may be in danger, since today at 10:00. Mette, Sanne was told;"
        " nobody has it yet. The system has not called anyone."
    )


async def test_whoever_works_here_and_holds_the_duty_phone_can_take_it(house):
    chosen(house, Outside.DUTY)
    house.office = replace(house.office, duty=(house.addresses["kirsten"],))
    house.now = NIGHT
    await house.talk("bo", HIT)

    await house.talk("kirsten", "TAKE K2")

    kirsten = await house.person("kirsten")
    assert (await flag_of(house, "bo")).taken_by == kirsten.id
