from datetime import timedelta

from casework.absences import AbsenceState
from casework.people import Role
from storage import absences
from storage.absences import Line
from tests.storage.stores import NOW, add_person


def plan(tx, person, substitute=None, *, starts=0, lasts=7):
    starts_at = NOW + timedelta(days=starts)
    return absences.add(
        tx,
        person.id,
        substitute and substitute.id,
        starts_at,
        starts_at + timedelta(days=lasts),
        NOW,
    )


def test_an_absence_is_planned_runs_and_is_over(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    jonas = add_person(tx, "jonas", Role.CONTACT_PERSON)
    one = plan(tx, mette, jonas)

    found = absences.find(tx, one)
    absences.set_state(tx, one, AbsenceState.RUNNING)
    running = absences.every_open(tx)
    absences.set_state(tx, one, AbsenceState.OVER)

    assert (found.person, found.substitute, found.state) == (
        mette.id,
        jonas.id,
        AbsenceState.PLANNED,
    )
    assert (found.starts_at, found.ends_at) == (NOW, NOW + timedelta(days=7))
    assert [each.state for each in running] == [AbsenceState.RUNNING]
    assert absences.every_open(tx) == absences.open_of(tx, mette.id) == []


def test_the_absences_of_one_person_come_in_their_order(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    later, sooner = plan(tx, mette, starts=20), plan(tx, mette, starts=1)

    assert [each.id for each in absences.open_of(tx, mette.id)] == [sooner, later]
    assert absences.find(tx, 99) is None


def test_it_can_end_earlier(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    one = plan(tx, mette)

    absences.set_end(tx, one, NOW + timedelta(days=2))

    assert absences.find(tx, one).ends_at == NOW + timedelta(days=2)


def test_what_matters_is_sealed_and_forgotten_when_it_is_over(tx):
    mette, alma = add_person(tx, "mette", Role.CONTACT_PERSON), add_person(tx)
    one = plan(tx, mette)

    absences.set_line(tx, one, alma.id, "court on Thursday")
    absences.set_waits(tx, one, alma.id, waits=True)
    absences.set_told(tx, one, alma.id, NOW)

    assert absences.lines(tx, one) == {
        alma.id: Line(alma.id, "court on Thursday", waits=True, told_at=NOW)
    }
    sealed = tx.value("SELECT sealed_line FROM absence_line")
    assert b"court" not in sealed
    absences.forget_lines(tx, one)
    assert absences.lines(tx, one)[alma.id] == Line(alma.id, waits=True, told_at=NOW)


def test_an_empty_line_seals_nothing(tx):
    mette, alma = add_person(tx, "mette", Role.CONTACT_PERSON), add_person(tx)
    one = plan(tx, mette)
    absences.set_line(tx, one, alma.id, "x")

    absences.set_line(tx, one, alma.id, "")

    assert tx.value("SELECT sealed_line FROM absence_line") is None


def test_a_line_that_does_not_open_keeps_nobody_from_being_answered(tx):
    mette, alma = add_person(tx, "mette", Role.CONTACT_PERSON), add_person(tx)
    one = plan(tx, mette)
    absences.set_line(tx, one, alma.id, "court on Thursday")

    tx.run("UPDATE absence_line SET sealed_line = x'00112233'")

    assert absences.lines(tx, one) == {alma.id: Line(alma.id)}
