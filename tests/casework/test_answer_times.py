from datetime import UTC, datetime, timedelta

import pytest

from casework.answer_times import Line, waits

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
THEM, US = False, True
LATER = 60 * 24 * 30


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def minutes_of(moment):
    return None if moment is None else round((moment - NINE).total_seconds() / 60)


def found(*lines, now=LATER):
    """Return from when to when each waited; "last" for who had the last word."""
    given = (Line(at(minutes), by_staff) for minutes, by_staff in lines)
    return [
        (
            minutes_of(each.asked_at),
            "last" if each.is_last_word else minutes_of(each.answered_at),
        )
        for each in waits(given, at(now))
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        ([(0, US), (10, US)], []),
        ([(0, THEM), (30, US)], [(0, 30)]),
        # More lines of theirs do not let the wait begin anew.
        ([(0, THEM), (20, THEM), (300, THEM), (400, US)], [(0, 400)]),
        ([(0, THEM)], [(0, None)]),
        # While they talk nobody waits.
        ([(0, THEM), (5, US), (6, THEM), (9, US), (20, THEM), (21, US)], [(0, 5)]),
        # A thank-you, or a question: nobody can tell.
        ([(0, THEM), (5, US), (6, THEM)], [(0, 5), (6, "last")]),
        ([(0, THEM), (5, US), (6, THEM), (3000, US)], [(0, 5), (6, "last")]),
        # But what they write the day after is a question again.
        (
            [(0, THEM), (5, US), (6, THEM), (1500, THEM), (1530, US)],
            [(0, 5), (6, "last"), (1500, 1530)],
        ),
        ([(0, US), (119, THEM), (130, US)], []),
        ([(0, US), (120, THEM), (130, US)], [(120, 130)]),
    ],
)
def test_a_wait_is_from_the_first_line_until_a_human_answered(lines, expected):
    assert found(*lines) == expected


def test_a_talk_that_goes_on_has_no_last_word_yet():
    talk = [(0, THEM), (5, US), (6, THEM)]

    assert found(*talk, now=100) == [(0, 5)]
    assert found(*talk, now=126) == [(0, 5), (6, "last")]
