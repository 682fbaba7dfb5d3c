"""What an error of Telegram's means for the delivery that met it."""

from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.telegram_api import BrokenAnswerError, SlowDownError
from bot.telegram_request import NotSentError
from casework.messages import Form, Later, Never, Outcome, Sent, Unknown
from casework.reasons import Reason

# Doing these twice is the same as doing them once, so an unknown outcome is simply
# tried again.
REPEATABLE = frozenset({Form.EDIT, Form.EDIT_CAPTION, Form.DELETE, Form.REACTION})
EDITS = frozenset({Form.EDIT, Form.EDIT_CAPTION})

# Telegram's words (they are not documented, and have changed) and what they mean.
# Looked for in this order, in lower case, anywhere in its description.
REFUSALS = (
    ("too long", Reason.TOO_LARGE),  # message is, message caption is, text is
    ("too_long", Reason.TOO_LARGE),  # MESSAGE_TOO_LONG, ENTITIES_TOO_LONG
    ("too large", Reason.TOO_LARGE),
    ("too big", Reason.TOO_LARGE),
    ("chat not found", Reason.UNREACHABLE),
    ("user not found", Reason.UNREACHABLE),
    ("peer_id_invalid", Reason.UNREACHABLE),
    ("input_user_deactivated", Reason.UNREACHABLE),
    ("user_is_blocked", Reason.BLOCKED),
    ("can't be copied", Reason.NOT_CARRIED),
    ("copies of", Reason.NOT_CARRIED),
    ("reaction_invalid", Reason.NOT_CARRIED),
    ("reaction_empty", Reason.NOT_CARRIED),
    ("messages_forbidden", Reason.NOT_CARRIED),  # VOICE_MESSAGES_FORBIDDEN
    ("restricted receiving of", Reason.NOT_CARRIED),  # voice and video messages
    ("can't be edited", Reason.TOO_OLD),
    ("can't be deleted", Reason.TOO_OLD),
    ("message_delete_forbidden", Reason.TOO_OLD),
    ("message_edit_time_expired", Reason.TOO_OLD),
    ("not found", Reason.GONE),  # message to copy, message to edit, message to react
    ("no messages to", Reason.GONE),
    ("message_id_invalid", Reason.GONE),
    ("message_ids_empty", Reason.GONE),
)
BLOCKED = ("blocked by the user", "bot was kicked", "user_is_blocked")
NOBODY = (
    "user is deactivated",
    "can't initiate conversation",
    "input_user_deactivated",
)


def outcome_of(error: TelegramError, form: Form, target: str | None = None) -> Outcome:
    """Return what came of a delivery of this form, about our message `target`."""
    match error:
        case SlowDownError():
            return Later(Reason.RATE_LIMITED, error.after)
        case NotSentError():
            return Later(Reason.NETWORK, everywhere=True)
        case BadRequest():  # before NetworkError, of which PTB makes it a kind
            return _refused(error.message.lower(), form, target)
        case Forbidden():
            return _forbidden(error.message.lower())
        case InvalidToken():
            return Later(Reason.UNAUTHORISED, everywhere=True)
        case Conflict():
            return Later(Reason.PROVIDER)
    reason = Reason.PROVIDER if isinstance(error, BrokenAnswerError) else Reason.NETWORK
    return Later(reason) if form in REPEATABLE else Unknown(reason)


def _refused(words: str, form: Form, target: str | None) -> Outcome:
    done = Sent() if target is None else Sent((target,))
    if form in EDITS and "is not modified" in words:
        return done
    reason = next((r for said, r in REFUSALS if said in words), Reason.PROVIDER)
    if form is Form.DELETE and reason is Reason.GONE:
        return done
    return Never(reason)


def _forbidden(words: str) -> Outcome:
    if any(said in words for said in BLOCKED):
        return Never(Reason.BLOCKED)
    if any(said in words for said in NOBODY):
        return Never(Reason.UNREACHABLE)
    # "bot can't send messages to the user" has been seen for minutes, with people who
    # had not blocked anybody.
    return Later(Reason.UNREACHABLE)
