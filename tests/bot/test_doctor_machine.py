import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot import doctor_machine
from bot.cli_service import set_up
from bot.config import Settings
from bot.findings import Level
from bot.lock import InstanceLock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def directory(tmp_path):
    set_up(tmp_path / "installed")
    return tmp_path / "installed"


@pytest.fixture
def config(directory):
    return directory / "config.toml"


@pytest.fixture
def settings(config):
    return Settings.read(config)


def by_subject(findings):
    return {finding.subject: finding for finding in findings}


def with_settings(directory, given):
    shutil.rmtree(directory)
    set_up(directory, given)
    return Settings.read(directory / "config.toml")


@pytest.mark.parametrize(
    "name",
    [
        "data",
        "data/store.db",
        "data/shred.db",
        "data/attachments",
        "keys",
        "keys/field.key",
        "keys/lookup.key",
        "keys/signing.key",
    ],
)
@pytest.mark.parametrize("bits", [0o040, 0o004, 0o002])
def test_whatever_others_can_touch_is_named(directory, config, settings, name, bits):
    path = directory / name
    path.chmod(path.stat().st_mode | bits)

    found = doctor_machine.permissions(config, settings)

    assert found.level is Level.PROBLEM
    assert str(path) in found.sentence


def test_what_init_makes_is_for_its_owner_only(config, settings):
    assert doctor_machine.permissions(config, settings).level is Level.OK


def test_shares_that_still_lie_there_are_a_problem_once_there_are_people(
    directory, config, settings
):
    fresh = doctor_machine.shares(config, settings, is_fresh=True)
    later = doctor_machine.shares(config, settings, is_fresh=False)
    for share in (directory / "recovery").iterdir():
        share.rename(directory.parent / share.name)
    moved = doctor_machine.shares(config, settings, is_fresh=False)

    levels = [found.level for found in (fresh, later, moved)]
    assert levels == [Level.WARNING, Level.PROBLEM, Level.OK]
    assert str(directory / "recovery" / "share-1.key") in later.sentence


def test_a_share_under_another_name_is_found_as_well(directory, config, settings):
    (directory / "recovery" / "share-2.key").rename(directory / "holiday.txt")
    shutil.rmtree(directory / "recovery")

    found = doctor_machine.shares(config, settings, is_fresh=False)

    assert f"{directory / 'holiday.txt'}: move" in found.sentence


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ((3, 6, 23), "3.6.23"),
        ((3, 40, 1), "fault"),
        ((3, 44, 5), "fault"),
        ((3, 44, 6), "3.44.6"),
        ((3, 50, 6), "fault"),
        ((3, 50, 7), "3.50.7"),
        ((3, 51, 2), "fault"),
        ((3, 51, 3), "3.51.3"),
    ],
)
def test_the_fault_of_sqlite_is_named_where_it_is(monkeypatch, version, says):
    monkeypatch.setattr(doctor_machine.inspection, "sqlite_version", lambda: version)

    found = doctor_machine.sqlite()

    assert found.level is Level.OK
    assert ("fault" in found.sentence) == (says == "fault")
    assert ".".join(map(str, version)) in found.sentence


@pytest.mark.parametrize(
    ("free", "level"),
    [(100 << 20, Level.PROBLEM), (500 << 20, Level.WARNING), (5 << 30, Level.OK)],
)
def test_a_full_disk_is_told_in_time(settings, monkeypatch, free, level):
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", lambda _: usage)

    assert [found.level for found in doctor_machine.disk(settings)] == [level]


def test_it_tells_whether_a_service_runs(settings):
    before = doctor_machine.running(settings)
    with InstanceLock(settings.storage.path):
        during = doctor_machine.running(settings)

    assert [before.sentence, during.sentence] == ["is not running", "is running"]


@pytest.mark.parametrize(
    ("now", "newest", "level"),
    [
        (NOW, None, Level.OK),
        (NOW, NOW - timedelta(days=400), Level.OK),
        (NOW, NOW + timedelta(minutes=4), Level.OK),
        (NOW, NOW + timedelta(minutes=6), Level.PROBLEM),
        (datetime(1970, 1, 2, tzinfo=UTC), None, Level.PROBLEM),
    ],
)
def test_a_clock_that_cannot_be_right_is_told(settings, now, newest, level):
    found = doctor_machine.clock(settings, now, newest)

    assert found.level is level
    assert "Europe/Copenhagen" in found.sentence


def test_the_time_of_the_office_is_shown(settings):
    said = doctor_machine.clock(settings, NOW, None).sentence

    assert said == "2026-11-22 10:00 in Europe/Copenhagen"


def test_what_nobody_has_decided_yet_is_a_warning(settings):
    found = by_subject(doctor_machine.settings(settings, NOW))

    levels = {subject: finding.level for subject, finding in found.items()}
    subjects = ("duty", "help lines", "alarm ways")
    assert levels == dict.fromkeys(subjects, Level.WARNING)


@pytest.mark.parametrize(
    ("confirmed", "level"), [("2026-01-05", Level.OK), ("2025-11-01", Level.WARNING)]
)
def test_what_was_decided_is_well_and_help_lines_for_a_year(
    directory, confirmed, level
):
    settings = with_settings(
        directory,
        {
            "duty": {"outside_hours": "nobody"},
            "alarms": {"telegram_chat": "123", "sms": "+4520101010"},
            "helplines": {"confirmed": confirmed},
        },
    )

    found = by_subject(doctor_machine.settings(settings, NOW))

    assert found.pop("help lines").level is level
    assert {finding.level for finding in found.values()} == {Level.OK}


@pytest.mark.parametrize(
    ("tables", "level"),
    [
        ({"duty": {"outside_hours": "duty", "phone": "+4520101010"}}, Level.PROBLEM),
        (
            {
                "duty": {
                    "outside_hours": "duty",
                    "phone": "+4520101010",
                    "chat": "-100777",
                }
            },
            Level.WARNING,
        ),
        ({"duty": {"outside_hours": "duty", "chat": "-100777"}}, Level.OK),
        ({"duty": {"outside_hours": ""}}, Level.WARNING),
    ],
)
def test_a_duty_team_that_nothing_can_reach_is_named(directory, tables, level):
    """There is no SMS gateway here: a phone number is of no use."""
    found = by_subject(doctor_machine.settings(with_settings(directory, tables), NOW))

    assert found["duty"].level is level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("FASTKONTAKT_TELEGRAM__TOKEN", Level.WARNING),
        ("fastkontakt_sms__twilio__auth_token", Level.WARNING),
        ("FASTKONTAKT_TELEGRAM__TOKEN_FILE", Level.OK),
        ("FASTKONTAKT_SMS__SENDER", Level.OK),
    ],
)
def test_a_secret_in_the_environment_is_named_and_not_told(monkeypatch, name, level):
    monkeypatch.setenv(name, "canary-secret")

    [found] = doctor_machine.environment()

    assert found.level is level
    assert "canary-secret" not in found.sentence
    assert (name in found.sentence) == (level is Level.WARNING)


def test_a_copy_that_an_update_left_is_named_with_its_age(settings):
    none = list(doctor_machine.copies(settings, NOW))
    for name, days in (("store.before-0002.db", 40), ("store.before-0008.db", 3)):
        path = settings.storage.path / name
        path.touch()
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))

    (found,) = doctor_machine.copies(settings, NOW)

    assert none == []
    assert found.level is Level.WARNING
    assert found.sentence.startswith(
        "store.before-0002.db (40 days old), store.before-0008.db (3 days old): delete"
    )
