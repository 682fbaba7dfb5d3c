"""What Twilio's error codes mean for a message.

Twilio warns that codes change: an unknown one is a failure that a human is told about,
never silence.
"""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from casework.messages import Later, Never, Outcome, Reason, Unknown
from sms_gateway.failures import RefusedError

REASONS = {
    21211: Reason.BAD_NUMBER,  # not a valid number
    21217: Reason.BAD_NUMBER,
    21263: Reason.BAD_NUMBER,  # a short code
    21264: Reason.BAD_NUMBER,  # a premium number
    21265: Reason.BAD_NUMBER,  # a short code
    21266: Reason.BAD_NUMBER,  # our own number
    21401: Reason.BAD_NUMBER,
    21421: Reason.BAD_NUMBER,
    21604: Reason.BAD_NUMBER,  # no number
    21614: Reason.BAD_NUMBER,  # not a mobile number
    21635: Reason.BAD_NUMBER,  # a landline
    30005: Reason.BAD_NUMBER,  # unknown to its operator: given back, or moved
    30006: Reason.BAD_NUMBER,  # a landline
    21612: Reason.UNREACHABLE,  # no way there from our sender
    30003: Reason.UNREACHABLE,  # switched off, or without coverage
    30004: Reason.BLOCKED,  # by the person or their operator
    21610: Reason.OPTED_OUT,  # they wrote STOP
    30007: Reason.FILTERED,  # by an operator
    30033: Reason.FILTERED,
    21605: Reason.TOO_LARGE,
    21617: Reason.TOO_LARGE,
    30019: Reason.TOO_LARGE,
    21602: Reason.NOT_CARRIED,  # an empty body
    21618: Reason.NOT_CARRIED,  # a body that cannot be sent
    30036: Reason.TOO_OLD,  # the validity period ended in Twilio's queue
    30001: Reason.RATE_LIMITED,  # our sender's queue is full
    30017: Reason.RATE_LIMITED,  # the operator is congested
    30022: Reason.RATE_LIMITED,
    30410: Reason.NETWORK,  # an operator did not answer in time
    30002: Reason.UNAUTHORISED,  # our account is suspended
}
"""Why a message did not arrive, by its code; everything else is `PROVIDER`."""

_RATE_LIMITED = Later(Reason.RATE_LIMITED)
_ACCOUNT = Later(Reason.UNAUTHORISED, everywhere=True)
_SENDER = Later(Reason.PROVIDER, everywhere=True)

WAITS = {
    14107: _RATE_LIMITED,
    20429: _RATE_LIMITED,
    30022: _RATE_LIMITED,
    63017: _RATE_LIMITED,
    63018: _RATE_LIMITED,
    # The sender's queue holds ten hours of messages: let it drain.
    21611: Later(Reason.RATE_LIMITED, timedelta(minutes=15), everywhere=True),
    # The account's daily limit, counted over the last 24 hours.
    63038: Later(Reason.RATE_LIMITED, timedelta(hours=1), everywhere=True),
    10001: _ACCOUNT,  # the account is not active
    20003: _ACCOUNT,  # wrong account or token
    20005: _ACCOUNT,  # the account is not active
    20006: _ACCOUNT,
    20008: _ACCOUNT,  # a test account's token
    30002: _ACCOUNT,
    # Our own sender is not usable, whoever the recipient is.
    21659: _SENDER,
    21660: _SENDER,
    21661: _SENDER,
    21663: _SENDER,  # not in this region
    21701: _SENDER,
    21704: _SENDER,
    21705: _SENDER,
    # Not for this recipient, until the operator changes the account.
    21408: Later(Reason.PROVIDER),
    21606: Later(Reason.PROVIDER),
    21703: Later(Reason.PROVIDER),
}
"""Codes of an answer that say: certainly not sent, and not the message's fault."""


def reason_of(code: object) -> Reason:
    """Return why a message with this error code did not arrive.

    >>> reason_of("30003"), reason_of(None)
    (<Reason.UNREACHABLE: 'unreachable'>, <Reason.PROVIDER: 'provider'>)
    """
    digits = str(code)
    known = digits.isascii() and digits.isdigit()
    return REASONS.get(int(digits), Reason.PROVIDER) if known else Reason.PROVIDER


def outcome_of(refused: RefusedError) -> Outcome:
    """Return what Twilio's refusal to take a message means for that message."""
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(Reason.PROVIDER)
    if refused.code in WAITS:
        wait = WAITS[refused.code]
        return replace(wait, after=refused.retry_after or wait.after)
    if refused.code in REASONS:
        return Never(REASONS[refused.code])
    match refused.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return replace(_RATE_LIMITED, after=refused.retry_after)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            # 404 is the address of an account that is not there.
            return _ACCOUNT
        case status if HTTPStatus.BAD_REQUEST <= status != HTTPStatus.REQUEST_TIMEOUT:
            return Never(Reason.PROVIDER)
    # Redirects and the like come from something between us and Twilio.
    return Unknown(Reason.PROVIDER)
