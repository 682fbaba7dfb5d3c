"""Other rules for one assignment, as they are typed."""

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.record_house import House


@pytest.fixture
def override(tmp_path):
    house = House(tmp_path / "house")

    def override(*words):
        config = ["--config", str(house.config)]
        return CliRunner().invoke(app, ["profiles", "override", *words, *config])

    return override


def test_every_rule_that_counts_now_is_printed(override):
    answer = override("C1", "telegram_from=none", "ages_announced=15, 18")

    said = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines())
    assert answer.exit_code == 0
    assert (said["telegram_from"], said["ages_announced"]) == ("none", "15, 18")
    assert said["missed_tries"] == "3"


def test_a_rule_without_a_value_counts_as_before(override):
    override("C1", "missed_tries=1")

    answer = override("C1", "missed_tries=")

    said = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines())
    assert said["missed_tries"] == "3"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["C1", "missed_tries=canary"], "missed_tries: must be a whole number"),
        (["C1", "canary_rule=1"], "no such setting"),
        (["C1", "missed_tries"], "write SETTING=VALUE"),
        (["C1", "record_policy=none"], "a case keeps what it began with"),
        (["X9", "missed_tries=1"], "nobody has this ref"),
    ],
)
def test_what_cannot_be_is_said_without_its_value(override, words, says):
    answer = override(*words)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert says in answer.stderr
    assert "=canary" not in answer.stderr
    assert "Traceback" not in answer.stderr
