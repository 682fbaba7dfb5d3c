"""Every text the program says: to whom, by which way, with which places to fill in.

The words stand in `locales/`, one catalogue per language, under the same names. To the
person who is helped we never say "client" or "case"; to a contact person they are
`{client}`, their short name and first name ("K7 Alma").
"""

from collections.abc import Mapping
from types import MappingProxyType

from casework import (
    wording_access,
    wording_alarms,
    wording_arrival,
    wording_buttons,
    wording_check_ins,
    wording_days,
    wording_follow_up,
    wording_meetings,
    wording_messages,
    wording_notes,
    wording_requests,
    wording_rights,
    wording_staff,
)
from casework.audience import Audience, Way, Wording

__all__ = ["WORDINGS", "Audience", "Way"]

PARTS = (
    wording_access,
    wording_arrival,
    wording_messages,
    wording_staff,
    wording_meetings,
    wording_notes,
    wording_follow_up,
    wording_check_ins,
    wording_rights,
    wording_requests,
    wording_buttons,
    wording_alarms,
    wording_days,
)
"""What is said, by subject; a text stands in one of them."""

WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {key: wording for part in PARTS for key, wording in part.TEXTS.items()}
)
