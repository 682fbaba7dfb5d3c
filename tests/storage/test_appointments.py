from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.appointments import (
    AppointmentKind,
    AppointmentState,
    NewAppointment,
    Outcome,
)
from casework.people import Role
from storage import appointments
from storage.appointments import Between, Origin
from tests.storage.stores import NOW, add_client_with_case, add_person

HERE = ZoneInfo("Europe/Copenhagen")
THURSDAY = datetime(2026, 11, 26, 14, 30)
A_DAY = timedelta(days=1)


def new(starts=THURSDAY, **more):
    return NewAppointment(starts, 45, AppointmentKind.HOME_VISIT, "Nygade 1", **more)


@pytest.fixture
def people_of(tx):
    """A contact person, and a client with a case."""
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    return mette, alma, case


@pytest.fixture
def put(tx, people_of):
    """Write down a meeting of Mette and Alma."""
    mette, alma, case = people_of

    def put(what=None, **more):
        return appointments.add(
            tx,
            what or new(),
            Between(alma.id, case, mette.id),
            HERE,
            by=mette.id,
            now=NOW,
            **more,
        )

    return put


def test_a_meeting_is_kept_as_it_was_proposed(tx, people_of, put):
    mette, alma, case = people_of

    one = put(new(remind_before_2h=True))

    assert appointments.find(tx, one.id) == one
    assert (one.client, one.worker, one.case) == (alma.id, mette.id, case)
    assert (one.starts, one.zone) == (THURSDAY, HERE)
    assert one.starts_at == datetime(2026, 11, 26, 13, 30, tzinfo=UTC)
    assert (one.minutes, one.place) == (45, "Nygade 1")
    assert one.kind is AppointmentKind.HOME_VISIT
    assert one.state is AppointmentState.PROPOSED
    assert (one.revision, one.remind_before_2h) == (0, True)
    assert appointments.find(tx, 99) is None
    with pytest.raises(LookupError):
        appointments.known(tx, 99)


def test_a_place_is_sealed_and_forgotten(tx, put):
    one = put()
    stored = tx.value("SELECT sealed_place FROM appointment")

    early = appointments.forget_places(tx, one.starts_at)
    late = appointments.forget_places(tx, one.starts_at + A_DAY)

    assert b"Nygade" not in stored
    assert (early, late) == (0, 1)
    assert appointments.known(tx, one.id).place == ""


def test_a_place_that_does_not_open_holds_nobody_up(tx, put):
    one = put()
    tx.run("UPDATE appointment SET sealed_place = x'0001'")

    assert appointments.known(tx, one.id).place == ""


def test_each_change_stands_in_the_history_with_who_and_when(tx, people_of, put):
    mette, alma, _ = people_of
    jonas = add_person(tx, "jonas", Role.CONTACT_PERSON)
    one = put()
    later = [NOW + number * timedelta(hours=1) for number in range(7)]

    steps = AppointmentState
    one = appointments.set_state(tx, one, steps.CONFIRMED, alma.id, later[1])
    one = appointments.set_state(tx, one, steps.MOVE_ASKED, alma.id, later[2])
    one = appointments.move(tx, one, new(THURSDAY + A_DAY), HERE, mette.id, later[3])
    one = appointments.set_worker(tx, one, jonas.id, None, later[4])
    one = appointments.set_outcome(tx, one, Outcome.LATE, jonas.id, later[5])
    one = appointments.set_outcome(tx, one, Outcome.MET, jonas.id, later[6])

    found = appointments.history(tx, one.id)
    assert [(each.what, each.by, each.at) for each in found] == [
        ("proposed", mette.id, later[0]),
        ("confirmed", alma.id, later[1]),
        ("move_asked", alma.id, later[2]),
        ("moved", mette.id, later[3]),
        ("handed_over", None, later[4]),
        ("late", jonas.id, later[5]),
        ("met", jonas.id, later[6]),
    ]
    assert [each.revision for each in found] == [0, 0, 0, 1, 1, 1, 1]
    assert [each.starts for each in found[2:4]] == [THURSDAY, THURSDAY + A_DAY]
    assert (one.worker, one.state) == (jonas.id, AppointmentState.OVER)
    assert one.outcome is Outcome.MET


def test_a_moved_meeting_keeps_its_name_and_gets_a_new_revision(tx, people_of, put):
    mette, *_ = people_of
    one = put()

    moved = appointments.move(
        tx,
        one,
        NewAppointment(THURSDAY + A_DAY, 30, AppointmentKind.PHONE),
        HERE,
        mette.id,
        NOW,
    )

    assert (moved.id, moved.uid, moved.revision) == (one.id, one.uid, 1)
    assert (moved.starts, moved.minutes) == (THURSDAY + A_DAY, 30)
    assert (moved.kind, moved.place) == (AppointmentKind.PHONE, "")
    assert moved.state is AppointmentState.PROPOSED


def test_who_called_it_off_is_known(tx, people_of, put):
    _, alma, _ = people_of
    one = put()

    off = appointments.set_state(tx, one, AppointmentState.CANCELLED, alma.id, NOW)
    marked = appointments.set_outcome(
        tx, off, Outcome.CANCELLED_BY_CLIENT, alma.id, NOW
    )

    assert off.cancelled_by == alma.id
    assert marked.state is AppointmentState.CANCELLED


def test_both_see_what_is_before_them_the_next_first(tx, people_of, put):
    mette, alma, _ = people_of
    later, sooner = put(new(THURSDAY + A_DAY)), put()
    off, past = put(), put(new(datetime(2026, 11, 22, 10)))
    appointments.set_state(tx, off, AppointmentState.CANCELLED, mette.id, NOW)

    of_client = appointments.upcoming_of(tx, alma.id, NOW)
    of_worker = appointments.of_worker(tx, mette.id, NOW)
    of_the_day = appointments.of_worker(tx, mette.id, NOW, later.starts_at)

    assert of_client == of_worker == [sooner, later]
    assert of_the_day == [sooner]
    assert {each.id for each in appointments.of_client(tx, alma.id)} == {
        *(later.id, sooner.id, off.id, past.id)
    }


def test_what_is_over_without_a_word_about_it_is_found_once_it_has_ended(tx, put):
    one, off = put(), put()
    appointments.set_state(tx, off, AppointmentState.CANCELLED, None, NOW)
    ends = one.ends_at

    before = appointments.without_outcome(tx, ends - timedelta(milliseconds=1))
    after = appointments.without_outcome(tx, ends)
    appointments.set_outcome(tx, one, Outcome.MET, None, ends)

    assert (before, after) == ([], [one])
    assert appointments.without_outcome(tx, ends) == []


def test_others_who_hear_of_it_are_remembered(tx, people_of, put):
    mette, *_ = people_of
    tom = add_person(tx, "tom", Role.GUARDIAN)

    one = put(new(tell=(tom.id,)))
    appointments.move(tx, one, new(tell=(tom.id,)), HERE, mette.id, NOW)

    assert appointments.parties(tx, one.id) == [tom.id]
    assert appointments.parties(tx, put().id) == []


def test_an_imported_meeting_is_found_by_its_key_and_the_key_is_not_stored(tx, put):
    one = put(origin=Origin(import_key="case-4711"))

    assert appointments.find_imported(tx, "case-4711") == one
    assert appointments.find_imported(tx, "case-4712") is None
    assert tx.value("SELECT import_fingerprint FROM appointment") != b"case-4711"


def test_what_came_of_a_rule_is_found_whatever_became_of_it(tx, people_of, put):
    _, alma, _ = people_of
    tx.run(
        "INSERT INTO rule (id, person_id, kind, rhythm, zone, planned_until, set_by,"
        " created_at) VALUES (7, :who, 'meeting', '', '', 0, '', 0)",
        who=alma.id,
    )
    weekly = Origin(rule=7)
    one, other = put(origin=weekly), put(new(THURSDAY + A_DAY), origin=weekly)
    one = appointments.set_state(tx, one, AppointmentState.CANCELLED, None, NOW)

    assert appointments.of_rule(tx, 7, NOW) == [one, other]
    assert appointments.of_rule(tx, 7, one.starts_at) == [other]


def test_a_note_stands_in_the_history_and_changes_nothing(tx, people_of, put):
    _, alma, _ = people_of
    one = put()

    appointments.note(tx, one, appointments.WISH, alma.id, NOW)

    assert appointments.known(tx, one.id) == one
    assert appointments.history(tx, one.id)[-1].what == "wish"


def test_old_places_are_found_until_they_are_forgotten(tx, put):
    one, nowhere = put(), put(NewAppointment(THURSDAY))
    later = one.starts_at + A_DAY

    found = appointments.with_old_places(tx, later)
    appointments.forget_places(tx, later)

    assert found == [one.id]
    assert nowhere.place == ""
    assert appointments.with_old_places(tx, later) == []
