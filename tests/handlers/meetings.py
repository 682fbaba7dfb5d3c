"""What the tests of meetings do again and again."""

from datetime import datetime, timedelta

from casework.appointments import AppointmentKind, NewAppointment
from handlers import appointments
from handlers.duties import LOOKED_AFTER
from storage import appointments as kept
from storage import due, people, safe_contacts

THURSDAY = datetime(2026, 11, 26, 14, 30)  # on the wall; it is Monday, ten o'clock
A_DAY = timedelta(days=1)
WHERE = "\nWhere: the library"


def new(starts=THURSDAY, **more):
    given = {
        "minutes": 45,
        "kind": AppointmentKind.PUBLIC_SPACE,
        "place": "the library",
    }
    return NewAppointment(starts, **(given | more))


async def propose(house, who, what=None, *, by="mette", **more):
    worker, client = await house.person(by), await house.person(who)
    found = await house.run(
        appointments.propose,
        house.office,
        worker,
        client,
        what or new(),
        house.now,
        **more,
    )
    await house.deliver()
    return found


async def move(house, one, starts, by="mette", **more):
    worker = await house.person(by)
    what = new(starts, **more)
    args = (house.office, worker, await fresh(house, one), what, house.now)
    found = await house.run(appointments.move, *args)
    await house.deliver()
    return found


async def call_off(house, one, by="mette"):
    person = await house.person(by)
    args = (house.office, person, await fresh(house, one), house.now)
    done = await house.run(appointments.call_off, *args)
    await house.deliver()
    return done


async def fresh(house, one):
    return await house.run(kept.known, one.id)


async def history(house, one):
    """Return what became of a meeting, and who said so."""
    found = await house.run(kept.history, one.id)
    return [(each.what, await name_of(house, each.by)) for each in found]


async def name_of(house, identity):
    if identity is None:
        return ""
    return (await house.run(people.known, identity)).name


async def log(house, who):
    """Return what the case says of meetings."""
    entries = await house.record(who)
    return [words["text"] for kind, words in entries if kind == "appointment"]


async def planned(house, one):
    """Return what is still to be done about a meeting, and when on the wall there."""
    found = []
    for kind in ("day_before", "soon", "no_answer", "unanswered"):
        rows = await house.run(due.of_subject, f"appointment_{kind}", one.id)
        found += [
            (kind, f"{each.local_time:%d/%m %H:%M}")
            for each in rows
            if each.state == "planned"
        ]
    return found


async def at(house, moment):
    """Let it be so late on the wall there, and do what is due."""
    house.now = moment.replace(tzinfo=house.office.zone).astimezone(house.now.tzinfo)
    await tick(house)


async def tick(house):
    await house.look_after(*LOOKED_AFTER)
    await house.deliver()


async def set_safe(house, who, profile):
    person = await house.person(who)
    args = (person.id, profile, person.id, house.now)
    await house.run(safe_contacts.set_profile, *args)


def labels(shown):
    return [button.label for row in shown.buttons for button in row]
