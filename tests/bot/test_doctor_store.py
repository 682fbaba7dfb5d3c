from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import doctor_store, recovery_desk
from bot.anchoring import CHAT_FACT, FILE_FACT
from bot.config_tables import AnchorSettings
from bot.findings import Level
from casework.requests import Request, RequestKind, Term
from storage import backup_files
from storage.alarms import Alarm
from storage.inspection import CaseAccess, Inspection
from storage.key_pairs import generate_key_pair
from storage.service_keys import ServiceKeys, add_signing_key
from storage.status import Status
from storage.times import to_ms
from storage.verify_report import Bad

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DONE = {
    doctor_store.DRILL: 100,
    backup_files.LAST_BACKUP: 2,
    backup_files.LAST_KEYS_BACKUP: 2,
}
"""What a well service did so many days ago."""


def days(count):
    return NOW - timedelta(days=count)


def status(**changes):
    values = {
        "at": NOW,
        "inbox": {"new": 0, "dead": 0},
        "outbox": dict.fromkeys(("held", "ready", "claimed", "unknown"), 0),
        "oldest_unsent": None,
        "unanswered": 0,
        "oldest_unanswered": None,
        "longest_waiting": None,
        "last_inbound": {},
        "failed_last_day": 0,
        "maybe_twice": 0,
        "alarms": (),
        "danger_open": 0,
    }
    return Status(**(values | changes))


def found(done=DONE, facts=None, **changes):
    values = {
        "wrong_pragmas": (),
        "is_damaged": False,
        "first_bad": None,
        "people": 3,
        "first_person_at": days(400),
        "newest_at": NOW,
        "access": (access("k-1"),),
        "duty_keys": 0,
        "fields_by_key": {1: 12},
        "facts": {name: str(to_ms(days(age))) for name, age in done.items()}
        | (facts or {}),
        "status": status(),
    }
    return Inspection(**(values | changes))


def access(case, readers=2, **changes):
    values = {"has_recovery": True, "has_shred_key": True} | changes
    return CaseAccess(case, readers, **values)


def judged(inspection):
    """Return what is not well, by subject."""
    findings = doctor_store.judge(inspection, NOW)
    return {
        finding.subject: finding for finding in findings if finding.level != Level.OK
    }


def test_a_service_that_is_looked_after_is_well():
    assert judged(found()) == {}


def test_the_fact_of_the_drill_is_the_one_that_the_drill_keeps():
    assert doctor_store.DRILL == recovery_desk.DRILL


@pytest.mark.parametrize(
    ("subject", "changes"),
    [
        ("database", {"wrong_pragmas": ("secure_delete",)}),
        ("store", {"is_damaged": True}),
        ("record", {"first_bad": Bad("wrap", "the signature does not match")}),
        ("inbox", {"status": status(inbox={"new": 0, "dead": 2})}),
    ],
)
def test_what_is_broken_is_a_problem(subject, changes):
    levels = {name: each.level for name, each in judged(found(**changes)).items()}

    assert levels == {subject: Level.PROBLEM}


@pytest.mark.parametrize(
    ("access", "says"),
    [
        (access("k-7", readers=0), "no reader: k-7;"),
        (access("k-7", readers=1), "one reader only, whose key may get lost: k-7;"),
        (access("k-7", has_recovery=False), "do not open to recovery: k-7;"),
    ],
)
def test_a_case_that_too_few_can_open_is_a_problem_and_named(access, says):
    problems = judged(found(access=(access,)))

    assert list(problems) == ["readers"]
    assert problems["readers"].level is Level.PROBLEM
    assert says in problems["readers"].sentence


def test_many_cases_are_not_all_named():
    cases = tuple(access(f"k-{number}", readers=0) for number in range(50))

    assert (
        "k-0, k-1, k-2 and 47 more" in judged(found(access=cases))["readers"].sentence
    )


def test_a_destroyed_case_needs_no_reader():
    shut = access("k-9", readers=0, has_recovery=False, has_shred_key=False)

    problems = judged(found(access=(access("k-1"), shut)))

    assert list(problems) == ["shred keys"]
    assert problems["shred keys"].level is Level.WARNING


@pytest.mark.parametrize(
    ("fact", "age", "subject"),
    [
        (doctor_store.DRILL, 181, "recovery drill"),
        (backup_files.LAST_BACKUP, 8, "backup"),
        (backup_files.LAST_KEYS_BACKUP, 8, "keys backup"),
    ],
)
def test_what_was_done_too_long_ago_is_a_problem(fact, age, subject):
    in_time = judged(found(DONE | {fact: age - 1}))
    too_late = judged(found(DONE | {fact: age}))

    assert in_time == {}
    assert {name: each.level for name, each in too_late.items()} == {
        subject: Level.PROBLEM
    }


@pytest.mark.parametrize(
    ("first_person_at", "level"),
    [
        (None, Level.WARNING),
        (days(3), Level.WARNING),
        (days(8), Level.PROBLEM),
    ],
)
def test_what_was_never_done_becomes_a_problem_after_a_week(first_person_at, level):
    never = judged(found({}, first_person_at=first_person_at))

    assert {name: each.level for name, each in never.items()} == dict.fromkeys(
        ("recovery drill", "backup", "keys backup"), level
    )


@pytest.mark.parametrize(("age", "level"), [(2, Level.WARNING), (31, Level.PROBLEM)])
def test_a_keys_file_that_was_not_carried_off_is_told(tmp_path, age, level):
    left = tmp_path / "monday.keys"
    left.write_text("sealed")
    done = DONE | {backup_files.LAST_KEYS_BACKUP: age}

    findings = list(
        doctor_store.judge(found(done, {backup_files.LAST_KEYS_FILE: str(left)}), NOW)
    )
    left.unlink()
    carried = judged(found(DONE, {backup_files.LAST_KEYS_FILE: str(left)}))

    about = [each for each in findings if str(left) in each.sentence]
    assert [each.level for each in about] == [level]
    assert carried == {}


def test_a_rotation_that_was_not_finished_is_told_with_its_counts():
    problems = judged(found(fields_by_key={1: 3, 2: 9}))

    assert problems["field keys"].level is Level.WARNING
    assert "3 under key 1, 9 under key 2" in problems["field keys"].sentence


def test_what_waits_too_long_is_a_warning():
    problems = judged(
        found(
            status=status(
                outbox={"held": 0, "ready": 4, "claimed": 0, "unknown": 1},
                oldest_unsent=NOW - timedelta(hours=2),
                unanswered=2,
                oldest_unanswered=days(5),
                longest_waiting="K7",
            )
        )
    )

    assert {each.level for each in problems.values()} == {Level.WARNING}
    assert "4 ready, 0 claimed, 1 unknown" in problems["outbox"].sentence
    assert "K7 has waited" in problems["unanswered"].sentence


@pytest.mark.parametrize(
    ("left", "level", "says"),
    [
        ((), Level.OK, "0 wait for an answer"),
        ((0, 30), Level.OK, "2 wait for an answer"),
        ((-1, 5), Level.PROBLEM, "the last day of 1 has passed"),
    ],
)
def test_an_answer_that_is_owed_past_its_last_day_is_a_problem(left, level, says):
    today = NOW.date()
    waiting = [
        Request(
            *(number, "c-1", "k-1", RequestKind.ACCESS, NOW),
            Term(today + timedelta(days=each)),
        )
        for number, each in enumerate(left, start=1)
    ]

    told = doctor_store.requests(waiting, today)

    assert (told.level, says in told.sentence) == (level, True)


def test_what_was_given_up_is_a_warning():
    problems = judged(found(status=status(failed_last_day=3)))

    assert problems["outbox"].sentence == "3 were given up in the last 24 hours"


def test_alarms_are_a_problem_and_named():
    problems = judged(found(status=status(alarms=(Alarm("sms_down", NOW, 1),))))

    assert problems["alarms"].level is Level.PROBLEM
    assert "sms_down" in problems["alarms"].sentence


def told_of_anchors(settings, facts=None, store=Path("/")):
    findings = doctor_store.anchors(found(facts=facts), settings, store, NOW)
    return [(finding.level, finding.sentence) for finding in findings]


def test_without_a_place_elsewhere_for_the_head_of_the_record_it_warns():
    ((level, sentence),) = told_of_anchors(AnchorSettings())

    assert level is Level.WARNING
    assert "[anchor]" in sentence


@pytest.mark.parametrize(
    ("day", "level", "said"),
    [
        (None, Level.PROBLEM, "nothing was kept in [anchor] telegram_chat yet"),
        ("2026-11-19", Level.PROBLEM, "nothing was kept in [anchor] telegram_chat si"),
        ("2026-11-21", Level.OK, "kept in [anchor] telegram_chat on 2026-11-21"),
    ],
)
def test_an_anchor_that_is_not_kept_any_more_is_a_problem(day, level, said):
    facts = {} if day is None else {CHAT_FACT: day}

    ((found_level, sentence),) = told_of_anchors(
        AnchorSettings(telegram_chat="-100"), facts
    )

    assert found_level is level
    assert sentence.startswith(said)


def test_an_anchor_beside_the_store_is_a_warning(tmp_path):
    facts = {FILE_FACT: "2026-11-22"}
    settings = AnchorSettings(file=tmp_path / "anchors.txt")

    kept, beside = told_of_anchors(settings, facts, tmp_path)

    assert kept[0] is Level.OK
    assert beside[0] is Level.WARNING
    assert "same disk" in beside[1]


@pytest.mark.parametrize(
    ("keys", "kinds", "level", "says"),
    [
        (0, ("dk_child",), Level.WARNING, "dk_child let a duty key open their cases"),
        (1, (), Level.WARNING, "it opens nothing: set duty_key = true"),
        (1, ("dk_child", "dk_youth"), Level.OK, "1 enrolled, for dk_child, dk_youth"),
    ],
)
def test_a_duty_key_is_there_where_it_is_wanted(keys, kinds, level, says):
    (said,) = doctor_store.duty_key(found(duty_keys=keys), kinds)

    assert (said.level, said.subject) == (level, "duty key")
    assert said.sentence.startswith(says)


def test_where_nobody_wants_a_duty_key_nothing_is_said_of_it():
    assert list(doctor_store.duty_key(found(), ())) == []


def test_a_signing_key_that_did_not_take_over_to_the_end_is_told(tmp_path):
    keys = ServiceKeys.create(tmp_path / "keys", generate_key_pair().public_key())
    assert doctor_store.signing_key(keys).level is Level.OK

    add_signing_key(tmp_path / "keys")

    finding = doctor_store.signing_key(ServiceKeys.load(tmp_path / "keys"))
    assert finding.level is Level.WARNING
    assert "rekey signing again" in finding.sentence
