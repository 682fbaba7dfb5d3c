"""The settings: what each is called, what it means, and what it is if nobody says."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from bot import config_checks as checks
from casework import hours
from casework.hours import NotHours
from casework.people import Language
from casework.profiles import TELEGRAM_AGE
from casework.safe_contact import Week

Text = Annotated[str, AfterValidator(checks.one_line)]
Url = Annotated[str, AfterValidator(checks.url)]
Number = Annotated[str, AfterValidator(checks.phone_number)]
ChatId = Annotated[str, AfterValidator(checks.chat_id)]
Bind = Annotated[str, AfterValidator(checks.bind)]
Emoji = Annotated[str, AfterValidator(checks.reaction)]
BlankIsNone = BeforeValidator(lambda value: None if value == "" else value)
Location = Annotated[Path, checks.RELATIVE]
SecretFile = Annotated[Path | None, BlankIsNone, checks.RELATIVE]

BY_COUNTRY: Final[dict[str, dict[str, dict[str, str]]]] = {
    "DK": {
        "organisation": {"timezone": "Europe/Copenhagen", "language": "da"},
        "helplines": {
            "child_line": "BørneTelefonen 116 111",
            "adult_line": "Livslinien 70 201 201",
        },
    },
    "SE": {
        "organisation": {"timezone": "Europe/Stockholm", "language": "sv"},
        "helplines": {
            "child_line": "Bris 116 111",
            "adult_line": "Mind 90101",
            "medical_line": "1177",
        },
    },
}
"""What an empty setting means in each country."""


class Table(BaseModel):
    """One table of the configuration."""

    defaults_lie_elsewhere: ClassVar[bool] = False
    """Whether it says only what is otherwise, so that nothing stands in it at first."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )


class OrganisationSettings(Table):
    """[organisation]: who writes to people here."""

    name: Text = Field(
        default="Fastkontakt", min_length=1, description="The name that people read."
    )
    country: Literal["DK", "SE"] = Field(
        default="DK",
        description='"DK" or "SE": whose numbers, help lines and rules count.',
    )
    timezone: Annotated[str, AfterValidator(checks.timezone)] = Field(
        default="",
        description="The IANA time zone of the office; empty: that of the country.",
    )
    language: Language = Field(
        default=Language.DANISH,
        examples=[""],
        description='"en", "da" or "sv" where nobody has chosen; empty: by country.',
    )
    phone: Number = Field(
        default="",
        description="The office phone that people are told, such as +4570101010.",
    )
    opening_hours: Text = Field(
        default="", description="When the office answers, in words that people read."
    )
    working_hours: Annotated[Text, AfterValidator(checks.working_hours)] = Field(
        default="mon-fri 9-16",
        description="When people work here, as promises count it; the public holidays "
        "of the country are left out.",
    )
    texts: Annotated[Path | None, BlankIsNone, checks.RELATIVE] = Field(
        default=None,
        examples=[""],
        description="A directory with texts in your own words (en.po, da.po, sv.po), "
        "as fastkontakt texts lists them; empty: ours.",
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_from_country(cls, values: Any) -> Any:
        return _filled(values, values, "organisation")

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the office."""
        return ZoneInfo(self.timezone)

    @property
    def week(self) -> Week:
        """Return the hours in which people work."""
        read = hours.read(self.working_hours)
        if isinstance(read, NotHours):
            raise TypeError  # the setting was checked
        return read


class TelegramSettings(Table):
    """[telegram]: the bot that people write to."""

    enabled: bool = Field(default=True, description="Whether Telegram is used at all.")
    token: Annotated[SecretStr, AfterValidator(checks.bot_token)] = Field(
        default=SecretStr(""),
        description="The bot token from BotFather; better: token_file.",
    )
    token_file: SecretFile = Field(
        default=None,
        description="A file that holds the bot token and only its owner can read.",
    )
    username: Annotated[str, AfterValidator(checks.username)] = Field(
        default="",
        description="The bot's name in links; empty: asked from Telegram once.",
    )
    api_url: Url = Field(
        default="https://api.telegram.org", description="Where the Bot API is."
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling",
        description='"polling" fetches updates; "webhook" has Telegram post them.',
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(checks.url_secret)] = Field(
        default=SecretStr(""),
        description="For webhook mode: 16 to 256 letters, digits, _ or - "
        "that only Telegram learns.",
    )
    webhook_secret_file: SecretFile = Field(
        default=None, description="A file that holds the webhook secret."
    )
    min_age: int = Field(
        default=TELEGRAM_AGE,
        ge=13,
        le=25,
        description="Clients younger than this are reached by SMS only.",
    )


class TwilioSettings(Table):
    """[sms.twilio]: the account that carries the texts."""

    account_sid: Annotated[str, AfterValidator(checks.sid("AC"))] = Field(
        default="", description="The account's id, from Twilio's console."
    )
    auth_token: Annotated[tuple[SecretStr, ...], BeforeValidator(checks.several)] = (
        Field(
            default=(),
            examples=[""],
            description="The auth token, or a list while one is replaced (the first "
            "sends, each may sign); better: auth_token_file.",
        )
    )
    auth_token_file: SecretFile = Field(
        default=None, description="A file that holds the auth tokens, one on each line."
    )
    api_url: Url = Field(
        default="https://api.twilio.com", description="Where Twilio's API is."
    )
    region: Annotated[str, AfterValidator(checks.region)] = Field(
        default="",
        description='"ie1" keeps texts in Ireland and needs its own auth token; '
        "empty: United States.",
    )
    messaging_service_sid: Annotated[str, AfterValidator(checks.sid("MG"))] = Field(
        default="",
        description="The messaging service to send through; empty: the number.",
    )
    redact_after_hours: int = Field(
        default=24,
        ge=0,
        le=8760,
        description="After how many hours the words of texts are removed from Twilio's "
        "log, from which an older backup gets what came since; 0: never.",
    )


class SmsSettings(Table):
    """[sms]: the number that people text."""

    gateway: Literal["twilio", "none"] = Field(
        default="none",
        examples=[""],
        description='"twilio" or "none"; empty: Twilio once its account_sid is given.',
    )
    sender: Number = Field(
        default="",
        description="The number that texts come from and go to, such as +4520101010.",
    )
    private_words: tuple[Text, ...] = Field(
        default=(),
        description="Words that a contact person is asked about before they leave by "
        "SMS, such as names of illnesses; ID numbers always are.",
    )
    twilio: TwilioSettings = TwilioSettings()

    @model_validator(mode="before")
    @classmethod
    def _choose_gateway(cls, values: Any) -> Any:
        if not isinstance(values, dict) or values.get("gateway"):
            return values
        twilio = values.get("twilio")
        given = isinstance(twilio, dict) and twilio.get("account_sid")
        return values | {"gateway": "twilio" if given else "none"}


class LimitSettings(Table):
    """[limits]: how fast the bot writes on Telegram."""

    per_chat: float = Field(
        default=1.0, gt=0, le=1000, description="Messages per second to one chat."
    )
    burst: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="Messages to one chat before per_chat counts.",
    )
    overall: float = Field(
        default=25.0,
        gt=0,
        le=10_000,
        description="Messages per second to everyone together.",
    )


class ReceiptSettings(Table):
    """[receipts]: the signs that say a message was taken care of."""

    client: Emoji = Field(
        default="👌",
        description="The reaction on a client's message that is stored; empty: none.",
    )
    staff: Emoji = Field(
        default="👌",
        description="The reaction on a contact person's sent reply; empty: none.",
    )


class AlarmSettings(Table):
    """[alarms]: where the service calls for help; set at least two."""

    telegram_chat: ChatId = Field(
        default="", description="A Telegram chat of those who run the service."
    )
    sms: Number = Field(
        default="", description="A mobile number of those who run the service."
    )
    command: Annotated[Path | None, BlankIsNone, checks.RELATIVE] = Field(
        default=None, description="A program that is started with the alarm's name."
    )


class AnchorSettings(Table):
    """[anchor]: where the head of the record is kept once a day, off this machine."""

    file: Annotated[Path | None, BlankIsNone, checks.RELATIVE] = Field(
        default=None,
        description="A directory, or a file to add to, on another machine or disk.",
    )
    telegram_chat: ChatId = Field(
        default="", description="A Telegram chat of staff; it holds no word of anybody."
    )


class HelplineSettings(Table):
    """[helplines]: the lines named to people, confirmed by the organisation."""

    emergency: Text = Field(
        default="112", min_length=1, description="The emergency number."
    )
    child_line: Text = Field(
        default="", description="A line for those under 18; empty: the country's."
    )
    adult_line: Text = Field(
        default="", description="A line for adults in a crisis; empty: the country's."
    )
    medical_line: Text = Field(
        default="",
        description="The doctor out of hours; empty: the country's "
        "(in Denmark each region has its own: fill it in).",
    )
    confirmed: Annotated[date | None, BlankIsNone] = Field(
        default=None,
        description="The day these lines were last tried, such as 2027-01-15; "
        "at least yearly.",
    )


class HttpSettings(Table):
    """[http]: where the service listens."""

    bind: Bind = Field(
        default="127.0.0.1:8080",
        min_length=1,
        description="The address and port for webhooks.",
    )
    public_url: Url = Field(
        default="",
        description="The https address under which the reverse proxy offers them, "
        "exactly as Twilio calls it.",
    )
    private_bind: Bind = Field(
        default="",
        description="The address and port for health and metrics; empty: that of bind.",
    )
    trusted_network: bool = Field(
        default=False,
        description="Whether bind may leave loopback, because only the reverse proxy "
        "reaches it.",
    )

    @model_validator(mode="after")
    def _plain_http_stays_home(self) -> "HttpSettings":
        for name in ("bind", "private_bind"):
            where = getattr(self, name)
            if where and not self.trusted_network and not checks.is_loopback(where):
                raise checks.fault(
                    "must be on loopback (127.0.0.1 or [::1]) "
                    "unless trusted_network is true",
                    name,
                )
        return self


class StorageSettings(Table):
    """[storage]: where everything is kept."""

    path: Location = Field(examples=["data"], description="The directory of the store.")
    keys: Location = Field(
        default=Path("keys"), description="The directory of the service's keys."
    )


class LogSettings(Table):
    """[log]: what goes to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description='"DEBUG", "INFO", "WARNING" or "ERROR".'
    )
    format: Literal["text", "json"] = Field(
        default="text", description='"text" or "json", one record on each line.'
    )


def with_helplines(values: Any) -> Any:
    """Fill the help lines that were left empty with those of the country."""
    if not isinstance(values, dict):
        return values
    lines = _filled(
        values.get("helplines", {}), values.get("organisation", {}), "helplines"
    )
    return values | {"helplines": lines}


def _filled(values: Any, organisation: Any, table: str) -> Any:
    if not isinstance(values, dict) or not isinstance(organisation, dict):
        return values
    country = organisation.get("country", "DK")
    known = BY_COUNTRY.get(country, {}) if isinstance(country, str) else {}
    filled = {
        name: v for name, v in known.get(table, {}).items() if not values.get(name)
    }
    return values | filled
