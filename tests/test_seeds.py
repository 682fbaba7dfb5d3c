"""The page of the seeds names what is there, and every row of them."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs/reference/seeds.md"
RESEARCH = TOP.parent / "shared/research/domain.md"
ROW = re.compile(r"^\| ([ANPSB]\d\d) \|(.*)\|$")
WAITS = re.compile(
    r"with (check-ins and appointments|the case record|the web front)"
    r"|not a matter for software: \w+"
)
LETTERS = {"A": 26, "N": 25, "P": 22, "S": 17, "B": 40}


def rows():
    """Return the cells of each row by its id, in the order of the page."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        match = ROW.match(line)
        if match:
            found.append((match[1], [cell.strip() for cell in match[2].split("|")]))
    return found


ROWS = rows()


def named(cell):
    return re.findall(r"`([^`]+)`", cell)


@cache
def functions_of(path):
    """Return the names of the tests in a file, which is read and not run."""
    tree = ast.parse((TOP / "tests" / path).read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_row_of_the_five_seeds_stands_here_once():
    ids = [name for name, _ in ROWS]
    wanted = [f"{k}{n:02}" for k, last in LETTERS.items() for n in range(1, last + 1)]

    assert len(ids) == 130
    assert Counter(ids) == Counter(wanted)


def test_the_ids_are_those_of_the_research():
    if not RESEARCH.exists():
        pytest.skip("the research lies beside the checkout, and is not here")
    text = RESEARCH.read_text(encoding="utf-8").split("\n## ")
    section = next(each for each in text if each.startswith("1. Seed requirements"))
    wanted = [ROW.match(line)[1] for line in section.splitlines() if ROW.match(line)]

    assert [name for name, _ in ROWS] == wanted


@pytest.mark.parametrize(("name", "cells"), ROWS, ids=[name for name, _ in ROWS])
def test_a_row_names_what_exists_or_says_what_it_waits_for(name, cells):
    _asks, lives_in, held_by, remark = cells

    for module in named(lives_in):
        assert (TOP / module).is_file(), module
    for test in named(held_by):
        path, _, function = test.partition("::")
        assert function in functions_of(path), test
    assert bool(named(held_by)) or WAITS.search(remark), "held by nothing"
    assert not named(held_by) or named(lives_in), "a test without a place"
