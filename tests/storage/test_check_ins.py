from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.check_ins import Rung
from casework.reasons import Reason
from casework.rhythm import Rhythm
from storage import check_ins, due, rules
from storage.check_ins import Silence
from tests.storage.stores import NOW, add_person

HERE = ZoneInfo("Europe/Copenhagen")
DAILY = Rhythm(at=time(10), starts=date(2026, 1, 1))
DAY = timedelta(days=1)


@pytest.fixture
def alma(tx):
    return add_person(tx).id


@pytest.fixture
def planned(tx, alma):
    """Plan something to be asked and return it."""
    rule = rules.add(tx, alma, "check_in", DAILY, HERE, alma, NOW)

    def plan(at=NOW):
        due.plan(tx, "check_in", rule, alma, at.replace(tzinfo=None), at)
        return due.of_subject(tx, "check_in", rule)[-1]

    return plan


@pytest.fixture
def asked(tx, planned):
    return check_ins.add(tx, planned(), now=NOW)


def test_an_answer_comes_out_as_it_was_put_in(tx, alma, asked):
    check_ins.settle(tx, asked, "answered", NOW + DAY, answer="talk", words="today")

    found = check_ins.known(tx, asked.id)
    assert (asked.is_open, asked.answer, asked.settled_at) == (True, "", None)
    assert (found.is_open, found.state) == (False, "answered")
    assert (found.answer, found.words) == ("talk", "today")
    assert found.settled_at == NOW + DAY
    assert check_ins.last_of(tx, alma) == found
    assert check_ins.by_due(tx, asked.due) == found
    assert check_ins.find(tx, 99) is None


def test_neither_answer_nor_words_are_shown_by_the_value(asked):
    found = replace(asked, answer="help", words="secret")

    assert "help" not in repr(found)
    assert "secret" not in repr(found)


def test_the_last_is_the_newest_also_after_a_change(tx, alma, planned, asked):
    assert check_ins.last_of(tx, alma) == asked

    second = check_ins.add(tx, planned(NOW + DAY), now=NOW + DAY)
    check_ins.set_words(tx, second, "more")

    assert check_ins.last_of(tx, alma).id == second.id
    assert check_ins.last_of(tx, alma).words == "more"


def test_what_was_not_asked_keeps_its_reason(tx, alma, planned):
    check_ins.add(tx, planned(), skipped=Reason.TOO_OLD, now=NOW)

    (found,) = check_ins.of_person(tx, alma, NOW - DAY)
    assert (found.state, found.reason) == ("skipped", Reason.TOO_OLD)


def test_the_contact_person_reads_of_each_once(tx, alma, planned, asked):
    second = check_ins.add(tx, planned(NOW + DAY), now=NOW)
    check_ins.settle(tx, asked, "answered", NOW, answer="fine")

    before = check_ins.untold(tx, alma)
    check_ins.set_told(tx, asked.id)

    assert [each.id for each in before] == [asked.id]
    assert check_ins.untold(tx, alma) == []
    assert second.is_open


def test_help_lines_are_remembered_for_a_while(tx, alma, asked):
    check_ins.settle(tx, asked, "answered", NOW, answer="1")
    before = check_ins.were_lines_given(tx, alma, NOW - DAY)

    check_ins.set_lines_given(tx, asked)

    assert not before
    assert check_ins.were_lines_given(tx, alma, NOW - DAY)
    assert not check_ins.were_lines_given(tx, alma, NOW + DAY)


def test_old_answers_are_forgotten_and_that_there_was_one_is_not(tx, asked):
    check_ins.settle(tx, asked, "answered", NOW, answer="1", words="secret")

    too_early = check_ins.forget_before(tx, NOW)
    forgotten = check_ins.forget_before(tx, NOW + DAY)

    found = check_ins.known(tx, asked.id)
    assert (too_early, forgotten) == (0, 1)
    assert (found.state, found.answer, found.words) == ("answered", "", "")
    assert check_ins.forget_before(tx, NOW + DAY) == 0


def test_a_silence_is_counted_and_ends(tx, alma, asked):
    first = Silence(alma, asked.id, 1, NOW, NOW)
    check_ins.set_silence(tx, first)
    known = check_ins.silence(tx, alma)

    second = replace(first, tries=2, tried_at=NOW + DAY, handed_at=NOW + 2 * DAY)
    check_ins.set_silence(tx, second)

    assert known == first
    assert check_ins.silence(tx, alma) == second
    check_ins.end_silence(tx, alma)
    assert check_ins.silence(tx, alma) is None


def test_each_rung_says_who_was_told(tx, alma, asked):
    check_ins.add_rung(tx, asked.id, Rung.QUESTION, alma, NOW)
    check_ins.add_rung(tx, asked.id, Rung.REMINDER, alma, NOW + DAY)

    assert check_ins.rungs(tx, asked.id) == [
        (Rung.QUESTION, alma, NOW),
        (Rung.REMINDER, alma, NOW + DAY),
    ]


def test_one_proposal_at_a_time_is_asked_about(tx, alma):
    old = check_ins.propose(tx, alma, DAILY, alma, NOW)
    new = check_ins.propose(tx, alma, DAILY, alma, NOW)

    assert check_ins.proposal(tx, old).state == "withdrawn"
    assert check_ins.proposed_to(tx, alma).id == new
    check_ins.close_proposals(tx, alma, "agreed")
    assert check_ins.proposed_to(tx, alma) is None
    assert check_ins.proposal(tx, new).rhythm == DAILY
    assert check_ins.proposal(tx, 99) is None
