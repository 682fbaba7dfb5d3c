from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, PersonId
from casework.reasons import Reason
from storage import messages, outbox, started
from tests.storage.stores import NOW

ALMA, BO, METTE = PersonId("c-alma"), PersonId("c-bo"), PersonId("w-mette")
CASE = CaseId("k-1")
HOUR = timedelta(hours=1)
REMINDER = Draft(ALMA, DeliveryKind.AUTOMATIC, "Tomorrow at 10.", case_id=CASE)


def put(tx, draft=REMINDER, now=NOW):
    return outbox.find(tx, outbox.add(tx, draft, now))


def test_the_last_words_count_whoever_of_the_two_wrote_them(tx):
    assert started.last_written(tx, CASE) is None
    assert started.last_written(tx, None) is None

    for number, (case, author) in enumerate(
        [(CASE, ALMA), (CASE, METTE), (CaseId("k-2"), BO)]
    ):
        messages.add(
            tx,
            case_id=case,
            author=author,
            address_id=1,
            external_id=str(number),
            kind="text",
            entry=number,
            album=None,
            now=NOW + number * HOUR,
        )

    assert started.last_written(tx, CASE) == NOW + HOUR


@pytest.mark.parametrize(
    ("state", "counts"),
    [("sent", 1), ("delivered", 1), ("read", 1), ("failed", 0), ("skipped", 0)],
)
def test_only_what_reached_somebody_since_then_counts(tx, state, counts):
    outbox.settle(tx, put(tx), state, NOW)
    outbox.settle(tx, put(tx), "sent", NOW - HOUR)
    news = Draft(ALMA, DeliveryKind.NEWS, "It is off.", case_id=CASE)
    outbox.settle(tx, put(tx, news), "sent", NOW)

    assert started.count_since(tx, ALMA, NOW) == counts
    assert started.count_since(tx, BO, NOW) == 0


def test_what_waits_for_its_recipients_sake_is_not_waiting_to_leave(tx):
    put(tx)
    put(tx, Draft(ALMA, DeliveryKind.RELAY, "hello", case_id=CASE))
    outbox.postpone(tx, put(tx), NOW + HOUR, Reason.SAFE_HOURS)

    assert started.count_waiting(tx, NOW) == 1
    assert started.count_waiting(tx, NOW + HOUR) == 2


def test_only_words_from_here_count_as_written_to_somebody(tx):
    def write(author, at):
        messages.add(
            tx,
            case_id=CASE,
            author=author,
            address_id=1,
            external_id=f"{author}-{at}",
            kind="text",
            entry=0,
            album=None,
            now=at,
        )

    write(METTE, NOW)
    write(ALMA, NOW + HOUR)

    assert started.was_written_to(tx, CASE, ALMA, NOW)
    assert not started.was_written_to(tx, CASE, ALMA, NOW + HOUR)
    assert not started.was_written_to(tx, CaseId("k-2"), ALMA, NOW)


def test_when_something_left_is_known_once_it_has(tx):
    waiting, sent = put(tx), put(tx)
    outbox.settle(tx, sent, "sent", NOW + HOUR)

    assert started.left_at(tx, waiting.id) is None
    assert started.left_at(tx, sent.id) == NOW + HOUR
