"""What can be counted without a reader's key."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from casework.appointments import NewAppointment, Outcome
from casework.attempts import Form
from casework.contacts import ContactForm, Party
from casework.people import Role
from casework.tasks import TaskKind
from storage import (
    appointments,
    assignments,
    attempts,
    contacts,
    records,
    report_rows,
    tasks,
)
from storage.appointments import Between
from storage.contacts import Contact
from storage.records import NewEntry
from storage.tasks import NewTask
from storage.times import to_ms
from tests.storage.stores import NOW, add_client_with_case, add_person

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
END = NOW + 30 * DAY
MS = to_ms(NOW)


def lived(tx):
    """Return Mette and Alma, whose help she has, and Alma's case."""
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    assignments.begin(tx, alma.id, mette.id, NOW, profile="dk_youth")
    return mette, alma, case


def test_assignments_tell_whose_they_are_and_in_which_help(tx):
    mette, alma, case = lived(tx)

    (one,) = report_rows.helped(tx)

    assert (one.client, one.worker, one.profile) == (alma.id, mette.id, "dk_youth")
    assert (one.starts_at, one.ends_at) == (NOW, None)
    assert [(c.id, c.client, c.policy) for c in report_rows.cases(tx)] == [
        (case, alma.id, "full")
    ]


def test_who_takes_part_is_counted_with_whose_help_it_is(tx):
    _, alma, _ = lived(tx)
    karin = add_person(tx, "karin", Role.GUARDIAN)
    one = assignments.current(tx, alma.id)
    assignments.add_participant(tx, one.id, karin.id, "guardian", NOW)

    assert report_rows.principals(tx) == {karin.id: alma.id}


def test_contacts_are_read_from_the_first_moment_to_before_the_last(tx):
    mette, _, case = lived(tx)
    for number, at in enumerate((NOW, END - timedelta(milliseconds=1), END)):
        contact = Contact(number, mette.id, ContactForm.PHONE, at, minutes=number)
        contacts.add(tx, case, contact)

    found = list(report_rows.contacts(tx, NOW, END))

    assert [(each.of, each.what, each.minutes) for each in found] == [
        (case, "phone", 0),
        (case, "phone", 1),
    ]


def test_a_talk_with_the_school_alone_is_none_with_who_is_helped(tx):
    mette, _, case = lived(tx)
    for parties in ((), (Party.SCHOOL,), (Party.SCHOOL, Party.CLIENT)):
        contact = Contact(1, mette.id, ContactForm.PHONE, NOW, parties=parties)
        contacts.add(tx, case, contact)

    found = [each.with_client for each in report_rows.contacts(tx, NOW, END)]

    assert found == [True, False, True]


def meeting(tx, mette, alma, case):
    starts = NOW.replace(tzinfo=None)
    return appointments.add(
        tx,
        NewAppointment(starts),
        Between(alma.id, case, mette.id),
        ZONE,
        by=mette.id,
        now=NOW - timedelta(days=2),
    )


def test_a_meeting_is_told_with_what_became_of_it(tx):
    mette, alma, case = lived(tx)
    one = meeting(tx, mette, alma, case)
    before = [each.outcome for each in report_rows.meetings(tx, NOW - DAY, END)]
    appointments.set_outcome(tx, one, Outcome.MET, mette.id, NOW)

    after = [each.outcome for each in report_rows.meetings(tx, NOW - DAY, END)]

    assert (before, after) == (["proposed"], ["met"])


def test_another_time_that_was_asked_for_and_given_is_one_move(tx):
    mette, alma, case = lived(tx)
    one = meeting(tx, mette, alma, case)
    for what, by in (
        ("moved", mette.id),
        ("move_asked", alma.id),
        ("moved", mette.id),
        ("moved", mette.id),
    ):
        tx.run(appointments.WRITE_DOWN, id=one.id, what=what, by=by, now=MS)

    found = [each.what for each in report_rows.moves(tx, NOW, END)]

    assert found == [mette.id, alma.id, mette.id]


def test_tries_and_promises_are_told_with_who_made_them(tx):
    mette, alma, case = lived(tx)
    attempts.add(tx, alma.id, mette.id, Form.CALLED, "the canary sang", NOW)
    new = NewTask(mette.id, alma.id, case, TaskKind.CALL, NOW + DAY)
    task = tasks.add(tx, new, NOW)
    tasks.close(tx, task.id, mette.id, NOW + 2 * DAY)

    (tried,) = report_rows.attempts(tx, NOW, END)
    (promised,) = report_rows.tasks(tx, NOW, END)

    assert (tried.of, tried.by, tried.at) == (alma.id, mette.id, NOW)
    assert (promised.at, promised.done_at) == (NOW + DAY, NOW + 2 * DAY)
    assert "canary" not in repr((tried, promised))


def test_of_the_record_only_who_answers_from_when_is_read(tx):
    mette, _, case = lived(tx)
    for kind in ("answering", "note"):
        body = {"text": "the canary sang", "author": "Mette"}
        records.add(tx, case, NewEntry(kind, NOW, "out", "", mette.id, body))

    (found,) = report_rows.stand_ins(tx, NOW, END)

    assert (found.of, found.by, found.at) == (case, mette.id, NOW)


def test_the_last_word_on_the_measure_counts(tx):
    _, alma, _ = lived(tx)
    for state in ("given", "asked", "withdrawn"):
        tx.run(
            "INSERT INTO consent (person_id, giver_id, purpose, state, how, at)"
            " VALUES (:person, :person, 'measure', :state, 'paper', :now)",
            person=alma.id,
            state=state,
            now=MS,
        )

    assert report_rows.consents(tx) == {alma.id: "withdrawn"}


def test_whether_a_question_was_answered_is_told_and_never_what(tx):
    _, alma, _ = lived(tx)
    for number, state in enumerate(("answered", "missed")):
        tx.run(
            "INSERT INTO due (id, kind, subject, revision, local_time, person_id,"
            " due_at, not_before, state)"
            " VALUES (:id, 'check_in', :id, 1, '', :person, :at, :at, 'done')",
            id=number,
            person=alma.id,
            at=MS,
        )
        tx.run(
            "INSERT INTO rule (id, person_id, kind, rhythm, zone, planned_until,"
            " set_by, created_at) VALUES (:id, :person, 'check_in', '', '', 0, '', 0)",
            id=number,
            person=alma.id,
        )
        tx.run(
            "INSERT INTO check_in (person_id, rule_id, due_id, due_at, is_scaled,"
            " state)"
            " VALUES (:person, :id, :id, :at, 0, :state)",
            person=alma.id,
            id=number,
            at=MS,
            state=state,
        )

    assert [each.what for each in report_rows.check_ins(tx, NOW, END)] == [
        "answered",
        "missed",
    ]
