"""Setting the service up, and running it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot import core_dumps, logs
from bot.cli_options import Config, remark, run
from bot.config import ConfigError, Settings
from bot.errors import OperatorError, operator_errors
from bot.opening import EXPECTED

NEXT_STEPS = """\
Made {directory}. What to do next:
1. Move the three files in {directory}/recovery to three places off this machine:
   whoever holds two of them can open every case, and nobody can without them.
2. Fill in {directory}/config.toml: the organisation, a Telegram token, Twilio.
3. fastkontakt people import PEOPLE.csv --config {directory}/config.toml
4. On the machine of whoever may read a case: fastkontakt reader keygen --output KEY
   and here: fastkontakt reader add KEY.pub --person REF
        --config {directory}/config.toml
5. fastkontakt doctor --config {directory}/config.toml
6. fastkontakt run --config {directory}/config.toml"""


class NotEmptyError(OperatorError):
    """The directory holds something. Choose an empty one."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} is not empty: choose an empty directory")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command("run")(run_service)
    app.command("demo")(show_demo)


def init(
    directory: Annotated[Path, typer.Argument(help="An empty or new directory.")],
) -> None:
    """Write a configuration, keys and empty stores, for your eyes only."""
    with operator_errors(*EXPECTED, OSError):
        set_up(directory)
    typer.echo(NEXT_STEPS.format(directory=directory))


def set_up(directory: Path, given: dict[str, dict[str, Any]] | None = None) -> None:
    """Make an installation in an empty directory; `given` settings are written in."""
    from bot import config_file, lock  # noqa: PLC0415 - only where it is needed
    from storage import setup  # noqa: PLC0415 - as above
    from storage.keyfiles import make_private_directory, write_private  # noqa: PLC0415 - as above
    from storage.recovery import create_recovery_files  # noqa: PLC0415 - as above
    from storage.service_keys import ServiceKeys  # noqa: PLC0415 - as above

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise NotEmptyError(directory)
    make_private_directory(directory)
    public = create_recovery_files(directory / "recovery")
    keys = ServiceKeys.create(directory / "keys", public)
    setup.create(directory / "data", keys)
    # So that a start that is refused has nothing at all to write.
    write_private(directory / "data" / lock.NAME, b"")
    settings = {**(given or {})}
    settings["storage"] = {"path": "data", "keys": "keys"} | settings.get("storage", {})
    write_private(directory / "config.toml", config_file.render(settings).encode())


def run_service(config: Config) -> None:
    """Run the service until SIGTERM or SIGINT; SIGHUP: read the tokens again."""
    with operator_errors(ConfigError):
        settings = Settings.read(config)
        settings.require_for_run()
    # 1.3 s to load (measured), for this command alone.
    from bot.serving import serve  # noqa: PLC0415 - see above

    core_dumps.refuse()
    logs.install(
        level=settings.log.level, form=settings.log.format, secrets=settings.secrets()
    )
    run(serve(settings, config))


def show_demo(
    port: Annotated[
        int, typer.Option("--port", help="The port of the page; 0: any free one.")
    ] = 8800,
    directory: Annotated[
        Path | None, typer.Option("--keep", help="Keep the demo's data here.")
    ] = None,
) -> None:
    """Show the whole thing on loopback: phones in a page, and the real service."""
    from bot.demo import demo  # noqa: PLC0415 - only the demo needs a simulator

    remark("Setting up the demo ...")
    run(demo(port, directory), OSError)
