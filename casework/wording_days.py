"""How days and times are said."""

from casework.audience import CLIENT, PART, Wording

TEXTS = {
    # Days and times
    "weekdays": Wording(CLIENT, PART),
    "months": Wording(CLIENT, PART),
    "date": Wording(CLIENT, PART, "day month weekday"),
    "clock": Wording(CLIENT, PART, "hour minute"),
    "when_today": Wording(CLIENT, PART, "time"),
    "when_tomorrow": Wording(CLIENT, PART, "time"),
    "when_yesterday": Wording(CLIENT, PART, "time"),
    "when_another_day": Wording(CLIENT, PART, "date time"),
}
