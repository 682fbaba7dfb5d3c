"""Names that the catalogues of the service have, without what the service needs."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

_ONE_LINE: Final = re.compile(
    r'^msgid "((?:goal|reason)_\w+)"\nmsgstr "(.+)"$', re.MULTILINE
)


def goal_name(goal: str, language: str) -> str:
    """Return what a goal of the list is called; own words stay as they are."""
    return _names(language).get(f"goal_{goal}", goal.replace("_", " "))


def reason_name(reason: str, language: str) -> str:
    """Return why something did not arrive; a reason of later stays as it is."""
    said = _names(language).get(f"reason_{reason}", reason.replace("_", " "))
    return said.removesuffix(".")


@cache
def _names(language: str) -> dict[str, str]:
    catalogue = (files("locales") / f"{language}.po").read_text(encoding="utf-8")
    return dict(_ONE_LINE.findall(catalogue))
