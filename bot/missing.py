"""What of a case is not on its page, and why."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.choosing import Choice
from bot.record_words import Words
from storage.bundle import Bundle
from storage.opened_entry import OpenedEntry
from storage.opening import Opening

_WORDLESS: Final = frozenset({"summary", "log_only"})
"""Record policies that keep nothing of what is said in messages."""
LOST: Final = frozenset({"failed", "skipped"})
"""States of a message that never reached anybody."""


def missing(
    bundle: Bundle,
    opening: Opening,
    chosen: Sequence[OpenedEntry],
    choice: Choice,
    words: Words,
) -> Iterator[tuple[str, str]]:
    """Yield which entries are not there or not whole, and why, one reason a line."""
    for span in opening.closed:
        yield at(words, range(span.first, span.last + 1)), words.say("why_closed")
    there = {entry.sequence for entry in chosen}
    left_out = [each.sequence for each in opening.entries if each.sequence not in there]
    if left_out:
        yield at(words, left_out), _why_left_out(choice, words)
    for why, numbers in reasons(bundle, chosen).items():
        yield at(words, numbers), words.say(why)
    yield from wordless(bundle, words)


def wordless(bundle: Bundle, words: Words) -> Iterator[tuple[str, str]]:
    """Yield that words are not kept, where that is the policy."""
    policy = str(bundle.about.get("policy", ""))
    if policy in _WORDLESS:
        why = words.say("why_no_words", policy=words.say(f"policy_{policy}"))
        yield words.say("all_messages"), why


def at(words: Words, numbers: Iterable[int]) -> str:
    """Return which entries: numbers in a row as one span.

    >>> at(Words("en"), [7, 1, 2, 3, 9])
    'Entries #1-3, #7, #9'
    """
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(
        f"#{first}" if first == last else f"#{first}-{last}" for first, last in spans
    )
    is_one = len(spans) == 1 and spans[0][0] == spans[0][1]
    return words.say("entry_at" if is_one else "entries_at", at=said)


def reasons(bundle: Bundle, chosen: Sequence[OpenedEntry]) -> dict[str, list[int]]:
    """Return why something is not there or not whole, and of which entries."""
    found: dict[str, list[int]] = {}
    for entry in chosen:
        for why in _why(bundle, entry):
            found.setdefault(why, []).append(entry.sequence)
    return found


def _why(bundle: Bundle, entry: OpenedEntry) -> Iterator[str]:
    if any(file.hash not in bundle.offsets for file in entry.attachments):
        yield "why_file_gone"
    if entry.more.get("not_kept"):
        yield "why_not_kept"
    if entry.more.get("pictures_not_received"):
        yield "why_pictures"
    if delivery_of(bundle, entry.sequence)[0] in LOST:
        yield "why_not_arrived"


def delivery_of(bundle: Bundle, sequence: int) -> tuple[str, str]:
    """Return how a message fared and why; nothing where the bundle does not say."""
    told = bundle.about.get("deliveries")
    row = told.get(str(sequence)) if isinstance(told, dict) else None
    if not isinstance(row, list) or not row:
        return "", ""
    state, *rest = map(str, row)
    return state, rest[0] if rest else ""


def _why_left_out(choice: Choice, words: Words) -> str:
    reasons = []
    if choice.is_period:
        since, until = choice.since, choice.until
        reasons.append(
            words.say(
                "why_period",
                since=words.say("beginning") if since is None else since.isoformat(),
                until=words.say("end") if until is None else until.isoformat(),
            )
        )
    if choice.goal is not None:
        reasons.append(words.say("why_goal", goal=choice.goal.replace("_", " ")))
    return "; ".join(reasons)
