"""Birthdays that change something: announced ahead, and noticed on the day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from casework.profiles import ADULT, age_on

AHEAD = timedelta(days=90)
"""How long before a birthday it is announced: there is a plan to be made."""


class What(StrEnum):
    """What is said of a birthday."""

    ANNOUNCED = "announced"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class AgeEvent:
    """A birthday that is to be said: the age, the day, and whether it is here."""

    age: int
    what: What
    on: date = field(repr=False)

    @property
    def is_coming_of_age(self) -> bool:
        """Return whether they decide for themselves from now on."""
        return self.what is What.REACHED and self.age == ADULT


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody turns that age.

    Who was born on 29 February turns older on 1 March of other years. Who is known by
    year alone counts as born on 31 December.

    >>> birthday(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def due(
    born: date,
    ages: Iterable[int],
    *,
    today: date,
    since: date,
    said: Collection[tuple[int, What]] = (),
) -> tuple[AgeEvent, ...]:
    """Return what is to be said today, what was missed meanwhile as well.

    Nothing of birthdays that had passed when they came here, on the day `since`; and
    none is announced once it is there.
    """
    found = []
    for age in sorted(ages):
        day = birthday(born, age)
        if day <= since:
            continue
        if today >= day:
            what = What.REACHED
        elif today >= day - AHEAD:
            what = What.ANNOUNCED
        else:
            continue
        if (age, what) not in said:
            found.append(AgeEvent(age, what, day))
    return tuple(found)


def is_of_age(born: date | None, today: date) -> bool:
    """Tell whether somebody decides for themselves; of unknown age: not known to."""
    return born is not None and age_on(born, today) >= ADULT
