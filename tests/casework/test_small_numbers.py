"""Nothing that is covered can be worked out from what is seen."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.small_numbers import FEWEST, Look, Margins, cover, is_small

COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 60))
BOTH = Margins()


def tables(rows, columns):
    return st.tuples(st.integers(1, rows), st.integers(1, columns)).flatmap(
        lambda size: st.lists(
            st.lists(COUNTS, min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


def shown(table, margins=BOTH):
    """Return each number of a table with how it looks, and the totals that are seen."""
    looks = cover(table, margins)
    numbers = {}
    for row, cells in enumerate(table):
        for column, value in enumerate(cells):
            numbers[row, column] = (value, looks.cells[row][column])
        if margins.of_rows:
            numbers[row, "all"] = (sum(cells), looks.of_rows[row])
    if margins.of_columns:
        for column, cells in enumerate(zip(*table, strict=True)):
            numbers["all", column] = (sum(cells), looks.of_columns[column])
        if margins.of_rows:
            numbers["all", "all"] = (sum(map(sum, table)), looks.of_all)
    return numbers


def could_be(value, look, *, is_dark):
    """Tell whether a number could look like this."""
    if is_dark:
        return value >= 0
    return is_small(value) if look is Look.SMALL else value >= FEWEST


def other_tables(table, numbers):
    """Yield every table near this one that would look just the same.

    This one counts them out; nothing of it knows how numbers are covered.
    """
    places = [(r, c) for r, row in enumerate(table) for c in range(len(row))]
    choices = [
        [table[r][c]]
        if numbers[r, c][1] is Look.OPEN
        else [v for v in range(table[r][c] - 1, table[r][c] + 2) if v >= 0]
        for r, c in places
    ]
    is_dark = all(look is Look.COVERED for _, look in numbers.values())
    for values in product(*choices):
        guess = [[0] * len(table[0]) for _ in table]
        for (r, c), value in zip(places, values, strict=True):
            guess[r][c] = value
        sums = {(r, "all"): sum(row) for r, row in enumerate(guess)}
        sums |= {("all", c): sum(v) for c, v in enumerate(zip(*guess, strict=True))}
        sums["all", "all"] = sum(values)
        found = sums | dict(zip(places, values, strict=True))
        if all(
            found[place] == value
            if look is Look.OPEN
            else could_be(found[place], look, is_dark=is_dark)
            for place, (value, look) in numbers.items()
        ):
            yield found


def assert_nothing_can_be_worked_out(table, margins):
    numbers = shown(table, margins)
    hidden = {place for place, (_, look) in numbers.items() if look is not Look.OPEN}
    seen_as = {place: set() for place in hidden}
    for other in other_tables(table, numbers):
        for place in hidden:
            seen_as[place].add(other[place])
        if all(len(values) > 1 for values in seen_as.values()):
            return
    assert not [place for place, values in seen_as.items() if len(values) < 2]


@settings(max_examples=60)
@given(tables(3, 2), st.booleans(), st.booleans())
@example([[4]], True, True)
@example([[1, 1, 1, 1]], True, True)
@example([[1, 1]], True, True)
@example([[4, 4], [4, 4]], True, True)
@example([[4, 5]], True, False)
@example([[1, 5, 0], [0, 0, 0]], True, True)
@example([[3, 0], [0, 40]], True, True)
def test_no_covered_number_can_be_worked_out(table, of_rows, of_columns):
    assert_nothing_can_be_worked_out(table, Margins(of_rows, of_columns))


@pytest.mark.counts
@settings(max_examples=600)
@given(tables(2, 4), st.booleans(), st.booleans())
def test_no_covered_number_of_many_tables_can_be_worked_out(table, of_rows, of_columns):
    assert_nothing_can_be_worked_out(table, Margins(of_rows, of_columns))


@settings(max_examples=60)
@given(tables(6, 6).filter(lambda table: len(table) > 1))
def test_whatever_is_small_is_covered_and_nought_is_seen(table):
    numbers = shown(table).values()
    is_dark = {look for _, look in numbers} == {Look.COVERED}

    for value, look in numbers:
        assert not is_small(value) or look is not Look.OPEN
        assert value or look is Look.OPEN or is_dark


def test_a_small_number_takes_the_cheapest_others_with_it_and_leaves_the_totals():
    looks = cover([[3, 40, 20], [9, 50, 30]])

    assert [row.count(Look.OPEN) for row in looks.cells] == [1, 1]
    assert set(looks.of_rows) | set(looks.of_columns) | {looks.of_all} == {Look.OPEN}


def test_alone_in_its_column_it_takes_another_one_with_it():
    looks = cover([[2], [7], [30]], Margins(of_rows=False))

    assert [row[0] for row in looks.cells] == [Look.SMALL, Look.COVERED, Look.OPEN]
    assert looks.of_columns == (Look.OPEN,)


def test_where_there_is_no_other_number_the_total_goes():
    looks = cover([[3], [0]], Margins(of_rows=False))

    assert looks.of_columns == (Look.SMALL,)
    assert cover([[3, 3]]).of_rows == (Look.OPEN,)
    assert cover([[1, 5]]).of_rows == (Look.COVERED,)


def test_four_of_one_each_are_seen_by_nobody():
    looks = cover([[1, 1, 1, 1]])

    assert set(looks.cells[0]) | {looks.of_all} == {Look.COVERED}


def test_a_team_of_a_hundred_is_covered_at_once():
    table = [[(row * 7 + part * 3) % 23 for part in range(14)] for row in range(100)]

    looks = cover(table)

    assert looks.cells[1][0] is Look.OPEN
    assert looks.cells[0][1] is Look.SMALL
