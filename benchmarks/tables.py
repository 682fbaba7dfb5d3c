"""Figures on paper: tables, medians, and whether a target was met."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Gate:
    """A target, and what was measured."""

    name: str
    value: float
    target: float
    at_most: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Tell whether the target was met."""
        return self.value <= self.target if self.at_most else self.value >= self.target

    def __str__(self) -> str:
        """Return the line that is printed."""
        verdict = "met   " if self.is_met else "MISSED"
        sign = "<=" if self.at_most else ">="
        return (
            f"{verdict} {self.name}: {self.value:.2f}{self.unit} "
            f"(target {sign} {self.target:.2f}{self.unit})"
        )


@dataclass(slots=True)
class Table:
    """Rows under a heading; printed with columns of equal width."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row; numbers are written short."""
        self.rows.append([_cell(each) for each in cells])

    def __str__(self) -> str:
        """Return the table as Markdown, so that it can go into a page as it is."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in _places(lines)]
        drawn = [_line(line, widths) for line in lines]
        drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return f"\n### {self.title}\n\n" + "\n".join(drawn)


def spread(values: Sequence[float]) -> str:
    """Return the lowest and the highest."""
    return f"{min(values):.0f}-{max(values):.0f}"


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return str(value)


def _places(lines: Sequence[Sequence[str]]) -> range:
    return range(len(lines[0]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (
        "| " + " | ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)) + " |"
    )


__all__ = ["Gate", "Table", "median", "percentile", "spread"]
