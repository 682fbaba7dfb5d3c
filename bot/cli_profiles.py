"""The kinds of help, and what each asks for."""

from typing import Any

import typer

from bot.cli_options import Json
from casework.profiles import PROFILES, ServiceProfile

app = typer.Typer(help="The kinds of help.", no_args_is_help=True)


@app.callback()
def _profiles() -> None:
    """Keep `list` a command of its own: a single one would take the group's place."""


@app.command("list")
def list_profiles(*, as_json: Json = False) -> None:
    """List the service profiles: for whom, by which law, and what is written down."""
    if as_json:
        import json  # noqa: PLC0415 - only here

        rows = [_as_dict(profile) for profile in PROFILES.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for profile in PROFILES.values():
        typer.echo(_line(profile))


def _as_dict(profile: ServiceProfile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "title": profile.title,
        "country": profile.country,
        "legal_basis": profile.legal_basis,
        "youngest": profile.youngest,
        "oldest": profile.oldest,
        "record_policy": profile.record_policy,
        "sms_content": profile.content,
        "telegram_from": profile.telegram_from,
        "needs_decision": profile.needs_decision,
        "needs_consent": profile.needs_consent,
        "follow_up_months": profile.follow_up_months,
    }


def _line(profile: ServiceProfile) -> str:
    ages = f"{profile.youngest}-{'' if profile.oldest is None else profile.oldest}"
    telegram = profile.telegram_from
    return (
        f"{profile.name:18} {profile.country}  {ages:6} "
        f"record {profile.record_policy:9} "
        f"Telegram {'never' if telegram is None else f'from {telegram}':8} "
        f"{profile.title} ({profile.legal_basis})"
    )
