"""Small numbers in a table that people see who are not to recognise anybody in it.

A count of one to four is shown as `<5`. Wherever that alone could be worked out from
the totals, more numbers are covered, the smallest first, until nothing covered can be.

Whether something can be worked out is decided exactly. A table with totals is a net of
rows and columns in which what goes into one must come out of it. A covered number can
be another one precisely where a round way leads over it along covered numbers that all
have room to move: one up, the next down, the totals with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from math import inf
from typing import Final

FEWEST: Final = 5
"""From so many on a count may be seen. Nought may be as well: nobody is behind it."""

_LARGEST: Final = 10**9
"""Beside this every inner number is cheap to cover: a total goes last."""


class Look(StrEnum):
    """How a number is shown."""

    OPEN = "open"
    SMALL = "small"
    """Shown as `<5`."""
    COVERED = "covered"
    """Covered so that a small one stays unknown: five or more; or, where nothing else
    helps, every number of the table, whatever it is."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Which totals stand at the table, where anybody can subtract from them."""

    of_rows: bool = True
    of_columns: bool = True


ALL_MARGINS: Final = Margins()


@dataclass(frozen=True, slots=True)
class Looks:
    """How each number of a table is shown, its totals as well."""

    cells: tuple[tuple[Look, ...], ...]
    of_rows: tuple[Look, ...]
    of_columns: tuple[Look, ...]
    of_all: Look


def is_small(count: int) -> bool:
    """Tell whether a count would point at somebody."""
    return 0 < count < FEWEST


def cover(table: Sequence[Sequence[int]], margins: Margins = ALL_MARGINS) -> Looks:
    """Return how each number is shown, so that no covered one can be worked out.

    >>> looks = cover([[3, 40, 20], [9, 50, 30]])
    >>> [[str(look) for look in row] for row in looks.cells]
    [['small', 'open', 'covered'], ['covered', 'open', 'covered']]
    """
    net = _Net.of(table, margins)
    for place in net.small():
        net.hide_round(place)
    looks = net.looks()
    return Looks(
        cells=tuple(row[:-1] for row in looks[:-1]),
        of_rows=tuple(row[-1] for row in looks[:-1]),
        of_columns=looks[-1][:-1],
        of_all=looks[-1][-1],
    )


_Place = tuple[int, int]
_Node = tuple[bool, int]
"""A row (`False`) or a column (`True`), and its number."""


@dataclass(slots=True)
class _Net:
    """A table with its totals, and what of it is covered."""

    values: list[list[int]]
    unseen: frozenset[_Place]
    """Totals that do not stand there."""
    covered: set[_Place] = field(default_factory=set)
    is_dark: bool = False
    """Nothing of it is seen."""

    @classmethod
    def of(cls, table: Sequence[Sequence[int]], margins: Margins) -> "_Net":
        rows = [[*row, sum(row)] for row in table]
        values = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
        bottom, right = len(values) - 1, len(values[0]) - 1
        unseen = {
            (row, column)
            for row in range(bottom + 1)
            for column in range(right + 1)
            if (column == right and not margins.of_rows)
            or (row == bottom and not margins.of_columns)
        }
        return cls(values, frozenset(unseen))

    def small(self) -> list[_Place]:
        """Return what must be covered, and begin with it."""
        found = [
            place
            for place in self._places()
            if place not in self.unseen and is_small(self._value(place))
        ]
        self.covered = set(found)
        return found

    def hide_round(self, place: _Place) -> None:
        """Cover the cheapest way round over a place; if there is none, everything."""
        ways = [way for up in (True, False) if (way := self._round(place, up=up))]
        if ways:
            self.covered.update(min(ways)[1])
        else:
            self.is_dark = True

    def looks(self) -> list[tuple[Look, ...]]:
        """Return how everything is shown."""
        return [
            tuple(self._look((row, column)) for column in range(len(cells)))
            for row, cells in enumerate(self.values)
        ]

    def _look(self, place: _Place) -> Look:
        if self.is_dark:
            return Look.COVERED
        if place not in self.covered:
            return Look.OPEN
        return Look.SMALL if is_small(self._value(place)) else Look.COVERED

    def _round(self, place: _Place, *, up: bool) -> tuple[float, list[_Place]] | None:
        """Return what a way round costs that moves this number, and what it covers."""
        row, column = place
        if not self._has_room(place, up=up):
            return None
        ends: tuple[_Node, _Node] = ((False, row), (True, column))
        # Going over the place itself from the row to the column; then all the way back.
        start, goal = ends[::-1] if self._goes_down(place, up=up) else ends
        best: dict[_Node, float] = {goal: 0}
        came: dict[_Node, tuple[_Node, _Place]] = {}
        waiting = [(0.0, goal)]
        while waiting:
            cost, node = heappop(waiting)
            if node == start:
                return cost, self._walked(came, start, goal)
            if cost > best[node]:
                continue
            for other, over, price in self._ways_from(node, place):
                if cost + price < best.get(other, inf):
                    best[other] = cost + price
                    came[other] = node, over
                    heappush(waiting, (cost + price, other))
        return None

    def _goes_down(self, place: _Place, *, up: bool) -> bool:
        """Tell whether this move leads from the column to the row."""
        return up != (self._sign(place) > 0)

    def _walked(
        self, came: dict[_Node, tuple[_Node, _Place]], node: _Node, goal: _Node
    ) -> list[_Place]:
        passed = []
        while node != goal:
            node, over = came[node]
            passed.append(over)
        return [over for over in passed if over not in self.unseen]

    def _ways_from(
        self, node: _Node, but: _Place
    ) -> Iterator[tuple[_Node, _Place, float]]:
        is_column, number = node
        for other in range(len(self.values) if is_column else len(self.values[0])):
            over = (other, number) if is_column else (number, other)
            up = (self._sign(over) > 0) != is_column
            price = self._price(over)
            if over != but and price < inf and self._has_room(over, up=up):
                yield (not is_column, other), over, price

    def _sign(self, place: _Place) -> int:
        """Return which way a number moves as the way goes from its row to its column.

        A total stands on the other side: it grows as what it adds up grows.
        """
        bottom, right = len(self.values) - 1, len(self.values[0]) - 1
        return -1 if (place[0] == bottom) != (place[1] == right) else 1

    def _price(self, place: _Place) -> float:
        """Return what it costs to cover a number; nought is never covered."""
        if place in self.covered or place in self.unseen:
            return 0
        value = self._value(place)
        if value == 0:
            return inf
        is_total = place[0] == len(self.values) - 1 or place[1] == (
            len(self.values[0]) - 1
        )
        return value + _LARGEST * is_total

    def _has_room(self, place: _Place, *, up: bool) -> bool:
        """Tell whether a number could be one more, or one less, for all that is seen.

        Whoever knows how this works knows that `<5` is one to four, and that what is
        covered otherwise is five at least.
        """
        value = self._value(place)
        if place in self.unseen:
            return up or value > 0
        if is_small(value):
            return value < FEWEST - 1 if up else value > 1
        return up or value > FEWEST

    def _value(self, place: _Place) -> int:
        return self.values[place[0]][place[1]]

    def _places(self) -> list[_Place]:
        return [
            (row, column)
            for row, cells in enumerate(self.values)
            for column in range(len(cells))
        ]
