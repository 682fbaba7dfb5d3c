"""Every kind of thing that is due at its hour."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import tasks
from handlers.due_work import DueKind

KINDS: Mapping[str, DueKind] = MappingProxyType(
    {
        tasks.OVERDUE: tasks.OVERDUE_KIND,
    }
)
