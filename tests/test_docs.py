"""The documents say what the program does."""

import ast
import importlib.util
import re
import sqlite3
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from aiohttp import web

from bot import config_file, duties, http_server, office
from bot.config import Settings
from bot.telegram_ingest import Trouble
from bot.telegram_webhook import TelegramWebhook
from casework.people import Channel, Language
from sms_gateway.account import TwilioAccount
from sms_gateway.webhooks import TwilioWebhooks
from storage import migrations, shred

TOP = Path(__file__).parents[1]
PACKAGES = ("casework", "storage", "handlers", "sms_gateway", "bot")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
TEXT_FILES = {
    *(".md", ".py", ".toml", ".sql", ".po", ".lock", ".js", ".css", ".html", ".svg"),
    *(".json", ".yml", ".yaml", ".service", ".conf", ""),
}


def text_of(name):
    return (TOP / name).read_text(encoding="utf-8")


def committed():
    """Return every committed file that is text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so nobody can say what is committed")
    paths = [TOP / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.suffix in TEXT_FILES and path.is_file()]


def pages():
    found = [path for path in TOP.glob("*.md") if path.is_file()]
    return sorted([*found, *(TOP / "docs").rglob("*.md")])


def page_id(path):
    return str(path.relative_to(TOP))


def rows(name):
    """Return the cells of every row of every table on a page."""
    lines = text_of(name).splitlines()
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
        if line.startswith("| ")
    ]


def first_words(name):
    """Return what stands in backticks in the first cell of each row."""
    return [
        match[1] for row in rows(name) if (match := re.fullmatch(r"`(.+)`", row[0]))
    ]


# Commands


def maker():
    spec = importlib.util.spec_from_file_location(
        "docs_reference_make", TOP / "docs/reference/make.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = maker()
COMMANDS = dict(MAKER.commands())


def test_the_page_of_commands_is_that_of_the_program():
    page = text_of("docs/reference/commands.md")

    assert page == MAKER.render(), "run: python docs/reference/make.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_does(name):
    command = COMMANDS[name]

    assert (command.help or "").strip().endswith(".")
    for each in MAKER.options(command):
        assert each.help, each.name


CODE = re.compile(r"```.*?```|`[^`\n]+`|^ {4,}\S.*$", re.DOTALL | re.MULTILINE)
CALL = re.compile(r"(?:^|[/`(]|[$#] )fastkontakt((?: [a-z][a-z-]*)+)((?: [^\n`]*)?)")


def called_commands():
    """Return every command that a page tells the reader to type."""
    found = []
    for page in pages():
        if page.name == "sealed-record.md":
            continue  # there it stands in the tags of what is hashed and signed
        for block in CODE.findall(page.read_text(encoding="utf-8")):
            for match in CALL.finditer(block.replace("\\\n", " ")):
                rest = match[2].split("#")[0]
                found.append((page_id(page), match[1].split(), rest))
    return found


@pytest.mark.parametrize("call", called_commands(), ids=lambda call: call[0])
def test_every_command_on_a_page_exists(call):
    _, words, rest = call
    known = "fastkontakt"
    while words and f"{known} {words[0]}" in COMMANDS:
        known = f"{known} {words.pop(0)}"

    # What follows the name of a command may be words to it, not another name.
    assert known != "fastkontakt", words
    assert not (words and hasattr(COMMANDS[known], "commands")), words
    options = {word for each in COMMANDS[known].params for word in each.opts}
    for option in re.findall(r"(?<=\s)--[a-z-]+", f" {rest.split('|')[0]}"):
        assert option in options | {"--help"}, f"{known} {option}"


# Configuration


def test_the_example_configuration_loads(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(text_of(config_file.EXAMPLE), encoding="utf-8")
    path.chmod(0o600)

    assert Settings.read(path).organisation.name == "Fastkontakt"


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_every_setting_on_a_page_exists(page):
    document = tomllib.loads(text_of(config_file.EXAMPLE))
    mentioned = re.findall(
        r"`\[([a-z.]+)\] ([a-z_]+)", page.read_text(encoding="utf-8")
    )

    for section, name in mentioned:
        table = document
        for part in section.split("."):
            table = table[part]
        assert name in table, f"[{section}] {name}"


# Tables


def tables_of_the_store():
    """Return the tables as the migrations make them, with their columns."""
    db = sqlite3.connect(":memory:")
    for step in migrations.known():
        db.executescript(step.sql)
    db.executescript(shred.SCHEMA)
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not row[0].startswith("sqlite_")
    ]
    columns = {
        name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        for name in names
    }
    db.close()
    return columns


def test_every_table_and_column_is_described_and_no_other():
    described = {}
    for line in text_of("docs/reference/tables.md").splitlines():
        if line.startswith("### "):
            columns = described[line.removeprefix("### ")] = []
        elif match := re.match(r"\| `(\w+)` \|", line):
            columns.append(match[1])

    assert described == tables_of_the_store()


# The log


def calls_of(tree, name):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
    ]


def enclosing(tree, node):
    """Return the innermost function around a node."""
    around = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(part is node for part in ast.walk(each))
    ]
    return around[-1] if around else None


def phrases_of(tree, call):
    """Return the phrase, or those that the callers of a small helper hand over."""
    phrase = call.args[0]
    if isinstance(phrase, ast.Constant):
        return [phrase.value]
    helper = enclosing(tree, call)
    names = [argument.arg for argument in helper.args.args]
    place = names.index(phrase.id)
    return [each.args[place].value for each in calls_of(tree, helper.name)]


def ids_of(tree, call):
    extra = next((each.value for each in call.keywords if each.arg == "extra"), None)
    if isinstance(extra, ast.Call):
        helper = next(
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name == extra.func.id
        )
        extra = next(
            node.value for node in ast.walk(helper) if isinstance(node, ast.Return)
        )
    return () if extra is None else tuple(key.value for key in extra.keys)


def logged():
    found = set()
    for path in (path for name in PACKAGES for path in (TOP / name).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id == "log"
                and call.func.attr in LEVELS
            ):
                level = call.func.attr.replace("exception", "error")
                for phrase in phrases_of(tree, call):
                    found.add((phrase, level, ids_of(tree, call)))
    return found


def test_every_log_event_is_described_with_its_level_and_ids_and_no_other():
    described = {
        (row[0].strip("`"), row[1], tuple(filter(None, row[2].split(", "))))
        for row in rows("docs/reference/log-events.md")
        if row[0].startswith("`")
    }

    assert described == logged()


# HTTP


ACCOUNT = TwilioAccount(
    "AC" + "0" * 32, ("token",), sender="+4520000000", public_url="https://example.org"
)


def routes():
    app = web.Application()
    http_server._Health(list, str).add_routes(app)
    TwilioWebhooks(
        ACCOUNT,
        take_in=None,
        report=None,
        answer_call=None,
        now=None,
        language=Language.ENGLISH,
    ).add_routes(app)
    app.add_routes(TelegramWebhook("path", "secret", None, None).routes())
    return {resource.canonical for resource in app.router.resources()}


def metrics():
    declared = {
        (kind, name)
        for path in (path for name in PACKAGES for path in (TOP / name).rglob("*.py"))
        for kind, name in re.findall(
            r"\.(counter|gauge)\(\s*\"(\w+)\"", path.read_text(encoding="utf-8")
        )
    } | {("gauge", name) for name in duties._GAUGES}
    return {
        f"fastkontakt_{name}{'_total' if kind == 'counter' else ''}"
        for kind, name in declared
    }


def literals(node):
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def alarms():
    """Return the name of every alarm that is raised anywhere."""
    ways = ("telegram", "sms", "command")
    found = {trouble.value for trouble in Trouble} | set(office._SENTENCES)
    found |= {f"alarm_way_{way}_down" for way in ways}
    found |= {f"{channel}_down" for channel in Channel}
    for path in (path for name in PACKAGES for path in (TOP / name).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            called = ast.unparse(call.func).rpartition(".")[2]
            name = {"switch": 0, "_switch": 0, "raise_alarm": 1}.get(called)
            if name is None or len(call.args) <= name:
                continue
            given = call.args[name]
            if isinstance(given, ast.Constant):
                found.add(given.value)
            elif isinstance(given, ast.IfExp):
                found |= literals(given.body) | literals(given.orelse)
    return found


def test_every_address_metric_and_alarm_is_described_and_no_other():
    described = Counter(first_words("docs/reference/http.md"))

    expected = routes() | metrics() | alarms()
    assert set(described) == expected
    assert max(described.values()) == 1


# Links


LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")


def anchors(path):
    """Return what the headings of a page can be linked as."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("page", pages(), ids=page_id)
def test_every_link_on_a_page_leads_somewhere(page):
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert path.is_relative_to(TOP), target
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), target


def test_every_page_stands_in_the_table_of_contents():
    contents = TOP / "docs/README.md"
    linked = {
        (contents.parent / (match[1] or match[2]).partition("#")[0]).resolve()
        for match in LINK.finditer(contents.read_text(encoding="utf-8"))
    }
    listed = set((TOP / "docs").rglob("*.md"))

    assert listed - {contents} <= linked


def test_every_decision_has_its_four_parts():
    found = sorted((TOP / "docs/decisions").glob("*.md"))

    assert [path.name[:4] for path in found] == [
        f"{number:04}" for number in range(1, len(found) + 1)
    ]
    for path in found:
        text = path.read_text(encoding="utf-8")
        titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert titles == ["Context", "Decision", "Consequences", "Alternatives"]


# The README, and what must not be in any file


def test_the_two_commands_of_the_readme_are_in_the_makefile():
    readme, makefile = text_of("README.md"), text_of("Makefile")

    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_readme_gives_a_reason_for_each_dependency_and_has_a_dozen_at_most():
    needed = tomllib.loads(text_of("pyproject.toml"))["project"]["dependencies"]
    names = [re.match(r"[\w-]+", line)[0].lower() for line in needed]
    given = [name.lower() for name in first_words("README.md")]

    assert len(names) <= 12
    assert [name for name in given if name in names] == names


# Spelled so that this file does not contain what it looks for.
FOREIGN = re.compile(
    r"(?<![\w./-])/(w[o]rk|r[o]ot|h[o]me/[a-z]+)/|index-[u]rl|pypi\.[o]rg"
    r"|pythonhosted\.[o]rg|https?://[^\s`)]*/s[i]mple/?(?=[\s`)]|$)|/\.l[i]brary"
)


def test_no_committed_file_names_a_path_of_a_machine_or_a_package_host():
    for path in committed():
        match = FOREIGN.search(path.read_text(encoding="utf-8"))
        assert match is None, f"{path.relative_to(TOP)}: {match[0]}"
