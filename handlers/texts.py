"""What the program says to people, in their own language."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from io import BytesIO
from string import Formatter
from types import MappingProxyType
from typing import Self

from casework.people import Language
from casework.wording import WORDINGS

LANGUAGES = tuple(Language)
LAST_RESORT = Language.ENGLISH

Catalogue = Mapping[str, str]


class CatalogueError(Exception):
    """A catalogue in locales/ does not fit the program. Install the program again."""

    def __init__(self, language: str, key: str, fault: str) -> None:
        super().__init__(f"locales/{language}.po: {key}: {fault}")
        self.language = language
        self.key = key


class Texts:
    """All catalogues, complete and checked."""

    def __init__(self, catalogues: Mapping[str, Catalogue], language: str) -> None:
        for code, catalogue in catalogues.items():
            _check(code, catalogue)
        self._catalogues = catalogues
        self._fallback = catalogues.get(language, catalogues[LAST_RESORT])

    @classmethod
    def load(
        cls, language: str, own: Mapping[Language, Catalogue] = MappingProxyType({})
    ) -> Self:
        """Read the catalogues; `language` is the organisation's own.

        It speaks to those who have chosen no language, or one we do not know. `own`
        are texts that the organisation says in its own words.
        """
        return cls(
            {str(code): {**read(code), **own.get(code, {})} for code in LANGUAGES},
            language,
        )

    def say(self, key: str, language: str | None, **values: object) -> str:
        """Return the text in that language, filled in.

        A key we do not have or a place that stays empty is a fault of ours: KeyError.
        """
        return self._in(language)[key].format_map(values)

    def unfilled(self, key: str, language: str | None) -> str:
        """Return the text in that language with its places left open."""
        return self._in(language)[key]

    def when(
        self, moment: datetime, now: datetime, zone: tzinfo, language: str | None
    ) -> str:
        """Return when that is for someone there: "i morgen kl. 14.00"."""
        there, today = moment.astimezone(zone), now.astimezone(zone).date()
        near = {
            today - timedelta(days=1): "when_yesterday",
            today: "when_today",
            today + timedelta(days=1): "when_tomorrow",
        }
        return self.say(
            near.get(there.date(), "when_another_day"),
            language,
            date=self.date(moment, zone, language),
            time=self.clock(moment, zone, language),
        )

    def date(self, moment: datetime, zone: tzinfo, language: str | None) -> str:
        """Return the day there: "tors. 26/11"."""
        there = moment.astimezone(zone)
        return self.say(
            "date",
            language,
            weekday=self.say("weekdays", language).split()[there.weekday()],
            day=there.day,
            month=self.say("months", language).split()[there.month - 1],
        )

    def clock(self, moment: datetime, zone: tzinfo, language: str | None) -> str:
        """Return the time of day there: "14.00"."""
        there = moment.astimezone(zone)
        return self.say("clock", language, hour=there.hour, minute=f"{there:%M}")

    def _in(self, language: str | None) -> Catalogue:
        code = (language or "").replace("_", "-").partition("-")[0].lower()
        return self._catalogues.get(code, self._fallback)


@cache
def read(language: str) -> Catalogue:
    """Return one catalogue from the package `locales`, as it stands."""
    # Only whoever speaks needs a reader of catalogues.
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow to load

    found = resources.files("locales").joinpath(f"{language}.po").read_bytes()
    parsed = read_po(BytesIO(found), locale=language, abort_invalid=True)
    return MappingProxyType(
        {
            str(message.id): str(message.string)
            for message in parsed
            if message.id and not message.fuzzy
        }
    )


def _check(language: str, catalogue: Catalogue) -> None:
    """Refuse a catalogue that would fail only when somebody is spoken to."""
    for key in WORDINGS.keys() | catalogue.keys():
        fault = _fault(key, catalogue.get(key))
        if fault is not None:
            raise CatalogueError(language, key, fault)


@cache  # every command and every reading of own texts asks about all of them again
def _fault(key: str, text: str | None) -> str | None:
    """Return what is wrong with the text under this key, if anything is."""
    if key not in WORDINGS:
        return "nobody says this"
    if not text:
        return "missing or not yet reviewed"
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return "a brace is not closed"
    fills = {name for _, name, *_ in parts if name is not None}
    if fills != WORDINGS[key].placeholders:
        return "other places to fill in than expected"
    return None
