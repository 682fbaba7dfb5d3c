"""What Twilio reports about a message that we sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.messages import Reason
from sms_gateway import codes
from sms_gateway.listing import FAILED


@dataclass(frozen=True, slots=True)
class Report:
    """How far a delivery came; reports come in any order, twice, or not at all.

    `state` is Twilio's word: accepted, scheduled, queued, sending, sent, delivered,
    undelivered, failed, canceled, read, and what they add. `reason` and `code` say why
    it failed.
    """

    delivery: int
    message_id: str
    state: str
    reason: Reason | None = None
    code: str = ""


def of_form(delivery: int, fields: Mapping[str, str]) -> Report:
    """Return the report in an accepted status form."""
    state, code = fields["MessageStatus"], fields.get("ErrorCode", "")
    return Report(
        delivery,
        fields["MessageSid"],
        state,
        reason=codes.reason_of(code) if state in FAILED else None,
        code=code,
    )
