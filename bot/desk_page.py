"""The page of the reader's desk: two files and a passphrase, then the case."""

import json
from html import escape
from typing import Final

from bot.record_words import Words
from bot.rendering_html import hash_of, text_of

_SAID_LATER: Final = ("desk_opening", "desk_making", "desk_missed", "desk_ended")
_STYLE: Final = "desk.css"
_SCRIPT: Final = "desk.js"


def desk_page(words: Words) -> str:
    """Return the page."""

    def say(key: str) -> str:
        return escape(words.say(key))

    told = json.dumps({key: words.say(key) for key in _SAID_LATER}, ensure_ascii=False)
    return f"""<!doctype html>
<html lang="{words.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{say("desk")}</title>
<style>{text_of(_STYLE)}</style></head>
<body data-told="{escape(told)}">
<form id="open"><h1>{say("desk")}</h1>
<p>{say("desk_about")}</p><p class="drop">{say("desk_drop")}</p>
<label>{say("desk_bundle")}<input id="bundle" type="file" required></label>
<label>{say("desk_key")}<input id="key" type="file" required></label>
<label>{say("desk_phrase")}<input id="phrase" type="password" required
 autocomplete="off" spellcheck="false"></label>
<p id="line" role="alert"></p>
<button id="go">{say("desk_open")}</button></form>
<div id="bar" hidden><span id="name"></span><span id="told" role="status"></span>
<button id="pack" type="button">{say("desk_pack")}</button>
<button id="copying" type="button" aria-controls="others">{say("desk_copy")}</button>
<button id="pdf" type="button">{say("desk_pdf")}</button>
<button id="close" type="button">{say("desk_close")}</button></div>
<section id="others" hidden>
<label>{say("desk_others")}<textarea id="words" rows="8" spellcheck="false"
 autocomplete="off"></textarea></label>
<label>{say("desk_without")}<input id="without" autocomplete="off"></label>
<button id="copy" type="button">{say("desk_copy_make")}</button>
<button id="shorter" type="button">{say("desk_pack_make")}</button></section>
<iframe id="case" hidden title="{say("desk_case")}"
 sandbox="allow-scripts allow-modals"></iframe>
<footer><button id="end" type="button">{say("desk_end")}</button></footer>
<script>{text_of(_SCRIPT)}</script></body></html>
"""


def desk_policy() -> str:
    """Return what the desk may do: ask itself, show a case, and nothing else."""
    style, script = hash_of(text_of(_STYLE)), hash_of(text_of(_SCRIPT))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; "
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
