"""The kinds of help, and what each asks for."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_options import Config, Json, remark
from bot.clock import now
from bot.errors import OperatorError, operator_errors
from casework.profile_settings import NOTHING, SETTINGS
from casework.profiles import (
    PROFILES,
    ServiceProfile,
    profile_on,
    versions_of,
    with_overrides,
)

app = typer.Typer(help="The kinds of help.", no_args_is_help=True)

Otherwise = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="A configuration whose [profiles] are to count; without it, as shipped.",
        envvar="FASTKONTAKT_CONFIG",
    ),
]
Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="On which day; without it, today."),
]


class NoProfileError(OperatorError):
    """There is no such kind of help. See `fastkontakt profiles list`."""

    def __init__(self) -> None:
        super().__init__("no such kind of help: see fastkontakt profiles list")


@app.command("list")
def list_profiles(*, as_json: Json = False) -> None:
    """List the service profiles: for whom, by which law, and what is written down."""
    _print_all(PROFILES.values(), as_json=as_json)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="The kind of help, such as dk_child.")],
    *,
    on: Day = None,
    config: Otherwise = None,
    as_json: Json = False,
) -> None:
    """Show every rule of one kind of help as it counts on a day, and what it means."""
    day = now().date() if on is None else on.date()
    with operator_errors():
        shipped = profile_on(name, day)
        if shipped is None:
            raise NoProfileError
        profile = with_overrides(shipped, _otherwise(config, name))
    if as_json:
        _print_json(_as_dict(profile))
        return
    until = profile.valid_until or "further notice"
    typer.echo(f"{name}: {profile.title}, from {profile.valid_from} until {until}")
    for setting, about in SETTINGS.items():
        value = _said(getattr(profile, setting))
        changed = getattr(profile, setting) != getattr(shipped, setting)
        mark = "  (otherwise than shipped)" if changed else ""
        typer.echo(f"{setting:23} {value:32} {about.says}{mark}")
    _name_the_others(profile)


@app.command("override")
def override(
    ref: Annotated[str, typer.Argument(help="The client's reference.")],
    rules: Annotated[
        list[str],
        typer.Argument(help="SETTING=VALUE; without a value it counts as before."),
    ],
    config: Config,
) -> None:
    """Let other rules count for one assignment; it prints every rule that counts now.

    Such as `telegram_from=none`, `ages_announced=15,18` or `follow_up_months=`.
    """
    from bot import profile_desk  # noqa: PLC0415 - listing needs no store

    profile = profile_desk.override(ref, rules, config)
    for setting in SETTINGS:
        typer.echo(f"{setting:23} {_said(getattr(profile, setting))}")


def _otherwise(config: Path | None, name: str) -> dict[str, object]:
    """Return what a configuration wants otherwise; no store is opened for it."""
    if config is None:
        return {}
    from bot.config import Settings  # noqa: PLC0415 - listing needs no configuration

    return dict(Settings.read(config).profiles.overrides().get(name, {}))


def _name_the_others(profile: ServiceProfile) -> None:
    """Say on which days other rules counted, or will."""
    for each in versions_of(profile.name):
        if each.valid_from != profile.valid_from:
            remark(
                f"other rules count from {each.valid_from}: {each.legal_basis}; see"
                f" fastkontakt profiles show {profile.name} --on {each.valid_from}"
            )


def _print_all(profiles: Iterable[ServiceProfile], *, as_json: bool) -> None:
    if as_json:
        _print_json([_as_dict(profile) for profile in profiles])
        return
    for profile in profiles:
        typer.echo(_line(profile))


def _print_json(found: Any) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_dict(profile: ServiceProfile) -> dict[str, Any]:
    return asdict(profile) | {"sms_content": profile.content}


def _said(value: object) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value)) or NOTHING
        case _:
            return str(value)


def _line(profile: ServiceProfile) -> str:
    ages = f"{profile.youngest}-{'' if profile.oldest is None else profile.oldest}"
    telegram = profile.telegram_from
    return (
        f"{profile.name:18} {profile.country}  {ages:6} "
        f"record {profile.record_policy:9} "
        f"Telegram {'never' if telegram is None else f'from {telegram}':8} "
        f"{profile.title} ({profile.legal_basis})"
    )
