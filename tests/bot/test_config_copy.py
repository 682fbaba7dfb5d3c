import pytest

from bot.cli_service import set_up
from bot.config import Settings
from bot.config_copy import without_secrets

TOKEN = "123456:canary-token-7be1"
AUTH = "canary-auth-token-90aa"
HOOK = "canary-webhook-secret-31"


@pytest.fixture
def config(tmp_path):
    (tmp_path / "auth").write_text(f"{AUTH}\n{AUTH}-old\n")
    (tmp_path / "auth").chmod(0o600)
    set_up(
        tmp_path / "installed",
        {
            "organisation": {"name": 'Børn & "unge"', "phone": "+4570101010"},
            "telegram": {"token": TOKEN, "webhook_secret": HOOK, "mode": "webhook"},
            "sms": {"gateway": "twilio", "sender": "+4520101010"},
            "sms.twilio": {
                "account_sid": "AC0123",
                "auth_token_file": str(tmp_path / "auth"),
            },
            "helplines": {"confirmed": "2026-05-01"},
            "duty": {"outside_hours": "duty", "phone": "+4520202020"},
        },
    )
    return tmp_path / "installed" / "config.toml"


def again(text, tmp_path):
    path = tmp_path / "again.toml"
    path.write_text(text)
    path.chmod(0o600)
    return Settings.read(path)


def test_no_secret_and_no_file_with_one_is_named(config):
    text = without_secrets(Settings.read(config))

    assert [word for word in (TOKEN, AUTH, HOOK, "/auth") if word in text] == []


def test_it_can_be_read_and_says_the_same_but_for_the_secrets(config, tmp_path):
    settings = Settings.read(config)

    found = again(without_secrets(settings), tmp_path)

    for table in ("organisation", "duty", "limits", "helplines", "http", "receipts"):
        assert getattr(found, table) == getattr(settings, table)
    assert found.sms.sender == settings.sms.sender
    assert found.sms.twilio.account_sid == settings.sms.twilio.account_sid
    assert found.secrets() == ()


def test_its_directories_are_those_beside_it(config, tmp_path):
    found = again(without_secrets(Settings.read(config)), tmp_path)

    assert found.storage.path == tmp_path / "data"
    assert found.storage.keys == tmp_path / "keys"


def test_what_the_environment_overrode_is_kept(config, monkeypatch):
    monkeypatch.setenv("FASTKONTAKT_ORGANISATION__OPENING_HOURS", "9-15")

    text = without_secrets(Settings.read(config))

    assert 'opening_hours = "9-15"' in text


def test_what_is_missing_after_a_restore_is_named(config, tmp_path):
    found = again(without_secrets(Settings.read(config)), tmp_path)

    with pytest.raises(Exception, match="token") as failed:
        found.require_for_run()

    assert failed.value.lines == (
        "[telegram] token: missing (or set enabled = false)",
        "[telegram] webhook_secret: missing",
        "[sms.twilio] auth_token: missing",
        "[http] public_url: missing",
    )


def test_what_a_kind_of_help_has_otherwise_is_in_it(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[storage]\npath = "data"\n[profiles.dk_child]\ntelegram_from = "none"\n'
        "ages_announced = [10, 18]\nneeds_decision = false\n"
    )
    settings = Settings.read(path)

    path.write_text(without_secrets(settings))

    assert Settings.read(path).profiles == settings.profiles
