from datetime import timedelta

import pytest

from casework.messages import Later, Never, Reason, Unknown
from sms_gateway.codes import REASONS, WAITS, outcome_of, reason_of
from sms_gateway.failures import RefusedError

SECONDS = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21211, Never(Reason.BAD_NUMBER)),
        (400, 21614, Never(Reason.BAD_NUMBER)),
        (400, 21635, Never(Reason.BAD_NUMBER)),
        (400, 21612, Never(Reason.UNREACHABLE)),
        (400, 21610, Never(Reason.OPTED_OUT)),
        (400, 21617, Never(Reason.TOO_LARGE)),
        (400, 21602, Never(Reason.NOT_CARRIED)),
        (400, 99999, Never(Reason.PROVIDER)),
        (400, None, Never(Reason.PROVIDER)),
        (422, None, Never(Reason.PROVIDER)),
        (401, 20003, Later(Reason.UNAUTHORISED, everywhere=True)),
        (401, None, Later(Reason.UNAUTHORISED, everywhere=True)),
        (403, 20005, Later(Reason.UNAUTHORISED, everywhere=True)),
        (404, 20404, Later(Reason.UNAUTHORISED, everywhere=True)),
        (400, 21663, Later(Reason.PROVIDER, everywhere=True)),
        (400, 21408, Later(Reason.PROVIDER)),
        (429, 20429, Later(Reason.RATE_LIMITED)),
        (429, None, Later(Reason.RATE_LIMITED)),
        (429, 63038, Later(Reason.RATE_LIMITED, 3600 * SECONDS, everywhere=True)),
        (500, 20500, Unknown(Reason.PROVIDER)),
        (503, None, Unknown(Reason.PROVIDER)),
        (408, None, Unknown(Reason.PROVIDER)),
        (302, None, Unknown(Reason.PROVIDER)),
    ],
)
def test_each_refusal_has_its_outcome(status, code, outcome):
    assert outcome_of(RefusedError(status, code)) == outcome


def test_twilio_says_itself_how_long_to_wait():
    refused = RefusedError(429, 20429, retry_after=7 * SECONDS)

    assert outcome_of(refused) == Later(Reason.RATE_LIMITED, 7 * SECONDS)


@pytest.mark.parametrize("code", sorted(REASONS | WAITS))
def test_a_server_that_fails_leaves_it_open_whether_it_sent(code):
    assert outcome_of(RefusedError(500, code)) == Unknown(Reason.PROVIDER)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("30003", Reason.UNREACHABLE),
        (30004, Reason.BLOCKED),
        ("30005", Reason.BAD_NUMBER),
        ("30006", Reason.BAD_NUMBER),
        ("30007", Reason.FILTERED),
        ("30036", Reason.TOO_OLD),
        ("21610", Reason.OPTED_OUT),
        ("30008", Reason.PROVIDER),
        ("12345678901234567890", Reason.PROVIDER),
        ("²", Reason.PROVIDER),
        ("", Reason.PROVIDER),
        (None, Reason.PROVIDER),
    ],
)
def test_a_failed_message_has_a_reason_that_a_human_can_be_told(code, reason):
    assert reason_of(code) is reason
