"""Nobody can search what several people said: there is no such way, anywhere."""

import re
from importlib import resources

import click
import pytest
from typer.main import get_group
from typer.testing import CliRunner

from bot import desk_reading
from bot.cli import app
from bot.desk_reading import DeskError
from casework.keywords import Keyword
from handlers.commands import DEEDS, ON_MESSAGES
from storage import migrations

SEARCHING = re.compile(r"search|find|grep|query|look.?up|søg|sök", re.IGNORECASE)


def every_command(group, path=()):
    """Yield each command with its way there, and its parameters."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if hasattr(command, "list_commands"):
            yield from every_command(command, (*path, name))


def test_no_command_searches():
    found = list(every_command(get_group(app)))

    names = [name for path, _ in found for name in path]
    options = [
        option
        for _, command in found
        for each in command.params
        for option in each.opts
    ]
    assert {"record", "export", "access"} <= set(names)
    assert [each for each in (*names, *options) if SEARCHING.search(each)] == []


def test_nothing_in_the_chat_searches():
    said = [*DEEDS, *ON_MESSAGES, *Keyword]

    assert "/record" in said
    assert [each for each in said if SEARCHING.search(each)] == []


def test_the_store_has_no_index_of_words():
    sql = "\n".join(step.sql for step in migrations.known()).upper()

    assert "CREATE TABLE CONTACT_ENTRY" in sql
    assert not re.search(r"\bVIRTUAL\b|\bFTS\d?\b|TSVECTOR|TRIGRAM", sql)


def test_a_reader_opens_one_case_at_a_time(tmp_path):
    one, other, key = (tmp_path / name for name in ("one", "other", "key"))

    ran = CliRunner().invoke(
        app, ["reader", "open", str(one), str(other), "--key", str(key)]
    )

    assert ran.exit_code == 2
    assert "unexpected extra argument" in ran.stderr


def test_the_desk_takes_one_bundle_and_whatever_follows_it_is_refused():
    head = (
        b'{"passphrase": "x", "key": {"name": "k", "size": 3},'
        b' "bundle": {"name": "b", "size": 3}}'
    )
    sent = len(head).to_bytes(4, "big") + head + b"key" + b"one" + b"another"

    with pytest.raises(DeskError, match="did not arrive whole"):
        desk_reading.open_sent(sent, "en", None)


def test_the_page_of_a_case_asks_nobody_else():
    """Its search looks at what stands in the page: it has nowhere else to look."""
    script = resources.files("bot.pages").joinpath("case.js").read_text("utf-8")

    assert not re.search(r"fetch\(|XMLHttpRequest|indexedDB|localStorage", script)
