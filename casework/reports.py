"""The figures of a report: its tables, and what stands in them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.report_period import Period
from casework.report_topics import CONTENTS, Topic, Unit
from casework.small_numbers import Look

UNKNOWN = "–"  # noqa: RUF001 - a dash, never a nought and never a minus
"""Stands for what nobody can know."""

NOW = "now"
"""The row of what is told as it stands now, where the others are months."""

UNNAMED = ""
"""The row of those who are counted without being told apart."""


class By(StrEnum):
    """What the rows of a report are."""

    MONTH = "month"
    CONTACT_PERSON = "contact_person"
    PROFILE = "profile"
    CLIENT = "client"
    FORM = "form"

    @property
    def names_persons(self) -> bool:
        """Return whether each row is one who is helped."""
        return self is By.CLIENT


class Why(StrEnum):
    """Why a number is not known."""

    NOTHING_TO_MEASURE = "nothing_to_measure"
    NOT_RECORDED = "not_recorded"
    """This kind of help writes no contacts down."""
    SOME_NOT_RECORDED = "some_not_recorded"
    NOT_YET_KEPT = "not_yet_kept"
    """An earlier version wrote down no changes of contact person."""
    AHEAD = "not_over_yet"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, or stands; of whom, with whom, in which help.

    `number` is what it measured, if anything. Labels are what rows are called.
    """

    topic: Topic
    part: str
    at: datetime | None = None
    client: str = field(default=UNNAMED, repr=False)
    worker: str = ""
    profile: str = ""
    number: int | None = None
    in_hours: bool = True
    form: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, or why there is none to be seen."""

    value: int | None = None
    look: Look = Look.OPEN
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What the numbers below it are."""

    name: str
    unit: Unit = Unit.COUNT
    is_part: bool = False
    """One of those that make up the whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one row, as many as there are columns."""

    key: str = field(repr=False)
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One table; `total` is nothing where the rows are not to be added up."""

    topic: Topic
    by: By
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def is_empty(self) -> bool:
        """Tell whether it counts nothing anywhere, and it is known that it is so."""
        cells = (cell for row in self.rows for cell in row.cells)
        return not any(
            cell.value
            or cell.look is not Look.OPEN
            or cell.why not in (None, Why.NOTHING_TO_MEASURE)
            for cell in cells
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked for, and all of its tables."""

    period: Period
    by: By
    profile: str
    sections: tuple[Section, ...]
    notes: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to tell: of which days, in which rows, until which moment.

    `changes_since`: since when changes of contact person are written down. `is_own`:
    whoever asks may see each of those who are counted.
    """

    period: Period
    by: By
    now: datetime
    profile: str = ""
    topics: tuple[Topic, ...] = tuple(CONTENTS)
    changes_since: datetime | None = None
    is_own: bool = False

    @property
    def covers(self) -> bool:
        """Return whether a small number could tell something of one person."""
        return not (self.is_own or self.by.names_persons)
