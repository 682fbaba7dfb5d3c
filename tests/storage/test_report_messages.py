"""Messages between people, as far as a report counts them."""

from datetime import timedelta

import pytest

from casework.people import Role
from storage import report_messages
from storage.times import to_ms
from tests.storage.stores import NOW, add_client_with_case, add_person

LATER = NOW + timedelta(days=1)


@pytest.fixture
def between(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)

    def write(author, to, number, state="sent", *, reason=None, kind="relay"):
        at = to_ms(NOW) + number
        tx.run(
            "INSERT INTO message (id, case_id, author_id, address_id, external_id,"
            " kind, entry, created_at) VALUES (:id, :case, :author, 1, :id, 'text', 1,"
            " :at)",
            id=number,
            case=case,
            author=author.id,
            at=at,
        )
        tx.run(
            "INSERT INTO delivery (lane, recipient_id, case_id, message_id, kind, form,"
            " state, reason, channel, not_before, created_at) VALUES ('', :to, :case,"
            " :id, :kind, 'text', :state, :reason, 'sms', 0, :at)",
            to=to.id,
            case=case,
            id=number,
            kind=kind,
            state=state,
            reason=reason,
            at=at,
        )

    return mette, alma, write


def written(tx):
    found = report_messages.written(tx, NOW, LATER)
    return [(each.by_staff, to_ms(each.at) - to_ms(NOW)) for each in found]


def test_both_sides_are_told_in_their_order(tx, between):
    mette, alma, write = between
    write(alma, mette, 1)
    write(mette, alma, 2, "delivered")
    write(alma, mette, 3, "held")

    assert written(tx) == [(False, 1), (True, 2), (False, 3)]
    assert report_messages.how_many(tx, NOW, LATER) == 6


def test_what_was_taken_back_or_never_left_is_no_message(tx, between):
    mette, alma, write = between
    write(alma, mette, 1, "skipped", reason="withdrawn")
    write(mette, alma, 2, "failed")
    write(mette, alma, 3, "skipped", reason="safe_hours")
    write(alma, mette, 4, kind="answer")

    assert written(tx) == []


def test_one_case_can_be_looked_at_alone_by_its_index(tx, between):
    mette, alma, write = between
    write(alma, mette, 1)
    case = tx.value("SELECT case_id FROM message")
    plan = tx.all(
        f"EXPLAIN QUERY PLAN {report_messages.WRITTEN_IN}", case=case, since=0, until=1
    )

    assert len(list(report_messages.written_in(tx, case, NOW, LATER))) == 1
    assert list(report_messages.written_in(tx, "k-other", NOW, LATER)) == []
    assert "message_of_case" in " ".join(row["detail"] for row in plan)


def test_what_was_to_go_to_who_is_helped_is_told_with_how_it_stands(tx, between):
    mette, alma, write = between
    write(alma, mette, 1)
    write(mette, alma, 2, "delivered")
    write(mette, alma, 3, "failed")
    write(mette, alma, 4, "skipped", reason="withdrawn")

    found = list(report_messages.sent(tx, NOW, LATER))

    assert [(each.to, each.state) for each in found] == [
        (alma.id, "delivered"),
        (alma.id, "failed"),
    ]
