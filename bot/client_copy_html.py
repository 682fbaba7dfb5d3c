"""A copy for whom a case is about as one HTML page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from bot import rendering_html as html
from bot.client_copy import ClientCopy, Told
from bot.record_words import Words


def as_html(shown: ClientCopy) -> Iterator[str]:
    """Yield the lines of the page; it fetches nothing and runs nothing."""
    words = Words(shown.language)
    yield from html.head(shown.title, words, policy=html.still_policy())
    yield '<body class="copy">'
    yield from html.letterhead(shown.letterhead)
    yield f"<h1>{escape(shown.title)}</h1>"
    yield from html.pairs(shown.facts)
    yield f"<p>{escape(shown.about)}</p>"
    yield "<main>"
    for day, told in shown.days:
        yield f"<section><h3>{escape(day)}</h3>"
        for each in told:
            yield from _article(each)
        yield "</section>"
    yield "</main>"
    yield f'<section class="end"><h2>{escape(words.say("missing"))}</h2>'
    if shown.missing:
        yield from html.pairs(shown.missing)
    else:
        yield f"<p>{escape(words.say('copy_nothing_missing'))}</p>"
    yield "</section>"
    if shown.looks:
        yield f'<section class="end"><h2>{escape(words.say("copy_looks"))}</h2>'
        yield from html.pairs(shown.looks)
        yield "</section>"
    yield f"<p>{escape(shown.rights)}</p>"
    yield "</body></html>"


def _article(told: Told) -> Iterator[str]:
    yield f'<article class="{"in" if told.is_theirs else "out"}">'
    yield f'<header><b dir="auto">{escape(told.who)}</b>'
    yield f"<time>{escape(told.time)}</time><span>{escape(told.what)}</span></header>"
    if told.lines:
        said = "\n".join(map(escape, told.lines))
        yield f'<p dir="auto">{said}</p>'
    for note in told.notes:
        yield f'<p class="fine" dir="auto">{escape(note)}</p>'
    yield "</article>"
