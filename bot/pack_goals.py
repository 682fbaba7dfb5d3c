"""The goals of a case for a follow-up: how each stands, and what was noted to it.

What others said is not in it: a note of a talk with the school stands there without
its words, and so does one that was made of what a guardian wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.catalogue_words import goal_name
from bot.choosing import goals_of
from bot.pack_lines import Line, Lines
from bot.rendering import one_line
from storage.opened_entry import OpenedEntry

CLIENT = "client"
"""What parties of a contact call whom the case is about."""

_NOTES = frozenset({"note", "contact", "appointment"})


@dataclass(frozen=True, slots=True)
class GoalSoFar:
    """A goal, how it stands, and what was noted about it."""

    name: str = field(repr=False)
    state: str
    notes: tuple[Line, ...]


def goals(
    lines: Lines,
    so_far: Sequence[OpenedEntry],
    chosen: Sequence[OpenedEntry],
    client: object,
) -> Iterator[GoalSoFar]:
    """Yield the goals that counted in the chosen time, and what was noted then.

    `client` is the id of whom the case is about; `so_far` begins with the case.
    """
    set_on: dict[str, OpenedEntry] = {}
    ended: dict[str, OpenedEntry] = {}
    for entry in so_far:
        for goal in goals_of(entry.more):
            if entry.kind == "goal":
                set_on[goal] = entry
                ended.pop(goal, None)
            elif entry.kind == "goal_ended":
                ended[goal] = entry
    notes = _notes(lines, so_far, chosen, client)
    in_time = {entry.sequence for entry in chosen}
    for goal in dict.fromkeys((*set_on, *notes)):
        last = ended.get(goal)
        if last is None or last.sequence in in_time:
            name = goal_name(one_line(goal), lines.words.language)
            state = _state(lines, set_on.get(goal), last)
            yield GoalSoFar(name, state, tuple(notes.get(goal, ())))


def _state(lines: Lines, since: OpenedEntry | None, until: OpenedEntry | None) -> str:
    if until is not None:
        return lines.words.say("pack_goal_ended", day=lines.day(until))
    if since is not None:
        return lines.words.say("pack_goal_since", day=lines.day(since))
    return ""


def _notes(
    lines: Lines,
    so_far: Sequence[OpenedEntry],
    chosen: Sequence[OpenedEntry],
    client: object,
) -> dict[str, list[Line]]:
    """Return what was noted, by goal."""
    corrected = {each.refers_to: each for each in so_far if each.kind == "correction"}
    by_others = {
        each.sequence
        for each in so_far
        if each.direction == "in" and each.author_id != client
    }
    found: dict[str, list[Line]] = {}
    for entry in chosen:
        if entry.kind not in _NOTES:
            continue
        if _is_of_others(entry) or entry.refers_to in by_others:
            text = lines.words.say("pack_others")
            text = f"{_form(lines, entry)} ({text})".strip()
        elif (correction := corrected.get(entry.sequence)) is not None:
            text = one_line(correction.text)
        else:
            text = _note(lines, entry)
        for goal in goals_of(entry.more) if text else ():
            found.setdefault(goal, []).append(lines.of(entry, text))
    return found


def _note(lines: Lines, entry: OpenedEntry) -> str:
    """Return what was noted, their own words in quotation marks."""
    head = _form(lines, entry)
    note, own = str(entry.more.get("note", "")), str(entry.more.get("own_words", ""))
    if not note and not own and entry.kind == "note":
        note = entry.text
    said = (one_line(note), f"“{one_line(own)}”" if own else "")
    text = " ".join(filter(None, said))
    return f"{head}: {text}" if head and text else head or text


def _form(lines: Lines, entry: OpenedEntry) -> str:
    form = str(entry.more.get("form", "")) if entry.kind != "note" else ""
    return lines.words.form(one_line(form)) if form else ""


def _is_of_others(entry: OpenedEntry) -> bool:
    """Tell whether others took part, so that it may hold what they said."""
    parties = entry.more.get("parties", [])
    return isinstance(parties, list) and bool(set(parties) - {CLIENT})
