import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot import (
    doctor,
    doctor_machine,
    doctor_memory,
    doctor_providers,
    doctor_store,
)
from bot.findings import Level
from tests.record_house import House

TOP = Path(__file__).parents[2]
PAGE = TOP / "docs/reference/commands-upkeep.md"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def examined(house):
    return list(doctor.examine(house.config, house.now + timedelta(hours=1)))


def subjects_in(module):
    """Return what a module calls the things that it looks at."""
    calls = {"ok", "warning", "problem", "Finding", "_done"}
    return {
        argument.value
        for node in ast.walk(ast.parse(Path(module.__file__).read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in calls
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant)
        and "{" not in argument.value
        # The first text is the subject; the second one is a sentence.
        and argument is next(a for a in node.args if isinstance(a, ast.Constant))
    }


def test_every_subject_is_on_the_page():
    asked = (doctor_machine, doctor_memory, doctor_providers, doctor_store)
    modules = (doctor, *asked)
    subjects = set().union(*map(subjects_in, modules))
    table = PAGE.read_text().partition("## `doctor`")[2].partition("## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    listed = {name for cell in cells for name in cell.split(", ")} - {"subject"}

    assert subjects == listed


def test_a_service_in_use_is_red_while_nobody_can_read_its_cases(house):
    by_subject = {finding.subject: finding for finding in examined(house)}

    assert by_subject["readers"].level is Level.PROBLEM
    assert house.case_of("C1") in by_subject["readers"].sentence
    assert by_subject["store"].level is Level.OK
    assert by_subject["recovery shares"].level is Level.WARNING


def test_what_is_found_comes_as_soon_as_it_is(house):
    findings = doctor.examine(house.config, house.now)

    assert next(findings).subject == "configuration"
    findings.close()


def test_nothing_personal_and_no_secret_is_told(house):
    said = " ".join(finding.sentence for finding in examined(house))

    assert [word for word in ("Alma", "Mette", "C1", "W1") if f" {word} " in said] == []


def test_a_case_that_others_can_open_than_the_rules_say_is_named(house):
    house.enrol("CW")
    before = {finding.subject: finding for finding in examined(house)}
    text = house.config.read_text()
    house.config.write_text(
        text.replace("[profiles.dk_youth]", '[profiles.dk_youth]\nvisibility="pair"#')
    )

    after = {finding.subject: finding for finding in examined(house)}

    assert before["rights"].level is Level.OK
    assert after["rights"].level is Level.WARNING
    assert house.case_of("C1") in after["rights"].sentence
    assert "reader refresh" in after["rights"].sentence
