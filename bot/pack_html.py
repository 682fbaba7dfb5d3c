"""The pages for a follow-up as one HTML page that needs nothing else, and prints."""

from collections.abc import Iterator, Sequence
from html import escape

from bot import rendering_html as html
from bot.pack import Pack
from bot.pack_goals import GoalSoFar
from bot.pack_lines import Line
from bot.record_words import Words


def as_html(shown: Pack) -> Iterator[str]:
    """Yield the lines of the page; it fetches nothing and runs nothing."""
    words = Words(shown.language)
    yield from html.head(shown.title, words, policy=html.still_policy())
    yield '<body class="pack">'
    yield from html.letterhead(shown.letterhead)
    yield f"<h1>{escape(shown.title)}</h1>"
    yield from html.pairs(shown.facts)
    yield from html.warnings(shown.warnings)
    yield f'<p class="fine">{escape(shown.about)}</p>'
    yield _heading("pack_questions", words)
    for question in shown.questions:
        yield f"<h3>{escape(question.asked)}</h3>"
        if question.last:
            said = words.say("pack_answered", said=question.last)
            yield f'<p class="fine" dir="auto">{escape(said)}</p>'
        yield '<div class="room"></div>'
    yield _heading("pack_to_say", words)
    yield from _lines(shown.to_say, words.say("pack_nothing_said"))
    yield _heading("pack_goals", words)
    for goal in shown.goals:
        yield from _goal(goal, words)
    if not shown.goals:
        yield f"<p>{escape(words.say('pack_no_goals'))}</p>"
    yield from html.pictures(shown.check_ins, (), words)
    yield _heading("pack_contact", words)
    for line in shown.contact:
        yield f"<p>{escape(line)}</p>"
    yield from html.pictures((), shown.frequency, words)
    yield _heading("pack_meetings", words)
    yield from _lines(shown.meetings, words.say("pack_no_meetings"))
    for key, some in (("pack_open", shown.open), ("pack_kept", shown.kept)):
        yield _heading(key, words)
        yield from _lines(some, words.say("pack_none"))
    yield "</body></html>"


def _heading(key: str, words: Words) -> str:
    return f"<h2>{escape(words.say(key))}</h2>"


def _goal(goal: GoalSoFar, words: Words) -> Iterator[str]:
    yield f'<h3 dir="auto">{escape(goal.name)} <small>{escape(goal.state)}</small></h3>'
    yield from _lines(goal.notes, words.say("pack_no_notes"))


def _lines(lines: Sequence[Line], otherwise: str) -> Iterator[str]:
    if lines:
        yield from html.pairs((line.day, line.text) for line in lines)
    else:
        yield f'<p class="fine">{escape(otherwise)}</p>'
