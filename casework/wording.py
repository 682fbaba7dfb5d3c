"""Every text the program says: to whom, by which way, with which places to fill in.

The words stand in `locales/`, one catalogue per language, under the same names. To the
person who is helped we never say "client" or "case"; to a contact person they are
`{client}`, their short name and first name ("K7 Alma").
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Audience(StrEnum):
    """Who reads the text."""

    CLIENT = "client"
    STAFF = "staff"
    GUARDIAN = "guardian"
    OPERATOR = "operator"
    UNKNOWN = "unknown"
    """Someone we do not know: the text confirms nothing and names nobody."""


class Way(StrEnum):
    """How the text leaves."""

    SMS = "sms"
    """By SMS or Telegram: it fits one segment once filled in."""
    TELEGRAM = "telegram"
    """By Telegram only."""
    BUTTON = "button"
    SPOKEN = "spoken"
    LETTER = "letter"
    COMMAND = "command"
    """What Telegram shows beside a command."""
    PROFILE = "profile"
    """What Telegram shows of the bot."""
    SHOWN = "shown"
    """On the operator's screen."""
    PART = "part"
    """Inside another text."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Where a text goes, and the names of its places."""

    audience: Audience
    way: Way
    fills: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that stand in braces in every language."""
        return frozenset(self.fills.split())


CLIENT, STAFF, GUARDIAN, OPERATOR, UNKNOWN = Audience
SMS, TELEGRAM, BUTTON, SPOKEN, LETTER, COMMAND, PROFILE, SHOWN, PART = Way

WORDINGS = MappingProxyType(
    {
        # Linking
        "link_code_instructions": Wording(
            CLIENT, SMS, "bot_name bot_number code hours"
        ),
        "link_code_ok": Wording(CLIENT, SMS, "name worker"),
        "link_code_wrong": Wording(CLIENT, SMS),
        "link_code_expired": Wording(CLIENT, SMS),
        "link_code_locked": Wording(CLIENT, SMS),
        "invitation_sms_hint": Wording(CLIENT, SMS, "bot_number code"),
        "link_expired": Wording(CLIENT, TELEGRAM),
        "link_used": Wording(CLIENT, TELEGRAM),
        "link_unknown": Wording(CLIENT, TELEGRAM),
        "link_too_young": Wording(CLIENT, TELEGRAM, "bot_number"),
        "already_linked": Wording(CLIENT, SMS),
        "link_done_staff": Wording(STAFF, SMS, "name"),
        # Welcome, privacy, agreement, safe contact
        "welcome": Wording(CLIENT, SMS, "name worker"),
        "welcome_consent": Wording(CLIENT, SMS, "name worker"),
        "welcome_consent_summary": Wording(CLIENT, SMS, "name worker"),
        "welcome_consent_none": Wording(CLIENT, SMS, "name worker"),
        "welcome_participant": Wording(GUARDIAN, SMS, "child name saved worker"),
        "saved_full": Wording(GUARDIAN, PART),
        "saved_summary": Wording(GUARDIAN, PART),
        "saved_none": Wording(GUARDIAN, PART),
        "privacy_full": Wording(CLIENT, SMS, "worker"),
        "privacy_summary": Wording(CLIENT, SMS),
        "privacy_none": Wording(CLIENT, SMS),
        "privacy_long": Wording(CLIENT, TELEGRAM, "authority dpo org worker"),
        "consent_request": Wording(CLIENT, SMS),
        "consent_given": Wording(CLIENT, SMS, "open_hours worker"),
        "consent_given_no_hours": Wording(CLIENT, SMS, "worker"),
        "consent_declined": Wording(CLIENT, SMS, "phone worker"),
        "consent_withdrawn": Wording(CLIENT, SMS),
        "consent_renewal": Wording(CLIENT, SMS, "date name"),
        "guardian_letter": Wording(GUARDIAN, LETTER, "guardian name phone worker"),
        "safe_contact_question": Wording(CLIENT, SMS),
        "safe_contact_saved": Wording(CLIENT, SMS),
        "language_question": Wording(CLIENT, SMS),
        "language_question_sms": Wording(CLIENT, SMS),
        "language_changed": Wording(CLIENT, SMS),
        # Relay, to the person
        "relay_to_client": Wording(CLIENT, SMS, "text worker"),
        "relay_to_client_substitute": Wording(CLIENT, SMS, "substitute text worker"),
        "correction": Wording(CLIENT, SMS, "text"),
        "relay_ack": Wording(CLIENT, SMS, "reply_by worker"),
        "relay_ack_short": Wording(CLIENT, SMS, "worker"),
        "notify_only": Wording(CLIENT, SMS, "worker"),
        "out_of_hours_child": Wording(CLIENT, SMS, "child_line open_at worker"),
        "out_of_hours_adult": Wording(
            CLIENT, SMS, "adult_line medical_line open_at worker"
        ),
        "out_of_hours_repeat": Wording(CLIENT, SMS, "open_at worker"),
        "sensitive_hint": Wording(CLIENT, SMS),
        "no_contact_person_client": Wording(CLIENT, SMS),
        "relay_failed_client": Wording(CLIENT, SMS, "phone worker"),
        "receipt_maybe_twice_client": Wording(CLIENT, SMS, "worker"),
        "media_not_supported": Wording(CLIENT, SMS, "phone"),
        "media_not_by_sms_client": Wording(CLIENT, SMS, "kind worker"),
        "media_words_by_sms_client": Wording(CLIENT, SMS, "kind text worker"),
        "media_not_shown_client": Wording(CLIENT, SMS, "kind worker"),
        "media_not_carried_client": Wording(CLIENT, SMS, "kind worker"),
        "media_not_carried_to_client": Wording(CLIENT, SMS, "kind worker"),
        "album_partly_client": Wording(CLIENT, SMS, "count total worker"),
        "album_partly_to_client": Wording(CLIENT, SMS, "count total worker"),
        "media_too_large_client": Wording(CLIENT, SMS, "worker"),
        # Addressing, holding and taking back, to a contact person
        "relay_to_staff": Wording(STAFF, SMS, "client text"),
        "correction_to_staff": Wording(STAFF, SMS, "client text"),
        "who_is_this_for": Wording(STAFF, TELEGRAM),
        "who_is_this_for_sms": Wording(STAFF, SMS, "aliases"),
        "still_unaddressed": Wording(STAFF, TELEGRAM, "lines"),
        "still_unaddressed_sms": Wording(STAFF, SMS, "aliases lines"),
        "dropped": Wording(STAFF, SMS),
        "dropped_unaddressed": Wording(STAFF, SMS, "lines"),
        "held_undo": Wording(STAFF, TELEGRAM, "client seconds"),
        "held_until": Wording(STAFF, SMS, "client reason when"),
        "send_anyway_why": Wording(STAFF, TELEGRAM, "client"),
        "sent_anyway": Wording(STAFF, TELEGRAM, "client"),
        "undone": Wording(STAFF, SMS),
        "undone_after": Wording(STAFF, SMS, "client"),
        "undo_too_late": Wording(STAFF, SMS),
        "nothing_to_undo": Wording(STAFF, SMS),
        "late_edit": Wording(STAFF, TELEGRAM, "client"),
        "to_no_clients": Wording(STAFF, SMS),
        "to_choose": Wording(STAFF, TELEGRAM),
        "to_chosen": Wording(STAFF, TELEGRAM, "client"),
        "alias_unknown": Wording(STAFF, SMS, "alias"),
        "sms_sensitive_ask": Wording(STAFF, TELEGRAM, "client"),
        "sms_sensitive_held": Wording(STAFF, SMS, "client"),
        # Numbers that change hands, and shared ones
        "receipt_waits_number": Wording(STAFF, SMS, "client"),
        "staff_number_silent": Wording(STAFF, SMS, "client"),
        "staff_number_doubt": Wording(STAFF, SMS, "client"),
        "staff_number_unreachable": Wording(STAFF, SMS, "client"),
        "staff_dead_number": Wording(STAFF, SMS, "client"),
        "staff_number_theirs": Wording(STAFF, SMS, "client"),
        "btn_seen_number": Wording(STAFF, BUTTON),
        "btn_is_them": Wording(STAFF, BUTTON),
        "btn_somebody_else": Wording(STAFF, BUTTON),
        "shared_whose": Wording(STAFF, TELEGRAM, "clients text"),
        "shared_whose_sms": Wording(STAFF, SMS, "aliases text"),
        "shared_named": Wording(STAFF, SMS, "client"),
        "shared_sealed": Wording(STAFF, SMS, "aliases"),
        "shared_left": Wording(STAFF, SMS, "aliases"),
        "shared_called": Wording(STAFF, SMS, "aliases"),
        "confirm_code_ask": Wording(CLIENT, SMS),
        "confirm_code_wrong": Wording(CLIENT, SMS),
        "confirm_code_locked": Wording(CLIENT, SMS),
        "staff_code_locked": Wording(STAFF, SMS, "client"),
        # Receipts, to a contact person
        "receipt_sent": Wording(STAFF, SMS, "client"),
        "receipt_delivered": Wording(STAFF, SMS, "client"),
        "receipt_not_delivered": Wording(STAFF, SMS, "client reason"),
        "receipt_unknown": Wording(STAFF, SMS, "client"),
        "receipt_maybe_twice": Wording(STAFF, SMS, "client"),
        "relay_failed_worker": Wording(STAFF, SMS, "client reason time"),
        "reason_blocked": Wording(STAFF, PART),
        "reason_opted_out": Wording(STAFF, PART),
        "reason_bad_number": Wording(STAFF, PART),
        "reason_unreachable": Wording(STAFF, PART),
        "reason_filtered": Wording(STAFF, PART),
        "reason_too_large": Wording(STAFF, PART),
        "reason_too_old": Wording(STAFF, PART),
        "reason_no_address": Wording(STAFF, PART),
        "reason_provider": Wording(STAFF, PART),
        "reason_not_verified": Wording(STAFF, PART),
        "reason_not_agreed": Wording(STAFF, PART),
        "reason_over": Wording(STAFF, PART),
        "reason_tried_too_often": Wording(STAFF, PART),
        "reason_safe_hours": Wording(STAFF, PART),
        "reason_paused": Wording(STAFF, PART),
        "reason_stale": Wording(STAFF, PART),
        "reason_rate_limited": Wording(STAFF, PART),
        "reason_network": Wording(STAFF, PART),
        "reason_unauthorised": Wording(STAFF, PART),
        "reason_gone": Wording(STAFF, PART),
        "reason_withdrawn": Wording(STAFF, PART),
        "reason_not_carried": Wording(STAFF, PART),
        "reason_crashed": Wording(STAFF, PART),
        "reason_not_by_sms": Wording(STAFF, PART),
        # Photos, voice and files
        "media_not_by_sms_staff": Wording(STAFF, SMS, "client kind"),
        "media_words_by_sms_staff": Wording(STAFF, SMS, "client kind"),
        "media_too_large_staff": Wording(STAFF, SMS, "client kind"),
        "media_not_kept": Wording(STAFF, SMS, "client kind"),
        "media_not_carried_staff": Wording(STAFF, SMS, "client kind"),
        "album_partly_staff": Wording(STAFF, SMS, "client count total"),
        "sms_media_not_received": Wording(STAFF, SMS, "client"),
        "sms_media_not_sent": Wording(STAFF, SMS),
        "kind_photo": Wording(STAFF, PART),
        "kind_voice": Wording(STAFF, PART),
        "kind_video": Wording(STAFF, PART),
        "kind_video_note": Wording(STAFF, PART),
        "kind_animation": Wording(STAFF, PART),
        "kind_audio": Wording(STAFF, PART),
        "kind_document": Wording(STAFF, PART),
        "kind_sticker": Wording(STAFF, PART),
        "kind_location": Wording(STAFF, PART),
        "kind_contact": Wording(STAFF, PART),
        "kind_album": Wording(STAFF, PART),
        "kind_other": Wording(STAFF, PART),
        # What a contact person is told
        "staff_welcome": Wording(STAFF, TELEGRAM, "name"),
        "staff_welcome_sms": Wording(STAFF, SMS, "alias name"),
        "staff_new_client": Wording(STAFF, SMS, "alias name"),
        "staff_new_participant": Wording(STAFF, SMS, "client kind name"),
        "staff_state": Wording(STAFF, SMS, "client state"),
        "staff_ended": Wording(STAFF, SMS, "client date"),
        "staff_wrote_after_end": Wording(STAFF, SMS, "client"),
        "staff_wrote_long_after_end": Wording(STAFF, SMS, "client"),
        "staff_age_ahead": Wording(STAFF, SMS, "age client date"),
        "staff_age_reached": Wording(STAFF, SMS, "age client"),
        "staff_of_age": Wording(STAFF, SMS, "client"),
        "staff_guardian_ended": Wording(STAFF, SMS, "client name"),
        "staff_other_unit": Wording(STAFF, SMS, "age client"),
        "state_referred": Wording(STAFF, PART),
        "state_establishing": Wording(STAFF, PART),
        "state_active": Wording(STAFF, PART),
        "state_paused": Wording(STAFF, PART),
        "state_ended": Wording(STAFF, PART),
        "kin_guardian": Wording(STAFF, PART),
        "kin_representative": Wording(STAFF, PART),
        "kin_sibling": Wording(STAFF, PART),
        "kin_relative": Wording(STAFF, PART),
        "staff_agreed": Wording(STAFF, SMS, "client"),
        "staff_declined": Wording(STAFF, SMS, "client"),
        "staff_opted_out": Wording(STAFF, SMS, "client"),
        "staff_wrote_after_stop": Wording(STAFF, SMS, "client"),
        "staff_started_again": Wording(STAFF, SMS, "client"),
        "staff_blocked_bot": Wording(STAFF, SMS, "client"),
        "staff_wrong_number": Wording(STAFF, SMS, "client"),
        "staff_help_word": Wording(STAFF, SMS, "client"),
        "staff_call_back": Wording(STAFF, SMS, "client"),
        "staff_unknown_sender": Wording(STAFF, SMS, "channel"),
        "staff_unknown_caller": Wording(STAFF, SMS),
        "staff_no_contact_person": Wording(STAFF, SMS, "client"),
        "staff_not_reachable": Wording(STAFF, SMS, "client worker"),
        "staff_not_arrived": Wording(STAFF, SMS, "client worker"),
        "staff_waits": Wording(STAFF, SMS, "client worker"),
        "staff_substitute_planned": Wording(STAFF, SMS, "date since worker"),
        "staff_substitute_begins": Wording(STAFF, SMS, "date worker"),
        "staff_substitute_over": Wording(STAFF, SMS, "aliases worker"),
        "staff_away_begins": Wording(STAFF, SMS, "date"),
        "staff_back": Wording(STAFF, SMS),
        "staff_unanswered": Wording(STAFF, SMS, "client count"),
        "staff_set_aside": Wording(STAFF, SMS),
        "staff_set_aside_from": Wording(STAFF, SMS, "client"),
        "worker_checkin_missed": Wording(STAFF, SMS, "client last_contact n step"),
        "worker_checkin_low": Wording(STAFF, SMS, "client reply_by score"),
        "worker_call_request": Wording(STAFF, SMS, "client safe_time"),
        "worker_safety_alert": Wording(STAFF, SMS, "client"),
        "clients_list": Wording(STAFF, TELEGRAM, "clients"),
        "clients_list_sms": Wording(STAFF, SMS, "aliases"),
        "help_staff": Wording(STAFF, TELEGRAM),
        "help_staff_sms": Wording(STAFF, SMS, "alias aliases"),
        "about_staff": Wording(STAFF, SMS),
        "command_unknown_staff": Wording(STAFF, TELEGRAM),
        "button_gone": Wording(CLIENT, TELEGRAM),
        # Appointments
        "appt_proposal": Wording(CLIENT, SMS, "date name time worker"),
        "appt_confirmed": Wording(CLIENT, SMS, "date time"),
        "appt_declined": Wording(CLIENT, SMS, "worker"),
        "appt_reschedule_ask": Wording(CLIENT, SMS),
        "appt_reschedule_received": Wording(CLIENT, SMS, "reply_by worker"),
        "appt_reminder_24h": Wording(CLIENT, SMS, "name time worker"),
        "appt_reminder_2h": Wording(CLIENT, SMS, "place time worker"),
        "appt_no_reply": Wording(CLIENT, SMS, "date name time"),
        "appt_cancelled_by_worker": Wording(CLIENT, SMS, "date name time worker"),
        "appt_cancelled_by_client": Wording(CLIENT, SMS, "date worker"),
        "appt_missed": Wording(CLIENT, SMS, "name worker"),
        # Check-ins
        "checkin_question": Wording(CLIENT, SMS, "name"),
        "checkin_thanks": Wording(CLIENT, SMS, "reply_by worker"),
        "checkin_low_child": Wording(CLIENT, SMS, "child_line reply_by worker"),
        "checkin_low_adult": Wording(CLIENT, SMS, "adult_line reply_by worker"),
        "checkin_call_offer": Wording(CLIENT, SMS, "worker"),
        "checkin_reminder": Wording(CLIENT, SMS, "name"),
        "checkin_later_ok": Wording(CLIENT, SMS, "date"),
        # Words that may mean danger
        "crisis_child_in_hours": Wording(CLIENT, SMS, "child_line worker"),
        "crisis_child_out_of_hours": Wording(CLIENT, SMS, "child_line open_at worker"),
        "crisis_adult_in_hours": Wording(CLIENT, SMS, "adult_line worker"),
        "crisis_adult_out_of_hours": Wording(CLIENT, SMS, "adult_line open_at worker"),
        # Changes of person
        "contact_person_change": Wording(CLIENT, SMS, "date name new_worker worker"),
        "contact_person_change_history": Wording(CLIENT, SMS, "new_worker"),
        "substitute_start": Wording(CLIENT, SMS, "date substitute worker"),
        "substitute_end": Wording(CLIENT, SMS, "worker"),
        "substitute_ask": Wording(CLIENT, SMS, "date since substitute worker"),
        "substitute_ask_short": Wording(CLIENT, SMS, "date substitute worker"),
        "substitute_ok": Wording(CLIENT, SMS, "substitute"),
        "substitute_wait": Wording(CLIENT, SMS, "date phone worker"),
        "absence_off": Wording(CLIENT, SMS, "worker"),
        "assignment_ended": Wording(CLIENT, SMS, "date name phone worker"),
        "where_to_turn": Wording(CLIENT, SMS, "name phone"),
        "aftercare_ack": Wording(CLIENT, SMS, "name phone"),
        "open_again": Wording(CLIENT, SMS, "name worker"),
        "guardian_ended": Wording(GUARDIAN, SMS, "child name phone"),
        "own_again": Wording(CLIENT, SMS, "name"),
        # Stop, help, errors, rights
        "stop_confirm": Wording(CLIENT, SMS),
        "start_again": Wording(CLIENT, SMS, "name worker"),
        "pause_confirm": Wording(CLIENT, SMS, "days"),
        "help_menu": Wording(CLIENT, SMS),
        "call_asked": Wording(CLIENT, SMS, "worker"),
        "unknown_number": Wording(UNKNOWN, SMS, "phone"),
        "unknown_chat": Wording(UNKNOWN, TELEGRAM, "phone"),
        "number_check": Wording(CLIENT, SMS),
        "wrong_person": Wording(CLIENT, SMS),
        "access_request_ack": Wording(CLIENT, SMS, "date"),
        "delete_request_ack": Wording(CLIENT, SMS, "date"),
        # Discreet variants: they reveal nothing
        "discreet_appt_proposal": Wording(CLIENT, SMS, "date time"),
        "discreet_appt_confirmed": Wording(CLIENT, SMS, "date time"),
        "discreet_reminder_24h": Wording(CLIENT, SMS, "time"),
        "discreet_reminder_2h": Wording(CLIENT, SMS, "time"),
        "discreet_cancelled": Wording(CLIENT, SMS, "date"),
        "discreet_missed": Wording(CLIENT, SMS),
        "discreet_checkin": Wording(CLIENT, SMS),
        "discreet_checkin_reminder": Wording(CLIENT, SMS),
        "discreet_new_message": Wording(CLIENT, SMS),
        "discreet_ack": Wording(CLIENT, SMS),
        "discreet_out_of_hours": Wording(CLIENT, SMS, "open_at"),
        "discreet_stop": Wording(CLIENT, SMS),
        "discreet_ended": Wording(CLIENT, SMS, "date"),
        "discreet_again": Wording(CLIENT, SMS),
        "discreet_turn": Wording(CLIENT, SMS),
        "discreet_unknown_number": Wording(UNKNOWN, SMS),
        "discreet_number_check": Wording(CLIENT, SMS),
        "discreet_substitute_ask": Wording(CLIENT, SMS, "date since"),
        "discreet_substitute_ask_short": Wording(CLIENT, SMS, "date"),
        "discreet_substitute_start": Wording(CLIENT, SMS, "date"),
        "discreet_substitute_ok": Wording(CLIENT, SMS),
        "discreet_substitute_wait": Wording(CLIENT, SMS, "date"),
        "discreet_substitute_end": Wording(CLIENT, SMS),
        "discreet_person_change": Wording(CLIENT, SMS, "date"),
        "discreet_person_change_history": Wording(CLIENT, SMS),
        # Spoken to someone who calls the number
        "voice_known": Wording(CLIENT, SPOKEN, "phone worker"),
        "voice_unknown": Wording(UNKNOWN, SPOKEN, "phone"),
        # Buttons
        "btn_yes": Wording(CLIENT, BUTTON),
        "btn_no": Wording(CLIENT, BUTTON),
        "btn_wait": Wording(CLIENT, BUTTON),
        "btn_move": Wording(CLIENT, BUTTON),
        "btn_call": Wording(CLIENT, BUTTON),
        "btn_later": Wording(CLIENT, BUTTON),
        "btn_pause": Wording(CLIENT, BUTTON),
        "btn_stop": Wording(CLIENT, BUTTON),
        "btn_info": Wording(CLIENT, BUTTON),
        "btn_scale_1": Wording(CLIENT, BUTTON),
        "btn_scale_2": Wording(CLIENT, BUTTON),
        "btn_scale_3": Wording(CLIENT, BUTTON),
        "btn_scale_4": Wording(CLIENT, BUTTON),
        "btn_scale_5": Wording(CLIENT, BUTTON),
        "send_now": Wording(STAFF, BUTTON),
        "send_anyway": Wording(STAFF, BUTTON),
        "btn_why_agreed": Wording(STAFF, BUTTON),
        "btn_why_urgent": Wording(STAFF, BUTTON),
        "btn_why_asked": Wording(STAFF, BUTTON),
        "undo": Wording(STAFF, BUTTON),
        "drop": Wording(STAFF, BUTTON),
        # What Telegram shows of the bot
        "bot_description": Wording(CLIENT, PROFILE),
        "bot_short_description": Wording(CLIENT, PROFILE),
        "cmd_to": Wording(STAFF, COMMAND),
        "cmd_clients": Wording(STAFF, COMMAND),
        "cmd_undo": Wording(STAFF, COMMAND),
        "cmd_help": Wording(CLIENT, COMMAND),
        "cmd_about": Wording(CLIENT, COMMAND),
        "cmd_language": Wording(CLIENT, COMMAND),
        "cmd_call": Wording(CLIENT, COMMAND),
        "cmd_stop": Wording(CLIENT, COMMAND),
        "cmd_start": Wording(CLIENT, COMMAND),
        # Alarms, to whoever runs the service
        "alarm_gateway_down": Wording(OPERATOR, SMS, "channel"),
        "alarm_poison": Wording(OPERATOR, SMS),
        "alarm_intake_seal": Wording(OPERATOR, SMS),
        "alarm_token": Wording(OPERATOR, SMS, "channel"),
        "alarm_token_shared": Wording(OPERATOR, SMS, "channel"),
        "alarm_unsent": Wording(OPERATOR, SMS, "count minutes"),
        "alarm_missed_sms": Wording(OPERATOR, SMS),
        "alarm_store": Wording(OPERATOR, SMS),
        "alarm_record": Wording(OPERATOR, SMS),
        "alarm_ok_again": Wording(OPERATOR, SMS, "channel"),
        "bot_name_hint": Wording(OPERATOR, SHOWN),
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
)
