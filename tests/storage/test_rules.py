from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.rhythm import Rhythm, RhythmError
from storage import rules
from tests.storage.stores import NOW, add_person

HERE, THERE = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")
DAILY = Rhythm(at=time(10), starts=date(2026, 1, 1))
WEEKLY = Rhythm(at=time(9, 30), weekdays=frozenset({1, 3}), starts=date(2026, 1, 1))
HOUR = timedelta(hours=1)


@pytest.fixture
def alma(tx):
    return add_person(tx).id


@pytest.fixture
def add(tx, alma):
    """Add a rule of Alma's and return it."""

    def add(rhythm=DAILY, now=NOW, **more):
        identity = rules.add(tx, alma, "check_in", rhythm, HERE, alma, now, **more)
        return rules.find(tx, identity)

    return add


@pytest.fixture
def rule(add):
    return add()


def test_a_rule_comes_out_as_it_was_put_in(tx, alma, add, rule):
    other = add(WEEKLY, subject=7)

    assert (rule.rhythm, rule.zone, rule.revision) == (DAILY, HERE, 1)
    assert (rule.person, rule.kind, rule.subject) == (alma, "check_in", 0)
    assert (rule.planned_until, rule.set_by, rule.ended_at) == (NOW, alma, None)
    assert (other.rhythm, other.subject) == (WEEKLY, 7)
    assert rules.of_person(tx, alma, "check_in") == [rule, other]
    assert rules.of_person(tx, alma, "digest") == []
    assert rules.find(tx, 99) is None


def test_each_change_is_a_new_revision_that_is_planned_from_then_on(tx, rule):
    rules.set_planned(tx, rule, NOW + 48 * HOUR)

    rules.change(tx, rule, WEEKLY, THERE, "w-mette", NOW + HOUR)

    changed = rules.find(tx, rule.id)
    assert (changed.rhythm, changed.zone, changed.revision) == (WEEKLY, THERE, 2)
    assert (changed.planned_until, changed.set_by) == (NOW + HOUR, "w-mette")


def test_a_pause_holds_until_its_end_and_can_be_ended_before(tx, rule):
    rules.pause(tx, rule, NOW + HOUR, rule.person)

    paused = rules.find(tx, rule.id)
    assert paused.is_paused(NOW)
    assert not paused.is_paused(NOW + HOUR)
    assert paused.paused_by == rule.person
    rules.pause(tx, rule, None, None)
    assert rules.find(tx, rule.id) == rule


def test_the_rule_that_is_planned_least_far_is_planned_first(tx, add, rule):
    later, full = add(now=NOW + HOUR), add(now=NOW + 2 * HOUR)

    assert rules.to_plan(tx, NOW + 2 * HOUR, 10) == [rule.id, later.id]
    assert rules.to_plan(tx, NOW + 2 * HOUR, 1) == [rule.id]
    assert rules.to_plan(tx, NOW, 10) == []
    assert full.id in rules.to_plan(tx, NOW + 3 * HOUR, 10)


def test_nothing_is_planned_of_a_rule_that_has_ended(tx, rule):
    rules.end(tx, rule, NOW)
    rules.end(tx, rule, NOW + HOUR)

    assert rules.to_plan(tx, NOW + HOUR, 10) == []
    assert rules.of_person(tx, rule.person, "check_in") == []
    assert rules.find(tx, rule.id).ended_at == NOW


def test_a_rhythm_that_nobody_can_read_says_so(tx, rule):
    tx.run("UPDATE rule SET rhythm = 'now and then'")

    with pytest.raises(RhythmError):
        rules.find(tx, rule.id)
