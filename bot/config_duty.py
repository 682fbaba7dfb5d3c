"""The settings of who is told when words may mean danger."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot import config_checks as checks
from bot.config_tables import ChatId, Number, Table

DangerWords = Annotated[str, AfterValidator(checks.danger_words)]


class DutySettings(Table):
    """[duty]: who is told outside the contact person's hours."""

    outside_hours: Literal["", "contact_person", "duty", "nobody"] = Field(
        default="",
        description='"contact_person", "duty" or "nobody" gets what comes outside '
        "working hours; empty: undecided, the contact person.",
    )
    chat: ChatId = Field(default="", description="The Telegram chat of the duty team.")
    phone: Number = Field(default="", description="The mobile number of the duty team.")

    @model_validator(mode="after")
    def _duty_is_reachable(self) -> "DutySettings":
        if self.outside_hours == "duty" and not (self.chat or self.phone):
            raise checks.fault(
                'missing, because outside_hours is "duty" (or set phone)', "chat"
            )
        return self


class DangerSettings(Table):
    """[danger]: words that may mean danger, and how soon the next is told."""

    words: tuple[DangerWords, ...] = Field(
        default=(),
        description="Words or phrases beside our own lists; a * stands for any ending.",
    )
    climb_minutes: int = Field(
        default=15,
        ge=1,
        le=240,
        description="Minutes until the next is told, while nobody has taken an alert.",
    )
