"""The file in which an organisation hands over meetings."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.csv_lines import Fault, UnreadableError, either, lines, tidied
from casework.appointments import (
    LONGEST,
    LONGEST_PLACE,
    SHORTEST,
    AppointmentKind,
    NewAppointment,
)
from casework.local_time import instant, local_of
from handlers.appointment_import import Listed

HEADER: Final = ("key", "client", "starts", "minutes", "kind", "place", "cancelled")
USUAL_MINUTES: Final = 60
LONGEST_KEY: Final = 100

_STARTS: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:00)?")
_MINUTES: Final = re.compile(r"[0-9]{1,4}")
_YES_NO: Final = {
    **dict.fromkeys(("", "no", "nej", "false", "0"), False),
    **dict.fromkeys(("yes", "ja", "true", "1", "x"), True),
}


def read_appointments(text: str, zone: ZoneInfo) -> list[Listed] | list[Fault]:
    """Return every meeting or, if anything is wrong, every fault and none."""
    try:
        found = list(lines(text, HEADER))
    except UnreadableError as error:
        return [error.fault]
    if not found:
        return [Fault(1, "the file names no meeting")]
    check = _Check(zone)
    rows = [check.row(line, cells) for line, cells in found]
    if check.faults:
        return sorted(set(check.faults))
    return [row for row in rows if row is not None]


class _Check:
    """Checks line after line, and gathers what is wrong."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.faults: list[Fault] = []
        self._zone = zone
        self._line = 0
        self._keys: dict[str, int] = {}

    def row(self, line: int, cells: list[str]) -> Listed | None:
        """Return the meeting of a line, unless something is wrong with it."""
        self._line = line
        if len(cells) != len(HEADER):
            self._fault(f"has {len(cells)} columns instead of {len(HEADER)}")
            return None
        before = len(self.faults)
        value = {
            column: self._plain(column, text)
            for column, text in zip(HEADER, cells, strict=True)
        }
        key, client = self._key(value["key"]), self._client(value["client"])
        starts = self._starts(value["starts"])
        minutes = self._minutes(value["minutes"])
        kind = self._kind(value["kind"])
        place = self._place(value["place"])
        is_off = self._is_off(value["cancelled"])
        if starts is None or len(self.faults) > before:
            return None
        new = NewAppointment(starts, minutes, kind, place)
        return Listed(line, key, client, new, is_off)

    def _fault(self, sentence: str) -> None:
        self.faults.append(Fault(self._line, sentence))

    def _plain(self, column: str, text: str) -> str:
        plain = tidied(text)
        if plain is None:
            self._fault(f"{column}: has a line end or an invisible character")
        return plain or ""

    def _key(self, text: str) -> str:
        first = self._keys.setdefault(text, self._line)
        if not text:
            self._fault("key: missing")
        elif len(text) > LONGEST_KEY:
            self._fault(f"key: longer than {LONGEST_KEY} characters")
        elif first != self._line:
            self._fault(f"key: the same as on line {first}")
        return text

    def _client(self, text: str) -> str:
        if not text:
            self._fault("client: missing")
        return text

    def _starts(self, text: str) -> datetime | None:
        if not text:
            self._fault("starts: missing")
            return None
        if not _STARTS.fullmatch(text):
            self._fault("starts: must be YYYY-MM-DD HH:MM, as the clock shows it there")
            return None
        try:
            starts = datetime.fromisoformat(text)
        except ValueError:
            self._fault("starts: no such day or hour")
            return None
        if local_of(instant(starts, self._zone), self._zone) != starts:
            self._fault("starts: that night the clocks leave this hour out")
            return None
        return starts

    def _minutes(self, text: str) -> int:
        minutes = int(text) if _MINUTES.fullmatch(text) else USUAL_MINUTES
        is_number = not text or _MINUTES.fullmatch(text)
        if not is_number or not SHORTEST <= minutes <= LONGEST:
            self._fault(f"minutes: must be {SHORTEST} to {LONGEST}")
        return minutes

    def _kind(self, text: str) -> AppointmentKind:
        if text and text not in tuple(AppointmentKind):
            self._fault(f"kind: must be {either(AppointmentKind)}")
            return AppointmentKind.PUBLIC_SPACE
        return AppointmentKind(text or AppointmentKind.PUBLIC_SPACE)

    def _place(self, text: str) -> str:
        if len(text) > LONGEST_PLACE:
            self._fault(f"place: longer than {LONGEST_PLACE} characters")
        return text

    def _is_off(self, text: str) -> bool:
        said = text.casefold()
        if said not in _YES_NO:
            self._fault("cancelled: must be yes, no or empty")
        return _YES_NO.get(said, False)
