"""Every kind of question that somebody may be asked."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    absences,
    confirming,
    consent_questions,
    consents,
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
    }
)
