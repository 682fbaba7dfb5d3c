"""Asking back where somebody wrote a time that cannot be meant, or be meant twice."""

from casework.when import NotWhen
from handlers.office import Office


def question(office: Office, language: str | None, fault: NotWhen) -> str:
    """Return what to ask somebody who wrote that; nothing of it was stored."""
    return office.say(f"when_{fault.fault}", language, part=fault.part)
