"""What Twilio refuses to send, and with which error."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_refusal import TwilioRefusedError

NUMBER = re.compile(r"\+[1-9]\d{6,14}")
ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
BODY_LIMIT = 1600
LONGEST_VALIDITY = 36_000  # seconds


def check(cloud: TwilioCloud, form: Mapping[str, str]) -> None:
    """Refuse what cannot be sent."""
    _check_recipient(form.get("To", ""))
    _check_sender(cloud, form)
    _check_body(form.get("Body", ""))
    if form["To"] == form.get("From"):
        raise TwilioRefusedError(400, 21266)
    alphanumeric = ALPHANUMERIC.fullmatch(form.get("From", "")) is not None
    if not alphanumeric and (cloud.number, form["To"]) in cloud.opted_out:
        raise TwilioRefusedError(400, 21610)


def callback_url(form: Mapping[str, str]) -> str | None:
    """Return where to report the status, if anywhere."""
    url = form.get("StatusCallback")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TwilioRefusedError(400, 21609)
    return url


def validity(form: Mapping[str, str]) -> int:
    """Return for how many seconds the message is worth delivering."""
    given = form.get("ValidityPeriod")
    if not given:
        return LONGEST_VALIDITY
    if not given.isdigit() or not 1 <= int(given) <= LONGEST_VALIDITY:
        raise TwilioRefusedError(400, 90007)
    return int(given)


def _check_recipient(to: str) -> None:
    if not to:
        raise TwilioRefusedError(400, 21604)
    if not NUMBER.fullmatch(to):
        raise TwilioRefusedError(400, 21211, f"Invalid 'To' Phone Number: {to}")


def _check_sender(cloud: TwilioCloud, form: Mapping[str, str]) -> None:
    service, sender = form.get("MessagingServiceSid"), form.get("From", "")
    if service:
        if service != cloud.service_sid:
            raise TwilioRefusedError(404, 21701)
    elif not sender:
        raise TwilioRefusedError(400, 21603)
    elif sender != cloud.number and not ALPHANUMERIC.fullmatch(sender):
        raise TwilioRefusedError(400, 21606)


def _check_body(body: str) -> None:
    if not body:
        raise TwilioRefusedError(400, 21602)
    if len(body) > BODY_LIMIT:
        raise TwilioRefusedError(400, 21617)
