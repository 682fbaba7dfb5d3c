"""The pages for a follow-up as PDF, where the extra `pdf` is installed."""

from collections.abc import Sequence
from typing import Any, Final

from bot import typesetting
from bot.pack import Pack
from bot.pack_lines import Line
from bot.record_words import Words

_SAID: Final = (
    *("pack_questions", "pack_to_say", "pack_nothing_said", "pack_goals"),
    *("pack_no_goals", "pack_no_notes", "pack_contact", "pack_meetings"),
    *("pack_no_meetings", "pack_open", "pack_kept", "pack_none"),
)

TEMPLATE: Final = b"""
#let lines(rows, otherwise) = if rows.len() == 0 { quiet(otherwise) } else {
  grid(columns: (2.6cm, 1fr), column-gutter: 10pt, row-gutter: 6pt,
    ..rows.map(row => (quiet(row.at(0)), row.at(1))).flatten())
}
#show heading.where(level: 3): set text(size: 10pt)
#show heading.where(level: 3): set block(above: 12pt, below: 6pt, sticky: true)
#v(4pt)
#quiet(page-of.about)
#heading(level: 2, say.pack_questions)
#for question in page-of.questions {
  block(breakable: false, width: 100%, {
    heading(level: 3, question.asked)
    if question.last != "" { quiet(question.last) }
    for place in range(3) { v(18pt); line(length: 100%, stroke: 0.4pt + luma(75%)) }
  })
}
#heading(level: 2, say.pack_to_say)
#lines(page-of.to_say, say.pack_nothing_said)
#heading(level: 2, say.pack_goals)
#if page-of.goals.len() == 0 { quiet(say.pack_no_goals) }
#for goal in page-of.goals {
  heading(level: 3, { goal.name; h(6pt); quiet(goal.state) })
  lines(goal.notes, say.pack_no_notes)
}
#for picture in page-of.curve { block(breakable: false, width: 100%, drawn(picture)) }
#heading(level: 2, say.pack_contact)
#for line in page-of.contact { par(line) }
#for picture in page-of.bars { block(breakable: false, width: 100%, drawn(picture)) }
#heading(level: 2, say.pack_meetings)
#lines(page-of.meetings, say.pack_no_meetings)
#heading(level: 2, say.pack_open)
#lines(page-of.open, say.pack_none)
#heading(level: 2, say.pack_kept)
#lines(page-of.kept, say.pack_none)
"""


def as_pdf(shown: Pack) -> bytes:
    """Return the PDF."""
    return typesetting.compiled(TEMPLATE, _content(shown))


def _content(shown: Pack) -> dict[str, Any]:
    words = Words(shown.language)
    return typesetting.head(
        words,
        shown.title,
        letterhead=shown.letterhead,
        facts=shown.facts,
        warnings=shown.warnings,
        said=_SAID,
    ) | {
        "about": shown.about,
        "questions": [
            {
                "asked": each.asked,
                "last": each.last and words.say("pack_answered", said=each.last),
            }
            for each in shown.questions
        ],
        "to_say": _rows(shown.to_say),
        "goals": [
            {"name": each.name, "state": each.state, "notes": _rows(each.notes)}
            for each in shown.goals
        ],
        "curve": list(typesetting.pictures(shown.check_ins, (), words)),
        "contact": shown.contact,
        "bars": list(typesetting.pictures((), shown.frequency, words)),
        "meetings": _rows(shown.meetings),
        "open": _rows(shown.open),
        "kept": _rows(shown.kept),
    }


def _rows(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line.day, line.text) for line in lines]
