"""The house stays in order: every module has its subject, its size and its tests."""

import ast
import re
from pathlib import Path

import pytest

from casework import wording

ROOT = Path(__file__).parents[1]
PACKAGES = ("casework", "storage", "handlers", "sms_gateway", "bot")
LONGEST = 400
"""Lines; beyond that a file has two subjects."""
LONGEST_TEST = 500

TESTED_ELSEWHERE = {
    **{
        part.__name__.replace(".", "/"): "a part of the table of test_wording"
        for part in wording.PARTS
    },
    "casework/audience": "values without a rule",
    "casework/messages": "values without a rule",
    "casework/reasons": "the names of reasons; test_wording asks that each has words",
    "storage/backup_files": "how test_backup and test_restore write and read them",
    "storage/errors": "sentences; whoever raises one is tested",
    "storage/inbox_rows": "a value without a rule",
    "storage/outbox_rows": "every row of test_outbox goes through it",
    "storage/record_counts": "one query, in test_records",
    "storage/sealed_rows": "one query, in test_records",
    "storage/times": "its examples are run",
    "handlers/gateways": "what a gateway promises; each has its own tests",
    "bot/cli": "flows/test_command_line starts the real program",
    "bot/cli_options": "flows/test_command_line starts the real program",
    "bot/clock": "the one call that everything else is spared",
    "bot/config_checks": "every fault of test_config",
    "bot/config_faults": "every fault of test_config",
    "bot/config_sources": "every setting of test_config",
    "bot/config_tables": "every setting of test_config",
    "bot/demo_processes": "everything that test_demo starts",
    "bot/demo_service": "the service of test_demo_backstage",
    "bot/findings": "every line of test_doctor",
    "bot/log_records": "every line of test_logs",
    "bot/new_tokens": "the running service of flows/test_new_tokens",
    "bot/secret_files": "the *_file settings of test_config",
    "bot/status_text": "what test_cli_upkeep reads",
}
"""Modules without a test module of their own, and why."""

ONE_SENTENCE = re.compile(r"[^.!?]*(?:\.\w[^.!?]*)*[.!?]", re.DOTALL)


def modules():
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).glob("*.py"))
        if path.name != "__init__.py"
    ]


def named(path):
    return str(path.relative_to(ROOT).with_suffix(""))


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_module_has_its_test_module_or_a_reason():
    without = [
        named(path)
        for path in modules()
        if not (ROOT / "tests" / path.parent.name / f"test_{path.stem}.py").exists()
    ]

    assert sorted(set(without) - TESTED_ELSEWHERE.keys()) == []
    assert sorted(TESTED_ELSEWHERE.keys() - set(without)) == []


def test_no_file_has_grown_too_long_to_be_about_one_thing():
    too_long = {
        named(path): lines_of(path) for path in modules() if lines_of(path) > LONGEST
    }
    tests = {
        named(path): lines_of(path)
        for path in (ROOT / "tests").rglob("*.py")
        if lines_of(path) > LONGEST_TEST
    }

    assert too_long == {}
    assert tests == {}


@pytest.mark.parametrize("path", modules(), ids=named)
def test_every_module_opens_with_one_sentence_that_says_what_it_is_about(path):
    opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = opening.partition("\n\n")[0]

    assert ONE_SENTENCE.fullmatch(first), "not one sentence"
    assert len(first) <= 200


def test_packages_are_about_something_too():
    for package in PACKAGES:
        opening = (ROOT / package / "__init__.py").read_text(encoding="utf-8")
        assert opening.startswith('"""'), package


def test_no_file_is_a_drawer():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base"}

    assert [named(path) for path in modules() if path.stem in drawers] == []


def test_every_test_says_what_it_proves_in_its_name():
    """No `test_ok`, no `test_case_3`; in a class its name is a part of the sentence."""
    short = [
        f"{path.name}: {node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and node.name.count("_") < 3
    ]

    assert short == []
