import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli_service import set_up
from bot.config import ConfigError, Settings
from bot.office import office_of


def call(*words, code=0):
    ran = CliRunner().invoke(app, list(map(str, words)))
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran


@pytest.fixture
def config(tmp_path):
    set_up(tmp_path / "service", {"organisation": {"texts": "texts"}})
    (tmp_path / "service" / "texts").mkdir()
    return tmp_path / "service" / "config.toml"


def own(config, text):
    path = config.parent / "texts" / "da.po"
    path.write_text(f'msgid "dropped"\nmsgstr "{text}"\n', encoding="utf-8")
    return path.parent


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_what_is_listed_can_be_taken_as_it_is(config, language):
    listed = call("texts", "list", "--language", language).stdout
    path = config.parent / "texts" / f"{language}.po"
    path.write_text(listed, encoding="utf-8")

    ran = call("texts", "check", path.parent, "--config", config)

    assert ran.stdout.startswith(f"{language}: ")
    assert "all can be said" in ran.stdout


def test_a_text_too_long_for_an_sms_is_refused_where_it_is_saved(config):
    """Acceptance example 14: blocked when it is saved, with a clear error."""
    directory = own(config, "Slettet igen. " * 20)

    ran = call("texts", "check", directory, "--config", config, code=1)

    assert ran.stdout == ""
    assert ran.stderr == (
        "fastkontakt: da.po: dropped: filled in it has 280 signs; one SMS takes 160:"
        " make it shorter\n"
    )


async def test_the_service_does_not_start_with_it(config):
    own(config, "Slettet 😀")

    with pytest.raises(ConfigError, match="SMS has no sign"):
        await office_of(Settings.read(config))


async def test_the_service_says_it_in_the_organisations_words(config):
    own(config, "Slettet igen.")

    office = await office_of(Settings.read(config))

    assert office.say("dropped", "da") == "Slettet igen."
