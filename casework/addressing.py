"""For whom a contact person's words are: never guessed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.people import PersonId

CHOICE_LASTS = timedelta(minutes=10)
"""How long the next lines need no new swipe."""

HOLD = timedelta(seconds=8)
"""How long a doubtful message can still be taken back before it leaves."""


class How(StrEnum):
    """How a contact person said whom they mean."""

    REPLY = "reply"
    BUTTON = "button"
    COMMAND = "command"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Choice:
    """A client who was chosen, until when that counts, and whether a hold was used."""

    client: PersonId
    how: How
    expires_at: datetime
    held: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A client whom the message itself names: the one replied to, or an alias."""

    client: PersonId
    how: How


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What makes it doubtful whether the right client was meant."""

    last_written_to: PersonId | None = None
    leaves_by_sms: bool = False
    address_in_doubt: bool = False
    names_another: bool = False
    danger_open: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Pass it to this client, after `hold`; `choice` counts for the next lines."""

    client: PersonId
    choice: Choice
    hold: timedelta | None = None
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Nobody was named: keep the line and ask."""


def named_for(
    named: Named | None, choice: Choice | None, now: datetime
) -> PersonId | None:
    """Return whom a line is for: whom it names, else the choice that still counts."""
    if named is not None:
        return named.client
    return choice.client if choice is not None and _counts(choice, now) else None


def decide(
    named: Named | None,
    choice: Choice | None,
    circumstances: Circumstances,
    now: datetime,
) -> Send | Ask:
    """Pass the line to the client who was named or chosen, or ask.

    Where there is doubt the first line of a run is held, so that it can be undone.
    """
    client = named_for(named, choice, now)
    if client is None:
        return Ask()
    same_run = choice is not None and choice.client == client and _counts(choice, now)
    if named is not None:
        how, expires_at = named.how, now + CHOICE_LASTS
    else:
        assert choice is not None  # noqa: S101 - named_for found the client in it
        how, expires_at = choice.how, choice.expires_at
    doubt = _is_doubtful(client, how, circumstances)
    was_held = same_run and choice is not None and choice.held
    hold = HOLD if doubt and not was_held and not circumstances.danger_open else None
    kept = Choice(client, how, expires_at, held=was_held or hold is not None)
    return Send(client, kept, hold, in_words=doubt)


def _counts(choice: Choice, now: datetime) -> bool:
    """Tell whether it is still open; one from a clock that was set back is not."""
    return now < choice.expires_at <= now + CHOICE_LASTS


def _is_doubtful(client: PersonId, how: How, circumstances: Circumstances) -> bool:
    last = circumstances.last_written_to
    return (
        (last is not None and last != client)
        or how is not How.REPLY
        or circumstances.leaves_by_sms
        or circumstances.address_in_doubt
        or circumstances.names_another
    )
