import sqlite3
from datetime import timedelta

import pytest

from storage import questions
from tests.storage.stores import NOW, add_person

DAY = timedelta(days=1)


@pytest.fixture
def alma(tx):
    return add_person(tx).id


def put(tx, person, kind="colour", subject="", not_before=NOW):
    identity = questions.add(tx, person, kind, subject, not_before, NOW)
    return questions.find(tx, identity)


def test_a_question_waits_is_asked_and_is_over(tx, alma):
    question = put(tx, alma, subject="blue")
    assert (question.state, question.kind, question.subject) == (
        *("waiting", "colour", "blue"),
    )
    assert questions.open_of(tx, alma) is None

    questions.set_open(tx, question, 7, NOW + DAY, NOW)
    asked = questions.open_of(tx, alma)
    questions.close(tx, asked, "answered")

    assert (asked.delivery_id, asked.asked_at, asked.expires_at) == (7, NOW, NOW + DAY)
    assert questions.open_of(tx, alma) is None
    assert questions.find(tx, question.id).state == "answered"


def test_of_one_person_at_most_one_question_is_open(tx, alma):
    bo = add_person(tx, "bo").id
    first, second, of_bo = put(tx, alma), put(tx, alma, "taste"), put(tx, bo)
    questions.set_open(tx, first, 1, NOW + DAY, NOW)
    questions.set_open(tx, of_bo, 2, NOW + DAY, NOW)

    with pytest.raises(sqlite3.IntegrityError):
        questions.set_open(tx, second, 3, NOW + DAY, NOW)


def test_in_line_stands_what_is_due_and_first_what_waits_longest(tx, alma):
    later = put(tx, alma, "later", not_before=NOW + DAY)
    first, second = put(tx, alma, "first"), put(tx, alma, "second")

    assert questions.in_line(tx, alma, NOW) == [first, second]
    assert questions.in_line(tx, alma, NOW + DAY) == [later, first, second]


def test_due_is_who_waits_for_a_question_and_is_asked_nothing(tx, alma):
    bo, cleo = add_person(tx, "bo").id, add_person(tx, "cleo").id
    put(tx, cleo, not_before=NOW + DAY)
    put(tx, bo)
    put(tx, bo, "taste")
    asked = put(tx, alma)
    put(tx, alma, "taste")
    questions.set_open(tx, asked, 1, NOW + DAY, NOW)

    assert questions.due(tx, NOW) == [bo]
    assert questions.due(tx, NOW + DAY) == [cleo, bo]


def test_overdue_is_what_nobody_answered_in_time_and_can_be_prolonged(tx, alma):
    question = put(tx, alma)
    questions.set_open(tx, question, 1, NOW + DAY, NOW)

    assert questions.overdue(tx, NOW) == []
    assert [each.id for each in questions.overdue(tx, NOW + DAY)] == [question.id]
    questions.prolong(tx, question, NOW + 2 * DAY)

    assert questions.overdue(tx, NOW + DAY) == []
    assert questions.open_of(tx, alma).expires_at == NOW + 2 * DAY


def test_pending_is_this_very_question_until_it_is_over(tx, alma):
    question = put(tx, alma, subject="blue")

    assert questions.is_pending(tx, alma, "colour", "blue")
    assert not questions.is_pending(tx, alma, "colour", "red")
    questions.close(tx, question, "lapsed")
    assert not questions.is_pending(tx, alma, "colour", "blue")


@pytest.mark.parametrize(
    ("kind", "left"), [("colour", ["taste"]), ("taste", ["colour"]), ("", [])]
)
def test_one_kind_or_everything_is_withdrawn_open_or_not(tx, alma, kind, left):
    questions.set_open(tx, put(tx, alma), 1, NOW + DAY, NOW)
    put(tx, alma, "taste")
    bo = add_person(tx, "bo").id
    put(tx, bo, "taste")

    questions.withdraw(tx, alma, kind)

    kinds = ("colour", "taste")
    assert [each for each in kinds if questions.is_pending(tx, alma, each, "")] == left
    assert questions.is_pending(tx, bo, "taste", "")
    assert (questions.open_of(tx, alma) is not None) is (left == ["colour"])


def test_what_is_asked_about_one_thing_is_withdrawn_alone(tx, alma):
    put(tx, alma, subject="blue")
    put(tx, alma, subject="red")

    questions.withdraw(tx, alma, "colour", "blue")

    assert not questions.is_pending(tx, alma, "colour", "blue")
    assert questions.is_pending(tx, alma, "colour", "red")


def test_a_question_that_nobody_put_is_not_found(tx):
    assert questions.find(tx, 404) is None


def test_what_was_asked_last_is_found_whatever_became_of_it(tx, alma):
    first, second = put(tx, alma), put(tx, alma, "taste")
    put(tx, alma, "sound")
    for question, asked in ((first, NOW), (second, NOW + DAY)):
        questions.set_open(tx, question, 7, NOW + 2 * DAY, asked)
        questions.close(tx, question, "withdrawn")

    last = questions.last_asked(tx, alma)

    assert (last.kind, last.state) == ("taste", "withdrawn")
    assert questions.last_asked(tx, add_person(tx, "bo").id) is None
