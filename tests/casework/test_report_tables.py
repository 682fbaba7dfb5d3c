from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.report_period import Period
from casework.report_tables import report
from casework.report_topics import (
    CONTENTS,
    PRESENT,
    SILENCE,
    STANDING,
    UNRECORDED,
    WITH_FORM,
    Topic,
)
from casework.reports import (
    NOW,
    UNNAMED,
    Asked,
    By,
    Cell,
    Fact,
    Why,
)
from casework.small_numbers import Look

PERIOD = Period(date(2026, 9, 1), date(2026, 10, 31), UTC)
END = datetime(2026, 11, 22, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 14, 10, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 10, tzinfo=UTC)


def asked(by=By.MONTH, **more):
    return Asked(more.pop("period", PERIOD), by, more.pop("now", END), **more)


def told(made, topic):
    """Return the figures of a topic, row by row; the total under "all"."""
    section = next(each for each in made.sections if each.topic is topic)
    names = [column.name for column in section.columns]
    rows = [*section.rows, *([section.total] if section.total else [])]
    return {
        "all" if row is section.total else row.key: dict(
            zip(names, row.cells, strict=True)
        )
        for row in rows
    }


def facts(topic, part, count, **more):
    return [Fact(topic, part, more.pop("at", SEPTEMBER), **more)] * count


def test_what_happened_is_counted_in_its_month_and_added_up():
    made = report(
        asked(),
        [
            *facts(Topic.CONTACTS, "home_visit", 7),
            *facts(Topic.CONTACTS, "phone", 9),
            *[Fact(Topic.CONTACTS, "phone", OCTOBER)] * 5,
        ],
    )
    rows = told(made, Topic.CONTACTS)

    assert rows["2026-09"]["held"] == Cell(16)
    assert rows["2026-10"]["home_visit"] == Cell(0)
    assert rows["all"]["phone"] == Cell(14)
    assert "letter" not in rows["all"]


def test_small_numbers_are_covered_and_the_totals_do_not_give_them_away():
    made = report(
        asked(),
        [
            *facts(Topic.MEETINGS, "met", 20),
            *facts(Topic.MEETINGS, "did_not_come", 2),
            *[Fact(Topic.MEETINGS, "met", OCTOBER)] * 30,
            *[Fact(Topic.MEETINGS, "did_not_come", OCTOBER)] * 6,
        ],
    )
    rows = told(made, Topic.MEETINGS)

    assert rows["2026-09"]["did_not_come"] == Cell(2, Look.SMALL)
    assert rows["2026-09"]["met"].look is Look.COVERED
    assert rows["2026-10"]["did_not_come"].look is Look.COVERED
    assert rows["all"]["meetings_planned"] == Cell(58)
    assert rows["2026-09"]["attendance"] == Cell(look=Look.COVERED)
    assert rows["all"]["attendance"] == Cell(86)


def test_whoever_may_see_each_person_sees_every_number():
    some = facts(Topic.MEETINGS, "met", 2, client="K7")
    by_client = told(report(asked(By.CLIENT), some), Topic.MEETINGS)
    own = told(report(asked(is_own=True), some), Topic.MEETINGS)

    assert by_client["K7"]["met"] == own["2026-09"]["met"] == Cell(2)
    assert "all" not in by_client


def test_those_of_whom_nothing_is_kept_are_never_told_apart():
    made = report(
        asked(By.CLIENT),
        [
            *facts(Topic.MEETINGS, "met", 3, client="K7"),
            *facts(Topic.MEETINGS, "met", 3, client=UNNAMED),
        ],
    )
    rows = told(made, Topic.MEETINGS)

    assert list(rows) == ["K7", UNNAMED]
    assert rows["K7"]["met"] == Cell(3)
    assert rows[UNNAMED]["met"] == Cell(3, Look.SMALL)


def test_short_names_stand_in_their_order():
    made = report(
        asked(By.CLIENT),
        [Fact(Topic.TASKS, "to_do", OCTOBER, each) for each in ("K10", "", "K2")],
    )

    assert list(told(made, Topic.TASKS)) == ["K2", "K10", ""]


def test_answer_times_are_told_of_five_at_least():
    def waits(count, **more):
        return [
            Fact(Topic.ANSWERS, "in_time", SEPTEMBER, number=10 * (n + 1), **more)
            for n in range(count)
        ]

    made = report(asked(), [*waits(10), *waits(4, in_hours=False)])
    row = told(made, Topic.ANSWERS)["2026-09"]

    assert row["median_in_hours"] == Cell(50)
    assert row["nine_in_ten_in_hours"] == Cell(90)
    assert row["median_outside"] == Cell(look=Look.COVERED)
    assert told(made, Topic.ANSWERS)["2026-10"]["median"].why is Why.NOTHING_TO_MEASURE


def test_what_adds_up_is_covered_so_that_the_total_does_not_tell():
    def noted(count, at):
        return [Fact(Topic.HOURS, "with_minutes", at, number=30)] * count

    period = Period(date(2026, 8, 1), date(2026, 10, 31), UTC)
    august = SEPTEMBER - timedelta(days=31)
    made = report(
        asked(period=period),
        [*noted(2, august), *noted(6, SEPTEMBER), *noted(9, OCTOBER)],
    )
    rows = told(made, Topic.HOURS)

    assert [rows[f"2026-{n}"]["minutes"].look for n in ("08", "09", "10")] == [
        Look.COVERED,
        Look.COVERED,
        Look.OPEN,
    ]
    assert rows["all"]["minutes"] == Cell(510)


def test_what_stands_now_has_one_row_whatever_the_months():
    made = report(asked(), [Fact(Topic.HELP, "active")] * 6)
    rows = told(made, Topic.HELP)

    assert list(rows) == [NOW]
    assert rows[NOW]["active"] == Cell(6)


def test_help_that_writes_no_contacts_down_has_a_dash_and_never_nought():
    without = facts(Topic.CONTACTS, UNRECORDED, 6, profile="dk_skp")
    kept = facts(Topic.CONTACTS, PRESENT, 6, profile="dk_youth", number=2)
    rows = told(report(asked(By.PROFILE), [*without, *kept]), Topic.CONTACTS)
    hours = told(report(asked(By.PROFILE), without), Topic.HOURS)

    assert rows["dk_skp"]["held"] == Cell(why=Why.NOT_RECORDED)
    assert rows["dk_youth"]["held"] == Cell(0)
    assert rows["dk_youth"]["planned"] == Cell(12)
    assert hours["dk_skp"]["with_minutes"].why is Why.NOT_RECORDED
    assert report(asked(), [*without, *kept]).notes == (Why.SOME_NOT_RECORDED,)
    assert report(asked(), without).notes == (Why.NOT_RECORDED,)


def test_changes_from_before_they_were_written_down_are_not_known():
    earlier = asked(changes_since=PERIOD.since + timedelta(days=1))
    later = asked(changes_since=PERIOD.since)
    rows = told(report(earlier, []), Topic.CONTINUITY)

    assert rows["all"]["changes"].why is Why.NOT_YET_KEPT
    assert rows["2026-10"]["changes"] == Cell(0)
    for each, expected in (
        (earlier, Cell(why=Why.NOT_YET_KEPT)),
        (later, Cell(0)),
        (asked(), Cell(0)),
    ):
        assert (
            told(report(each, []), Topic.CONTINUITY)["2026-09"]["changes"] == expected
        )


def test_a_month_that_has_not_begun_is_not_told_of_but_for_its_meetings():
    early = asked(now=SEPTEMBER)
    made = report(early, [Fact(Topic.MEETINGS, "ahead", OCTOBER)] * 5)

    assert told(made, Topic.TASKS)["2026-10"]["to_do"].why is Why.AHEAD
    assert told(made, Topic.MEETINGS)["2026-10"]["ahead"] == Cell(5)


def test_the_longest_silence_of_few_people_is_covered():
    def quiet(*days):
        return [Fact(Topic.CONTINUITY, SILENCE, SEPTEMBER, number=d) for d in days]

    few = told(report(asked(), quiet(40, 3)), Topic.CONTINUITY)
    many = told(report(asked(), quiet(40, 3, 5, 6, 4)), Topic.CONTINUITY)

    assert few["2026-09"]["longest_silence"] == Cell(look=Look.COVERED)
    assert many["2026-09"]["longest_silence"] == Cell(40)
    assert many["2026-09"]["usual_silence"] == Cell(5)


@pytest.mark.parametrize("by", By)
def test_a_report_of_nobody_is_empty_and_no_fault(by):
    assert all(section.is_empty for section in report(asked(by), []).sections)


def test_only_the_topics_that_were_asked_for_are_told():
    made = report(asked(topics=(Topic.HELP,)), [])

    assert [section.topic for section in made.sections] == [Topic.HELP]


HOURS_FACT = st.builds(
    Fact,
    st.just(Topic.HOURS),
    st.just("with_minutes"),
    st.sampled_from([SEPTEMBER, OCTOBER, SEPTEMBER - timedelta(days=31)]),
    number=st.integers(0, 300),
)


def test_what_was_planned_and_held_is_told_by_form():
    made = report(
        asked(By.FORM),
        [
            *facts(Topic.CONTACTS, "home_visit", 7, form="home_visit"),
            *facts(Topic.CONTACTS, "phone", 9, form="phone"),
            *facts(Topic.CONTACTS, PRESENT, 6),
            *facts(Topic.MEETINGS, "met", 6, form="home_visit"),
            *facts(Topic.TASKS, "to_do", 6),
        ],
    )
    held = told(made, Topic.CONTACTS)
    planned = told(made, Topic.MEETINGS)

    assert list(held) == ["home_visit", "phone", "all"]
    assert [row["held"].value for row in held.values()] == [7, 9, 16]
    assert planned["home_visit"]["meetings_planned"] == Cell(6)
    assert planned["phone"]["meetings_planned"] == Cell(0)
    assert {section.topic for section in made.sections} == WITH_FORM


@settings(max_examples=60)
@given(st.lists(HOURS_FACT, max_size=40))
def test_never_is_one_number_of_a_sum_alone_covered(facts):
    august = Period(date(2026, 8, 1), date(2026, 10, 31), UTC)
    rows = told(report(asked(period=august), facts), Topic.HOURS)

    for name in ("with_minutes", "minutes"):
        covered = [row for row in rows.values() if row[name].look is not Look.OPEN]
        assert len(covered) != 1


OUTCOME_FACT = st.builds(
    Fact,
    st.just(Topic.MEETINGS),
    st.sampled_from(["met", "late", "did_not_come", "attempted"]),
    st.sampled_from([SEPTEMBER, OCTOBER]),
)


@settings(max_examples=60)
@given(st.lists(OUTCOME_FACT, max_size=60))
def test_a_share_is_only_shown_where_all_that_it_is_taken_of_is_seen(facts):
    for row in told(report(asked(), facts), Topic.MEETINGS).values():
        used = [row[part] for part in ("met", "late", "did_not_come")]
        if any(cell.look is not Look.OPEN for cell in used):
            assert row["attendance"] == Cell(look=Look.COVERED)


def test_no_two_tables_add_up_to_the_same_sum():
    """What stands now is of the same people: only one table tells how many they are."""
    with_total = [topic for topic in STANDING if CONTENTS[topic].total]

    assert with_total == [Topic.HELP]
    assert not {"given", "later"} & {
        part for topic in STANDING for part in CONTENTS[topic].parts
    }
