"""Messages that Twilio has and we do not."""

from collections.abc import Container
from datetime import datetime, timedelta

from sms_gateway import inbound
from sms_gateway.twilio_gateway import TwilioGateway
from storage.inbox_rows import Raw

OVERLAP = timedelta(hours=1)
"""How far back we look beyond the last message seen: an earlier one may be missing."""


async def missed(
    gateway: TwilioGateway, since: datetime, seen: Container[str], now: datetime
) -> list[Raw]:
    """Return what was sent to us and never arrived, oldest first.

    Twilio posts each message once. `seen` are the ids that arrived; one too many in
    the answer does no harm, because the inbox takes an id once. Raise `TwilioError`
    where the list could not be read to its end, so that nothing is thought complete.
    """
    found = await gateway.received(since - OVERLAP)
    # Twilio tells the time to the second: within one, its order is all there is.
    found.reverse()
    found.sort(key=lambda message: message.at or now)
    return [
        inbound.listed(message, now) for message in found if message.sid not in seen
    ]
