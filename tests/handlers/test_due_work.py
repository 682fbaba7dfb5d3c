"""What is due is done once, at its hour, or left out with a reason."""

import asyncio
from datetime import date, time, timedelta

import pytest

from casework.reasons import Reason
from casework.rhythm import Rhythm
from handlers import due_work
from handlers.due_work import MOST_WAITING, TRIES, Done, Later, Skip
from storage import alarms, due, rules
from storage.engine import Store
from tests.handlers.probes import HOURS, Probe, register

MINUTE = timedelta(minutes=1)


@pytest.fixture
def probe(monkeypatch):
    made = Probe()
    register(monkeypatch, made)
    return made


def reminders(house, who="alma"):
    return [text for text in house.texts(who) if text.startswith("probe")]


def stands(what):
    return what.state, what.reason


async def stand(probe, house, subject=1):
    return [stands(each) for each in await probe.rows(house, subject)]


# Rules


async def test_a_rule_is_planned_for_two_days_and_done_at_its_hour(house, probe):
    await probe.add_rule(house, time(10, 30))

    await house.deliver()

    planned = await probe.rows(house)
    assert [f"{each.local_time:%d.%m. %H:%M}" for each in planned] == [
        "23.11. 10:30",
        "24.11. 10:30",
    ]
    assert reminders(house) == []
    house.move(minutes=30)
    await house.deliver()
    await house.deliver()
    assert reminders(house) == ["probe 1 23.11. 10:30"]
    assert await stand(probe, house) == [("done", None), ("planned", None)]


async def test_days_go_by_and_each_has_its_one_message(house, probe):
    await probe.add_rule(house, time(12))

    for _ in range(24 * 5 // 3):
        house.move(hours=3)
        await house.deliver()

    days = [f"probe 1 {day}.11. 12:00" for day in (23, 24, 25, 26, 27)]
    assert reminders(house) == days


async def test_a_changed_rule_lets_nothing_come_of_the_old_one(house, probe):
    rule = await probe.add_rule(house, time(12))
    await house.tick()
    changed = Rhythm(at=time(14), starts=date(2026, 11, 1))

    await house.run(
        due_work.change_rule, rule, changed, rule.zone, rule.set_by, house.now
    )
    house.move(hours=6)
    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 14:00"]
    assert (await stand(probe, house))[:4] == [
        ("cancelled", "withdrawn"),
        ("done", None),
        ("cancelled", "withdrawn"),
        ("planned", None),
    ]


async def test_nothing_comes_of_a_rule_that_has_ended(house, probe):
    rule = await probe.add_rule(house, time(12))
    await house.tick()

    await house.run(due_work.end_rule, rule, house.now)
    house.move(days=3)
    await house.deliver()

    assert reminders(house) == []
    assert set(await stand(probe, house)) == {("cancelled", "withdrawn")}


@pytest.mark.parametrize("ended", [False, True])
async def test_what_an_older_revision_left_behind_is_dead(house, probe, ended):
    rule = await probe.add_rule(house, time(10, 30))
    await house.tick()
    if ended:
        await house.run(rules.end, rule, house.now)
    else:
        await house.run(
            rules.change, rule, rule.rhythm, rule.zone, rule.set_by, house.now
        )
        later = await house.run(rules.find, rule.id)
        await house.run(rules.set_planned, later, house.now + 90 * HOURS)

    house.move(minutes=30)
    await house.deliver()

    assert (await stand(probe, house))[0] == ("skipped", "withdrawn")
    assert reminders(house) == []


async def test_a_rule_rests_in_its_pause_and_goes_on_after_it(house, probe):
    rule = await probe.add_rule(house, time(12))
    await house.run(rules.pause, rule, house.now + 24 * HOURS, rule.set_by)

    for _ in range(14):
        house.move(hours=4)
        await house.deliver()

    assert reminders(house) == ["probe 1 24.11. 12:00", "probe 1 25.11. 12:00"]
    assert (await stand(probe, house))[0] == ("skipped", "paused")
    assert probe.missed == []


# Once


async def test_ten_thousand_ticks_over_the_same_minute_are_one_message(house, probe):
    rule = await probe.add_rule(house, time(10, 30))
    house.move(minutes=30)
    begun = house.now

    def ticks(tx):
        for number in range(10_000):
            now = begun + number * MINUTE / 10_000
            for each in due_work.to_plan(tx, now):
                due_work.plan_rule(tx, each, now)
            if number % 10 == 0:
                due_work.plan_rule(tx, rule.id, now)
            for each in due_work.claim(tx, now):
                due_work.do(tx, house.office, each, now)

    await house.run(ticks)
    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 10:30"]
    assert list(probe.did.values()) == [1]


async def test_two_ticks_at_once_are_one_message(house, probe):
    for subject in range(20):
        await probe.put(house, subject)

    await asyncio.gather(*(house.tick() for _ in range(5)))
    await house.deliver()

    assert len(reminders(house)) == 6  # as many as a day may have
    assert sorted(probe.did.values()) == [1] * 20


async def test_two_services_on_one_store_are_one_message(house, probe):
    for subject in range(30):
        await probe.put(house, subject)
    path, keys = house.store.path, house.store._keys
    done = []

    async def tick(store):
        while held := await store.run(due_work.claim, house.now):
            done.extend(held)
            for each in held:
                await store.run(due_work.do, house.office, each, house.now)

    async with await Store.open(path, keys, owner=False) as other:
        await asyncio.gather(tick(house.store), tick(other), tick(other))

    assert sorted(probe.did.values()) == [1] * 30
    assert len(done) == len(set(done)) == 30


async def test_who_held_it_too_long_finds_it_done_by_another(house, probe):
    what = await probe.put(house)
    slow = await house.run(due_work.claim, house.now)
    house.move(minutes=3)
    await house.tick()

    await house.run(due_work.do, house.office, slow[0], house.now)
    await house.deliver()

    assert slow == [what.id]
    assert reminders(house) == ["probe 1 23.11. 10:00"]


async def test_said_twice_it_is_there_once(house, probe):
    first = await probe.put(house)

    assert await probe.put(house) == first
    assert len(await probe.rows(house)) == 1


# Too late, not at all, later


@pytest.mark.parametrize(
    ("stopped_for", "left_out", "sent"),
    [
        (10 * MINUTE, 0, ["23.11. 10:30"]),
        (3 * HOURS, 2, ["23.11. 12:30", "23.11. 13:30"]),
        (72 * HOURS, 12, ["26.11. 10:30"]),
    ],
)
async def test_after_a_stop_nothing_stale_is_sent_and_all_is_accounted_for(
    house, probe, stopped_for, left_out, sent
):
    for hour in (10, 11, 12, 13):
        await probe.add_rule(house, time(hour, 30))
    await house.tick()
    house.move(minutes=31)
    assert len(await house.run(due_work.claim, house.now)) == 1

    house.now += stopped_for
    await house.restart()
    await house.run(due_work.begin)
    await house.deliver()

    rows = [each for n in range(1, 5) for each in await probe.rows(house, n)]
    past = [stands(each) for each in rows if each.at <= house.now]
    assert [text.partition(" ")[2][2:] for text in reminders(house)] == sent
    assert past.count(("done", None)) == len(sent)
    assert past.count(("skipped", "too_old")) == left_out == len(probe.missed)
    assert len(past) == len(sent) + left_out


async def test_what_is_too_late_is_left_out_and_told_once(house, probe):
    what = await probe.put(house)
    house.move(hours=2, minutes=1)

    await house.deliver()
    await house.deliver()

    assert await stand(probe, house) == [("skipped", "too_old")]
    assert probe.missed == [(what.id, "too_old")]
    assert reminders(house) == []


async def test_late_is_better_than_never_where_nothing_else_is_said(house, monkeypatch):
    patient = Probe(lateness=None)
    register(monkeypatch, patient)
    await patient.put(house)
    house.move(days=9)

    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 10:00"]


async def test_what_makes_no_sense_any_more_is_left_out_with_its_reason(house, probe):
    what = await probe.put(house)
    probe.result = Skip(Reason.OVER)

    await house.deliver()

    assert await stand(probe, house) == [("skipped", "over")]
    assert probe.missed == [(what.id, "over")]


async def test_what_is_put_off_comes_later_and_never_goes_round_in_circles(
    house, probe
):
    what = await probe.put(house)
    probe.result = Later(house.now, Reason.TALKING)

    await house.tick()

    assert probe.did[what.id] == 1
    assert await stand(probe, house) == [("planned", "talking")]
    probe.result = Done()
    house.move(seconds=5)
    await house.tick()
    assert probe.did[what.id] == 2
    assert await stand(probe, house) == [("done", None)]


# What breaks


async def try_to_do(house, what):
    with pytest.raises(ValueError, match="kanarie"):
        await house.run(due_work.do, house.office, what.id, house.now)


async def test_what_breaks_five_times_is_left_out_and_somebody_is_called(house, probe):
    what = await probe.put(house)
    probe.breaks = True
    for _ in range(TRIES):
        assert await house.run(due_work.claim, house.now) == [what.id]
        await try_to_do(house, what)
        house.move(minutes=2)

    await house.tick()

    assert await stand(probe, house) == [("skipped", "tried_too_often")]
    assert probe.missed == [(what.id, "tried_too_often")]
    assert [each.name for each in await house.run(alarms.current)] == ["due"]


async def test_where_even_telling_breaks_it_ends_all_the_same(house, probe):
    what = await probe.put(house)

    def breaks(*_):
        raise ValueError("kanarie")

    object.__setattr__(probe.kind, "missed", breaks)
    probe.breaks = True
    for _ in range(TRIES + 1):
        await house.run(due_work.claim, house.now)
        await try_to_do(house, what)
        house.move(minutes=2)

    await house.tick()

    assert await stand(probe, house) == [("skipped", "tried_too_often")]
    assert [each.name for each in await house.run(alarms.current)] == ["due"]


async def test_what_nobody_knows_how_to_do_is_left_out_with_an_alarm(house):
    stranger = Probe("unknown")
    await stranger.put(house)

    await house.tick()

    assert await stand(stranger, house) == [("skipped", "tried_too_often")]
    assert [each.name for each in await house.run(alarms.current)] == ["due"]


# Who comes first


async def test_what_somebody_waits_for_is_done_before_what_is_older(house, monkeypatch):
    probe, urgent = Probe(), Probe("urgent", urgent=True)
    register(monkeypatch, probe, urgent)
    alma = await house.person("alma")

    def put(tx):
        for subject in range(MOST_WAITING + 10):
            due_work.put(tx, house.office, "probe", subject, alma.id, house.now)
        later = house.now + MINUTE
        due_work.put(tx, house.office, "urgent", 1, alma.id, later)

    await house.run(put)
    house.move(minutes=1)

    held = await house.run(due_work.claim, house.now)

    assert len(held) == MOST_WAITING
    assert held[0] == (await urgent.rows(house))[0].id


async def test_no_more_is_done_than_can_leave_soon(house, probe):
    alma = await house.person("alma")

    def put(tx):
        for subject in range(MOST_WAITING + 10):
            due_work.put(tx, house.office, "probe", subject, alma.id, house.now)

    await house.run(put)
    await house.tick()

    assert await house.run(due.behind, house.now) == (10, house.now)
    await house.deliver()
    assert await house.run(due.behind, house.now) == (0, None)
