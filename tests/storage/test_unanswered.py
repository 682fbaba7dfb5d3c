from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, Role
from casework.reasons import Reason
from storage import messages, outbox, unanswered
from tests.storage.stores import NOW, add_person

CASE = CaseId("k-1")


@pytest.fixture
def alma(tx):
    return add_person(tx)


@pytest.fixture
def mette(tx):
    return add_person(tx, "mette", Role.CONTACT_PERSON)


def write(tx, author, to, number, **more):
    """Have somebody write a message that is passed on; return both."""
    message = messages.add(
        tx,
        case_id=CASE,
        author=author.id,
        address_id=1,
        external_id=str(number),
        kind="text",
        entry=0,
        now=NOW + timedelta(minutes=number),
        **{"album": None} | more,
    )
    draft = Draft(to.id, DeliveryKind.RELAY, "x", case_id=CASE, message_id=message)
    return message, outbox.find(tx, outbox.add(tx, draft, NOW))


def waiting(tx, person):
    return [each.message.id for each in unanswered.of_person(tx, person.id)]


def test_what_was_written_since_the_last_answer_waits(tx, alma, mette):
    write(tx, alma, mette, 1)
    write(tx, mette, alma, 2)
    third, _ = write(tx, alma, mette, 3)
    fourth, _ = write(tx, alma, mette, 4)

    found = unanswered.of_person(tx, alma.id)

    assert [each.message.id for each in found] == [third, fourth]
    assert found[0].at == NOW + timedelta(minutes=3)


def test_a_substitute_answers_as_well(tx, alma, mette):
    write(tx, alma, mette, 1)
    write(tx, add_person(tx, "sanne", Role.SUPERVISOR), alma, 2)

    assert waiting(tx, alma) == []


@pytest.mark.parametrize("state", ["skipped", "failed"])
def test_an_answer_that_never_arrived_is_none(tx, alma, mette, state):
    first, _ = write(tx, alma, mette, 1)
    _, answer = write(tx, mette, alma, 2)

    outbox.settle(tx, answer, state, NOW, reason=Reason.BLOCKED)

    assert waiting(tx, alma) == [first]


def test_what_was_taken_back_or_never_passed_on_waits_for_nobody(tx, alma, mette):
    _, delivery = write(tx, alma, mette, 1)
    outbox.settle(tx, delivery, "skipped", NOW, reason=Reason.WITHDRAWN)
    second, _ = write(tx, alma, mette, 2)
    tx.run("DELETE FROM delivery WHERE message_id = :id", id=second)

    assert waiting(tx, alma) == []


def test_every_part_of_an_album_waits(tx, alma, mette):
    first, _ = write(tx, alma, mette, 1, album="a")
    second, _ = write(tx, alma, mette, 2, album="a")
    tx.run("DELETE FROM delivery WHERE message_id = :id", id=second)

    assert waiting(tx, alma) == [first, second]


def test_the_newest_are_found_since_a_moment(tx, alma, mette):
    for number in range(60):
        write(tx, alma, mette, number)

    found = unanswered.by_person(tx, alma.id)
    lately = unanswered.by_person(tx, alma.id, NOW + timedelta(minutes=58))

    assert len(found) == unanswered.MOST
    assert [each.at for each in lately] == [
        NOW + timedelta(minutes=58),
        NOW + timedelta(minutes=59),
    ]


def test_who_never_wrote_waits_for_nothing(tx, alma):
    assert waiting(tx, alma) == []


def test_the_last_answer_is_looked_up_in_what_the_case_has_since_then(tx):
    explained = f"EXPLAIN QUERY PLAN {unanswered.LAST_ANSWER}"

    plan = [row["detail"] for row in tx.all(explained, case=CASE, since=1)]

    assert any("message_of_case (case_id=? AND id>?)" in step for step in plan)
