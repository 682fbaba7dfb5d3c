"""Making pages that are handed on, and suggesting what to take out of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bot import (
    client_copy,
    client_copy_html,
    client_copy_pdf,
    pack,
    pack_html,
    pack_pdf,
    rendering,
)
from bot.choosing import choose
from bot.cli_options import remark
from bot.errors import OperatorError
from bot.record_words import Words
from bot.showing import Format, Wanted, lines
from casework.third_parties import (
    Listed,
    ListError,
    Taker,
    listed,
    read_list,
)
from storage.bundle import Bundle
from storage.opening import Opening

MOST_LONGER: Final = 12
"""More than that nobody reads to see whether too much was taken out."""


class BadListError(OperatorError):
    """The list cannot be used as it is. Put right the line that is named."""


def read_words(options: Sequence[str] | None, path: Path | None) -> tuple[Listed, ...]:
    """Return what is to be taken out, as it was given and as the list names it."""
    found = [listed(each) for each in options or () if each.strip()]
    if path is not None:
        try:
            found += read_list(path.read_text(encoding="utf-8").splitlines())
        except ListError as error:
            raise BadListError(f"{path.name}: {error}") from None
        except (OSError, UnicodeDecodeError):
            raise BadListError(f"{path.name}: cannot be read as text") from None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Copying:
    """Makes pages of an opened case from which the listed words were taken out."""

    wanted: tuple[Listed, ...] = field(repr=False)
    has_saved: bool = False
    """To a follow-up what they saved in their own words comes along as well."""

    def pages(
        self, bundle: Bundle, opening: Opening, how: Wanted, _files: dict[bytes, str]
    ) -> Iterable[bytes]:
        """Return the copy, and say in how many places something was taken out."""
        taker = Taker(self.wanted)
        made = client_copy.client_copy(
            bundle,
            opening,
            taker,
            zone=how.zone,
            language=how.language,
            choice=how.choice,
            without=how.without,
        )
        _tell(self.wanted, taker)
        if how.form is Format.HTML:
            return lines(client_copy_html.as_html(made))
        return [client_copy_pdf.as_pdf(made)]

    def follow_up(
        self, bundle: Bundle, opening: Opening, how: Wanted, _files: dict[bytes, str]
    ) -> Iterable[bytes]:
        """Return the pages for a follow-up, without the listed words either."""
        taker = Taker(self.wanted)
        made = pack.pack(
            bundle,
            cleaned(bundle, opening, taker, how.language),
            zone=how.zone,
            language=how.language,
            since=how.choice.since,
            until=how.choice.until,
            without=how.without,
            has_saved=self.has_saved,
        )
        if self.wanted:
            _tell(self.wanted, taker)
        if how.form is Format.HTML:
            return lines(pack_html.as_html(made))
        return [pack_pdf.as_pdf(made)]

    def suggestions(
        self, bundle: Bundle, opening: Opening, how: Wanted, _files: dict[bytes, str]
    ) -> Iterable[bytes]:
        """Return what may be about others and is not listed: a list to go through."""
        zone = rendering.zone_of(rendering.zone_of_page(bundle, how.zone))
        entries = choose(opening.entries, how.choice, zone)
        return lines(client_copy.suggested(opening, entries, Taker(self.wanted)))


def cleaned(
    bundle: Bundle, opening: Opening, taker: Taker, language: str | None
) -> Opening:
    """Return the case without the listed words, a mark in the place of each."""
    spoken = language or str(bundle.about.get("language", ""))
    marks = client_copy.marks_in(Words(spoken))
    entries = (client_copy.cleaned(each, taker, marks) for each in opening.entries)
    return replace(opening, entries=tuple(entries))


def _tell(wanted: Sequence[Listed], taker: Taker) -> None:
    """Say what was taken out: a word of the list may be mistyped, or in many others."""
    remark(f"places where words were taken out: {taker.counts.total()}")
    if missed := [each.words for each in wanted if each not in taker.found]:
        remark(f"listed, and not found in the case: {', '.join(missed)}")
    if taker.longer:
        most = taker.longer.most_common(MOST_LONGER)
        longer = ", ".join(f"{word} ({count})" for word, count in most)
        remark(f"went as part of longer words: {longer}; =WORDS leaves those")
