"""What the configuration takes, refuses and never says."""

import os

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from telegram.constants import ReactionEmoji

from bot import config_file
from bot.config import ConfigError, Settings
from bot.config_checks import REACTIONS
from casework.people import Language

MINIMAL = '[storage]\npath = "data"\n'
TOKEN = "4711:AAF_canary-token"


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch):
    for name in os.environ:
        if name.upper().startswith("FASTKONTAKT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def write(tmp_path):
    def write(text, name="config.toml", mode=0o600):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


def faults(path):
    with pytest.raises(ConfigError) as caught:
        Settings.read(path)
    return caught.value.faults


def test_the_least_configuration_names_only_the_store(write, tmp_path):
    settings = Settings.read(write(MINIMAL))

    assert settings.storage.path == tmp_path / "data"
    assert settings.storage.keys == tmp_path / "keys"
    assert settings.organisation.timezone == "Europe/Copenhagen"
    assert settings.organisation.language is Language.DANISH
    assert settings.sms.gateway == "none"
    assert settings.http.bind == "127.0.0.1:8080"


def test_each_fault_is_one_line_that_names_the_setting(write):
    path = write(
        """
        [telegram]
        tokn = "secret-1"
        enabled = "perhaps"
        min_age = 3
        mode = "carrier pigeon"
        [sms]
        sender = 4520101010
        [sms.twilio]
        account_sid = "secret-2"
        auth_token = 7.5
        auth = "secret-3"
        [limits]
        per_chat = 0
        burst = 1.5
        overall = "fast"
        [helplines]
        confirmed = "yesterday"
        emergency = ""
        [http]
        bind = "8080"
        [organisation]
        timezone = "Europe/Aalborg"
        country = "NO"
        name = "a\\nb"
        [log]
        level = "TRACE"
        [telegrm]
        token = "secret-4"
        [duty]
        outside_hours = "duty"
        """
    )

    found = faults(path)

    assert sorted(found) == [
        '[duty] chat: missing, because outside_hours is "duty" (or set phone)',
        "[helplines] confirmed: must be a day, such as 2027-01-15",
        "[helplines] emergency: must not be empty",
        "[http] bind: must be address:port, such as 127.0.0.1:8080",
        "[limits] burst: must be a whole number",
        "[limits] overall: must be a number",
        "[limits] per_chat: must be more than 0",
        "[log] level: must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'",
        "[organisation] country: must be 'DK' or 'SE'",
        "[organisation] name: must be one line without control characters",
        "[organisation] timezone: no such time zone; an example is Europe/Copenhagen",
        "[sms.twilio] account_sid: must start with AC",
        "[sms.twilio] auth: no such setting",
        "[sms.twilio] auth_token: must be text in quotes, or a list of them",
        "[sms] sender: must be a number with country code, in quotes, as +4520123456",
        "[storage] path: missing",
        "[telegram] enabled: must be true or false",
        "[telegram] min_age: must be at least 13",
        "[telegram] mode: must be 'polling' or 'webhook'",
        "[telegram] tokn: no such setting",
        "[telegrm]: no such table",
    ]


def test_a_value_never_reaches_a_fault(write):
    canary = "KANARIE-9f3c"
    tables = {
        name: {setting: [canary, {"x": canary}] for setting, _ in settings}
        for name, settings in (
            (name, list(config_file.settings(table)))
            for name, table in config_file.tables()
            if "." not in name
        )
    }
    as_text = {
        name: dict.fromkeys(settings, canary) for name, settings in tables.items()
    }

    for document in (tables, as_text):
        found = faults(write(tomli_w.dumps(document)))

        assert found
        assert canary not in "".join(found)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_table_or_setting_is_called_its_fault_is_one_line(
    tmp_path_factory, table, setting
):
    path = tmp_path_factory.mktemp("odd") / "config.toml"
    path.write_text(tomli_w.dumps({table: {setting: 1}}), encoding="utf-8")
    path.chmod(0o600)

    with pytest.raises(ConfigError) as caught:
        Settings.read(path)

    assert all(fault.isprintable() for fault in caught.value.faults)


def test_the_environment_overrides_the_file(write, monkeypatch):
    path = write(MINIMAL + '[sms.twilio]\nregion = "ie1"\n[limits]\nburst = 5\n')
    monkeypatch.setenv("FASTKONTAKT_LIMITS__BURST", "9")
    monkeypatch.setenv("FASTKONTAKT_SMS__TWILIO__AUTH_TOKEN", "12345\n67890")
    monkeypatch.setenv("FASTKONTAKT_TELEGRAM__ENABLED", "false")
    monkeypatch.setenv("FASTKONTAKT_STORAGE__PATH", "elsewhere")

    settings = Settings.read(path)

    assert settings.limits.burst == 9
    assert settings.sms.twilio.auth_token == (SecretStr("12345"), SecretStr("67890"))
    assert settings.sms.twilio.region == "ie1"
    assert settings.telegram.enabled is False
    assert settings.storage.path == path.parent / "elsewhere"


def test_an_unknown_setting_in_the_environment_is_a_fault(write, monkeypatch):
    monkeypatch.setenv("FASTKONTAKT_TELEGRAM__TOKN", "secret")
    monkeypatch.setenv("FASTKONTAKT_TELEGRM__TOKEN", "secret")

    assert faults(write(MINIMAL)) == [
        "FASTKONTAKT_TELEGRM__TOKEN: no such setting",
        "[telegram] tokn: no such setting",
    ]


@pytest.mark.parametrize("name", ["token", "token_file"])
def test_a_secret_in_the_environment_replaces_the_file_of_the_configuration(
    write, monkeypatch, name
):
    write(TOKEN, name="new")
    value = TOKEN if name == "token" else "new"
    other = 'token_file = "old"' if name == "token" else 'token = "1:old"'
    monkeypatch.setenv(f"FASTKONTAKT_TELEGRAM__{name.upper()}", value)

    settings = Settings.read(write(f"{MINIMAL}[telegram]\n{other}\n"))

    assert settings.telegram.token.get_secret_value() == TOKEN


def test_secrets_are_read_from_files_beside_the_configuration(write):
    write(TOKEN + "\n", name="token")
    write("first\nsecond\n", name="twilio")
    path = write(
        MINIMAL
        + '[telegram]\ntoken_file = "token"\n'
        + '[sms.twilio]\nauth_token_file = "twilio"\n',
        mode=0o644,
    )

    settings = Settings.read(path)

    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.secrets() == (TOKEN, "first", "second")
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)


def test_several_auth_tokens_may_be_a_list(write):
    path = write(MINIMAL + '[sms.twilio]\nauth_token = ["first", "", "second"]\n')

    assert Settings.read(path).secrets() == ("first", "second")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_secret_file_that_others_can_use_is_refused(write, mode):
    write(TOKEN, name="token", mode=mode)
    path = write(MINIMAL + '[telegram]\ntoken_file = "token"\n')

    assert faults(path) == [
        "[telegram] token_file: others can read the file; run chmod 600 on it"
    ]


def test_a_secret_file_that_others_can_replace_is_refused(write, tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    write(TOKEN, name="open/token")
    folder.chmod(0o777)
    path = write(MINIMAL + '[telegram]\ntoken_file = "open/token"\n')

    assert faults(path) == [
        (
            "[telegram] token_file: others can replace the file; "
            "run chmod go-w on its directory"
        )
    ]


def test_a_credential_of_systemd_is_taken_though_its_mode_shows_a_group(
    write, tmp_path, monkeypatch
):
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    credential = write(TOKEN, name="credentials/token", mode=0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))

    path = write(f'{MINIMAL}[telegram]\ntoken_file = "{credential}"\n')

    assert Settings.read(path).telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "no such file"),
        (b"", "the file is empty"),
        (b"\xff\xfe", "the file is not text"),
        (b"x" * 70_000, "the file is too large"),
    ],
)
def test_a_secret_file_that_holds_no_secret_is_refused(write, content, fault):
    path = write(MINIMAL + '[telegram]\ntoken_file = "token"\n')
    if content is not None:
        token = write("", name="token")
        token.write_bytes(content)

    assert faults(path) == [f"[telegram] token_file: {fault}"]


def test_a_token_put_where_its_file_belongs_is_not_repeated(write):
    path = write(f'{MINIMAL}[telegram]\ntoken_file = "{TOKEN}"\n')

    assert faults(path) == ["[telegram] token_file: no such file"]


def test_a_secret_given_twice_is_refused(write):
    write(TOKEN, name="token")
    path = write(f'{MINIMAL}[telegram]\ntoken = "{TOKEN}"\ntoken_file = "token"\n')

    assert faults(path) == ["[telegram] token: given twice, here and as token_file"]


@pytest.mark.parametrize("mode", [0o640, 0o644, 0o604])
def test_a_configuration_with_secrets_that_others_can_read_is_refused(write, mode):
    path = write(f'{MINIMAL}[telegram]\ntoken = "{TOKEN}"\n', mode=mode)

    assert faults(path) == [
        f"{path}: others can read it and it holds [telegram] token; run chmod 600 on it"
    ]


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_configuration_that_others_can_change_is_refused(write, mode):
    path = write(MINIMAL, mode=mode)

    assert faults(path) == [f"{path}: others can change it; run chmod 600 on it"]


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://api.example.org", True),
        ("http://127.0.0.1:8081/telegram/", True),
        ("http://[::1]:8081", True),
        ("http://localhost:8081", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.org", False),
        ("http://127.0.0.1@example.org", False),
        ("https://user:word@example.org", False),
        ("https://example.org/?a=b", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("api.telegram.org", False),
        ("https://exa mple.org:port", False),
    ],
)
def test_plain_http_is_for_loopback_only(write, url, accepted):
    path = write(f'{MINIMAL}[telegram]\napi_url = "{url}"\n')

    if accepted:
        assert Settings.read(path).telegram.api_url == url.rstrip("/")
    else:
        (fault,) = faults(path)
        assert fault.startswith("[telegram] api_url: ")


def test_the_door_for_webhooks_stays_on_loopback_unless_the_network_is_trusted(write):
    outside = '[http]\nbind = "0.0.0.0:8080"\n'

    assert faults(write(MINIMAL + outside)) == [
        (
            "[http] bind: must be on loopback (127.0.0.1 or [::1]) "
            "unless trusted_network is true"
        )
    ]
    assert Settings.read(write(MINIMAL + outside + "trusted_network = true\n"))


@pytest.mark.parametrize(
    "bind", ["", "8080", "127.0.0.1:", "127.0.0.1:70000", "example.org:80", ":::80"]
)
def test_an_address_that_cannot_be_listened_on_is_refused(write, bind):
    (fault,) = faults(write(f'{MINIMAL}[http]\nbind = "{bind}"\n'))

    assert fault.startswith("[http] bind: ")


def test_texts_go_by_twilio_as_soon_as_its_account_is_filled_in(write):
    account = '[sms.twilio]\naccount_sid = "AC1"\n'

    assert Settings.read(write(MINIMAL + account)).sms.gateway == "twilio"
    switched_off = '[sms]\ngateway = "none"\n' + account
    assert Settings.read(write(MINIMAL + switched_off)).sms.gateway == "none"


def test_what_a_country_fills_in_can_be_overruled(write):
    path = write(
        MINIMAL
        + '[organisation]\ncountry = "SE"\nlanguage = "en"\n'
        + '[helplines]\nadult_line = "Jourhavande 020"\n'
    )

    settings = Settings.read(path)

    assert settings.organisation.timezone == "Europe/Stockholm"
    assert settings.organisation.language is Language.ENGLISH
    assert settings.helplines.child_line == "Bris 116 111"
    assert settings.helplines.adult_line == "Jourhavande 020"


def test_numbers_may_be_written_with_spaces(write):
    path = write(MINIMAL + '[alarms]\nsms = "+45 20 10 10-10"\ntelegram_chat = -100\n')

    alarms = Settings.read(path).alarms

    assert (alarms.sms, alarms.telegram_chat) == ("+4520101010", "-100")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[storage]\npath = \n", "not TOML (line 2)"),
        (b"[storage\n", "not TOML (line 1)"),
        (b"path = '\xff'", "not UTF-8"),
        (b'[telegram]\ntoken = "4711:se', "not TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(write, content, fault):
    path = write("")
    path.write_bytes(content)

    assert faults(path) == [f"{path}: {fault}"]


def test_a_missing_file_says_how_to_make_one(tmp_path):
    path = tmp_path / "config.toml"

    assert faults(path) == [
        f"{path}: no such file; make one with `fastkontakt init DIR`"
    ]


def test_settings_cannot_be_changed_afterwards(write):
    settings = Settings.read(write(MINIMAL))

    with pytest.raises(ValueError, match="frozen"):
        settings.limits.burst = 9  # type: ignore[misc]  # that is the point


def test_a_service_without_its_tokens_does_not_start_and_says_which(write):
    settings = Settings.read(
        write(MINIMAL + '[telegram]\nmode = "webhook"\n[sms]\ngateway = "twilio"\n')
    )

    with pytest.raises(ConfigError) as caught:
        settings.require_for_run()

    assert caught.value.faults == [
        "[telegram] token: missing (or set enabled = false)",
        "[telegram] webhook_secret: missing",
        "[sms] sender: missing",
        "[sms.twilio] account_sid: missing",
        "[sms.twilio] auth_token: missing",
        "[http] public_url: missing",
    ]


def test_a_service_without_any_channel_does_not_start(write):
    settings = Settings.read(write(MINIMAL + "[telegram]\nenabled = false\n"))

    with pytest.raises(ConfigError, match="no SMS gateway either"):
        settings.require_for_run()


def test_on_loopback_the_public_address_follows_from_the_bind_address(write):
    settings = Settings.read(
        write(
            f'{MINIMAL}[telegram]\ntoken = "{TOKEN}"\n'
            '[sms]\nsender = "+4520101010"\n'
            '[sms.twilio]\naccount_sid = "AC1"\nauth_token = "t"\n'
            'api_url = "http://127.0.0.1:1/twilio"\n'
        )
    )

    settings.require_for_run()

    assert settings.public_url == "http://127.0.0.1:8080"


def test_the_reactions_are_those_that_telegram_takes():
    assert {e.value.replace("\ufe0f", "") for e in ReactionEmoji} == REACTIONS
