"""What a handler is given besides the open transaction."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework import working_hours
from casework.danger import Outside, Plan
from casework.people import Address, Language
from casework.retention import Archive
from casework.safe_contact import Week, Window
from casework.wording import WORDINGS
from handlers.texts import Texts

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(7)

OFFICE_HOURS: Week = (*((Window(9 * 60, 16 * 60),),) * 5, (), ())
"""When people work where nobody has said otherwise: Monday to Friday, 9 to 16."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """The signs set on a message; an empty one sets none."""

    client: str = "👌"
    staff: str = "👌"


def spelled_out(typed: str) -> str | None:
    """Return a number that stands there as the network knows it.

    >>> spelled_out("+45 20 12 34 56"), spelled_out("20 12 34 56")
    ('+4520123456', None)
    """
    plain = re.sub(r"[\s()./-]", "", typed)
    return plain if re.fullmatch(r"\+[1-9]\d{7,14}", plain) else None


@dataclass(frozen=True, slots=True)
class Office:
    """The organisation as its handlers know it."""

    texts: Texts
    zone: ZoneInfo
    language: Language
    phone: str = field(default="", repr=False)
    opening_hours: str = ""
    sms_number: str = field(default="", repr=False)
    bot_name: str = ""
    min_age: int = 16
    telegram_enabled: bool = True
    sms_enabled: bool = True
    receipts: Receipts = Receipts()
    country: str = "DK"
    number_of: Callable[[str], str | None] = spelled_out
    """Return what somebody typed as a mobile number in E.164, or nothing in doubt."""
    private_words: tuple[str, ...] = ()
    """Beside ID numbers, what should not travel in an open SMS."""
    profiles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What the organisation wants otherwise in a kind of help, setting by setting."""
    working_hours: Week = OFFICE_HOURS
    """When people work here who have no hours of their own."""
    child_line: str = ""
    adult_line: str = ""
    """Help lines that are named to somebody who is not well."""
    emergency: str = "112"
    danger: Plan = field(default_factory=Plan)
    """What is done about words that may mean danger."""
    duty: tuple[Address, ...] = ()
    """Where the duty team is told of them."""
    archive: Archive = field(default_factory=Archive)
    """What counts here before a record is destroyed."""

    def say(self, key: str, language: str | None, **values: object) -> str:
        """Return a text with the organisation's own facts filled in as well."""
        facts = {
            "phone": self.phone,
            "open_hours": self.opening_hours,
            "bot_number": self.sms_number,
            "bot_name": self.bot_name,
            "emergency": self.emergency,
        }
        if "night" in WORDINGS[key].placeholders:
            nobody = self.danger.outside is Outside.NOBODY
            night = "night_nobody" if nobody else "night_watched"
            facts["night"] = self.texts.say(night, language)
        return self.texts.say(key, language, **{**facts, **values})

    def is_night(self, now: datetime) -> bool:
        """Tell whether a phone should stay silent now."""
        there = now.astimezone(self.zone).time()
        return there >= NIGHT_BEGINS or there < NIGHT_ENDS

    def midnight(self, now: datetime) -> datetime:
        """Return when this day began here."""
        day = now.astimezone(self.zone).date()
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def by_day(self, now: datetime) -> datetime:
        """Return now; in the night, when it is over."""
        if not self.is_night(now):
            return now
        there = now.astimezone(self.zone)
        day = there.date() + timedelta(days=there.time() >= NIGHT_BEGINS)
        return datetime.combine(day, NIGHT_ENDS, self.zone).astimezone(UTC)

    def is_working(self, now: datetime, hours: Week | None = None) -> bool:
        """Tell whether people work here now; or somebody, in hours of their own."""
        return working_hours.is_open(now, *self._work(hours))

    def next_working(self, now: datetime, hours: Week | None = None) -> datetime:
        """Return now while people work, or when they next begin."""
        return working_hours.next_open(now, *self._work(hours))

    def next_working_day(self, now: datetime, hours: Week | None = None) -> datetime:
        """Return when people begin to work on the next day that is not today."""
        return working_hours.next_day_open(now, *self._work(hours))

    def began_to_work(
        self, now: datetime, hours: Week | None = None
    ) -> datetime | None:
        """Return when people began to work today, if they did."""
        return working_hours.opened(now, *self._work(hours))

    def promised(self, now: datetime, hours: Week | None = None) -> datetime:
        """Return by when somebody who asks now is answered."""
        return working_hours.reply_by(now, *self._work(hours))

    def _work(self, hours: Week | None) -> tuple[Week, ZoneInfo, str]:
        return hours or self.working_hours, self.zone, self.country
