"""Words that Twilio keeps in its log: removed once nothing of ours needs them there."""

from collections.abc import Iterable
from datetime import timedelta

from casework.messages import Later, Sent
from casework.reasons import Reason
from sms_gateway.listing import Listed
from sms_gateway.twilio_gateway import TwilioGateway

LOOK_BACK = timedelta(days=30)
"""So far back is looked for words: what could not be removed is tried again so long."""


async def remove(gateway: TwilioGateway, messages: Iterable[Listed]) -> int:
    """Remove the words of these messages at Twilio; return of how many.

    Where Twilio cannot be reached the others wait, too: they are listed again.
    """
    removed = 0
    for each in messages:
        outcome = await gateway.redact(each.sid)
        if isinstance(outcome, Sent):
            removed += 1
        elif isinstance(outcome, Later) and outcome.reason is Reason.NETWORK:
            break
    return removed
