"""What Telegram's errors mean."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.telegram_api import BrokenAnswerError, SlowDownError
from bot.telegram_outcomes import outcome_of
from bot.telegram_request import NotSentError
from casework.messages import Form, Later, Never, Sent, Unknown
from casework.reasons import Reason

NEW = (Form.TEXT, Form.COPY)
AGAIN = (Form.EDIT, Form.DELETE, Form.REACTION)
TEN = timedelta(seconds=10)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (SlowDownError(TEN), Later(Reason.RATE_LIMITED, TEN)),
        (NotSentError("x"), Later(Reason.NETWORK, everywhere=True)),
        (InvalidToken("x"), Later(Reason.UNAUTHORISED, everywhere=True)),
        (Conflict("x"), Later(Reason.PROVIDER)),
        (Forbidden("Forbidden: bot was blocked by the user"), Never(Reason.BLOCKED)),
        (Forbidden("Forbidden: user is deactivated"), Never(Reason.UNREACHABLE)),
        (
            Forbidden("Forbidden: bot can't initiate conversation with a user"),
            Never(Reason.UNREACHABLE),
        ),
        (
            Forbidden("Forbidden: bot can't send messages to the user"),
            Later(Reason.UNREACHABLE),
        ),
        (BadRequest("Bad Request: chat not found"), Never(Reason.UNREACHABLE)),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Never(Reason.UNREACHABLE)),
        (BadRequest("Bad Request: something new"), Never(Reason.PROVIDER)),
    ],
    ids=str,
)
def test_what_certainly_was_not_done(form, error, outcome):
    assert outcome_of(error, form) == outcome


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimedOut(), Reason.NETWORK),
        (NetworkError("x"), Reason.NETWORK),
        (BrokenAnswerError("x"), Reason.PROVIDER),
        (ChatMigrated(5), Reason.NETWORK),
        (TelegramError("x"), Reason.NETWORK),
    ],
    ids=str,
)
def test_what_may_have_been_done_is_unknown_or_simply_done_again(error, reason):
    assert [outcome_of(error, form) for form in NEW] == [Unknown(reason)] * 2
    assert [outcome_of(error, form) for form in AGAIN] == [Later(reason)] * 3


@pytest.mark.parametrize(
    ("form", "words", "outcome"),
    [
        (Form.TEXT, "message is too long", Never(Reason.TOO_LARGE)),
        (Form.TEXT, "MESSAGE_TOO_LONG", Never(Reason.TOO_LARGE)),
        (Form.TEXT, "USER_IS_BLOCKED", Never(Reason.BLOCKED)),
        (Form.COPY, "message to copy not found", Never(Reason.GONE)),
        (Form.COPY, "there are no messages to copy", Never(Reason.GONE)),
        (Form.COPY, "message can't be copied", Never(Reason.NOT_CARRIED)),
        (Form.COPY, "VOICE_MESSAGES_FORBIDDEN", Never(Reason.NOT_CARRIED)),
        (Form.EDIT, "message is not modified: same", Sent(("7",))),
        (Form.EDIT, "message to edit not found", Never(Reason.GONE)),
        (Form.EDIT, "message can't be edited", Never(Reason.TOO_OLD)),
        (Form.DELETE, "message to delete not found", Sent(("7",))),
        (Form.DELETE, "MESSAGE_ID_INVALID", Sent(("7",))),
        (
            Form.DELETE,
            "message can't be deleted for everyone",
            Never(Reason.TOO_OLD),
        ),
        (Form.DELETE, "chat not found", Never(Reason.UNREACHABLE)),
        (Form.REACTION, "REACTION_INVALID", Never(Reason.NOT_CARRIED)),
        (Form.REACTION, "message to react not found", Never(Reason.GONE)),
    ],
)
def test_a_refusal_by_telegrams_words(form, words, outcome):
    assert outcome_of(BadRequest(f"Bad Request: {words}"), form, "7") == outcome
