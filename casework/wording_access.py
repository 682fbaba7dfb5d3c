"""Texts of taking a case out, and of who can read it."""

from casework.audience import BUTTON, COMMAND, PART, STAFF, TELEGRAM, Wording

TEXTS = {
    "cmd_record": Wording(STAFF, COMMAND),
    "record_how": Wording(STAFF, TELEGRAM),
    "record_why": Wording(STAFF, TELEGRAM, "client"),
    "record_for_meeting": Wording(STAFF, BUTTON),
    "record_for_note": Wording(STAFF, BUTTON),
    "record_for_hand_over": Wording(STAFF, BUTTON),
    "record_for_asked": Wording(STAFF, BUTTON),
    "record_why_short": Wording(STAFF, TELEGRAM, "count"),
    "record_sent": Wording(STAFF, TELEGRAM, "client"),
    "record_nothing": Wording(STAFF, TELEGRAM, "client"),
    "record_no_key": Wording(STAFF, TELEGRAM, "client"),
    "record_too_large": Wording(STAFF, TELEGRAM, "case ref"),
    "record_duty_key": Wording(STAFF, PART, "keeper"),
    "record_of_nobody": Wording(STAFF, PART),
    "record_not_sent": Wording(STAFF, TELEGRAM, "case ref"),
    "record_not_now": Wording(STAFF, TELEGRAM),
    "staff_reader_added": Wording(STAFF, TELEGRAM, "reader clients"),
    "staff_past_opened": Wording(STAFF, TELEGRAM, "reader clients"),
}
