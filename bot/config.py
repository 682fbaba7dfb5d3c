"""The configuration, read and checked once before anything starts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import config_checks as checks
from bot import config_sources
from bot.config_duty import DangerSettings, DutySettings
from bot.config_faults import sentence
from bot.config_profiles import ProfilesSettings
from bot.config_retention import RetentionSettings
from bot.config_tables import (
    AlarmSettings,
    AnchorSettings,
    HelplineSettings,
    HttpSettings,
    LimitSettings,
    LogSettings,
    OrganisationSettings,
    ReceiptSettings,
    SmsSettings,
    StorageSettings,
    Table,
    TelegramSettings,
    with_helplines,
)
from bot.errors import OperatorError


class ConfigError(OperatorError):
    """The configuration cannot be used; one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(*faults)
        self.faults = faults


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", enable_decoding=False, hide_input_in_errors=True
    )

    organisation: OrganisationSettings = OrganisationSettings()
    telegram: TelegramSettings = TelegramSettings()
    sms: SmsSettings = SmsSettings()
    duty: DutySettings = DutySettings()
    danger: DangerSettings = DangerSettings()
    limits: LimitSettings = LimitSettings()
    receipts: ReceiptSettings = ReceiptSettings()
    alarms: AlarmSettings = AlarmSettings()
    anchor: AnchorSettings = AnchorSettings()
    helplines: HelplineSettings = HelplineSettings()
    http: HttpSettings = HttpSettings()
    profiles: ProfilesSettings = ProfilesSettings()
    retention: RetentionSettings = RetentionSettings()
    storage: StorageSettings
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is handed in: `read` has asked file and environment."""
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: Any) -> Any:
        return with_helplines({"storage": {}} | values)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the settings of a file, overridden by the environment."""
        try:
            document = config_sources.collect(cls, path)
        except config_sources.UnreadableError as error:
            raise ConfigError([str(error)]) from None
        faults = document.faults
        try:
            settings = cls(**document.values)
        except ValidationError as error:
            faults += [sentence(fault, cls) for fault in error.errors()]
        if faults:
            raise ConfigError(list(dict.fromkeys(faults)))
        return settings

    @property
    def public_url(self) -> str:
        """Return where webhooks arrive; on loopback that follows from `bind`."""
        return self.http.public_url or f"http://{self.http.bind}"

    @property
    def facts(self) -> dict[str, str]:
        """Return what texts are filled in with, as far as it is set."""
        found = {
            "phone": self.organisation.phone,
            "open_hours": self.organisation.opening_hours,
            "bot_number": self.sms.sender,
        }
        return {name: value for name, value in found.items() if value}

    def secrets(self) -> tuple[str, ...]:
        """Return every secret in clear, for the redaction of logs and nothing else."""
        return tuple(_secrets(self))

    def require_for_run(self) -> None:
        """Raise `ConfigError` if what a running service needs is left out."""
        if faults := list(self._missing_for_run()):
            raise ConfigError(faults)

    def _missing_for_run(self) -> Iterator[str]:
        telegram, sms = self.telegram, self.sms
        if not telegram.enabled and sms.gateway == "none":
            yield "[telegram] enabled: false, and there is no SMS gateway either"
        if telegram.enabled and not telegram.token.get_secret_value():
            yield "[telegram] token: missing (or set enabled = false)"
        posting = []
        if telegram.enabled and telegram.mode == "webhook":
            posting.append(telegram.api_url)
            if not telegram.webhook_secret.get_secret_value():
                yield "[telegram] webhook_secret: missing"
        if sms.gateway == "twilio":
            posting.append(sms.twilio.api_url)
            if not sms.sender:
                yield "[sms] sender: missing"
            if not sms.twilio.account_sid:
                yield "[sms.twilio] account_sid: missing"
            if not sms.twilio.auth_token:
                yield "[sms.twilio] auth_token: missing"
        if not self.http.public_url and not all(map(checks.is_loopback, posting)):
            yield "[http] public_url: missing"


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr) and value:
        yield value.get_secret_value()
    elif isinstance(value, tuple):
        for part in value:
            yield from _secrets(part)
    elif isinstance(value, Table | Settings):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
