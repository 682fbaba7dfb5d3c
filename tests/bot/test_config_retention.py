import pytest

from bot.config import ConfigError, Settings

STORAGE = '[storage]\npath = "data"\n'


def settings(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(f"{STORAGE}{text}", encoding="utf-8")
    path.chmod(0o600)
    return Settings.read(path)


def test_without_a_word_no_municipality_and_no_plan_are_named(tmp_path):
    found = settings(tmp_path, "").retention

    assert (found.municipality, found.plan) == ("", "")


def test_a_municipality_is_four_digits(tmp_path):
    text = '[retention]\nmunicipality = "1480"\nplan = "Dnr 7"\n'

    assert settings(tmp_path, text).retention.municipality == "1480"


@pytest.mark.parametrize("code", ["155", "15500", "Lund", "155O"])
def test_anything_else_is_refused_and_not_repeated(tmp_path, code):
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, f'[retention]\nmunicipality = "{code}"\n')

    (line,) = refused.value.faults
    assert line.startswith("[retention] municipality: must be the four digits")
    assert code not in line
