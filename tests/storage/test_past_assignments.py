from dataclasses import replace
from datetime import date, timedelta

from casework.people import Role
from storage import assignments, past_assignments
from tests.storage.stores import NOW, add_person

DAY = timedelta(days=1)


def ended(tx, client, worker, at, aftercare=None):
    number = assignments.begin(tx, client, worker, at - DAY)
    details = assignments.details(tx, number)
    assignments.set_details(tx, replace(details, aftercare_until=aftercare))
    assignments.end(tx, number, at)
    return number


def test_the_newest_end_counts(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    sanne = add_person(tx, "sanne", Role.CONTACT_PERSON)
    ended(tx, alma.id, mette.id, NOW)
    ended(tx, alma.id, sanne.id, NOW + 9 * DAY, date(2027, 2, 1))

    past = past_assignments.last_of(tx, alma.id)

    assert (past.contact_person, past.ends_at) == (sanne.id, NOW + 9 * DAY)
    assert past.aftercare_until == date(2027, 2, 1)


def test_who_never_had_anybody_has_nothing_behind_them(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    assignments.begin(tx, alma.id, mette.id, NOW)

    assert past_assignments.last_of(tx, alma.id) is None


def test_who_took_part_to_the_end_is_heard_as_long_as_the_client(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    karin = add_person(tx, "karin", Role.GUARDIAN)
    number = assignments.begin(tx, alma.id, mette.id, NOW)
    assignments.add_participant(tx, number, karin.id, "guardian", NOW)
    details = assignments.details(tx, number)
    until = date(2027, 2, 1)
    assignments.set_details(tx, replace(details, aftercare_until=until))
    assignments.end_participation(tx, number, karin.id, NOW + DAY)
    assignments.end(tx, number, NOW + DAY)

    past = past_assignments.last_of(tx, karin.id)

    assert (past.principal, past.aftercare_until) == (alma.id, until)


def test_who_took_part_no_more_before_the_end_is_not_heard_because_of_it(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    karin = add_person(tx, "karin", Role.GUARDIAN)
    number = assignments.begin(tx, alma.id, mette.id, NOW)
    assignments.add_participant(tx, number, karin.id, "guardian", NOW)
    assignments.end_participation(tx, number, karin.id, NOW + DAY)
    while_it_went_on = past_assignments.last_of(tx, karin.id)
    details = assignments.details(tx, number)
    until = date(2027, 2, 1)
    assignments.set_details(tx, replace(details, aftercare_until=until))
    assignments.end(tx, number, NOW + 2 * DAY)

    past = past_assignments.last_of(tx, karin.id)

    assert past == while_it_went_on
    assert (past.aftercare_until, past.ends_at) == (None, NOW + DAY)
