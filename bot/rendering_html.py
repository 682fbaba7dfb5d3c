"""A case as one HTML page that needs nothing else, and prints well."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from bot.rendering import Page, Shown

STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2530; background: #fff;
       max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem;
     margin: 0 0 1.5rem; font-size: .875rem; }
dt { color: #5a6675; }
dd { margin: 0; overflow-wrap: anywhere; }
.warning { border-left: 4px solid #a33b1f; background: #fdf3f0; padding: .5rem .75rem;
           margin: 0 0 1rem; }
h2 { font-size: .875rem; font-weight: 600; color: #5a6675; text-align: center;
     margin: 2rem 0 .5rem; break-after: avoid; }
article { border: 1px solid #d5dbe3; border-radius: .5rem; padding: .5rem .75rem;
          margin: .5rem 0; break-inside: avoid; }
article.in { margin-right: 15%; background: #f5f7fa; }
article.out { margin-left: 15%; background: #eef6f1; }
header { display: flex; flex-wrap: wrap; gap: 0 .75rem; font-size: .875rem;
         color: #5a6675; }
header b { color: #1d2530; }
p { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.note { font-size: .875rem; color: #5a6675; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 11pt; } }
"""


def as_html(shown: Page) -> Iterator[str]:
    """Yield the lines of the page; nothing in it is fetched from anywhere."""
    yield "<!doctype html>"
    yield f'<html lang="{escape(shown.language)}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield f"<title>{escape(shown.title)}</title>"
    yield f"<style>{STYLE}</style></head>"
    yield f"<body><h1>{escape(shown.title)}</h1><dl>"
    for name, value in shown.facts:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"
    for warning in shown.warnings:
        yield f'<p class="warning">{escape(warning)}</p>'
    for day, entries in groupby(shown.entries, key=lambda entry: entry.day):
        yield f"<section><h2>{escape(day)}</h2>"
        for entry in entries:
            yield from _article(entry)
        yield "</section>"
    yield "</body></html>"


def _article(entry: Shown) -> Iterator[str]:
    side = entry.direction if entry.direction in {"in", "out"} else "own"
    yield f'<article class="{side}" id="e{entry.number}"><header>'
    yield f'<b dir="auto">{escape(entry.author)}</b>'
    yield f"<span>{escape(entry.time)}</span><span>#{entry.number}</span>"
    yield f"<span>{escape(entry.about)}</span></header>"
    if entry.lines:
        words = "\n".join(map(escape, entry.lines))
        yield f'<p dir="auto">{words}</p>'
    for note in entry.notes:
        yield f'<p class="note" dir="auto">{escape(note)}</p>'
    yield "</article>"
