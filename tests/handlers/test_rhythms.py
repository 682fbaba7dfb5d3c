"""A rhythm as people read it."""

from datetime import date, time

import pytest

from casework.rhythm import Rhythm
from handlers import rhythms
from tests.handlers.house import OFFICE


@pytest.mark.parametrize(
    ("rhythm", "danish"),
    [
        ({}, "hver dag kl. 15.00"),
        ({"weekdays": frozenset({1})}, "tirs. kl. 15.00"),
        ({"weekdays": frozenset({1}), "every": 2}, "tirs. hver anden uge kl. 15.00"),
        ({"weekdays": frozenset({1}), "every": 3}, "tirs. hver 3. uge kl. 15.00"),
        ({"day_of_month": 4}, "hver måned den 4. kl. 15.00"),
        ({"day_of_month": 4, "every": 3}, "hver 3. måned den 4. kl. 15.00"),
        ({"day_of_month": 31}, "den sidste dag i måneden kl. 15.00"),
        ({"day_of_month": 31, "every": 2}, "hver 2. måned den sidste dag kl. 15.00"),
    ],
)
def test_every_kind_of_rhythm_has_its_words(rhythm, danish):
    made = Rhythm(at=time(15), starts=date(2027, 1, 4), **rhythm)

    assert rhythms.said(OFFICE, made, "da") == danish
