"""What is due is judged once more as it leaves, and its row says what came of it."""

from datetime import timedelta

import pytest

from casework.messages import Later as TryLater
from casework.messages import Never
from casework.reasons import Reason
from handlers import delivery, due_work, reports
from handlers.reports import Report
from tests.handlers.probes import Probe, register
from tests.handlers.test_due_work import probe, reminders, stand

__all__ = ["probe"]

MINUTE = timedelta(minutes=1)


# What does not reach its recipient


async def queued(house, probe, who="alma"):
    """Return something that has put its message into the outbox.

    Bo wrote OK by SMS just before: nothing comes of itself for half an hour.
    """
    house.move(hours=1)
    await probe.put(house, who=who)
    await house.tick()
    return (await probe.rows(house))[0]


async def test_what_is_cancelled_does_not_leave_the_outbox(house, probe):
    await queued(house, probe)

    await house.run(due_work.cancel, "probe", 1, house.now, Reason.OVER)
    await house.deliver()

    assert await stand(probe, house) == [("cancelled", "over")]
    assert reminders(house) == []
    assert probe.missed == []


@pytest.mark.parametrize("who", ["alma", "bo"])
async def test_what_is_cancelled_while_it_is_tried_is_not_tried_again(
    house, probe, who
):
    await queued(house, probe, who)
    claimed = await house.claim(await house.lane_to(who))

    await house.run(due_work.cancel, "probe", 1, house.now, Reason.OVER)
    await house.settle(claimed, TryLater(Reason.NETWORK))
    house.move(minutes=10)
    await house.deliver()

    assert await stand(probe, house) == [("cancelled", "over")]
    assert reminders(house, who) == []
    last = (await house.deliveries(who))[-1]
    assert (last.state, last.reason) == ("skipped", "over")


async def test_what_left_before_it_was_cancelled_stays_done(house, probe):
    await queued(house, probe)
    await house.deliver()

    await house.run(due_work.cancel, "probe", 1, house.now, Reason.OVER)

    assert await stand(probe, house) == [("done", None)]


async def test_a_no_at_the_moment_of_sending_is_the_reason_in_its_row(house, probe):
    await house.talk("bo", "STOP")
    what = await queued(house, probe, "bo")

    await house.deliver()

    assert await stand(probe, house) == [("skipped", "opted_out")]
    assert probe.missed == [(what.id, "opted_out")]


async def test_what_a_provider_refuses_was_missed(house, probe):
    what = await queued(house, probe)
    house.telegram.will(Never(Reason.PROVIDER))

    await house.deliver()

    assert probe.missed == [(what.id, "provider")]
    assert await stand(probe, house) == [("skipped", "provider")]


async def test_an_sms_that_is_lost_on_its_way_was_missed_once(house, probe):
    what = await queued(house, probe, "bo")
    await house.deliver()
    left = (await probe.rows(house))[0].delivery_id
    lost = Report(left, house.last("bo").id, "undelivered", Reason.PROVIDER)

    for _ in range(2):
        await house.run(reports.provider_said, house.office, lost, house.now)

    assert probe.missed == [(what.id, "provider")]


async def test_it_waits_for_a_talk_to_end_as_long_as_it_is_worth_sending(house, probe):
    house.move(hours=1)
    await house.talk("alma", "are you there?")
    await probe.put(house)
    await house.deliver()
    assert reminders(house) == []
    assert await stand(probe, house) == [("done", None)]

    house.move(minutes=30)
    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 11:00"]


async def test_behind_a_talk_that_lasts_too_long_it_ends_at_once(house, monkeypatch):
    short = Probe(lateness=20 * MINUTE)
    register(monkeypatch, short)
    house.move(hours=1)
    await house.talk("alma", "are you there?")

    what = await short.put(house)
    await house.deliver()

    assert await stand(short, house) == [("skipped", "talking")]
    assert short.missed == [(what.id, "talking")]


async def test_what_waits_behind_another_ends_when_its_own_time_is_over(
    house, monkeypatch
):
    long, short = Probe(), Probe("probe_short", lateness=10 * MINUTE)
    register(monkeypatch, long, short)
    await house.talk("alma", "are you there?")
    house.move(minutes=25)
    await long.put(house, 1)
    await house.deliver()
    await house.talk("alma", "and now?")
    what = await short.put(house, 2)
    await house.deliver()

    house.move(minutes=11)
    await house.deliver()

    assert short.missed == [(what.id, "too_old")]
    assert long.missed == []
    house.move(minutes=20)
    await house.deliver()
    assert reminders(house) == ["probe 1 23.11. 10:25"]


async def test_more_than_six_a_day_come_to_nobody_and_the_next_day_is_new(house, probe):
    for subject in range(9):
        await probe.put(house, subject)
    await house.deliver()
    assert len(reminders(house)) == 6
    assert [reason for _, reason in probe.missed] == ["enough_today"] * 3

    house.move(hours=24)
    await probe.put(house, 10)
    await house.deliver()

    assert len(reminders(house)) == 7


# A crash in the middle


async def test_what_was_held_when_a_run_died_is_done_by_the_next(house, probe):
    await probe.put(house)
    await house.run(due_work.claim, house.now)

    await house.restart()
    await house.run(due_work.begin)
    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 10:00"]


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_reminder_that_may_have_gone_is_not_sent_twice(house, probe, arrived):
    what = await queued(house, probe)
    claimed = await house.claim(await house.lane_to("alma"))
    if arrived:
        await house.telegram.send(claimed.outgoing)

    await house.restart()
    await house.run(delivery.begin, house.now)
    await house.deliver()

    assert reminders(house) == ["probe 1 23.11. 11:00"] * arrived
    assert await stand(probe, house) == [("skipped", "crashed")]
    assert probe.missed == [(what.id, "crashed")]


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_sms_that_may_have_gone_is_asked_about_and_comes_once(
    house, probe, arrived
):
    await queued(house, probe, "bo")
    claimed = await house.claim(await house.lane_to("bo"))
    if arrived:
        await house.sms.send(claimed.outgoing)

    await house.restart()
    await house.run(delivery.begin, house.now)
    await house.deliver()

    assert reminders(house, "bo") == ["probe 1 23.11. 11:00"]
    assert await stand(probe, house) == [("done", None)]
