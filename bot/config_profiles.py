"""The [profiles] tables: what an organisation wants otherwise in a kind of help."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BeforeValidator, Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from bot import config_checks as checks
from bot.config_tables import Table
from casework.profile_settings import SETTINGS, Setting, WrongValueError
from casework.profiles import PROFILES, OverrideError, with_overrides


def _read(setting: Setting) -> Callable[[Any], Any]:
    def read(given: Any) -> Any:
        try:
            return setting.read(given)
        except WrongValueError as error:
            raise _fault(error.sentence) from None

    return read


def _fault(sentence: str, setting: str = "") -> PydanticCustomError:
    values = {"name": setting, "sentence": sentence}
    return PydanticCustomError(checks.FAULT, "{sentence}", values)


class _Rules(Table):
    """[profiles.NAME]: what is otherwise, such as telegram_from = "none"."""

    defaults_lie_elsewhere: ClassVar[bool] = True

    def overrides(self) -> dict[str, object]:
        """Return what was said, and nothing of what is as it is shipped."""
        return self.model_dump(exclude_unset=True)


_FIELDS: Final[dict[str, Any]] = {
    name: (
        Annotated[Any, BeforeValidator(_read(setting))],
        Field(default=None, description=setting.says),
    )
    for name, setting in SETTINGS.items()
}

ProfileSettings: Final[type[_Rules]] = create_model(
    "ProfileSettings", __base__=_Rules, __doc__=_Rules.__doc__, **_FIELDS
)
_TABLES: Final[dict[str, Any]] = {
    name: (ProfileSettings, ProfileSettings()) for name in PROFILES
}


class ProfilesSettings(create_model("_Kinds", __base__=Table, **_TABLES)):  # type: ignore[misc]  # made while running: mypy cannot follow
    """[profiles]: where a kind of help has other rules than those shipped."""

    def overrides(self) -> Mapping[str, Mapping[str, object]]:
        """Return what was said of each kind of help."""
        found = {name: getattr(self, name).overrides() for name in PROFILES}
        return {name: said for name, said in found.items() if said}

    def with_duty_key(self) -> tuple[str, ...]:
        """Return the kinds of help whose cases a team's duty key opens."""
        kinds = {
            name: with_overrides(profile, self.overrides().get(name, {}))
            for name, profile in PROFILES.items()
        }
        return tuple(name for name, kind in kinds.items() if kind.duty_key)

    @model_validator(mode="after")
    def _agree_with_each_other(self) -> Self:
        for name, said in self.overrides().items():
            try:
                with_overrides(PROFILES[name], said)
            except OverrideError as error:
                for setting, sentence in error.faults.items():
                    raise _fault(f"{setting}: {sentence}", name) from None
        return self
