"""The configuration as it is written down."""

import os
import tomllib
from pathlib import Path

import pytest
import tomli_w

from bot import config_file
from bot.config import Settings

MINIMAL = '[storage]\npath = "data"\n'
TOKEN = "4711:AAF_canary-token"


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch):
    for name in os.environ:
        if name.upper().startswith("FASTKONTAKT_"):
            monkeypatch.delenv(name)


def read(folder, text):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return Settings.read(path)


def test_the_file_that_init_writes_loads_and_changes_nothing(tmp_path):
    written = read(tmp_path, config_file.render())

    assert written == read(tmp_path, MINIMAL)


def test_it_has_every_setting():
    document = tomllib.loads(config_file.render())

    for name, table in config_file.tables():
        found = document
        for part in name.split("."):
            found = found[part]
        if config_file.lies_elsewhere(table):
            assert found == {}, "what is shipped stands in casework/profiles.toml"
        else:
            assert set(found) == set(table.model_fields)


def test_any_toml_writer_can_write_it_again(tmp_path):
    document = tomllib.loads(config_file.render())
    document["telegram"]["token"] = TOKEN

    settings = read(tmp_path, tomli_w.dumps(document))

    settings.require_for_run()
    assert settings.secrets() == (TOKEN,)


def test_it_holds_only_tables_of_plain_values():
    def plain(value):
        if isinstance(value, dict):
            return all(map(plain, value.values()))
        if isinstance(value, list):
            return all(isinstance(one, str) for one in value)
        return isinstance(value, str | bool | int | float)

    assert plain(tomllib.loads(config_file.render()))


def test_given_values_stand_in_it(tmp_path):
    text = config_file.render(
        {
            "telegram": {"token": TOKEN, "enabled": True},
            "sms.twilio": {"auth_token": ["a", 'b\\"\n\x7f']},
            "limits": {"overall": 1000.0},
        }
    )

    document = tomllib.loads(text)

    assert document["telegram"]["token"] == TOKEN
    assert document["sms"]["twilio"]["auth_token"] == ["a", 'b\\"\n\x7f']
    assert read(tmp_path, text).limits.overall == 1000


def test_every_setting_has_one_sentence():
    for _, table in config_file.tables():
        for name, field in config_file.settings(table):
            sentence = field.description or ""
            assert sentence.endswith("."), name
            assert ". " not in sentence, name


def test_the_example_and_the_reference_are_those_of_the_program():
    top = Path(config_file.__file__).parent.parent

    example = (top / config_file.EXAMPLE).read_text(encoding="utf-8")
    reference = (top / config_file.REFERENCE).read_text(encoding="utf-8")

    how = "run: python -m bot.config_file"
    assert example == config_file.render(), how
    assert reference == config_file.render_reference(), how
