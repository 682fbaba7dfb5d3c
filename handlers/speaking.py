"""What is said to somebody who is helped, as their safe contact asks for it."""

from types import MappingProxyType

from casework.people import Person
from casework.requests import RequestKind
from casework.safe_contact import Discreet, SafeContact
from casework.wording import WORDINGS
from handlers.office import Office
from storage import safe_contacts
from storage.transaction import Transaction

DISCREET = MappingProxyType(
    {
        "stop_confirm": "discreet_stop",
        "number_check": "discreet_number_check",
        "notify_only": "discreet_new_message",
        "relay_ack": "discreet_ack",
        "relay_ack_short": "discreet_ack",
        "unknown_number": "discreet_unknown_number",
        "assignment_ended": "discreet_ended",
        "guardian_ended": "discreet_ended",
        "open_again": "discreet_again",
        "where_to_turn": "discreet_turn",
        "aftercare_ack": "discreet_turn",
        # Linking, the one question, and what is kept
        "link_code_ok": "discreet_ack",
        "welcome": "discreet_welcome",
        "welcome_consent": "discreet_welcome",
        "welcome_consent_summary": "discreet_welcome_summary",
        "welcome_consent_none": "discreet_welcome_none",
        "welcome_participant": "discreet_welcome_part",
        "privacy_full": "discreet_privacy_full",
        "privacy_summary": "discreet_privacy_summary",
        "privacy_none": "discreet_privacy_none",
        "privacy_long": "discreet_privacy_full",
        "who_full": "discreet_privacy_full",
        "who_full_pair": "discreet_privacy_pair",
        "who_summary": "discreet_privacy_summary",
        "who_none": "discreet_privacy_none",
        "who_stands_in": "discreet_stands_in",
        "mydata_looked": "discreet_looked",
        "access_request_ack": "discreet_answer_by",
        "delete_request_ack": "discreet_answer_by",
        "correction_request_ack": "discreet_answer_by",
        "mydata_asked": "discreet_answer_by",
        "correction_how": "discreet_correction_how",
        "request_extended": "discreet_answer_by",
        "request_complain": "discreet_complain",
        "request_correction_done_none": "discreet_request",
        "request_correction_no_none": "discreet_request",
        **dict.fromkeys(
            (
                f"request_{kind}_{said}"
                for kind in RequestKind
                for said in ("done", "no")
            ),
            "discreet_request",
        ),
        "consent_request": "discreet_consent",
        "consent_renewal": "discreet_consent",
        "own_again": "discreet_consent",
        "consent_ask_measure": "discreet_ask_measure",
        "consent_ask_sharing": "discreet_ask_sharing",
        "purpose_measure": "discreet_purpose_measure",
        "consent_given": "discreet_ack",
        "consent_given_no_hours": "discreet_ack",
        "consent_declined": "discreet_stop",
        "consent_withdrawn": "discreet_stop",
        "consent_taken_back": "discreet_ack",
        "start_again": "discreet_ack",
        "safe_contact_question": "discreet_safe_question",
        "safe_contact_saved": "discreet_ack",
        # A human's words, and what became of one's own
        "relay_to_client": "discreet_words",
        "relay_to_client_substitute": "discreet_words",
        "out_of_hours_child": "discreet_out_of_hours",
        "out_of_hours_adult": "discreet_out_of_hours",
        "out_of_hours_repeat": "discreet_out_of_hours",
        "sensitive_hint": "discreet_sensitive",
        "relay_failed_client": "discreet_failed",
        "receipt_maybe_twice_client": "discreet_twice",
        "media_not_supported": "discreet_text_only",
        "media_not_by_sms_client": "discreet_not_shown",
        "media_words_by_sms_client": "discreet_words_only",
        "media_not_shown_client": "discreet_not_carried",
        "media_not_carried_client": "discreet_not_carried",
        "media_not_carried_to_client": "discreet_not_shown",
        "album_partly_client": "discreet_album",
        "album_partly_to_client": "discreet_album",
        "media_too_large_client": "discreet_too_large",
        "call_asked": "discreet_call_asked",
        "call_promised": "discreet_call_asked",
        "undone_by_client": "discreet_undone",
        "undone_after_by_client": "discreet_undone_after",
        "undo_too_late_client": "discreet_undo_too_late",
        # Another person answers
        "substitute_ask": "discreet_substitute_ask",
        "substitute_ask_short": "discreet_substitute_ask_short",
        "substitute_start": "discreet_substitute_start",
        "substitute_ok": "discreet_substitute_ok",
        "substitute_wait": "discreet_substitute_wait",
        "substitute_end": "discreet_substitute_end",
        "absence_off": "discreet_substitute_end",
        "contact_person_change": "discreet_person_change",
        "contact_person_change_history": "discreet_person_change_history",
        # Another person answers
        "substitute_ahead": "discreet_substitute_ahead",
        # Appointments, check-ins, danger
        "appt_proposal": "discreet_appt_proposal",
        "appt_no_reply": "discreet_appt_proposal",
        "appt_confirmed": "discreet_appt_confirmed",
        "appt_declined": "discreet_ack",
        "appt_reschedule_received": "discreet_ack",
        "appt_reminder_24h": "discreet_reminder_24h",
        "appt_reminder_2h": "discreet_reminder_2h",
        "appt_cancelled_by_worker": "discreet_cancelled",
        "appt_cancelled_by_client": "discreet_ack",
        "appt_missed": "discreet_missed",
        "series_proposal": "discreet_series",
        "series_moved": "discreet_series",
        "series_agreed": "discreet_series_agreed",
        "series_off": "discreet_series_off",
        "appt_missed_day": "discreet_missed",
        "appt_missed_phone": "discreet_missed",
        "appt_missed_later": "discreet_ack",
        "agreement_today": "discreet_agreement",
        "appt_proposal_phone": "discreet_appt_proposal",
        "appt_moved": "discreet_appt_proposal",
        "appt_kept": "discreet_appt_proposal",
        "appt_agreed": "discreet_appt_confirmed",
        "appt_confirmed_short": "discreet_appt_confirmed",
        "appt_reschedule_ask": "discreet_when",
        "appt_reminder_home": "discreet_reminder_24h",
        "appt_reminder_phone": "discreet_reminder_24h",
        "appt_reminder_2h_short": "discreet_reminder_2h",
        "appt_cancelled_end": "discreet_is_off",
        "appt_is_off": "discreet_is_off",
        "appt_is_moved": "discreet_appt_info",
        "appt_list": "discreet_list",
        "appt_list_sms": "discreet_list",
        "appt_list_none": "discreet_list_none",
        "appt_list_new": "discreet_list",
        "appt_line": "appt_line_short",
        "appt_line_place": "appt_line_short",
        "guardian_appt": "discreet_appt_info",
        "guardian_appt_off": "discreet_is_off",
        "appt_moved_agreed": "discreet_appt_info",
        "calendar_summary": "discreet_calendar",
        "calendar_file": "calendar_file",
        "calendar_changed": "calendar_changed",
        "calendar_off": "calendar_off",
        "checkin_question": "discreet_checkin",
        "checkin_reminder": "discreet_checkin_reminder",
        "checkin_choice": "discreet_choice",
        "checkin_choice_again": "discreet_choice_again",
        "checkin_talk": "discreet_ack",
        "checkin_low_again": "discreet_danger",
        "checkin_no_call": "discreet_ack",
        "checkin_later_ok": "discreet_until",
        "checkin_later_open": "discreet_ack",
        "checkin_proposal": "discreet_rhythm_ask",
        "checkin_agreed": "discreet_rhythm",
        "checkin_page": "discreet_rhythm",
        "checkin_page_none": "discreet_which_days",
        "checkin_page_paused": "discreet_until",
        "checkin_when": "discreet_which_days",
        "checkin_unclear": "discreet_which_days",
        "checkin_too_often": "discreet_which_days",
        "checkin_never": "discreet_ack",
        "checkin_declined": "discreet_ack",
        "checkin_paused": "discreet_until",
        "checkin_stopped": "discreet_ack",
        "checkin_thanks": "discreet_ack",
        "checkin_low_child": "discreet_danger",
        "checkin_low_adult": "discreet_danger",
        "checkin_call_offer": "discreet_call_offer",
        "crisis_child_in_hours": "discreet_danger",
        "crisis_child_out_of_hours": "discreet_danger",
        "crisis_adult_in_hours": "discreet_danger",
        "crisis_adult_out_of_hours": "discreet_danger",
        "crisis_child_nobody": "discreet_danger",
        "crisis_adult_nobody": "discreet_danger",
        "crisis_again_in_hours": "discreet_danger",
        "crisis_again_out_of_hours": "discreet_danger",
        "crisis_again_nobody": "discreet_danger",
        "save_done": "discreet_saved",
        "topics_ask": "discreet_topics",
        "topic_kept": "discreet_topic_kept",
        "objection_kept": "discreet_objection",
        "voice_known": "voice_unknown",
    }
)
"""What stands in for a text where somebody may look over a shoulder."""

NAMES = frozenset({"worker", "substitute", "new_worker"})
"""Places for the name of somebody who works here."""

PEOPLE = NAMES | {"name", "child", "guardian"}
GIVES_AWAY = PEOPLE | {"org", "place", "phone", "authority", "dpo"}
"""Places for what a discreet text never holds."""

UNSAID = "..."
"""Stands for a name in a text that has no discreet variant."""


def say(
    tx: Transaction, office: Office, person: Person, key: str, **values: object
) -> str:
    """Return a text in the person's language, as discreet as they asked for.

    Who was never asked, or asked for neutral texts, reads first names only.
    """
    safe = safe_contacts.of(tx, person.id)
    if hides(safe, key):
        if key not in DISCREET:
            values |= dict.fromkeys(GIVES_AWAY, UNSAID)
        key = DISCREET.get(key, key)
    elif safe.discreet is not Discreet.OPEN:
        values = {
            name: first_name(value) if name in PEOPLE else value
            for name, value in values.items()
        }
    return office.say(key, person.language, **values)


def hides(safe: SafeContact, key: str) -> bool:
    """Tell whether this text would name what somebody does not want named."""
    if safe.discreet is Discreet.DISCREET:
        return True
    fills = WORDINGS[key].placeholders
    if not safe.may_name_worker and not NAMES.isdisjoint(fills):
        return True
    # Nobody is asked about places in the street: only a no is a no.
    was_asked = safe.checked_on is not None and safe.discreet is not Discreet.OPEN
    return was_asked and not safe.may_name_place and "place" in fills


def first_name(name: object) -> str:
    """Return what somebody is called.

    >>> first_name("Mette Holm"), first_name("")
    ('Mette', '')
    """
    return " ".join(str(name).split()[:1])
