"""The kinds of help, as they are listed."""

import json

from typer.testing import CliRunner

from bot.cli import app
from casework.profile_settings import SETTINGS
from casework.profiles import PROFILES


def profiles(*words):
    return CliRunner().invoke(app, ["profiles", *words])


def listed(*words):
    answer = profiles("list", *words)
    assert answer.exit_code == 0
    return answer.stdout


def shown(*words):
    answer = profiles("show", *words)
    assert answer.exit_code == 0, answer.stderr
    return answer.stdout


def test_every_profile_is_one_line_without_any_configuration():
    lines = listed().splitlines()

    assert [line.split()[0] for line in lines] == list(PROFILES)
    assert "record none" in next(line for line in lines if "dk_skp" in line)
    assert "Telegram never" in next(line for line in lines if "se_qualified" in line)


def test_programs_get_them_as_json():
    found = {each["name"]: each for each in json.loads(listed("--json"))}

    assert list(found) == list(PROFILES)
    assert found["dk_youth"]["youngest"] == 18
    assert found["dk_youth"]["record_policy"] == "full"
    assert found["dk_skp"]["oldest"] is None


def test_every_rule_of_one_is_shown_with_what_it_means():
    lines = shown("dk_child", "--on", "2026-11-22").splitlines()

    assert lines[0] == (
        "dk_child: Fixed contact person for a child,"
        " from 2024-01-01 until further notice"
    )
    assert [line.split()[0] for line in lines[1:]] == list(SETTINGS)
    telegram = next(line for line in lines if line.startswith("telegram_from"))
    assert telegram.split()[:2] == ["telegram_from", "16"]
    assert "From this age Telegram may be used." in telegram


def test_the_rules_of_another_day_are_shown_and_named():
    answer = profiles("show", "se_contact_person", "--on", "2024-05-01")

    assert "from 2023-07-01 until 2025-06-30" in answer.stdout
    assert "Socialtjänstlagen (2001:453)" in answer.stdout
    assert "--on 2025-07-01" in answer.stderr


def test_programs_get_one_as_json_with_its_days():
    found = json.loads(shown("dk_child", "--on", "2020-01-01", "--json"))

    assert found["legal_basis"] == "Serviceloven § 52 stk. 3 nr. 6"
    assert (found["valid_from"], found["valid_until"]) == ("2011-01-01", "2023-12-31")
    assert found["ages_announced"] == [10, 15, 16, 18]


def test_what_a_configuration_wants_otherwise_is_shown_as_such(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[storage]\npath = "data"\n[profiles.dk_child]\ntelegram_from = "none"\n'
    )
    path.chmod(0o600)

    found = shown("dk_child", "--config", str(path))

    telegram = next(line for line in found.splitlines() if "telegram_from" in line)
    assert telegram.split()[1] == "none"
    assert telegram.endswith("(otherwise than shipped)")
    assert found.count("otherwise than shipped") == 1


def test_no_such_kind_of_help_is_one_line_and_no_traceback():
    answer = profiles("show", "dk_other")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "profiles list" in answer.stderr
    assert profiles("show", "dk_child", "--on", "2026-02-30").exit_code == 2
