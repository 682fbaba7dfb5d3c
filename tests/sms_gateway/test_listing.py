from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from casework.messages import Never, NotThere, Reason, Sent
from sms_gateway.account import TwilioAccount
from sms_gateway.listing import Listed, find, of_record

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SERVICE_SID = "MG" + "0b" * 16
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
OURS = Listed(
    sid="SM" + "1c" * 16,
    direction="outbound-api",
    state="sent",
    sender="+4552000111",
    recipient="+4520123456",
    service="",
    body="hej Alma",
    media_count=0,
    code="",
    at=NOON + SECOND,
)


def looked_up(account, *messages, text="hej Alma", now=NOON + 10 * MINUTE, taken=()):
    return find(messages, text, account=account, since=NOON, now=now, taken=taken)


def test_a_message_with_our_words_is_the_one_we_sent(account):
    assert looked_up(account, OURS) == Sent((OURS.sid,))


@pytest.mark.parametrize("state", ["accepted", "queued", "sending", "delivered"])
def test_whatever_state_it_is_in_it_is_with_twilio(account, state):
    assert looked_up(account, replace(OURS, state=state)) == Sent((OURS.sid,))


@pytest.mark.parametrize("state", ["failed", "undelivered", "canceled"])
def test_a_message_that_failed_will_never_arrive(account, state):
    failed = replace(OURS, state=state, code="30004")

    assert looked_up(account, failed) == Never(Reason.BLOCKED)


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, body="hej Bo"),
        replace(OURS, at=NOON - 3 * MINUTE),
        replace(OURS, sender="+4552000999"),
        replace(OURS, direction="inbound"),
        replace(OURS, at=None),
    ],
)
def test_another_message_is_not_ours(account, other):
    assert looked_up(account, other) == NotThere()


def test_the_same_words_of_another_delivery_are_not_ours(account):
    assert looked_up(account, OURS, taken=(OURS.sid,)) == NotThere()


def test_of_the_same_words_twice_the_first_is_taken(account):
    second = replace(OURS, sid="SM" + "2d" * 16, at=OURS.at + MINUTE)

    assert looked_up(account, second, OURS) == Sent((OURS.sid,))
    assert looked_up(account, second, OURS, taken=(OURS.sid,)) == Sent((second.sid,))


def test_what_may_still_turn_up_is_not_called_absent(account):
    assert looked_up(account, now=NOON + 4 * MINUTE) is None
    assert looked_up(account, now=NOON + 5 * MINUTE) == NotThere()


def test_words_that_were_removed_cannot_be_recognised(account):
    assert looked_up(account, replace(OURS, body="")) is None


def test_twilios_clock_may_be_behind_ours(account):
    early = replace(OURS, at=NOON - 2 * MINUTE)

    assert looked_up(account, early) == Sent((OURS.sid,))


def test_with_a_messaging_service_the_sender_is_its_own_affair():
    account = TwilioAccount("AC1", ("t",), messaging_service_sid=SERVICE_SID)
    message = replace(OURS, sender="", service=SERVICE_SID)

    assert looked_up(account, message) == Sent((OURS.sid,))
    assert looked_up(account, OURS) == NotThere()


def test_spaces_at_the_ends_are_nobodys_difference(account):
    assert looked_up(account, OURS, text=" hej  Alma\n") == Sent((OURS.sid,))


def test_a_record_with_gaps_is_read():
    record = SimpleNamespace(
        sid=OURS.sid,
        direction="outbound-api",
        status="accepted",
        from_=None,
        to=None,
        messaging_service_sid=None,
        body=None,
        num_media=None,
        error_code=None,
        date_created=None,
        date_sent=None,
    )

    listed = of_record(record)

    assert (listed.sender, listed.body, listed.media_count) == ("", "", 0)
    assert (listed.code, listed.at) == ("", None)
    assert "+4520123456" not in repr(OURS)
