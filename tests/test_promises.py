"""Each promise and each row of the surrender table names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CHECKS = "docs/reference/checks.md"
PAGES = ("docs/explanation/promises.md", "SECURITY.md", CHECKS)


def text_of(name):
    return (TOP / name).read_text(encoding="utf-8")


@cache
def names_in(name):
    """Return the names of the tests of a module."""
    tree = ast.parse(text_of(name))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def named_tests():
    found = [
        (page, *each.groups())
        for page in PAGES
        for each in NAMED.finditer(text_of(page))
    ]
    return sorted(set(found))


@pytest.mark.parametrize(("page", "module", "test"), named_tests())
def test_a_named_test_exists(page, module, test):
    assert test in names_in(module), f"{page} names it"


def test_there_are_nine_promises_and_each_is_tried():
    sections = re.split(r"^## ", text_of(PAGES[0]), flags=re.MULTILINE)[1:]

    assert [section.split(".")[0] for section in sections] == list("123456789")
    for section in sections:
        assert NAMED.search(section), section.splitlines()[0]


def test_every_row_of_the_surrender_table_is_tried():
    stolen = re.findall(r"^\| (\d+)\. ", text_of("SECURITY.md"), re.MULTILINE)
    tried = re.findall(r"^\| (\d+) \| (.+) \|$", text_of("SECURITY.md"), re.MULTILINE)

    assert [number for number, _ in tried] == stolen
    for number, tests in tried:
        assert NAMED.search(tests), number


def test_each_of_the_thirty_checks_is_tried_or_says_what_is_missing():
    lines = re.findall(r"^\| \d+ \|.*\|$", text_of(CHECKS), re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    rows = [(number, tests, missing) for number, _, tests, missing in cells]

    assert [int(number) for number, _, _ in rows] == list(range(1, 31))
    for number, tests, missing in rows:
        assert NAMED.search(tests) or missing, number


def test_nothing_of_ours_pickles_or_keeps_jobs_on_the_disk():
    """A row that somebody planted must never become a program that runs."""
    packages = ("casework", "storage", "handlers", "sms_gateway", "bot")
    modules = [path for name in packages for path in (TOP / name).rglob("*.py")]
    imported = {
        name
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert {"apscheduler.schedulers.asyncio", "json"} <= imported
    assert not imported & {"pickle", "shelve", "marshal", "dbm"}
    assert not [name for name in imported if name.startswith("apscheduler.jobstores")]


def test_nothing_on_the_pages_is_named_in_another_way():
    for page in PAGES:
        text = text_of(page)
        assert text.count("::test_") == len(NAMED.findall(text))
