"""Write commands.md from the program's own commands.

python docs/reference/make.py

A test compares the page with what this would write.
"""  # noqa: INP001 - a script beside the page that it makes

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("commands.md")
TOP = """\
# Commands

Everything is done with `fastkontakt`, which lies in `.venv/bin` after an install.

- **Exit codes.** 0: done. 1: the operator must act, and one line says how. 2: the
  command was used wrongly, or could not look.
- **Output.** Standard output carries only the result, never wrapped; progress and
  remarks go to standard error.
- **Nothing is asked** where there is no terminal.
- **Beside the running service** every command works but `run` and `restore`.
- **On a reader's machine** `reader keygen`, `open`, `desk` and `pack` need no
  configuration, no database and no network.

This page is made by `python docs/reference/make.py`; a test compares the two.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Yield each command with the words that call it, those of groups included."""
    from typer.main import get_command  # noqa: PLC0415 - the page's text needs none

    from bot.cli import app  # noqa: PLC0415 - as above

    yield from _below("fastkontakt", get_command(app))


def render() -> str:
    """Return the page."""
    return "\n".join([TOP, *(_section(name, command) for name, command in commands())])


def options(command: Any) -> list[Any]:
    """Return what can be given to a command, but `--help`."""
    return [each for each in command.params if not getattr(each, "hidden", False)]


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for word, each in getattr(command, "commands", {}).items():
        if not each.hidden:
            yield from _below(f"{name} {word}", each)


def _section(name: str, command: Any) -> str:
    level = "##" if name.count(" ") < 2 else "###"  # noqa: PLR2004 - groups have two words
    lines = [f"{level} {name}", "", _flowed(command.help or ""), ""]
    given = options(command)
    if not hasattr(command, "commands"):
        lines += [f"    {_usage(name, given)}", ""]
    if given:
        lines += ["| | |", "|---|---|"]
        context = command.context_class(command, info_name=name)
        for each in given:
            written, meaning = each.get_help_record(context)
            written = written.replace("<list[Path]>", "<path> ...")
            lines.append(f"| `{_cell(written)}` | {_cell(meaning)} |")
        lines.append("")
    return "\n".join(lines)


def _usage(name: str, given: list[Any]) -> str:
    words = [name]
    for each in given:
        if each.param_type_name == "argument":
            word = each.name.upper() + (" ..." if each.nargs == -1 else "")
        else:
            value = "" if each.is_flag else f" {each.name.upper()}"
            word = f"{each.opts[0]}{value}" + (" ..." if each.multiple else "")
        words.append(word if each.required else f"[{word}]")
    return " ".join(words)


def _flowed(text: str) -> str:
    """Return the text with one line a paragraph, as terminals and pages wrap it."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    PAGE.write_text(render(), encoding="utf-8")
