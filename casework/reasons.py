"""Why something was not passed on, not sent, or not sent now."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a message is not passed on, not sent, or not sent now."""

    BLOCKED = "blocked"
    OPTED_OUT = "opted_out"
    BAD_NUMBER = "bad_number"
    UNREACHABLE = "unreachable"
    FILTERED = "filtered"
    TOO_LARGE = "too_large"
    TOO_OLD = "too_old"
    NO_ADDRESS = "no_address"
    NOT_VERIFIED = "not_verified"
    NOT_AGREED = "not_agreed"
    OVER = "over"
    PROVIDER = "provider"
    RATE_LIMITED = "rate_limited"
    UNAUTHORISED = "unauthorised"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    NOT_CARRIED = "not_carried"
    TRIED_TOO_OFTEN = "tried_too_often"
    NETWORK = "network"
    CRASHED = "crashed"
    SAFE_HOURS = "safe_hours"
    PAUSED = "paused"
    STALE = "stale"
    TALKING = "talking"
    DANGER = "danger"
    ENOUGH_TODAY = "enough_today"
    ASKED = "asked"


NO_LOSS = frozenset({Reason.OVER, Reason.WITHDRAWN, Reason.PAUSED})
"""Why nothing came of it where nobody misses anything."""
