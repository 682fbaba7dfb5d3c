"""What an organisation may want otherwise in a kind of help."""

import pytest

from bot.config import ConfigError, Settings
from bot.office import office_of
from casework.profile_settings import SETTINGS, RecordPolicy

CANARY = "canary-value"


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(f'[storage]\npath = "data"\n{text}', encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


def faults(path):
    with pytest.raises(ConfigError) as caught:
        Settings.read(path)
    return caught.value.faults


def test_nothing_is_otherwise_until_somebody_says_so(write):
    settings = Settings.read(write("[profiles]\n[profiles.dk_child]\n"))

    assert settings.profiles.overrides() == {}


async def test_what_an_organisation_says_reaches_everybody_who_works_with_it(write):
    path = write(
        '[profiles.dk_child]\ntelegram_from = "none"\nages_announced = [12, 10]\n'
        '[profiles.dk_skp]\nrecord_policy = "log_only"\nneeds_consent = true\n'
    )

    office = await office_of(Settings.read(path))

    assert office.profiles == {
        "dk_child": {"telegram_from": None, "ages_announced": (10, 12)},
        "dk_skp": {"record_policy": RecordPolicy.LOG_ONLY, "needs_consent": True},
    }


def test_the_environment_may_say_it_too(write, monkeypatch):
    monkeypatch.setenv("FASTKONTAKT_PROFILES__DK_CHILD__TELEGRAM_FROM", "17")
    monkeypatch.setenv("FASTKONTAKT_PROFILES__DK_CHILD__NEEDS_DECISION", "false")
    monkeypatch.setenv("FASTKONTAKT_PROFILES__SE_LSS__AGES_ANNOUNCED", "15, 18")

    assert Settings.read(write("")).profiles.overrides() == {
        "dk_child": {"telegram_from": 17, "needs_decision": False},
        "se_lss": {"ages_announced": (15, 18)},
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[profiles.dk_kid]\na = "x"', "[profiles] dk_kid: no such setting"),
        (
            '[profiles.dk_child]\ntelegram_form = "x"',
            "[profiles.dk_child] telegram_form: no such setting",
        ),
        (
            f'[profiles.dk_child]\ntelegram_from = "{CANARY}"',
            '[profiles.dk_child] telegram_from: must be a whole number, or "none"',
        ),
        (
            "[profiles.dk_child]\nyoungest = 121",
            "[profiles.dk_child] youngest: must be from 0 to 120",
        ),
        (
            f'[profiles.se_lss]\nrecord_policy = "{CANARY}"',
            (
                '[profiles.se_lss] record_policy: must be "full", "summary", "log_only"'
                ' or "none"'
            ),
        ),
        (
            "[profiles.se_lss]\nneeds_decision = 1",
            "[profiles.se_lss] needs_decision: must be true or false",
        ),
        (
            "[profiles.dk_youth]\nyoungest = 30",
            "[profiles.dk_youth]: oldest: must not be younger than youngest",
        ),
        ('profiles = "x"', "[profiles]: must be a table"),
    ],
    ids=lambda value: value[:40],
)
def test_each_fault_names_the_setting_and_never_its_value(write, text, fault):
    path = write("")
    path.write_text(f'{text}\n[storage]\npath = "data"\n', encoding="utf-8")

    assert faults(path) == [fault]
    assert CANARY not in fault


def test_every_fault_is_named_at_once(write):
    text = '[profiles.dk_child]\nyoungest = "x"\noldest = -1\n[profiles.se_lss]\nx = 1'

    assert len(faults(write(text))) == 3


def test_every_rule_can_be_said_for_every_kind_of_help():
    tables = Settings.model_fields["profiles"].annotation.model_fields

    for field in tables.values():
        assert set(field.annotation.model_fields) == set(SETTINGS)
