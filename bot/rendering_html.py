"""A case as one HTML page that needs nothing else, searches itself and prints well."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Final

from bot import drawings
from bot.curves import Bar, CheckIn
from bot.entry_groups import GROUPS
from bot.record_words import Words
from bot.rendering import Page, Shown

_STYLE: Final = "case.css"
_SCRIPT: Final = "case.js"


def as_html(shown: Page) -> Iterator[str]:
    """Yield the lines of the page; nothing in it is fetched from anywhere."""
    words = Words(shown.language)
    yield from head(shown.title, words, policy=case_policy())
    yield "<body>"
    yield from letterhead(shown.letterhead)
    yield f"<h1>{escape(shown.title)}</h1>"
    yield from pairs(shown.facts)
    yield from warnings(shown.warnings)
    yield from pictures(shown.check_ins, shown.frequency, words)
    yield from _filters(shown, words)
    yield f'<main><h2 class="over">{escape(words.say("timeline"))}</h2>'
    for (day, date), entries in groupby(
        shown.entries, key=lambda entry: (entry.day, entry.date)
    ):
        yield f'<section data-d="{date}"><h3>{escape(day)}</h3>'
        for entry in entries:
            yield from _article(entry, words)
        yield "</section>"
    yield "</main>"
    yield from _missing(shown, words)
    yield from _looks(shown, words)
    yield f"<script>{text_of(_SCRIPT)}</script>"
    yield "</body></html>"


def case_policy() -> str:
    """Return what the page may do: show what is in it, run its script, nothing else."""
    script = hash_of(text_of(_SCRIPT))
    return f"{still_policy()}; img-src data:; script-src {script}"


def still_policy() -> str:
    """Return what a page may do that runs nothing: look as it looks."""
    style = hash_of(text_of(_STYLE))
    return f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"


@cache
def text_of(name: str) -> str:
    """Return a file that belongs to the pages."""
    return (files("bot.pages") / name).read_text(encoding="utf-8")


def hash_of(content: str) -> str:
    """Return how a policy names an inline style or script."""
    digest = base64.b64encode(sha256(content.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def head(title: str, words: Words, *, policy: str) -> Iterator[str]:
    """Yield the head of a page, which may do what the policy says."""
    yield "<!doctype html>"
    yield f'<html lang="{escape(words.language)}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{text_of(_STYLE)}</style></head>"


def letterhead(lines: Sequence[str]) -> Iterator[str]:
    """Yield whose page it is."""
    if lines:
        name, *rest = lines
        yield f'<p class="letterhead"><strong>{escape(name)}</strong>'
        for line in rest:
            yield f"<span>{escape(line)}</span>"
        yield "</p>"


def pairs(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what is called what."""
    yield "<dl>"
    for name, value in rows:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"


def warnings(lines: Iterable[str]) -> Iterator[str]:
    """Yield what has to be known before the page is trusted."""
    for line in lines:
        yield f'<p class="warning" role="alert">{escape(line)}</p>'


def pictures(
    check_ins: Sequence[CheckIn], frequency: Sequence[Bar], words: Words
) -> Iterator[str]:
    """Yield the curve and the bars, those that there is anything to draw for."""
    if check_ins:
        yield f"<figure><h2>{escape(words.say('curve'))}</h2><div>"
        yield from drawings.curve(check_ins, words)
        yield "</div></figure>"
    if frequency:
        yield f"<figure><h2>{escape(words.say('frequency'))}</h2><div>"
        yield from drawings.bars(frequency, words)
        yield "</div>"
        yield from drawings.legend(words)
        yield from drawings.table(frequency, words)
        yield "</figure>"


def _filters(shown: Page, words: Words) -> Iterator[str]:
    def say(key: str) -> str:
        return escape(words.say(key))

    told = {
        "shown": words.say("shown", shown="{shown}", all="{all}"),
        "copied": words.say("copied", shown="{shown}"),
        "failed": words.say("not_copied"),
    }
    yield (
        f'<form id="find" hidden role="search" aria-label="{say("filters")}"'
        f' data-told="{escape(json.dumps(told, ensure_ascii=False))}">'
    )
    yield f'<p><label class="pair wide">{say("search")} '
    yield '<input id="text" type="search" autocomplete="off" spellcheck="false">'
    yield "</label>"
    for name in ("since", "until"):
        yield f'<label class="pair">{say(name)} <input id="{name}" type="date"></label>'
    goals = sorted({goal for entry in shown.entries for goal in entry.goals})
    if goals:
        yield f'<label class="pair">{say("goal_label")} <select id="goal">'
        yield f'<option value="">{say("all_goals")}</option>'
        for goal in goals:
            yield f'<option value="{escape(goal)}">{escape(goal)}</option>'
        yield "</select></label>"
    yield f"</p><fieldset><legend>{say('forms')}</legend>"
    counts = Counter(entry.group for entry in shown.entries)
    for group in GROUPS:
        if counts[group]:
            yield (
                f'<label class="chip"><input type="checkbox" name="form" checked'
                f' value="{group}">{say(f"group_{group}")}'
                f" <small>{counts[group]}</small></label>"
            )
    yield "</fieldset><p>"
    yield '<output id="count" role="status"></output>'
    for name, kind in (("reset", "reset"), ("print", "button"), ("copy", "button")):
        yield f'<button id="{name}" type="{kind}">{say(name)}</button>'
    yield "</p></form>"


def _article(entry: Shown, words: Words) -> Iterator[str]:
    side = entry.direction if entry.direction in {"in", "out"} else "own"
    goals = escape(json.dumps(entry.goals, ensure_ascii=False))
    yield (
        f'<article class="{side} {entry.group}" id="e{entry.number}"'
        f' data-g="{entry.group}" data-goals="{goals}">'
    )
    yield f'<header><b dir="auto">{escape(entry.author)}</b>'
    yield f"<time>{escape(entry.time)}</time><span>#{entry.number}</span>"
    yield f"<span>{escape(entry.about)}</span>"
    if entry.delivery:
        yield f'<span class="state">{escape(entry.delivery)}</span>'
    if entry.later:
        yield f'<span class="state">{escape(entry.later)}</span>'
    yield "</header>"
    lines = entry.versions[0][1] if entry.versions else entry.lines
    if lines:
        said = "\n".join(map(escape, lines))
        yield f'<p dir="auto">{said}</p>'
    for name, image in entry.images:
        yield (
            f'<img src="{image.url}" width="{image.width}" height="{image.height}"'
            f' alt="{escape(name) or escape(words.say("photo"))}" loading="lazy">'
        )
    for goal in entry.goals:
        yield f'<p class="fine">{escape(words.say("goal_label"))}: {escape(goal)}</p>'
    for note in entry.notes:
        yield f'<p class="fine" dir="auto">{escape(note)}</p>'
    if entry.versions:
        yield from _versions(entry, words)
    yield "</article>"


def _versions(entry: Shown, words: Words) -> Iterator[str]:
    yield f"<details><summary>{escape(words.say('versions'))}</summary>"
    for when, lines in entry.versions[1:]:
        said = "\n".join(map(escape, lines))
        yield f'<p class="fine">{escape(when)}</p><p class="old" dir="auto">{said}</p>'
    yield "</details>"


def _missing(shown: Page, words: Words) -> Iterator[str]:
    yield f'<section class="end" id="missing"><h2>{escape(words.say("missing"))}</h2>'
    if shown.missing:
        yield from pairs(shown.missing)
    else:
        yield f"<p>{escape(words.say('nothing_missing'))}</p>"
    yield "</section>"


def _looks(shown: Page, words: Words) -> Iterator[str]:
    if shown.looks:
        yield f'<section class="end" id="looks"><h2>{escape(words.say("looks"))}</h2>'
        yield from pairs(shown.looks)
        yield "</section>"
