from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Button, Copy, Form
from casework.people import Address, CaseId, Channel, PersonId
from casework.reasons import Reason
from storage import lanes, messages, outbox
from tests.storage.stores import NOW

ALMA, METTE, CASE = PersonId("c-alma"), PersonId("w-mette"), CaseId("k-1")
LANE = "c-alma/k-1"
SECOND = timedelta(seconds=1)
PLAIN = Draft(ALMA, DeliveryKind.RELAY, "hello", case_id=CASE)
FULL = Draft(
    ALMA,
    DeliveryKind.RELAY,
    "hello",
    form=Form.COPY,
    entities=({"type": "bold", "offset": 0, "length": 5},),
    buttons=((Button("id-1", "Yes"), Button("id-2", "No")),),
    copy=Copy(Address(Channel.TELEGRAM, "7001002003"), ("1", "2")),
    ahead=True,
    sms_text="as text",
    case_id=CASE,
    message_id=5,
    sender=METTE,
    target=Target(delivery=7),
    reply_to=Target(external=(3, "99")),
    in_words=True,
    album="album-1",
    to=Address(Channel.SMS, "+4520123456"),
    silent=True,
    until=NOW + 90 * SECOND,
)


def add(tx, draft=PLAIN, now=NOW):
    return outbox.find(tx, outbox.add(tx, draft, now))


def held_for(seconds, **more):
    return Draft(ALMA, DeliveryKind.RELAY, "x", hold=seconds * SECOND, **more)


def claim(tx, delivery):
    outbox.claim(tx, delivery, 1, Channel.SMS, NOW + SECOND)
    return outbox.find(tx, delivery.id)


@pytest.mark.parametrize("draft", [PLAIN, FULL])
def test_a_draft_comes_out_as_it_was_put_in(tx, draft):
    found = add(tx, draft)

    assert found.draft == draft
    assert (found.state, found.not_before, found.attempts) == ("ready", NOW, 0)
    assert (found.lane, found.is_readable) == (LANE, True)


def test_the_words_and_the_address_are_sealed(tx):
    add(tx, FULL)

    row = str(tuple(tx.one_or_none("SELECT * FROM delivery")))
    readable = ("hello", "7001002003", "+45", "as text")
    assert not any(word in row for word in readable)
    assert not any(word in repr(outbox.find(tx, 1)) for word in readable)


def test_what_can_be_taken_back_is_held_until_its_time(tx):
    held = add(tx, held_for(8))

    assert (held.state, held.not_before) == ("held", NOW + 8 * SECOND)
    outbox.release(tx, held, NOW)
    assert outbox.find(tx, held.id).state == "ready"


def test_the_first_of_a_conversation_is_the_oldest_that_is_open(tx):
    first, second = add(tx), add(tx)
    add(tx, Draft(METTE, DeliveryKind.RELAY, "elsewhere"))
    assert outbox.first_in_lane(tx, LANE) == first

    outbox.settle(tx, first, "sent", NOW)

    assert outbox.first_in_lane(tx, LANE) == second
    assert outbox.first_in_lane(tx, "nobody/") is None


def test_conversations_with_something_due_are_found(tx):
    add(tx)
    add(tx, held_for(8))

    assert lanes.due(tx, NOW) == ([LANE], [])
    assert lanes.due(tx, NOW + 8 * SECOND) == ([LANE, "c-alma/"], [])


def test_a_claim_counts_the_try_and_says_where_it_goes(tx):
    claimed = claim(tx, add(tx))

    assert (claimed.state, claimed.attempts) == ("claimed", 1)
    assert (claimed.address_id, claimed.channel) == (1, Channel.SMS)
    assert claimed.not_before == NOW + SECOND
    assert lanes.due(tx, NOW) == ([], [])
    assert lanes.due(tx, NOW + SECOND) == ([LANE], [])


def test_a_try_that_never_left_does_not_count(tx):
    claimed = claim(tx, add(tx))

    outbox.postpone(tx, claimed, NOW + SECOND, Reason.RATE_LIMITED, counts=False)

    found = outbox.find(tx, claimed.id)
    assert (found.state, found.attempts, found.reason) == ("ready", 0, "rate_limited")


def test_what_is_settled_has_no_words_any_more(tx):
    delivery = add(tx)

    outbox.settle(tx, delivery, "sent", NOW, provider_id="SM1")

    found = outbox.find(tx, delivery.id)
    assert (found.state, found.provider_id, found.draft.text) == ("sent", "SM1", "")
    assert tx.value("SELECT sealed_body FROM delivery") is None


def test_what_is_settled_is_settled_once(tx):
    claimed = claim(tx, add(tx))

    assert outbox.settle_held(tx, claimed, NOW, "SM1") is not None
    assert outbox.settle_held(tx, claimed, NOW, "SM2") is None

    found = outbox.find(tx, claimed.id)
    assert (found.state, found.provider_id) == ("sent", "SM1")


def test_a_later_word_moves_it_on(tx):
    delivery = add(tx)
    outbox.settle(tx, delivery, "sent", NOW, provider_id="SM1")

    outbox.move_on(tx, delivery.id, "failed", Reason.UNREACHABLE, "SM2")
    outbox.move_on(tx, delivery.id, "delivered", None)

    found = outbox.find(tx, delivery.id)
    assert (found.state, found.reason, found.provider_id) == ("delivered", None, "SM2")


def test_what_a_dead_run_had_claimed_is_unknown(tx):
    claimed, waiting = claim(tx, add(tx)), add(tx)

    outbox.take_over(tx, NOW)

    found = outbox.find(tx, claimed.id)
    assert (found.state, found.reason) == ("unknown", "crashed")
    assert outbox.find(tx, waiting.id).state == "ready"


def test_what_waits_for_somebody_is_tried_when_they_turn_up(tx):
    later = NOW + timedelta(hours=1)
    waits, held = add(tx), add(tx, held_for(8))
    other = add(tx, Draft(METTE, DeliveryKind.RELAY, "x"))
    for each in (waits, other):
        outbox.postpone(tx, each, later, Reason.NO_ADDRESS)
    tx.begin_group()

    outbox.wake(tx, ALMA, NOW)

    assert outbox.find(tx, waits.id).not_before == NOW
    assert outbox.find(tx, held.id).not_before == NOW + 8 * SECOND
    assert outbox.find(tx, other.id).not_before == later
    assert tx.end_group() == {LANE}


def test_whoever_adds_or_releases_wakes_the_conversation(tx):
    tx.begin_group()
    held = add(tx, held_for(8))
    assert tx.end_group() == {"c-alma/"}

    tx.begin_group()
    outbox.release(tx, held, NOW)
    assert tx.end_group() == {"c-alma/"}


def test_words_that_do_not_open_are_empty_and_say_so(tx):
    delivery = add(tx, FULL)
    tx.run("UPDATE delivery SET sealed_body = zeroblob(60)")

    found = outbox.find(tx, delivery.id)

    assert (found.is_readable, found.draft.text) == (False, "")
    assert (found.draft.recipient, found.draft.sender) == (ALMA, METTE)


def test_what_is_open_can_be_given_up_unseen_wherever_it_stands(tx):
    first, second = add(tx), add(tx)

    assert outbox.fail(tx, second.id, Reason.PROVIDER, NOW)

    assert outbox.find(tx, second.id).state == "failed"
    assert outbox.first_in_lane(tx, LANE) == first
    assert outbox.first_in_lane(tx, LANE, first.id) is None


def test_what_is_settled_is_not_given_up(tx):
    gone = add(tx)
    outbox.settle(tx, gone, "sent", NOW)

    assert not outbox.fail(tx, gone.id, Reason.PROVIDER, NOW)

    assert outbox.find(tx, gone.id).state == "sent"


def test_earlier_words_in_a_conversation_are_seen_and_notices_are_not(tx):
    add(tx, Draft(ALMA, DeliveryKind.NOTICE, "x", case_id=CASE))
    first, second = add(tx), add(tx)

    assert not outbox.has_earlier_words(tx, first.id)
    assert outbox.has_earlier_words(tx, second.id)
    outbox.settle(tx, first, "sent", NOW)
    assert not outbox.has_earlier_words(tx, second.id)


def part_of_album(tx, number, album="album-1"):
    return messages.add(
        tx,
        case_id=CASE,
        author=METTE,
        address_id=1,
        external_id=str(number),
        kind="photo",
        entry=1,
        album=album,
        now=NOW,
    )


def test_every_part_of_an_album_is_carried_by_the_delivery_of_the_first(tx):
    parts = [part_of_album(tx, number) for number in range(3)]
    other = part_of_album(tx, 9, album=None)
    first = Draft(ALMA, DeliveryKind.RELAY, case_id=CASE, message_id=parts[0])
    delivery = add(tx, first)

    found = [outbox.of_message(tx, each) for each in parts]

    assert [each.id for each in found] == [delivery.id] * 3
    assert outbox.of_message(tx, other) is None


def test_an_album_is_open_while_it_is_held(tx):
    delivery = add(tx, held_for(1, album="a", case_id=CASE))

    assert outbox.open_album(tx, LANE, "a").id == delivery.id
    assert outbox.open_album(tx, LANE, "b") is None
    outbox.hold_albums(tx, NOW + timedelta(minutes=1))
    assert outbox.find(tx, delivery.id).not_before == NOW + timedelta(minutes=1)
    outbox.release(tx, delivery, NOW)
    assert outbox.open_album(tx, LANE, "a") is None


def test_a_message_is_carried_first_and_then_changed(tx):
    first = add(tx, Draft(ALMA, DeliveryKind.RELAY, "one", message_id=5))
    change = add(tx, Draft(ALMA, DeliveryKind.RELAY, "two", Form.EDIT, message_id=5))
    add(tx, Draft(METTE, DeliveryKind.RECEIPT, "sent", message_id=5))

    assert outbox.of_message(tx, 5) == first
    assert outbox.open_of_message(tx, 5) == first
    outbox.settle(tx, first, "sent", NOW)
    assert outbox.open_of_message(tx, 5) == change
    assert outbox.last_of_message(tx, 5) == change


def test_it_is_counted_what_waits_failed_or_may_have_come_twice(tx):
    first, second, third = add(tx), add(tx, now=NOW + SECOND), add(tx)
    claim(tx, second)
    outbox.settle(tx, third, "failed", NOW, reason=Reason.PROVIDER)
    outbox.set_maybe_twice(tx, first.id)

    assert outbox.waiting(tx) == {"ready": (1, NOW), "claimed": (1, NOW + SECOND)}
    assert outbox.failed_since(tx, NOW - SECOND) == 1
    assert outbox.failed_since(tx, NOW) == 0
    assert outbox.maybe_twice(tx) == 1


def test_sms_without_a_last_word_are_found_after_a_while(tx):
    claimed = claim(tx, add(tx))
    outbox.settle(tx, claimed, "sent", NOW)

    assert [each.id for each in outbox.unconfirmed(tx, NOW)] == [claimed.id]
    assert outbox.unconfirmed(tx, NOW - SECOND) == []
    outbox.move_on(tx, claimed.id, "delivered", None)
    assert outbox.unconfirmed(tx, NOW) == []
