"""Every kind of question that somebody may be asked."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    absences,
    appointment_missed,
    appointment_plans,
    appointment_questions,
    appointment_views,
    check_in_answers,
    check_in_plans,
    check_in_proposals,
    check_in_words,
    check_ins,
    confirming,
    consent_questions,
    consents,
    meeting_series,
    meeting_series_question,
    numbers,
    old_messages,
    safe_question,
    safe_setting,
    standing_in,
)
from handlers.questions import QuestionKind

KINDS: Mapping[str, QuestionKind] = MappingProxyType(
    {
        consents.ASK: consent_questions.ASKING,
        consents.RENEW: consent_questions.RENEWING,
        standing_in.ASKED: absences.QUESTION,
        old_messages.KIND: old_messages.QUESTION,
        confirming.KIND: confirming.CONFIRM_CODE,
        numbers.KIND: numbers.NUMBER_CHECK,
        safe_setting.KIND: safe_question.SAFE_CONTACT,
        safe_setting.AFTER_HIDING: safe_question.ASKED_AFTER_HIDING,
        check_ins.KIND: check_ins.QUESTION,
        check_ins.SCALE: check_ins.SCALE_QUESTION,
        check_in_answers.CALL: check_in_answers.CALL_OFFER,
        check_in_plans.PROPOSED: check_in_proposals.PROPOSAL,
        check_in_words.WHEN: check_in_words.WHEN_QUESTION,
        meeting_series.KIND: meeting_series_question.QUESTION,
        appointment_missed.KIND: appointment_missed.QUESTION,
        appointment_plans.PROPOSAL: appointment_questions.PROPOSAL,
        appointment_plans.AGAIN: appointment_questions.AGAIN,
        appointment_plans.REMINDER: appointment_questions.REMINDER,
        appointment_views.WHICH: appointment_views.WHICH_QUESTION,
        appointment_views.WHICH_OFF: appointment_views.WHICH_QUESTION,
    }
)
