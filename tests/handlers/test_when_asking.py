from datetime import UTC, datetime

import pytest

from casework import when
from casework.when import WhenFault
from handlers import when_asking
from tests.handlers.house import OFFICE

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("fault", WhenFault)
@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_every_doubt_about_a_time_has_its_question(fault, language):
    asked = when_asking.question(OFFICE, language, when.NotWhen(fault, "xyz"))

    assert asked
    assert "{" not in asked


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("next Tuesdayish", 'I do not understand "next Tuesdayish"'),
        ("tomorrow 25:00", "There is no such time: 25:00"),
        ("22/11 9:00", "22/11 9:00 has been already"),
        ("tomorrow 2", "2: at night or in the afternoon?"),
    ],
)
def test_it_names_what_is_in_doubt(said, asked):
    fault = when.read(said, NOW, OFFICE.zone)

    assert isinstance(fault, when.NotWhen)
    assert when_asking.question(OFFICE, "en", fault).startswith(asked)
