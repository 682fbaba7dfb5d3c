"""A contact in words: `visit at home, 45 min, with school`."""

from collections.abc import Sequence
from datetime import datetime

from casework.contacts import Party, Said
from handlers import goal_words
from handlers.office import Office


def sentence(office: Office, said: Said, language: str) -> str:
    """Return what kind of contact it was, without what it was about."""
    parts = []
    if said.form is not None:
        parts.append(office.say(f"contact_{said.form}", language))
    if said.minutes is not None:
        parts.append(office.say("contact_minutes", language, count=said.minutes))
    if others := [each for each in said.parties if each is not Party.CLIENT]:
        who = ", ".join(party(office, each, language) for each in others)
        parts.append(office.say("contact_with", language, who=who))
    if said.started_by is not None:
        parts.append(office.say(f"contact_begun_{said.started_by}", language))
    if said.goals:
        names = goals(office, said.goals, language)
        parts.append(office.say("contact_goals", language, goals=names))
    return ", ".join(parts)


def dated(office: Office, said: Said, moment: datetime, language: str) -> str:
    """Return the same behind its day, where it was not just now."""
    what = sentence(office, said, language)
    if said.was is None:
        return what
    day = office.texts.date(moment, office.zone, language)
    if said.was.at is not None:
        day += " " + office.texts.clock(moment, office.zone, language)
    return f"{day}: {what}"


def party(office: Office, each: Party, language: str) -> str:
    """Return what one of those who took part is called."""
    return office.say(f"party_{each}", language)


def goals(office: Office, found: Sequence[str], language: str) -> str:
    """Return the names of goals in one line."""
    return ", ".join(goal_words.name(office, each, language) for each in found)
