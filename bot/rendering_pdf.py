"""A case as a PDF, where the extra `pdf` is installed."""

from itertools import groupby
from typing import Any, Final

from bot import typesetting
from bot.images import Image
from bot.record_words import Words
from bot.rendering import Page, Shown

_WIDEST, _HIGHEST = 12.0, 4.5
"""Centimetres of a picture."""

_SAID: Final = ("timeline", "missing", "nothing_missing", "looks")

TEMPLATE: Final = b"""
#for picture in page-of.pictures { drawn(picture) }
#if page-of.days.len() > 0 { heading(level: 2, say.timeline) }
#for group in page-of.days {
  align(center, block(above: 14pt, below: 6pt, sticky: true, quiet(strong(group.day))))
  for entry in group.entries {
    let out = entry.direction == "out"
    block(breakable: true, width: 100%, above: 6pt, below: 0pt, inset: (x: 8pt, y: 6pt),
      radius: 3pt, stroke: 0.5pt + luma(82%),
      fill: if out { rgb("#ebf5ef") } else if entry.direction == "in" { rgb("#f4f6f9") }
        else { white })[
      #strong(entry.author) #h(6pt) #quiet(entry.head) \\
      #entry.lines.join(linebreak())
      #for picture in entry.images { block(above: 4pt, image(bytes(picture.svg),
        format: "svg", width: picture.width * 1cm, alt: picture.told)) }
      #for note in entry.notes { block(above: 4pt, quiet(note)) }
    ]
  }
}
#heading(level: 2, say.missing)
#if page-of.missing.len() == 0 { fine(say.nothing_missing) }
#pairs(page-of.missing)
#if page-of.looks.len() > 0 { heading(level: 2, say.looks); pairs(page-of.looks) }
"""


def as_pdf(shown: Page) -> bytes:
    """Return the PDF."""
    return typesetting.compiled(TEMPLATE, _content(shown))


def _content(shown: Page) -> dict[str, Any]:
    words = Words(shown.language)
    pictures = typesetting.pictures(shown.check_ins, shown.frequency, words)
    return typesetting.head(
        words,
        shown.title,
        letterhead=shown.letterhead,
        facts=shown.facts,
        warnings=shown.warnings,
        said=_SAID,
    ) | {
        "pictures": list(pictures),
        "missing": shown.missing,
        "looks": shown.looks,
        "days": [
            {
                "day": day,
                "entries": [_entry(entry, words) for entry in entries],
            }
            for day, entries in groupby(shown.entries, key=lambda entry: entry.day)
        ],
    }


def _entry(entry: Shown, words: Words) -> dict[str, Any]:
    lines = entry.versions[0][1] if entry.versions else entry.lines
    notes = [f"{words.say('goal_label')}: {goal}" for goal in entry.goals]
    notes += entry.notes
    notes += [f"{when}: {' / '.join(said)}" for when, said in entry.versions[1:]]
    head = (entry.time, f"#{entry.number}", entry.about, entry.delivery, entry.later)
    return {
        "author": entry.author,
        "head": "  ".join(filter(None, head)),
        "direction": entry.direction,
        "lines": lines,
        "notes": notes,
        "images": [
            {"told": name, "svg": typesetting.framed(image), "width": _wide(image)}
            for name, image in entry.images
        ],
    }


def _wide(image: Image) -> float:
    """Return how wide a picture is set, in centimetres: none is large."""
    return min(_WIDEST, _HIGHEST * image.width / image.height)
