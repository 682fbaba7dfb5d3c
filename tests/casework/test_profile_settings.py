"""What can be said of a kind of help."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from casework.profile_settings import (
    NOTHING,
    SETTINGS,
    CheckIns,
    WrongValueError,
    ages,
    day,
    one_of,
    or_nothing,
    truth,
    whole,
    words,
)
from casework.profiles import ServiceProfile


def test_every_rule_of_a_profile_can_be_said_and_no_other():
    own = {"name", "country", "valid_from", "valid_until"}

    assert {each.name for each in fields(ServiceProfile)} - own == set(SETTINGS)


@pytest.mark.parametrize(
    ("read", "given", "found"),
    [
        (truth, True, True),
        (truth, "FALSE", False),
        (whole(0, 9), "7", 7),
        (whole(0, 9), 0, 0),
        (or_nothing(whole(0, 9)), NOTHING, None),
        (or_nothing(whole(0, 9)), None, None),
        (or_nothing(whole(0, 9)), 3, 3),
        (one_of(CheckIns), "by_plan", CheckIns.BY_PLAN),
        (words, "  LSS § 9 p. 4 ", "LSS § 9 p. 4"),
        (day, date(2024, 1, 1), date(2024, 1, 1)),
        (ages, "15, 18 15", (15, 18)),
        (ages, [18, "12"], (12, 18)),
        (ages, [], ()),
    ],
)
def test_a_rule_is_read_as_files_and_environments_write_it(read, given, found):
    assert read(given) == found


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (truth, 1),
        (truth, "canary"),
        (whole(1, 9), 0),
        (whole(1, 9), "-1"),
        (whole(1, 9), None),
        (or_nothing(whole(1, 9)), 10),
        (one_of(CheckIns), "canary"),
        (one_of(CheckIns), "GENTLE"),
        (one_of(CheckIns), None),
        (words, 7),
        (day, "2023-05-06"),
        (day, datetime(2024, 1, 1, tzinfo=UTC)),
        (ages, "canary"),
        (ages, [200]),
        (ages, {"15": 1}),
    ],
)
def test_what_is_no_such_rule_is_refused_without_quoting_it(read, given):
    with pytest.raises(WrongValueError) as caught:
        read(given)

    assert caught.value.sentence.startswith("must be ")
    assert "canary" not in caught.value.sentence
