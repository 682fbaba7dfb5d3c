"""A rhythm in words: `every other Tue at 10:00`."""

from datetime import time

from casework.rhythm import Rhythm
from casework.rhythm_words import write_rhythm
from handlers.office import Office


def said(office: Office, rhythm: Rhythm, language: str | None) -> str:
    """Return a rhythm as somebody reads it, for the place `rhythm`."""
    names = office.say("weekdays", language).split()
    parts = write_rhythm(rhythm, names)
    key = f"rhythm_{parts.kind}"
    return office.say(
        key,
        language,
        days=parts.days,
        every=parts.every,
        at=clock(office, parts.at, language),
    )


def clock(office: Office, at: time, language: str | None) -> str:
    """Return a time on the wall: "14.00"."""
    return office.say("clock", language, hour=at.hour, minute=f"{at:%M}")
