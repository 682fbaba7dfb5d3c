"""Every dialog, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.dialogs import Step

STEPS: Mapping[str, Step] = MappingProxyType({})
