"""Showing an opened bundle, or writing it to a file for its reader's eyes only."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from bot import rendering
from bot.choosing import EVERYTHING, Choice, choose
from bot.cli_options import remark
from bot.errors import OperatorError
from bot.progress import FEWEST, Progress
from bot.record_words import LANGUAGES
from storage.bundle import Bundle
from storage.key_pairs import PrivateKey
from storage.keyfiles import KeyFileError, make_private_directory, new_private
from storage.opened_entry import OpenedAttachment
from storage.opening import Opening, open_bundle, read_attachment

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME: Final = 80


class Format(StrEnum):
    """How a case is shown."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"


class PackFormat(StrEnum):
    """How the pages for a follow-up are made."""

    PDF = "pdf"
    HTML = "html"


class FaultyError(OperatorError):
    """It was shown as asked, but it is not as it was written."""


BundleFile = Annotated[
    Path, typer.Argument(help="What `fastkontakt record export` wrote.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to show it.")]
PackFormatOption = Annotated[
    PackFormat, typer.Option("--format", help="What to make of it.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write it to this new file instead."),
]
AttachmentsOption = Annotated[
    Path | None,
    typer.Option("--attachments", help="Put the files into this new directory."),
]
ZoneOption = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        help="Show times as they are here, such as Europe/Copenhagen or UTC;"
        " the organisation's own if left out.",
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", help="en, da or sv; the organisation's if left out."),
]
SignedByOption = Annotated[
    str | None,
    typer.Option(
        "--signed-by", help="Refuse a bundle that another signing key signed."
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Only from this local day on."),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Only until this local day."),
]
GoalOption = Annotated[
    str | None,
    typer.Option(
        "--goal", help="Only what was linked to this goal: its code or words."
    ),
]
WithoutOption = Annotated[
    list[int] | None,
    typer.Option("--without", min=1, help="Leave this entry out; may be repeated."),
]
DespiteOption = Annotated[
    bool,
    typer.Option("--despite-faults", help="Show what opens even if it was changed."),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown, how, and where."""

    form: Format
    output: Path | None
    attachments: Path | None
    zone: str | None
    language: str | None
    signed_by: str | None
    despite_faults: bool
    choice: Choice = EVERYTHING
    without: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.form is Format.PDF and self.output is None:
            raise typer.BadParameter("a PDF needs --output FILE")
        require_known(self.language, self.signed_by)

    @property
    def signing_key(self) -> bytes | None:
        """Return the signing key that the bundle must have."""
        return None if self.signed_by is None else bytes.fromhex(self.signed_by)


def chosen(since: datetime | None, until: datetime | None, goal: str | None) -> Choice:
    """Return what is asked for."""
    first = None if since is None else since.date()
    last = None if until is None else until.date()
    if first is not None and last is not None and last < first:
        raise typer.BadParameter("--to is before --from")
    return Choice(first, last, goal)


def require_known(language: str | None, signed_by: str | None) -> None:
    """Refuse a language we do not have, and a signing key that cannot be one."""
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter("--language takes en, da or sv")
    if signed_by is not None and not re.fullmatch("[0-9a-f]{64}", signed_by):
        raise typer.BadParameter("--signed-by takes 64 hexadecimal digits")


Content = Callable[[Bundle, Opening, Wanted, dict[bytes, str]], Iterable[bytes]]
"""Returns what is to be shown; told where the files of the case were put."""


def show(
    bundle: Bundle,
    key: PrivateKey,
    holder: str,
    wanted: Wanted,
    content: Content | None = None,
) -> None:
    """Open the bundle with this key, and show all of it, or what `content` makes."""
    opening = open_bundle(
        bundle,
        key,
        holder,
        signing_key=wanted.signing_key,
        despite_faults=wanted.despite_faults,
        progress=Progress("opening"),
    )
    files = _put_files(bundle, opening, wanted.attachments)
    _write((content or _content)(bundle, opening, wanted, files), wanted.output)
    for span in opening.closed:
        remark(str(span))
    if wanted.signing_key is None:
        remark(
            f"signed by {bundle.signing_key.hex()}: compare it with the signing key you"
            " were given, or name that one with --signed-by"
        )
    elif wanted.signing_key != bundle.signing_key:
        remark(
            f"the service signs with {bundle.signing_key.hex()} now, and the key that"
            " you named says so: ask the service, and name the new one from now on"
        )
    if opening.faults:
        raise FaultyError(*opening.faults)


def _content(
    bundle: Bundle, opening: Opening, wanted: Wanted, files: dict[bytes, str]
) -> Iterable[bytes]:
    if wanted.form is Format.JSON:
        zone = rendering.zone_of_page(bundle, wanted.zone)
        entries = choose(opening.entries, wanted.choice, rendering.zone_of(zone))
        return lines([rendering.as_json(entries, files)])
    page = rendering.page(
        bundle,
        opening,
        zone=wanted.zone,
        language=wanted.language,
        files=files,
        choice=wanted.choice,
        has_images=wanted.form in (Format.HTML, Format.PDF),
    )
    if wanted.form is Format.TEXT:
        return lines(rendering.as_text(page))
    if wanted.form is Format.HTML:
        from bot.rendering_html import as_html  # noqa: PLC0415 - only where asked for

        return lines(as_html(page))
    from bot.rendering_pdf import as_pdf  # noqa: PLC0415 - only where asked for

    if len(page.entries) >= FEWEST:
        remark(f"setting {len(page.entries)} entries as PDF ...")
    return [as_pdf(page)]


def lines(said: Iterable[str]) -> Iterator[bytes]:
    """Yield lines as they stand in a file."""
    for line in said:
        yield line.encode("utf-8", "replace") + b"\n"


def _write(content: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        _write_all(sys.stdout.buffer, content)
        sys.stdout.buffer.flush()
        return
    with _new_file(output) as file:
        _write_all(file, content)


def _write_all(file: Any, content: Iterable[bytes]) -> None:
    for piece in content:
        file.write(piece)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    try:
        with new_private(path) as file:
            yield file
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written ({error.strerror})") from None


def _put_files(
    bundle: Bundle, opening: Opening, directory: Path | None
) -> dict[bytes, str]:
    """Write every file that is there into the directory, and say where each is."""
    if directory is None:
        return {}
    make_private_directory(directory)
    files: dict[bytes, str] = {}
    for entry in opening.entries:
        for number, attachment in enumerate(entry.attachments, start=1):
            if attachment.hash not in bundle.offsets:
                remark(f"{attachment.place.attachment_id}: not in the bundle any more")
                continue
            path = directory / f"{entry.sequence}-{number}-{_safe_name(attachment)}"
            with _new_file(path) as file:
                file.write(read_attachment(bundle, attachment))
            files[attachment.hash] = str(path)
    return files


def _safe_name(attachment: OpenedAttachment) -> str:
    """Return a name that is a name on every system, and cannot lead elsewhere."""
    name = attachment.name or attachment.place.attachment_id
    return _UNSAFE.sub("_", name)[-_LONGEST_NAME:].lstrip(".") or "file"
