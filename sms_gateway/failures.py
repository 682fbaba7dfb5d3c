"""How a request to Twilio fails; nothing of the request is kept in the error."""

from datetime import timedelta


class TwilioError(Exception):
    """A request to Twilio brought no usable answer."""


class TransportError(TwilioError):
    """Twilio could not be reached, or its answer did not arrive whole.

    `written` says whether the request may have reached Twilio: if it did not, trying
    again is safe.
    """

    def __init__(self, *, written: bool) -> None:
        super().__init__("no answer" if written else "no connection")
        self.written = written


class RefusedError(TwilioError):
    """Twilio answered with anything but success."""

    def __init__(
        self,
        status: int,
        code: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"status {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after
