"""What a visitor of the demo can try, scene by scene, and with whose phones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ALMA, BO, METTE, JONAS, CLEO = "Alma", "Bo", "Mette", "Jonas", "Cleo"
SIBLINGS = "Eva and Finn"

HOME = "Europe/Copenhagen"
MORNING, NOON, EVENING = 8, 12, 20

FIRST = (ALMA, BO, METTE)
"""Whose phones stand there at the beginning."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A few things to do one after the other, with three phones at hand."""

    name: str
    title: str
    phones: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]


SCENES = (
    Scene(
        "first",
        "First steps",
        FIRST,
        (
            ("Talk", "Write as Alma, then tap it on Mette's phone and reply."),
            ("Switch a phone off", "Switch Bo's phone off, write to Bo, switch it on."),
            ("Pull the plug", "Kill the service, go on writing, start it again."),
        ),
    ),
    Scene(
        "substitute",
        "A substitute week",
        (ALMA, METTE, JONAS),
        (
            ("Go away", "As Mette: /away {week}, press Jonas, Confirm."),
            ("Be heard", "Alma is told who answers. Write as Alma: Jonas has it."),
            ("Come back", "As Mette: /back, and Alma's words are hers again."),
        ),
    ),
    Scene(
        "discreet",
        "A discreet client",
        (CLEO, BO, METTE),
        (
            ("Somebody looks on", "Cleo once sent HIDE: texts to her name nobody."),
            ("Compare", "Send ABOUT as Cleo, and then as Bo."),
            ("Write to her", "As Mette: /to Cleo hello. No name stands before it."),
        ),
    ),
    Scene(
        "shared",
        "A shared number",
        (SIBLINGS, ALMA, METTE),
        (
            ("One phone, two", "Write from it: nobody guesses who of the two it was."),
            ("Say whose", "Mette is asked. Press a name: it is theirs alone."),
            ("The other one", "Write again, and press the other: to each their own."),
        ),
    ),
    Scene(
        "stop",
        "STOP",
        (BO, ALMA, METTE),
        (
            ("Send STOP", "As Bo. One last text, and Mette is told at once."),
            ("Try to write", "As Mette: /to Bo are you there? It says why not."),
            ("Change your mind", "Send START as Bo, and Mette may write again."),
        ),
    ),
)


def zone_by_day(now: datetime) -> str:
    """Return a time zone in which it is day: a time away begins in the morning.

    >>> from datetime import UTC
    >>> zone_by_day(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    'Europe/Copenhagen'
    >>> zone_by_day(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    'Etc/GMT+11'
    """
    if MORNING <= now.astimezone(ZoneInfo(HOME)).hour < EVENING:
        return HOME
    ahead = NOON - now.astimezone(UTC).hour
    # The sign is that of the database: what lies east of Greenwich has a minus there.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def shown(phones: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """Return the scenes as the page reads them; `phones` are ids by name."""
    week = f"{today:%d/%m}-{today + timedelta(days=6):%d/%m}"
    return [
        {
            "name": scene.name,
            "title": scene.title,
            "phones": [phones[name] for name in scene.phones],
            "steps": [
                [title, words.replace("{week}", week)] for title, words in scene.steps
            ],
        }
        for scene in SCENES
    ]
