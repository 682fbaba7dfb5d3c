"""Letting other rules count for one assignment, beside the running service."""

from collections.abc import Iterable
from pathlib import Path

from bot.cli_options import run
from bot.clock import now
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import opened
from casework.profiles import OverrideError, ServiceProfile
from handlers import overriding
from handlers.permissions import NotPossibleError


class NotOverriddenError(OperatorError):
    """No rule was changed; each line names one that cannot be, and not its value."""


def override(ref: str, rules: Iterable[str], config: Path) -> ServiceProfile:
    """Let these rules count for somebody; return all that count then."""
    return run(_override(ref, list(rules), config), NotPossibleError)


async def _override(ref: str, rules: list[str], config: Path) -> ServiceProfile:
    given = _given(rules)
    async with opened(config) as found:
        office = await office_of(found.settings)
        try:
            return await found.store.run(overriding.override, office, ref, given, now())
        except OverrideError as error:
            lines = [f"{name}: {why}" for name, why in sorted(error.faults.items())]
            raise NotOverriddenError(*lines, "no rule was changed") from None


def _given(rules: list[str]) -> dict[str, str | None]:
    """Return the rules by name; nothing for one that counts as before."""
    if any("=" not in rule for rule in rules):
        raise NotOverriddenError("write SETTING=VALUE: see fastkontakt profiles show")
    pairs = (rule.partition("=") for rule in rules)
    return {name.strip(): value.strip() or None for name, _, value in pairs}
