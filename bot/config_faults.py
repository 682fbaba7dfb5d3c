"""What is wrong with a configuration, in one line a fault that quotes no value."""

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot import config_checks as checks

_LONGEST_NAME: Final = 60
_DAY: Final = "must be a day, such as 2027-01-15"
_TRUTH: Final = "must be true or false"
_NUMBER: Final = "must be a number"
_WHOLE: Final = "must be a whole number"
_PHRASES: Final = {
    "missing": "missing",
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "model_attributes_type": "must be a table",
    "model_type": "must be a table",
    "path_type": "must be a path in quotes",
    "string_too_short": "must not be empty",
    "string_type": "must be text in quotes",
    "tuple_type": "must be text in quotes, or a list of them",
}
_BOUNDS: Final = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
}


def sentence(fault: ErrorDetails, settings: type[BaseModel]) -> str:
    """Name the setting and what is wrong with it, never its value."""
    context = fault.get("ctx", {})
    names = [shown(part) for part in fault["loc"] if isinstance(part, str)]
    if fault["type"] == checks.FAULT and context["name"]:
        names.append(context["name"])
    if fault["type"] == "extra_forbidden":
        return f"{label(names[:-1], names[-1])}: no such setting"
    if _is_table(settings, names):
        return f"[{'.'.join(names)}]: {_phrase(fault)}"
    return f"{label(names[:-1], names[-1])}: {_phrase(fault)}"


def label(tables: Sequence[str], setting: str) -> str:
    """Return a setting as the operator finds it.

    >>> label(["sms", "twilio"], "region")
    '[sms.twilio] region'
    """
    return f"[{'.'.join(tables)}] {setting}"


def table_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a field that is a table."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def shown(name: str) -> str:
    """Return a name as one printable word: it may come from the file."""
    printable = "".join(c if c.isprintable() and c != " " else "?" for c in name)
    return printable[:_LONGEST_NAME] or '""'


def _phrase(fault: ErrorDetails) -> str:
    context = fault.get("ctx", {})
    if fault["type"] == checks.FAULT:
        return fault["msg"]
    if fault["type"] in {"literal_error", "enum"}:
        return f"must be {context['expected']}"
    if fault["type"] in _BOUNDS:
        key, words = _BOUNDS[fault["type"]]
        return f"must be {words} {context[key]:g}"
    return _PHRASES.get(fault["type"], "not valid")


def _is_table(settings: type[BaseModel], names: Sequence[str]) -> bool:
    model: type[BaseModel] | None = settings
    for name in names:
        field = model.model_fields.get(name) if model else None
        model = table_of(field) if field else None
    return model is not None
