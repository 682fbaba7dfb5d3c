"""Which entries a reader wants to see together."""

from typing import Final

GROUPS: Final = (
    "message",
    "meeting",
    "check_in",
    "attempt",
    "contact",
    "note",
    "danger",
    "other",
)
"""In the order in which they are offered."""

_OF_KIND: Final = {
    **dict.fromkeys(("message", "edit", "withdrawn", "overridden"), "message"),
    **dict.fromkeys(("appointment", "meeting"), "meeting"),
    **dict.fromkeys(("check_in",), "check_in"),
    **dict.fromkeys(("attempt",), "attempt"),
    **dict.fromkeys(("contact", "log", "call", "chat", "visit"), "contact"),
    **dict.fromkeys(("note", "correction", "objection", "important"), "note"),
    **dict.fromkeys(("own_words", "good_news", "topic"), "note"),
    **dict.fromkeys(("correction_request", "request_answered"), "note"),
    **dict.fromkeys(("danger", "danger_taken", "danger_done"), "danger"),
}


def group_of(kind: str) -> str:
    """Return the group of a kind; what is not known here is with the rest.

    >>> group_of("edit"), group_of("of a later version")
    ('message', 'other')
    """
    return _OF_KIND.get(kind, "other")
