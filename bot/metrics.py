"""Numbers about the service, in the text that Prometheus reads."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX: Final = "fastkontakt_"


class Counter:
    """A number that only grows, one for each of the words it was declared with."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._counts: dict[str, float] = dict.fromkeys(words or ("",), 0)

    def add(self, word: str = "", *, count: float = 1) -> None:
        """Count one more, or `count` more.

        A word that was not declared is an error: what comes from outside never
        becomes a label.
        """
        if word not in self._counts or count < 0:
            raise ValueError("not a declared word, or less than nothing")
        self._counts[word] += count

    def value(self, word: str = "") -> float:
        """Return how many there were since the start."""
        return self._counts[word]

    def samples(self) -> Iterator[tuple[str, float]]:
        """Yield each word with its count."""
        yield from self._counts.items()


class Gauge:
    """A number that is read when somebody asks."""

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read

    def samples(self) -> Iterator[tuple[str, float]]:
        """Yield the number as it is now."""
        yield "", self._read()


class Metrics:
    """All numbers of one service."""

    def __init__(self) -> None:
        self._all: dict[str, tuple[str, str, str, Counter | Gauge]] = {}

    def counter(
        self, name: str, meaning: str, *, label: str = "", words: tuple[str, ...] = ()
    ) -> Counter:
        """Declare a counter; with a label it counts each of the words by itself."""
        if bool(label) != bool(words):
            raise ValueError("a label needs its words, and words need their label")
        counter = Counter(words)
        self._declare(f"{name}_total", "counter", meaning, label, counter)
        return counter

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Declare a number that `read` returns; it must be at hand, not looked up."""
        self._declare(name, "gauge", meaning, "", Gauge(read))

    def render(self) -> str:
        """Return everything in Prometheus' text format."""
        return "".join(self._lines())

    def _declare(
        self, name: str, kind: str, meaning: str, label: str, metric: Counter | Gauge
    ) -> None:
        words = [word for word, _ in metric.samples()] if kind == "counter" else []
        for word in (name, label, *words):
            if word and not _NAME.fullmatch(word):
                raise ValueError("names and words are small letters, digits and _")
        if name in self._all:
            raise ValueError("declared twice")
        self._all[name] = (kind, meaning, label, metric)

    def _lines(self) -> Iterator[str]:
        for name, (kind, meaning, label, metric) in self._all.items():
            full = f"{_PREFIX}{name}"
            yield f"# HELP {full} {' '.join(meaning.split())}\n"
            yield f"# TYPE {full} {kind}\n"
            for word, value in metric.samples():
                labels = f'{{{label}="{word}"}}' if label else ""
                yield f"{full}{labels} {_number(value)}\n"


def _number(value: float) -> str:
    """Return a number as Prometheus writes it.

    >>> _number(3.0), _number(0.25), _number(float("inf")), _number(float("nan"))
    ('3', '0.25', '+Inf', 'NaN')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(float(value))
