"""The account at Twilio: who we are there, and where we are reached."""

from dataclasses import dataclass, field
from datetime import timedelta

TWILIO_URL = "https://api.twilio.com"
MESSAGE_PATH = "/sms/twilio"
STATUS_PATH = "/sms/twilio/status/"
CALL_PATH = "/voice/twilio"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """What the [sms.twilio] table says, read and checked.

    The first of `auth_tokens` signs our own requests; any of them may have signed
    Twilio's, so that a token can be changed, or belong to another region, without a
    lost message. `sender` is the number people write to; with a messaging service,
    Twilio picks the sender and `sender` may be empty. `words_kept_for` is how long
    words stay in Twilio's log; nothing: they are not ours to remove.
    """

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    api_url: str = TWILIO_URL
    region: str = ""
    messaging_service_sid: str = ""
    sender: str = ""
    public_url: str = ""
    words_kept_for: timedelta | None = None

    def address_of(self, path: str) -> str:
        """Return the URL under which Twilio knows one of our paths.

        >>> account = TwilioAccount("AC", (), public_url="https://sms.example.org/x/")
        >>> account.address_of(MESSAGE_PATH)
        'https://sms.example.org/x/sms/twilio'
        """
        return self.public_url.rstrip("/") + path
