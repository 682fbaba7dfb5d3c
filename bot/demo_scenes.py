"""What a visitor of the demo can try, scene by scene, and with whose phones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ALMA, BO, METTE, JONAS, CLEO = "Alma", "Bo", "Mette", "Jonas", "Cleo"
SIBLINGS, SANNE = "Eva and Finn", "Sanne"
ALMA_BY_SMS = "Alma by SMS"

HOME = "Europe/Copenhagen"
MORNING, NOON, EVENING = 8, 12, 17
"""Between which hours a demo begins at home: at 20 nobody works there any more, and
what the scenes bring takes up to two hours.
"""

WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)

FIRST = (ALMA, BO, METTE)
"""Whose phones stand there at the beginning."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and what is to be typed for it on whose phone, if anything."""

    title: str
    words: str
    who: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A few things to do one after the other, with the phones at hand."""

    name: str
    title: str
    phones: tuple[str, ...]
    steps: tuple[Step, ...]


SCENES = (
    Scene(
        "first",
        "First steps",
        FIRST,
        (
            Step("Talk", "Write as Alma, then tap it on Mette's phone and reply."),
            Step("Switch a phone off", "Switch Bo's off, write to Bo, switch it on."),
            Step("Pull the plug", "Kill the service, go on writing, start it again."),
        ),
    ),
    Scene(
        "meeting",
        "A meeting",
        (ALMA, METTE, SANNE),
        (
            Step(
                *("Propose", "Mette presses Send, Alma says Yes."),
                *(METTE, "/meet Alma {later} 14 at the library"),
            ),
            Step("Let time pass", "Next due: a reminder. Again: how did it go?"),
            Step("Nobody came", "Mette: Did not come. Alma: Find a new time."),
        ),
    ),
    Scene(
        "check_in",
        "No answer",
        (ALMA, METTE, SANNE, ALMA_BY_SMS),
        (
            Step(
                *("Agree", "And Alma says Yes."),
                *(METTE, "/checkins Alma {later}s 10"),
            ),
            Step("Say nothing", "Next due: asked. Again: kindly, then by SMS."),
            Step("Humans", "Next due: Mette has a task. In the end Sanne hears."),
        ),
    ),
    Scene(
        "danger",
        "Danger",
        (BO, METTE, SANNE),
        (
            Step(
                *("Write", "Bo reads where help is, Mette an alert."),
                *(BO, "I can't go on"),
            ),
            Step("Nobody looks", "Next due: 15 minutes later Sanne is told, too."),
            Step("I have it", "Press it as Sanne: Mette hears. Then Done."),
        ),
    ),
    Scene(
        "later",
        "Later",
        (ALMA, METTE, JONAS),
        (
            Step(
                *("Write ahead", "Then press Ask me first."),
                *(METTE, "/later Alma tomorrow 9 Good luck today!"),
            ),
            Step("Alma writes", "Now, before it leaves.", ALMA, "I am not going"),
            Step("Next due", "Mette is asked: send, hold, or drop?"),
        ),
    ),
    Scene(
        "substitute",
        "Substitute",
        (ALMA, METTE, JONAS),
        (
            Step("Go away", "Press Jonas, then Confirm.", METTE, "/away {week}"),
            Step("Be heard", "Alma is told who answers. Write as Alma: Jonas has it."),
            Step("Come back", "And Alma's words are hers again.", METTE, "/back"),
        ),
    ),
    Scene(
        "discreet",
        "Discreet",
        (CLEO, BO, METTE),
        (
            Step("Somebody looks on", "Cleo once sent HIDE: texts to her name nobody."),
            Step("Compare", "Send it as Cleo, and then as Bo.", CLEO, "ABOUT"),
            Step("Write to her", "No name stands before it.", METTE, "/to Cleo hello"),
        ),
    ),
    Scene(
        "shared",
        "Shared number",
        (SIBLINGS, ALMA, METTE),
        (
            Step("One phone, two", "Write from it: nobody guesses who of the two."),
            Step("Say whose", "Mette is asked. Press a name: it is theirs alone."),
            Step("The other one", "Write again, press the other: to each their own."),
        ),
    ),
    Scene(
        "stop",
        "STOP",
        (BO, ALMA, METTE),
        (
            Step("Stop", "One last text, and Mette is told at once.", BO, "STOP"),
            Step("Try to write", "It says why not.", METTE, "/to Bo are you there?"),
            Step("Change your mind", "And Mette may write again.", BO, "START"),
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
    later = today + timedelta(days=2)
    days = {
        "{week}": f"{today:%d/%m}-{today + timedelta(days=6):%d/%m}",
        "{later}": WEEKDAYS[later.weekday()],
    }
    return [
        {
            "name": scene.name,
            "title": scene.title,
            "phones": [phones[name] for name in scene.phones],
            "steps": [_shown(step, phones, days) for step in scene.steps],
        }
        for scene in SCENES
    ]


def _shown(
    step: Step, phones: Mapping[str, str], days: Mapping[str, str]
) -> dict[str, str | None]:
    typed = step.typed
    for name, day in days.items():
        typed = typed.replace(name, day)
    return {
        "title": step.title,
        "words": step.words,
        "phone": phones[step.who] if step.who else None,
        "typed": typed,
    }
