"""Every kind of question that somebody may be asked."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import numbers
from handlers.questions import QuestionKind

KINDS: Mapping[str, QuestionKind] = MappingProxyType(
    {
        numbers.KIND: numbers.NUMBER_CHECK,
    }
)
