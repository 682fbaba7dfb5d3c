"""Who is told outside working hours, and which words an organisation adds."""

import pytest

from bot.config import ConfigError, Settings
from bot.office import danger_of, duty_of
from casework.danger import Outside
from casework.people import Address, Channel


def settings_of(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(f'[storage]\npath = "data"\n{text}')
    path.chmod(0o600)
    return Settings.read(path)


def test_nobody_has_chosen_and_the_lists_are_ours(tmp_path):
    settings = settings_of(tmp_path, "")

    plan = danger_of(settings)

    assert plan.outside is Outside.UNDECIDED
    assert plan.climbs_after.total_seconds() == 15 * 60
    assert plan.words.are_in("jeg vil dø")
    assert duty_of(settings) == ()


def test_an_organisation_adds_words_and_says_how_soon_the_next_is_told(tmp_path):
    settings = settings_of(
        tmp_path,
        '[danger]\nwords = ["den hvide bil", "balkon*"]\nclimb_minutes = 5\n'
        '[duty]\noutside_hours = "nobody"\n',
    )

    plan = danger_of(settings)

    assert plan.words.are_in("Den hvide bil er her igen")
    assert plan.words.are_in("jeg vil dø")
    assert plan.climbs_after.total_seconds() == 5 * 60
    assert plan.outside is Outside.NOBODY


@pytest.mark.parametrize("words", ['"a*"', '"?!"', '"vil d*"'])
def test_words_that_would_mean_everything_are_refused_and_not_quoted(tmp_path, words):
    with pytest.raises(ConfigError) as refused:
        settings_of(tmp_path, f"[danger]\nwords = [{words}]\n")

    [fault] = refused.value.faults
    assert "[danger] words" in fault
    assert "at least 4 letters before a *" in fault
    assert words.strip('"') not in fault.replace("before a *", "")


@pytest.mark.parametrize("minutes", [0, 241])
def test_a_climb_that_never_ends_or_never_waits_is_refused(tmp_path, minutes):
    with pytest.raises(ConfigError):
        settings_of(tmp_path, f"[danger]\nclimb_minutes = {minutes}\n")


def test_the_duty_team_is_told_where_there_is_a_way(tmp_path):
    both = '[duty]\noutside_hours = "duty"\nchat = "-100777"\nphone = "+4520101010"\n'

    assert duty_of(settings_of(tmp_path, both)) == (
        Address(Channel.TELEGRAM, "-100777"),
    )
    with_sms = both + '[sms.twilio]\naccount_sid = "AC' + "0" * 32 + '"\n'
    assert duty_of(settings_of(tmp_path, with_sms))[1:] == (
        Address(Channel.SMS, "+4520101010"),
    )


def test_a_duty_team_without_a_place_is_refused(tmp_path):
    with pytest.raises(ConfigError) as refused:
        settings_of(tmp_path, '[duty]\noutside_hours = "duty"\n')

    assert "[duty] chat" in str(refused.value.faults)
