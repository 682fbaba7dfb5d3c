"""What a report counts, in a house where people write, meet, promise and go away."""

from datetime import timedelta

import pytest

from casework.appointments import AppointmentState, NewAppointment, Outcome
from casework.messages import Never
from casework.people import AssignmentState
from casework.reasons import Reason
from casework.report_period import Period
from casework.report_topics import Topic
from casework.reports import Asked, By, Cell, Why
from casework.small_numbers import Look
from casework.tasks import TaskKind
from handlers import chats, figures, handover, overview
from handlers.figures_frame import Frame, Whom
from handlers.handover import plan
from handlers.permissions import NotPossibleError
from storage import appointments, assignments, records, tasks
from storage.appointments import Between
from storage.records import NewEntry
from storage.tasks import NewTask
from tests.handlers.family import with_young_family
from tests.handlers.test_cadence import met

DAYS = 40


async def told(house, topic, *, by=By.CLIENT, whom=None, **more):
    """Return the figures of a topic from when the house began until now."""
    zone = house.office.zone
    last = house.now.astimezone(zone).date()
    period = Period(last - timedelta(days=DAYS), last, zone)

    def unit(tx):
        viewer = None if whom is None else overview.colleague_of(tx, whom)
        frame = Frame(
            tx, house.office, Whom(more.pop("profile", ""), viewer), house.now
        )
        asked = Asked(period, by, house.now, topics=(topic,), **more)
        return figures.of(tx, house.office, frame, asked)

    (section,) = (await house.run(unit)).sections
    names = [column.name for column in section.columns]
    rows = [*section.rows, *([section.total] if section.total else [])]
    return {row.key: dict(zip(names, row.cells, strict=True)) for row in rows}


async def values(house, topic, key="K1", **more):
    """Return the numbers of a row that are no nought."""
    row = (await told(house, topic, **more))[key]
    return {name: cell.value for name, cell in row.items() if cell.value}


async def test_a_chat_and_a_visit_are_contacts_and_only_noted_time_counts(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "hello Alma", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()
    house.move(hours=3)
    await house.look_after(chats.CLOSE)
    await house.talk("mette", "/log K1 visit 45 min")
    await house.talk("mette", "/log K1 phone")
    await met(house)

    contacts = await values(house, Topic.CONTACTS)

    assert contacts == {"held": 4, "home_visit": 1, "phone": 1, "chat": 1} | {
        "public_space": 1
    }
    assert await values(house, Topic.HOURS) == {"with_minutes": 1, "minutes": 45}


async def test_what_is_planned_is_told_beside_what_was_held(house):
    await house.talk("mette", "/cadence K1 2 a week")
    house.move(days=21)

    assert (await values(house, Topic.CONTACTS))["planned"] == 6


async def test_an_answer_is_measured_from_the_first_line_against_the_promise(house):
    await house.talk("alma", "can you call?")
    house.move(minutes=30)
    await house.talk("alma", "today?")
    await house.talk("mette", "yes, at two", reply_to=house.last("mette"))
    house.move(minutes=9)
    await house.deliver()
    await house.talk("alma", "thanks")
    house.move(days=4)
    await house.talk("mette", "how was it?", reply_to=house.last("mette"))
    await house.talk("bo", "hello?")

    alma = await values(house, Topic.ANSWERS)
    bo = await values(house, Topic.ANSWERS, "K2")

    assert (alma["asked"], alma["in_time"], alma["last_word"]) == (2, 1, 1)
    assert alma["kept"] == 100
    assert alma["median"] == alma["median_in_hours"] == 30
    assert bo == {"asked": 1, "waits_in_time": 1}
    house.move(days=4)
    assert (await values(house, Topic.ANSWERS, "K2"))["waits_too_long"] == 1
    await house.talk("mette", "sorry, now", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()
    assert (await values(house, Topic.ANSWERS, "K2"))["late"] == 1


async def test_what_did_not_arrive_is_no_answer_and_told_as_such(house):
    await house.talk("alma", "can you call?")
    house.telegram.will(Never(Reason.BLOCKED), to=house.addresses["alma"].value)
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()

    assert await values(house, Topic.ANSWERS) == {"asked": 1, "waits_in_time": 1}
    assert await values(house, Topic.DELIVERIES) == {"sent": 1, "failed": 1}


async def test_attendance_tells_who_came_and_who_called_it_off(house):
    for outcome in (Outcome.MET, Outcome.LATE, Outcome.DID_NOT_COME):
        await met(house)
        house.move(hours=2)
        await house.run(_becomes, outcome)
    await met(house)
    await house.run(_becomes, Outcome.CANCELLED_BY_CLIENT)

    meetings = await values(house, Topic.MEETINGS)

    assert meetings == {
        "meetings_planned": 4,
        "met": 1,
        "late": 1,
        "did_not_come": 1,
        "cancelled_by_client": 1,
        "attendance": 67,
    }


def _becomes(tx, outcome):
    newest = tx.value("SELECT max(id) FROM appointment")
    one = appointments.find(tx, newest)
    tx.run(
        "UPDATE appointment SET outcome = :outcome WHERE id = :id",
        id=one.id,
        outcome=outcome,
    )


async def test_a_meeting_counts_as_agreed_once_somebody_agreed(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    between = Between(alma.id, await house.case_of("alma"), mette.id)
    zone = house.office.zone
    starts = house.now.astimezone(zone).replace(tzinfo=None) + timedelta(hours=3)
    added = await house.run(
        appointments.add,
        NewAppointment(starts),
        between,
        zone,
        by=mette.id,
        now=house.now,
    )

    assert await values(house, Topic.MEETINGS) == {}
    await house.run(
        appointments.set_state, added, AppointmentState.CONFIRMED, alma.id, house.now
    )
    assert await values(house, Topic.MEETINGS) == {"meetings_planned": 1, "ahead": 1}
    house.move(hours=5)
    assert await values(house, Topic.MEETINGS) == {"meetings_planned": 1, "open": 1}


async def test_a_hand_over_is_a_change_and_each_keeps_what_was_theirs(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "hello Alma", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()
    house.move(hours=1)
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    alma = await house.person("alma")

    def unit(tx):
        agreed = plan(tx, mette, kirsten, house.now, [alma.id])
        return handover.hand_over(tx, house.office, agreed, None, house.now)

    await house.run(unit)
    house.move(hours=1)
    await house.talk("alma", "hello Kirsten")

    by_worker = await told(house, Topic.ANSWERS, by=By.CONTACT_PERSON, is_own=True)
    assert (await values(house, Topic.CONTINUITY))["changes"] == 1
    assert by_worker["mette"]["asked"] == Cell(1)
    assert by_worker["kirsten"]["asked"] == Cell(1)


async def test_the_longest_silence_is_between_two_contacts_or_until_now(house):
    house.move(days=3)
    await met(house)
    house.move(days=9)
    await met(house)
    house.move(days=5)

    assert (await values(house, Topic.CONTINUITY))["longest_silence"] == 9
    house.move(days=7)
    assert (await values(house, Topic.CONTINUITY))["longest_silence"] == 12


async def test_a_try_counts_as_reached_once_something_came_of_it(house):
    await house.talk("mette", "/tried K1 called")
    house.move(days=1)
    await house.talk("mette", "/tried K1 knocked")
    house.move(days=1)
    await house.talk("alma", "here I am")
    house.move(hours=1)
    await house.talk("mette", "/tried K1 called")

    assert await values(house, Topic.OUTREACH) == {
        "attempts": 3,
        "reached": 1,
        "not_reached": 2,
        "reached_share": 33,
    }


async def test_how_it_stands_now_is_told_of_everybody(house):
    alma = await house.person("alma")
    one = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_state, one.id, AssignmentState.PAUSED, house.now)

    assert await values(house, Topic.HELP) == {"helped": 1, "paused": 1}
    assert await values(house, Topic.AGREEMENTS) == {}
    assert await values(house, Topic.CONSENTS) == {"none_noted": 1}
    assert await values(house, Topic.REVIEWS) == {}
    house.move(days=100)
    assert await values(house, Topic.REVIEWS) == {"overdue": 1}


async def test_whoever_asks_is_told_of_those_alone_whom_they_may_see(house):
    of_mette = await told(house, Topic.HELP, whom="mette")
    of_sanne = await told(house, Topic.HELP, whom="sanne")

    assert set(of_mette) == {"K1", "K2"}
    assert set(of_sanne) == {"K1", "K2", "K3", "K4"}
    with pytest.raises(NotPossibleError, match="nobody who works here"):
        await told(house, Topic.HELP, whom="alma")


async def test_of_help_without_a_record_contacts_are_not_known_and_nobody_is_told_apart(
    street,
):
    await street.talk("sofie", "/new Ali")
    found = await told(street, Topic.CONTACTS)
    helped = await told(street, Topic.HELP)

    assert found[""]["held"] == Cell(why=Why.NOT_RECORDED)
    assert helped[""]["helped"] == Cell(1, Look.SMALL)


async def test_only_one_kind_of_help_is_told_of_where_it_was_asked_for(house):
    assert await told(house, Topic.HELP, profile="dk_skp") == {}
    assert len(await told(house, Topic.HELP, profile="dk_youth")) > 0


async def test_how_far_it_is_is_told_while_it_reads(house):
    await house.talk("alma", "hello")
    seen = []

    def unit(tx):
        frame = Frame(tx, house.office, Whom(), house.now)
        day = house.now.date()
        period = Period(day, day, house.office.zone)
        asked = Asked(period, By.MONTH, house.now)
        return figures.of(tx, house.office, frame, asked, lambda *far: seen.append(far))

    await house.run(unit)

    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1] > 0


async def test_each_time_somebody_stood_in_is_counted_and_the_return_is_not(house):
    case = await house.case_of("alma")
    for who in ("kirsten", "mette"):
        worker = await house.person(who)
        body = {"author": worker.name, "text": ""}
        entry = NewEntry("answering", house.now, "out", "", worker.id, body)
        await house.run(records.add, case, entry)

    assert (await values(house, Topic.CONTINUITY))["stand_ins"] == 1


async def test_what_was_promised_is_told_by_whether_it_was_kept(house):
    alma, mette = await house.person("alma"), await house.person("mette")

    def unit(tx):
        made = []
        for number in range(4):
            by_then = house.now + timedelta(hours=number)
            new = NewTask(mette.id, alma.id, None, TaskKind.TALK, by_then, str(number))
            made.append(tasks.add(tx, new, house.now))
        tasks.close(tx, made[0].id, mette.id, house.now + timedelta(hours=1))
        tasks.close(tx, made[1].id, mette.id, house.now + timedelta(minutes=1))

    await house.run(unit)
    house.move(hours=2, minutes=30)

    assert await values(house, Topic.TASKS) == {
        "promised": 4,
        "done_late": 1,
        "done_in_time": 1,
        "overdue": 1,
        "to_do": 1,
    }


async def test_words_of_a_guardian_are_counted_with_the_child(house):
    await with_young_family(house)
    await house.talk("karin", "how is Alma?")

    assert await values(house, Topic.ANSWERS) == {"asked": 1, "waits_in_time": 1}
    assert set(await told(house, Topic.HELP)) == {"K1", "K2", "K3", "K4"}
