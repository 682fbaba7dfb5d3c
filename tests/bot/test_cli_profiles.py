"""The kinds of help, as they are listed."""

import json

from typer.testing import CliRunner

from bot.cli import app
from casework.profiles import PROFILES


def listed(*words):
    answer = CliRunner().invoke(app, ["profiles", "list", *words])
    assert answer.exit_code == 0
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
