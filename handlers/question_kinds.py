"""Every kind of question that somebody may be asked."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import absences, consents, numbers, old_messages, standing_in
from handlers.questions import QuestionKind

KINDS: Mapping[str, QuestionKind] = MappingProxyType(
    {
        consents.ASK: consents.ASKING,
        consents.RENEW: consents.RENEWING,
        standing_in.ASKED: absences.QUESTION,
        old_messages.KIND: old_messages.QUESTION,
        numbers.KIND: numbers.NUMBER_CHECK,
    }
)
