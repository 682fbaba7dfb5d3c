import pytest

from casework.drafts import DeliveryKind, Draft
from casework.messages import Form
from casework.people import CaseId, PersonId
from casework.reasons import Reason
from storage import handed_on, outbox
from tests.storage.stores import NOW

CASE, OTHER = CaseId("k-1"), CaseId("k-2")
METTE, JONAS = PersonId("w-mette"), PersonId("w-jonas")


def add(tx, kind=DeliveryKind.RELAY, *, case=CASE, **more):
    draft = Draft(METTE, kind, "words", case_id=case, **more)
    return outbox.add(tx, draft, NOW)


def lane(tx, delivery):
    return outbox.find(tx, delivery).lane


def test_what_waits_goes_to_the_other_one_with_its_words(tx):
    relay, notice = add(tx, message_id=7), add(tx, DeliveryKind.NOTICE)

    moved = handed_on.move(tx, CASE, METTE, JONAS, NOW)

    assert moved == {7}
    assert {lane(tx, relay), lane(tx, notice)} == {"w-jonas/k-1"}
    found = outbox.find(tx, relay).draft
    assert (found.recipient, found.text) == (JONAS, "words")
    assert outbox.first_in_lane(tx, "w-jonas/k-1").id == relay


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (DeliveryKind.ANSWER, {}),
        (DeliveryKind.RECEIPT, {"form": Form.REACTION}),
        (DeliveryKind.RELAY, {"form": Form.DELETE}),
        (DeliveryKind.RELAY, {"case": OTHER}),
    ],
)
def test_what_belongs_to_the_first_ones_own_chat_stays(tx, kind, more):
    stays = add(tx, kind, **more)

    assert handed_on.move(tx, CASE, METTE, JONAS, NOW) == set()
    assert lane(tx, stays).startswith("w-mette/")


def test_what_is_being_sent_or_was_sent_stays(tx):
    sent = add(tx)
    outbox.settle(tx, outbox.find(tx, sent), "sent", NOW)

    assert handed_on.move(tx, CASE, METTE, JONAS, NOW) == set()
    assert lane(tx, sent) == "w-mette/k-1"


def test_old_messages_that_were_opened_to_the_first_one_go_to_nobody(tx):
    old = add(tx, DeliveryKind.NOTICE, form=Form.COPY)
    picture = add(tx, form=Form.COPY, message_id=7)

    assert handed_on.move(tx, CASE, METTE, JONAS, NOW) == {7}

    found = outbox.find(tx, old)
    assert (found.state, found.reason) == ("skipped", Reason.OVER)
    assert found.lane == "w-mette/k-1"
    assert lane(tx, picture) == "w-jonas/k-1"


@pytest.mark.parametrize(
    ("sql", "to"), [(handed_on.MOVE, {"to": JONAS}), (handed_on.LEFT, {})]
)
def test_what_waits_is_found_without_reading_the_whole_table(tx, sql, to):
    found = tx.all(f"EXPLAIN QUERY PLAN {sql}", case=CASE, person=METTE, **to)

    assert any("delivery_open (lane=?)" in row["detail"] for row in found)
